"""The parts that a chart of time is drawn in: hours, parts of days or days of somebody's clock."""

from __future__ import annotations

import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

#: What can be asked for: how many parts, of how many hours.
PERIODS = {"24h": (24, 1), "7d": (42, 4), "30d": (30, 24)}

Span = tuple[datetime.datetime, datetime.datetime]


def spans(period: str, *, now: datetime.datetime, zone: ZoneInfo) -> list[Span]:
    """The parts of the period, the oldest first, in UTC; the last one holds `now`. A day of the place is one part, though
    it has 23 or 25 hours when the clocks are set.
    """
    count, hours = PERIODS[period]
    here = now.astimezone(zone)
    if hours == 1:
        first = here.replace(minute=0, second=0, microsecond=0).astimezone(datetime.UTC)
        marks = [first + datetime.timedelta(hours=place) for place in range(1 - count, 2)]
    else:
        # On the face of the clock, then in UTC: so that a part begins where the clock says it does.
        face = here.replace(
            hour=here.hour - here.hour % hours, minute=0, second=0, microsecond=0, tzinfo=None
        )
        faces = (face + datetime.timedelta(hours=hours * place) for place in range(1 - count, 2))
        marks = [one.replace(tzinfo=zone).astimezone(datetime.UTC) for one in faces]
    return [(begin, end) for begin, end in pairwise(marks) if begin < end]
