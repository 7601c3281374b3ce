"""`dst-oracle.json` is the judge of every schedule around a change of the clocks.

It was made by brute force without any cron library: every minute of UTC was turned into local time and matched field by
field. Its rules are those of `workflows/schedules/firing.py`. 88 rows: Berlin and New York in spring and autumn, Lord Howe
(half an hour), Apia's day that never was, a leap day in UTC.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from workflows.schedules.firing import fires, next_fire
from workflows.schedules.schedule import Schedule, read_schedule

ROWS = json.loads((Path(__file__).parent / "dst-oracle.json").read_text())
SECOND = timedelta(seconds=1)


def test_there_are_88_rows() -> None:
    assert len(ROWS) == 88


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['timezone']} {row['from'][:10]} {row['cron']}")
def test_fires_as_the_oracle_says(row: dict[str, Any]) -> None:
    schedule = read_schedule(row, default_zone="UTC")
    start, end = datetime.fromisoformat(row["from"]), datetime.fromisoformat(row["to"])
    wanted = [datetime.fromisoformat(each) for each in row["fires"]]
    found = takewhile(lambda fire: fire.at < end, fires(schedule, start - SECOND))
    assert [fire.at for fire in found] == wanted
    assert _one_by_one(schedule, start - SECOND, end) == wanted


def _one_by_one(schedule: Schedule, after: datetime, end: datetime) -> list[datetime]:
    """As the ticking does it: each fire from the one before, as if nothing else were known."""
    found: list[datetime] = []
    while (fire := next_fire(schedule, after)) is not None and fire.at < end:
        after = fire.at.astimezone(UTC)
        found.append(after)
    return found
