"""Functions on dates: ISO 8601 texts, or seconds or milliseconds since 1970.

Time zones come from the IANA table of the system; nothing here asks what time it is.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from workflows.expressions.errors import ExpressionError, failed
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.functions.declare import Function, needs, text
from workflows.expressions.instants import (
    Instant,
    day_text,
    from_microseconds,
    instant_text,
    microseconds,
    parse_instant,
)
from workflows.expressions.numeric import parse_number, to_number, whole_number

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}")
# Larger numbers are milliseconds: as seconds they would be after the year 5138.
_FIRST_MILLISECONDS = 100_000_000_000
_MAX_DAYS = 4_000_000
_DAY = 86_400_000_000
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo:
    if name.upper() in ("UTC", "Z"):
        return UTC
    if len(name) <= 64 and _ZONE_NAME.fullmatch(name):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    raise failed('There is no such time zone; one is written as in "Europe/Berlin".')


def instant(value: Any, what: str, zone: tzinfo = UTC) -> Instant:
    """The instant that a text or number names."""
    if isinstance(value, str):
        found = parse_instant(value.strip()[:50], zone)
        if found is not None:
            return found
        spelled = parse_number(value)
        if spelled is None:
            raise failed(f"{what}: this text is no date; one is written as in 2026-01-31T09:30:00Z.")
        value = spelled
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise needs("a date", value, what)
    number = to_number(value, what)
    scale = 1_000_000 if abs(number) < _FIRST_MILLISECONDS else 1_000
    try:
        return Instant(from_microseconds(round(number * scale)), False)
    except (OverflowError, ValueError):
        raise failed(f"{what}: this number is no date.") from None


def date(_: Evaluation, value: Any, zone: Any = "UTC") -> str:
    return instant_text(instant(value, "date", _zone(text(zone, "date"))).at)


def add_days(_: Evaluation, value: Any, days: Any) -> str:
    return _moved(
        instant(value, "addDays"),
        lambda moment: moment + timedelta(days=whole_number(days, "addDays", -_MAX_DAYS, _MAX_DAYS)),
    )


def add_hours(_: Evaluation, value: Any, hours: Any) -> str:
    start = instant(value, "addHours")
    number = to_number(hours, "addHours")
    if not abs(number) <= _MAX_DAYS * 24:
        raise failed("addHours: the date would be out of range.")
    return _moved(Instant(start.at, False), lambda moment: moment + timedelta(hours=number))


def add_months(_: Evaluation, value: Any, months: Any) -> str:
    count = whole_number(months, "addMonths", -120_000, 120_000)

    def later(moment: datetime) -> datetime:
        year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
        if not 1 <= year <= 9999:
            raise OverflowError
        return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))

    return _moved(instant(value, "addMonths"), later)


def _moved(start: Instant, move: Callable[[datetime], datetime]) -> str:
    """A day stays a day: an invoice due on 2026-01-31 has no time of day."""
    try:
        moment = move(start.at)
    except ExpressionError:
        raise
    except (ValueError, OverflowError):
        raise failed("The date would be outside of the years 1 to 9999.") from None
    return day_text(moment) if start.is_day else instant_text(moment)


def diff_days(_: Evaluation, start: Any, end: Any) -> int:
    apart = microseconds(instant(end, "diffDays").at) - microseconds(instant(start, "diffDays").at)
    return apart // _DAY if apart >= 0 else -(-apart // _DAY)


def timestamp(_: Evaluation, value: Any) -> int:
    return microseconds(instant(value, "timestamp").at) // 1_000_000


def format_date(_: Evaluation, value: Any, pattern: Any, zone: Any = "UTC") -> str:
    where = _zone(text(zone, "formatDate"))
    shape = text(pattern, "formatDate")
    if len(shape) > 200:
        raise failed("formatDate: the format is longer than 200 characters.")
    try:
        local = instant(value, "formatDate", where).at.astimezone(where)
    except OverflowError:
        raise failed("The date would be outside of the years 1 to 9999.") from None
    return _FORMAT.sub(lambda match: _formatted(match.group(), local), shape)


def _formatted(token: str, local: datetime) -> str:
    if token[0] in "['":
        return token[1:-1]
    return _TOKENS[token](local)


def _offset(local: datetime) -> str:
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


# The tokens that day.js and date-fns agree on or that only one of them has; YYYY and DD as in
# day.js, yyyy and dd as in date-fns.
_TOKENS: dict[str, Callable[[datetime], str]] = {
    **dict.fromkeys(("YYYY", "yyyy"), lambda t: f"{t.year:04d}"),
    **dict.fromkeys(("YY", "yy"), lambda t: f"{t.year % 100:02d}"),
    "MMMM": lambda t: _MONTHS[t.month - 1],
    "MMM": lambda t: _MONTHS[t.month - 1][:3],
    "MM": lambda t: f"{t.month:02d}",
    "M": lambda t: str(t.month),
    **dict.fromkeys(("dddd", "EEEE"), lambda t: _DAYS[t.weekday()]),
    **dict.fromkeys(("ddd", "EEE"), lambda t: _DAYS[t.weekday()][:3]),
    **dict.fromkeys(("DD", "dd"), lambda t: f"{t.day:02d}"),
    **dict.fromkeys(("D", "d"), lambda t: str(t.day)),
    "HH": lambda t: f"{t.hour:02d}",
    "H": lambda t: str(t.hour),
    "hh": lambda t: f"{(t.hour - 1) % 12 + 1:02d}",
    "h": lambda t: str((t.hour - 1) % 12 + 1),
    "mm": lambda t: f"{t.minute:02d}",
    "m": lambda t: str(t.minute),
    "ss": lambda t: f"{t.second:02d}",
    "s": lambda t: str(t.second),
    "SSS": lambda t: f"{t.microsecond // 1000:03d}",
    "A": lambda t: "AM" if t.hour < 12 else "PM",
    "a": lambda t: "am" if t.hour < 12 else "pm",
    "Z": _offset,
    "Q": lambda t: str((t.month + 2) // 3),
}
_FORMAT = re.compile(r"\[[^\]]*\]|'[^']*'|" + "|".join(sorted(_TOKENS, key=lambda token: -len(token))))

FUNCTIONS = (
    Function("date(value, zone?)", date,
             "The instant that a date, or a number of seconds or milliseconds since 1970, names; "
             "in UTC.",
             'date("2026-01-31T09:30:00+01:00")', "2026-01-31T08:30:00.000Z"),
    Function("addDays(date, days)", add_days,
             "The date so many days later; a day without a time stays one.",
             'addDays("2026-01-31", 30)', "2026-03-02"),
    Function("addHours(date, hours)", add_hours, "The instant so many hours later.",
             'addHours("2026-01-31T23:00:00Z", 2)', "2026-02-01T01:00:00.000Z"),
    Function("addMonths(date, months)", add_months,
             "The same day so many months later, or the last one of a shorter month.",
             'addMonths("2026-01-31", 1)', "2026-02-28"),
    Function("diffDays(start, end)", diff_days, "The whole days from one date to another.",
             'diffDays("2026-01-31", "2026-03-02")', 30),
    Function("formatDate(date, format, zone?)", format_date,
             "The date in a format of YYYY MM DD HH mm ss, MMM, MMMM, ddd, dddd, hh, A, Z and "
             "[text], in UTC or a time zone.",
             'formatDate("2026-01-31T23:30:00Z", "D MMMM YYYY, HH:mm", "Europe/Berlin")',
             "1 February 2026, 00:30"),
    Function("timestamp(date)", timestamp, "The seconds from 1970 to the date.",
             'timestamp("2026-01-31T00:00:00Z")', 1769817600),
)  # fmt: skip
