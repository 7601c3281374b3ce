"""ISO 8601 dates: what counts as one, and which instant it names.

A date without a time is midnight, a time without a zone is UTC: the answer must not depend on
where the server stands.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import NamedTuple

_ISO = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
    r"(?:[Tt ]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]{1,9}))?)?"
    r"\s?([Zz]|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(NamedTuple):
    """A moment in UTC; `is_day` where the text named only a day."""

    at: datetime
    is_day: bool


def parse_instant(text: str, zone: tzinfo = UTC) -> Instant | None:
    """The instant an ISO 8601 text names, None if it names none.

    `zone` is that of texts which name none themselves.
    """
    # Most texts that are compared are no dates; this keeps them cheap.
    if not 10 <= len(text) <= 40 or text[4] != "-":
        return None
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, offset = match.groups()
    micros = int((fraction or "0").ljust(6, "0")[:6])
    try:
        moment = datetime(
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0),
            micros, tzinfo=_offset(offset) if offset else zone,
        )  # fmt: skip
        return Instant(moment.astimezone(UTC), hour is None)
    except (ValueError, OverflowError):
        return None


def _offset(text: str) -> tzinfo:
    if text in "Zz":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    if int(digits[2:]) > 59:
        raise ValueError("minutes of an offset")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(size if text[0] == "+" else -size)


def microseconds(moment: datetime) -> int:
    """Since 1970; exact, unlike `timestamp()`."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(count: int) -> datetime:
    """Raises OverflowError outside of the years 1 to 9999."""
    return _EPOCH + timedelta(microseconds=count)


def instant_text(moment: datetime) -> str:
    """As JavaScript's toISOString writes it."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z".rjust(24, "0")


def day_text(moment: datetime) -> str:
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"
