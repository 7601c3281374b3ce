"""What fired, as it is stored with a run and as templates read it at `trigger`. Pure."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

BODY_AT = "bodyAt"
#: Where a run's input holds the body of the request, which is not stored a second time.
IS_INPUT, IN_INPUT = "input", "input.body"


def trigger_scope(kind: str, fired: Mapping[str, Any] | None, input: Any) -> dict[str, Any]:
    """The value of `trigger` for a run of this trigger type with this input."""
    scope: dict[str, Any] = {"type": kind, "eventId": None, "firedAt": None, **(fired or {})}
    place = scope.pop(BODY_AT, None)
    if place == IS_INPUT:
        scope["body"] = input
    elif place == IN_INPUT:
        scope["body"] = input.get("body") if isinstance(input, Mapping) else None
    return scope


def iso_ms(ms: int) -> str:
    """A Unix time in ms as templates and the API show it."""
    moment = datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
