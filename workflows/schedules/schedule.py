"""One schedule: its rule and its time zone, read from the config of a `trigger.schedule`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from workflows.schedules.cron import SHORTEST_SECONDS, Cron, parse_cron
from workflows.schedules.errors import ScheduleError
from workflows.schedules.zones import find_zone

Unit = Literal["seconds", "minutes", "hours", "days", "weeks"]

_SECONDS: Mapping[Unit, int] = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}
LONGEST = timedelta(days=3660)


@dataclass(frozen=True, slots=True)
class Interval:
    """So much real time, whatever the clocks do meanwhile."""

    value: int
    unit: Unit

    @property
    def step(self) -> timedelta:
        return timedelta(seconds=self.value * _SECONDS[self.unit])


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule in a zone. `zone.key` is the zone's name."""

    rule: Cron | Interval
    zone: ZoneInfo


def read_schedule(config: Mapping[str, Any], *, default_zone: str) -> Schedule:
    """Of `cron` or `interval`, and `timezone` (else the default). Raises ScheduleError."""
    cron, interval = config.get("cron"), config.get("interval")
    if cron and interval:
        raise ScheduleError("cron", "Choose a cron expression or an interval, not both.")
    zone = find_zone(str(config.get("timezone") or default_zone))
    if interval:
        return Schedule(read_interval(interval), zone)
    return Schedule(parse_cron(cron if isinstance(cron, str) else ""), zone)


def read_interval(data: Any) -> Interval:
    """Of `{value, unit}`. Raises ScheduleError."""
    value = data.get("value") if isinstance(data, Mapping) else None
    unit = data.get("unit") if isinstance(data, Mapping) else None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value[:9])
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ScheduleError("interval", "An interval is a whole number of 1 or more.")
    known: Unit | None = next((each for each in _SECONDS if each == unit), None)
    if known is None:
        raise ScheduleError("interval", f"The unit of an interval is one of {', '.join(_SECONDS)}.")
    seconds = value * _SECONDS[known]
    if seconds < SHORTEST_SECONDS:
        raise ScheduleError("interval", f"An interval is {SHORTEST_SECONDS} seconds at least.")
    if seconds > LONGEST.total_seconds():
        raise ScheduleError("interval", "An interval is ten years at most.")
    return Interval(value, known)
