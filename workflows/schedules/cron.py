"""Cron expressions: what each field may hold, said field by field, and the local times that match.

Five fields as everywhere, or six with the seconds first; names of months and days; `L` (last day), `LW` (last weekday),
`5L` (last Friday) and `5#2` (second Friday); `@daily` and the like. Where both day fields are given, either suffices; where
one of them begins with `*`, both must match, as in Debian's cron.

Matching is cronsim's, on local times without a zone: what a zone makes of them is `firing.py`'s alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from cronsim import CronSim, CronSimError

from workflows.schedules.errors import ScheduleError

MAX_LENGTH = 200
#: Faster than this is a loop, not a schedule.
SHORTEST_SECONDS = 5

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
DAYS = ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT")


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()  # of the values from `low` on

    def number(self, text: str) -> int | None:
        """None: it is none of this field."""
        if text in self.names:
            return self.low + self.names.index(text)
        is_number = text.isascii() and text.isdigit() and len(text) <= 4
        return int(text) if is_number and self.low <= int(text) <= self.high else None


DAY, WEEKDAY = _Field("day of the month", 1, 31), _Field("day of the week", 0, 7, DAYS)
FIELDS = (
    _Field("second", 0, 59), _Field("minute", 0, 59), _Field("hour", 0, 23), DAY, _Field("month", 1, 12, MONTHS), WEEKDAY,
)  # fmt: skip
# A year with nothing special before it; any would do.
_SOMEWHEN = datetime(2000, 1, 1)  # noqa: DTZ001 - on the calendar alone


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron expression that fires now and then. `parts` are six fields, with numbers for names."""

    parts: tuple[str, ...]

    @property
    def is_fixed(self) -> bool:
        """Its hours are times of the day; else it goes on through the day, whatever the clocks do."""
        return "*" not in self.parts[2] and len(_simulation(self.parts).hours) < 24

    def matches(self, after: datetime) -> Iterator[datetime]:
        """The local times that match, strictly after that one, ascending."""
        simulation = copy(_simulation(self.parts))
        simulation.dt = after.replace(microsecond=0)
        return iter(simulation)


def parse_cron(text: str) -> Cron:
    """Raises ScheduleError that names the field."""
    if not text.strip():
        raise _refused("Say when: a cron expression has five fields, such as 0 9 * * 1-5.")
    if len(text) > MAX_LENGTH:
        raise _refused(f"A cron expression may be {MAX_LENGTH} characters long at most.")
    nickname = text.strip().lower()
    if nickname.startswith("@") and nickname not in NICKNAMES:
        raise _refused(f"There is no “{nickname}”. Use one of {', '.join(NICKNAMES)}, or five fields.")
    parts = NICKNAMES.get(nickname, text).upper().split()
    if len(parts) not in (5, 6):
        raise _refused(
            f"A cron expression has five fields (minute, hour, day of the month, month, day of the week) or six with the"
            f" seconds first; this one has {len(parts)}."
        )
    if len(parts) == 5:
        parts.insert(0, "0")
    cron = Cron(tuple(_checked(part, field) for part, field in zip(parts, FIELDS, strict=True)))
    try:
        next(cron.matches(_SOMEWHEN))
    except (CronSimError, StopIteration):
        raise _refused(
            "This never fires: there is no such day. Check the day of the month and the month."
        ) from None
    _check_pace(_simulation(cron.parts))
    return cron


@lru_cache(maxsize=4096)
def _simulation(parts: tuple[str, ...]) -> CronSim:
    return CronSim(" ".join(parts), _SOMEWHEN)


def _refused(message: str) -> ScheduleError:
    return ScheduleError("cron", message)


def _checked(part: str, field: _Field) -> str:
    """The field with numbers for names, as cronsim reads it. Raises ScheduleError."""
    return ",".join(_term(term, part, field) for term in part.split(","))


def _term(term: str, part: str, field: _Field) -> str:
    base, slash, step = term.partition("/")
    if slash and not (step.isascii() and step.isdigit() and int(step[:4])):
        raise _refused(
            f"The {field.name}, “{part}”: after “/” belongs a whole number of 1 or more, not “{step}”."
        )
    if base == "*" or (base == "?" and field in (DAY, WEEKDAY)):
        return f"*{slash}{step}"
    low, dash, high = base.partition("-")
    if not dash:
        return (_special(base, field) or str(_number(base, part, field))) + slash + step
    first, last = _number(low, part, field), _number(high, part, field)
    if first > last:
        raise _refused(
            f"The {field.name}, “{part}”: a range goes upwards, and {low} comes after {high}."
            " Write two ranges with a comma between them."
        )
    # cronsim takes a range of one with a step for "from there on".
    return str(first) if first == last else f"{first}-{last}{slash}{step}"


def _number(text: str, part: str, field: _Field) -> int:
    value = field.number(text)
    if value is not None:
        return value
    if not text:
        raise _refused(f"The {field.name}, “{part}”: something is missing beside a comma or dash.")
    named = f", or {field.names[0]} to {field.names[-1]}" if field.names else ""
    where = "" if text == part else f" (in “{part}”)"
    raise _refused(f"The {field.name} must be {field.low} to {field.high}{named}, not “{text}”{where}.")


def _special(text: str, field: _Field) -> str | None:
    """`L` and `LW` of the days of a month, `5L` and `5#2` of those of a week; None for what is none of them."""
    if field is DAY:
        return text if text in ("L", "LW") else None
    if field is not WEEKDAY:
        return None
    day, mark, nth = text.partition("#")
    if mark and nth in ("1", "2", "3", "4", "5"):
        number = field.number(day)
        return None if number is None else f"{number}#{nth}"
    number = field.number(text[:-1]) if text.endswith("L") else None
    return None if number is None else f"{number}L"


def _check_pace(simulation: CronSim) -> None:
    seconds, minutes = sorted(simulation.seconds), simulation.minutes
    steps = [later - sooner for sooner, later in pairwise(seconds)]
    if any((minute + 1) % 60 in minutes for minute in minutes):
        steps.append(60 - seconds[-1] + seconds[0])
    if steps and min(steps) < SHORTEST_SECONDS:
        raise _refused(
            f"This fires every {min(steps)} s. {SHORTEST_SECONDS} s is the least: write */{SHORTEST_SECONDS} for the seconds."
        )
