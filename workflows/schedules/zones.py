"""Time zones by their IANA names."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from workflows.schedules.errors import ScheduleError

UTC_NAME = "UTC"
# Old spellings and rules without a place: they keep working, and are not offered.
_UNNAMED = ("Etc/", "SystemV/", "posix/", "right/", "US/", "Brazil/", "Canada/", "Chile/", "Mexico/")


def find_zone(name: str) -> ZoneInfo:
    """Raises ScheduleError."""
    try:
        if name and len(name) <= 64 and name.strip() == name and name != "localtime":
            return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown, not a name at all, a folder
        pass
    raise ScheduleError(
        "timezone",
        f"There is no time zone “{name[:64]}”. Use a name such as Europe/Berlin or America/New_York.",
    )


@cache
def zone_names() -> tuple[str, ...]:
    """Those that are offered: UTC first, then by name."""
    offered = (name for name in available_timezones() if "/" in name and not name.startswith(_UNNAMED))
    return (UTC_NAME, *sorted(offered))


def place_of(name: str) -> str:
    """Of America/Argentina/Buenos_Aires "Buenos Aires"."""
    return name.rpartition("/")[2].replace("_", " ")


def offset_words(zone: ZoneInfo, at: datetime) -> str:
    """Such as UTC+5:30."""
    offset = at.astimezone(zone).utcoffset() or timedelta()
    minutes = round(offset.total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02d}' if rest else ''}"
