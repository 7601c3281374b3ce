"""When a cron expression fires, found by looking at every minute: a second opinion that shares nothing with the first."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


def fires_between(cron: str, zone: str, start: datetime, end: datetime) -> list[datetime]:
    """From `start` on, before `end`, both whole minutes of UTC; `cron` of five fields of numbers, `*`, `,`, `-` and `/`."""
    minute, hour, day, month, weekday = cron.split()
    wild = "*" in hour or _values(hour, 0, 23) == set(range(24))
    minutes, hours, months = _values(minute, 0, 59), _values(hour, 0, 23), _values(month, 1, 12)
    days, weekdays = _values(day, 1, 31), {each % 7 for each in _values(weekday, 0, 7)}
    both = day.startswith("*") or weekday.startswith("*")
    place = ZoneInfo(zone)

    def matches(local: datetime) -> bool:
        if local.minute not in minutes or local.hour not in hours or local.month not in months:
            return False
        by_day, by_weekday = local.day in days, local.isoweekday() % 7 in weekdays
        return by_day and by_weekday if both else by_day or by_weekday

    found: list[datetime] = []
    had: set[datetime] = set()
    # A day before, for what a repeated hour had already; its fires are not asked for.
    at = start - timedelta(days=1)
    before = (at - MINUTE).astimezone(place).replace(tzinfo=None)
    while at < end:
        local = at.astimezone(place).replace(tzinfo=None)
        jump = local - before
        if not wild and MINUTE < jump < timedelta(hours=23):
            lost = [one for one in _minutes(before + MINUTE, local) if matches(one)]
            if lost and not matches(local):
                found.append(at)
        if matches(local) and (wild or local not in had):
            found.append(at)
            had.add(local)
        before, at = local, at + MINUTE
    return [each for each in found if each >= start]


def _minutes(start: datetime, end: datetime) -> list[datetime]:
    return [start + count * MINUTE for count in range(int((end - start) / MINUTE))]


def _values(field: str, low: int, high: int) -> set[int]:
    found: set[int] = set()
    for term in field.split(","):
        base, _, step = term.partition("/")
        first, dash, last = base.partition("-")
        start = low if base == "*" else int(first)
        end = high if base == "*" or (step and not dash) else int(last or first)
        found.update(range(start, end + 1, int(step or 1)))
    return found
