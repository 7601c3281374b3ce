"""What must never be written for a company: all its secrets as they are now, kept ready in each process.

Values opened in this process count at once; what another process has stored since is known within `FRESH_SECONDS`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q

from connections.masking import NO_MASK, SHORTEST, Mask
from connections.models import Connection, ProviderClient, Secret, SigningSecret
from connections.services import vault
from integrations.finding import event_sources

FRESH_SECONDS = 60.0
#: Tokens that were replaced may still come back in a late answer.
REMEMBERED_SECONDS = 3600.0


class _Known:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.masks: dict[UUID, tuple[float, Mask]] = {}
        self.learnt: dict[UUID, dict[str, float]] = {}


_known = _Known()


def fresh_mask(company_id: UUID) -> Mask | None:
    """The mask, if it is known without a look at the database."""
    found = _known.masks.get(company_id)
    return found[1] if found is not None and found[0] > time.monotonic() else None


def mask_for(company_id: UUID) -> Mask:
    """The company's mask. Reads the database at most once a minute; raises what the vault raises."""
    fresh = fresh_mask(company_id)
    if fresh is not None:
        return fresh
    now = time.monotonic()
    found = _known.masks.get(company_id)
    stored = _stored_values(company_id)
    with _known.lock:
        learnt = _known.learnt.get(company_id, {})
        for value in [value for value, until in learnt.items() if until <= now]:
            del learnt[value]
        values = {*stored, *learnt}
        mask = found[1] if found and found[1].values == values else Mask(values) if values else NO_MASK
        _known.masks[company_id] = (now + FRESH_SECONDS, mask)
    return mask


def learn(company_id: UUID, values: Iterable[str]) -> None:
    """From now on these are hidden in everything this process writes for the company."""
    fresh = [value for value in values if len(value) >= SHORTEST]
    until = time.monotonic() + REMEMBERED_SECONDS
    with _known.lock:
        learnt = _known.learnt.setdefault(company_id, {})
        is_new = any(value not in learnt for value in fresh)
        learnt.update(dict.fromkeys(fresh, until))
        found = _known.masks.get(company_id)
        if is_new and found is not None:
            _known.masks[company_id] = (found[0], Mask(found[1].values | set(fresh)))


def forget_masks() -> None:
    """As in a new process."""
    with _known.lock:
        _known.masks.clear()
        _known.learnt.clear()


def secret_texts(secrets: Mapping[str, Any]) -> list[str]:
    """The texts in an opened row."""
    return [value for value in secrets.values() if isinstance(value, str)]


def _names_for_secrets() -> list[str]:
    """Providers whose webhooks are known by a name, such as a service account: it is not hidden anywhere."""
    return [
        slug
        for slug, source in event_sources().items()
        if source.webhook and not source.webhook.secret.is_secret
    ]


def _stored_values(company_id: UUID) -> set[str]:
    rows = [
        *Secret.objects.filter(company_id=company_id),
        *Connection.objects.filter(company_id=company_id, sealed__isnull=False),
        *ProviderClient.objects.filter(Q(company_id=company_id) | Q(company_id=None)),
        *SigningSecret.objects.filter(company_id=company_id).exclude(provider__in=_names_for_secrets()),
    ]
    return {text for row in rows for text in secret_texts(vault.open_row(row)) if len(text) >= SHORTEST}
