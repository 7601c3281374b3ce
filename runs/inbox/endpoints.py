"""Custom webhooks: who listens on a path, and with which secrets. Looked up anew every second, as keys are."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from connections.masking import Mask
from connections.services.environment_secrets import secret_values
from connections.services.masks import mask_for
from runs.firing import triggers_of
from runs.inbox.listening import catching
from runs.sql import statements

FRESH_SECONDS = 1.0
MOST_KNOWN = 5_000
SECRET_FIELDS = ("secretRef", "previousSecretRef")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address that somebody listens on. `catcher` is who waits for a test event there: it is shown, not run."""

    company_id: UUID
    path: str
    config: Mapping[str, Any]
    secrets: tuple[str, ...]
    mask: Mask
    catcher: UUID | None = None


_known: dict[tuple[UUID, str], tuple[float, Endpoint | None]] = {}


def known_endpoint(company_id: UUID, path: str) -> tuple[bool, Endpoint | None]:
    """(whether it is known without a look at the database, what is known)."""
    found = _known.get((company_id, path))
    if found is None or found[0] < time.monotonic():
        return False, None
    return True, found[1]


def find_endpoint(company_id: UUID, path: str, *, is_test: bool) -> Endpoint | None:
    """Whoever listens on the path: a live or paused trigger, else somebody who waits for a test event (`is_test`: only they).

    None for an unknown path, and for another company's.
    """
    found = None if is_test else _of_trigger(company_id, path)
    if found is None:
        found = _of_catcher(company_id, path)
    if not is_test and (found is None or found.catcher is None):  # whoever catches does it once
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[company_id, path] = (time.monotonic() + FRESH_SECONDS, found)
    return found


def forget_endpoints() -> None:
    """As in a new process."""
    _known.clear()


def _of_trigger(company_id: UUID, path: str) -> Endpoint | None:
    source = f"webhook:{path}"
    found = triggers_of(statements(), [(company_id, source)]).get((company_id, source))
    return _endpoint(company_id, path, found[0].config) if found else None


def _of_catcher(company_id: UUID, path: str) -> Endpoint | None:
    row = catching(company_id=company_id, path=path)
    return None if row is None else _endpoint(company_id, path, row.config, row.id)


def _endpoint(
    company_id: UUID, path: str, config: Mapping[str, Any], catcher: UUID | None = None
) -> Endpoint:
    names = [str(config[field]) for field in SECRET_FIELDS if config.get(field)]
    values = secret_values(company_id, frozenset(names)) if names else {}
    secrets = tuple(values[name] for name in names if name in values)
    return Endpoint(company_id, path, config, secrets, mask_for(company_id), catcher)
