"""A schedule in words: "Every weekday at 09:00, Berlin time", and what the clocks do to one of its fires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from cronsim.explain import Expression

from workflows.schedules.cron import Cron
from workflows.schedules.firing import Fire
from workflows.schedules.schedule import Interval, Schedule
from workflows.schedules.zones import UTC_NAME, place_of

WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth"}
_MOST_TIMES = 4


def in_words(schedule: Schedule) -> str:
    """Without a full stop. Intervals have no zone: they count real time."""
    if isinstance(schedule.rule, Interval):
        return _every(schedule.rule.value, schedule.rule.unit.removesuffix("s"))
    said = _cron_words(schedule.rule)
    return f"{said}, {zone_words(schedule.zone)}"


def zone_words(zone: ZoneInfo) -> str:
    name = zone.key
    return "UTC" if name in (UTC_NAME, "Etc/UTC", "Etc/GMT", "GMT") else f"{place_of(name)} time"


def clock_note(fire: Fire, zone: ZoneInfo) -> str:
    """Why it fires when it does, where clocks are put forward or back; else empty."""
    asked, day = clock(fire.local), _day(fire.local)
    match fire.clocks:
        case "gap":
            real = fire.at.astimezone(zone)
            moved = clock(real) if real.day == fire.local.day else f"{clock(real)} on {_day(real)}"
            return f"{asked} does not exist on {day}: fires at {moved}"
        case "first":
            return f"{asked} comes twice on {day}: fires the first time only"
        case "both":
            return f"{asked} comes twice on {day}: fires both times"
        case "shifted":
            return (
                f"The clocks change: by the clock it is {asked} from now on, since intervals count real time"
            )
    return ""


def clock(moment: datetime) -> str:
    """Such as 09:00, with seconds where there are any."""
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


# --- parts ------------------------------------------------------------------------------------


def _cron_words(cron: Cron) -> str:
    second, minute, hour, day, month, weekday = cron.parts
    when = _days(day, month, weekday)
    times = _times(second, minute, hour)
    if when is not None and times is not None:
        return f"{when} at {times}"
    pace = _pace(second, minute, hour)
    if pace is not None and (day, month, weekday) == ("*", "*", "*"):
        return pace
    if pace is not None and when is not None:
        return f"{pace}, {when[0].lower()}{when[1:]}"
    return Expression(list(cron.parts)).explain()


def _every(value: int, unit: str) -> str:
    return f"Every {unit}" if value == 1 else f"Every {value:,} {unit}s"


def _pace(second: str, minute: str, hour: str) -> str | None:
    """Every so many seconds, minutes or hours, where the rest is open."""
    if (minute, hour) == ("*", "*") and second != "0":
        return _step(second, "second")
    if second != "0":
        return None
    if hour == "*":
        return f"Every hour at :{int(minute):02d}" if minute.isdigit() else _step(minute, "minute")
    if minute.isdigit() and (pace := _step(hour, "hour")):
        return pace if minute == "0" else f"{pace} at :{int(minute):02d}"
    return None


def _step(field: str, unit: str) -> str | None:
    """Of `*` and `*/n`; where n does not divide the whole, the pace is not even and the words would lie."""
    whole = 24 if unit == "hour" else 60
    if field == "*":
        return f"Every {unit}"
    base, _, step = field.partition("/")
    if base in ("*", "0") and step.isdigit() and whole % int(step) == 0:
        return _every(int(step), unit)
    return None


def _times(second: str, minute: str, hour: str) -> str | None:
    """Single times, such as "09:00 and 17:30"."""
    hours, minutes = _numbers(hour), _numbers(minute)
    if not second.isdigit() or not hours or not minutes or len(hours) * len(minutes) > _MOST_TIMES:
        return None
    tail = f":{int(second):02d}" if int(second) else ""
    return _list([f"{each:02d}:{at:02d}{tail}" for each in hours for at in minutes])


def _days(day: str, month: str, weekday: str) -> str | None:
    in_months = _months(month)
    if in_months is None:
        return None
    if (day, weekday) == ("*", "*"):
        return "Every day" if month == "*" else f"Every day{in_months}"
    if day == "*":
        said = _weekdays(weekday)
        if month == "*":
            return said and said + (" of the month" if said.startswith("On the") else "")
        return said and said + in_months
    if weekday != "*":
        return None
    if day == "L":
        return f"On the last day{in_months}"
    if day == "LW":
        return f"On the last weekday (Monday to Friday){in_months}"
    days = _numbers(day)
    return f"On the {_list([_ordinal(each) for each in days])}{in_months}" if days else None


def _months(month: str) -> str | None:
    if month == "*":
        return " of every month"
    numbers = _numbers(month)
    return f" of {_list([MONTH_NAMES[each - 1] for each in numbers])}" if numbers else None


def _weekdays(weekday: str) -> str | None:
    day, mark, nth = weekday.partition("#")
    if mark and (numbers := _numbers(day)):
        return f"On the {_NTH[nth]} {WEEKDAYS[numbers[0] % 7]}"
    if weekday.endswith("L") and (numbers := _numbers(weekday[:-1])):
        return f"On the last {WEEKDAYS[numbers[0] % 7]}"
    numbers = _numbers(weekday)
    if not numbers:
        return None
    found = sorted({each % 7 for each in numbers}, key=lambda each: each or 7)
    if found == [1, 2, 3, 4, 5]:
        return "Every weekday"
    if len(found) == 7:
        return "Every day"
    return f"Every {_list([WEEKDAYS[each] for each in found])}"


def _numbers(field: str) -> list[int]:
    """Of a list of numbers and ranges; empty where there is more to it."""
    found: list[int] = []
    for term in field.split(","):
        low, dash, high = term.partition("-")
        if not low.isdigit() or (dash and not high.isdigit()):
            return []
        found.extend(range(int(low), int(high or low) + 1))
    return found


def _ordinal(number: int) -> str:
    tail = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{tail}"


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {MONTH_NAMES[moment.month - 1]}"
