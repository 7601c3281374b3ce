"""One thing that a provider tells: several may come in one request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

KEY_LENGTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundEvent:
    """`id` is the provider's own for this event, the same each time it is delivered; None where it gives none.

    `type` is its name, `also` are other names it answers to (`message` in a channel is `message.channels` too).
    `account` is whose account it happened in, as the provider numbers them; "" where it does not say. `body` is what a run
    gets as `input`. A `notice` speaks of the registration itself and starts nothing.
    """

    id: str | None
    type: str
    body: Any
    also: tuple[str, ...] = ()
    account: str = ""
    occurred_at: datetime | None = None
    is_notice: bool = False


def event_key(*parts: Any) -> str | None:
    """An id made of several fields; None when all of them are missing."""
    given = ["" if part is None else str(part) for part in parts]
    if not any(given):
        return None
    key = ":".join(given)
    return key if len(key) <= KEY_LENGTH else sha256(key.encode()).hexdigest()


def text_of(value: Any) -> str:
    """An id as text; "" for what is none."""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def moment(value: Any) -> datetime | None:
    """A provider's time: ISO 8601, or Unix time in seconds or milliseconds; None for what is none."""
    try:
        if isinstance(value, str) and not value.strip().isdecimal():
            found = datetime.fromisoformat(value.strip())
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            number = float(value)
            return datetime.fromtimestamp(number / 1000 if number >= 1e11 else number, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None
