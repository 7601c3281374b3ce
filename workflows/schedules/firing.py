"""When a schedule fires: local times made into instants by the rules for clocks that are put forward and back.

A rule with fixed hours names times of the day: one that does not exist fires once, at the first instant after the gap; one
that comes twice fires the first time only; a whole day that never was (Apia, 30 December 2011) fires nothing. A rule with a
wildcard hour goes on in real time: what does not exist is not there, what comes twice fires twice. Intervals count real time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from workflows.schedules.cron import Cron
from workflows.schedules.schedule import Interval, Schedule

#: What the clocks have to do with a fire: nothing; its local time does not exist; comes twice and fires once; or twice;
#: or, for intervals of whole days, that it is another time of the day than before.
Clocks = Literal["", "gap", "first", "both", "shifted"]

SECOND = timedelta(seconds=1)
_WHOLE_DAY = timedelta(hours=23)
# No zone changes its offset twice within this time.
_STRIDE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Fire:
    """`at` is UTC; `local` the time by the rule, on the zone's clocks but for a gap."""

    at: datetime
    local: datetime
    clocks: Clocks = ""


def fires(schedule: Schedule, after: datetime, *, anchor: datetime | None = None) -> Iterator[Fire]:
    """Strictly after that instant, ascending, as long as there are any. Intervals count from `anchor`, else from `after`."""
    rule, zone = schedule.rule, schedule.zone
    after = after.astimezone(UTC)
    if isinstance(rule, Interval):
        return _intervals(rule.step, zone, after, anchor or after)
    return _fixed(rule, zone, after) if rule.is_fixed else _real(rule, zone, after)


def next_fire(schedule: Schedule, after: datetime, *, anchor: datetime | None = None) -> Fire | None:
    return next(fires(schedule, after, anchor=anchor), None)


def _intervals(step: timedelta, zone: ZoneInfo, after: datetime, anchor: datetime) -> Iterator[Fire]:
    at = anchor + max(0, (after - anchor) // step) * step
    while at <= after:
        at += step
    is_daily = step % timedelta(days=1) == timedelta()
    while True:
        local = at.astimezone(zone)
        has_shifted = is_daily and (at - step).astimezone(zone).utcoffset() != local.utcoffset()
        yield Fire(at, local.replace(tzinfo=None), "shifted" if has_shifted else "")
        at += step


def _fixed(cron: Cron, zone: ZoneInfo, after: datetime) -> Iterator[Fire]:
    last = after
    for local in cron.matches(after.astimezone(zone).replace(tzinfo=None)):
        fire = _fixed_fire(local, zone)
        if fire is not None and fire.at > last:
            last = fire.at
            yield fire


def _fixed_fire(local: datetime, zone: ZoneInfo) -> Fire | None:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    at = first.astimezone(UTC)
    if first.utcoffset() == second.utcoffset():
        return Fire(at, local)
    if at.astimezone(zone).replace(tzinfo=None) == local:
        return Fire(at, local, "first")
    start, end = sorted((at, second.astimezone(UTC)))
    return None if end - start >= _WHOLE_DAY else Fire(_change(zone, start, end), local, "gap")


def _real(cron: Cron, zone: ZoneInfo, after: datetime) -> Iterator[Fire]:
    """Stretch by stretch of the same offset from UTC."""
    while True:
        offset = _offset(zone, after + SECOND)
        change: datetime | None = None
        previous = after + SECOND
        for local in cron.matches((after + offset).replace(tzinfo=None)):
            at = local.replace(tzinfo=UTC) - offset
            change = _first_change(zone, previous, at)
            if change is not None:
                break
            yield Fire(at, local, "both" if _comes_twice(local, zone) else "")
            previous = at
        if change is None:
            return
        after = change - SECOND


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _comes_twice(local: datetime, zone: ZoneInfo) -> bool:
    first, second = (local.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    before, after = first.utcoffset(), second.utcoffset()
    return before is not None and after is not None and before > after


def _first_change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime | None:
    """The first instant in (start, end] with another offset from UTC than the one before it."""
    looks = [start]
    while looks[-1] + _STRIDE < end:
        looks.append(looks[-1] + _STRIDE)
    for sooner, later in pairwise([*looks, end]):
        if _offset(zone, sooner) != _offset(zone, later):
            return _change(zone, sooner, later)
    return None


def _change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime:
    """The only one there is in (start, end], to the second."""
    before = _offset(zone, start)
    low, high = 0, int((end - start).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, start + middle * SECOND) == before:
            low = middle
        else:
            high = middle
    return start + high * SECOND
