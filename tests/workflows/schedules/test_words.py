"""Schedules in words. The studio says the simple ones itself: `schedule_words.json` holds both to the same words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from workflows.schedules.schedule import read_schedule
from workflows.schedules.words import in_words

ROWS = json.loads((Path(__file__).parents[2] / "contracts" / "schedule_words.json").read_text())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["cron"])
def test_a_cron_expression_in_words(row: dict[str, Any]) -> None:
    schedule = read_schedule({"cron": row["cron"]}, default_zone="America/Argentina/Buenos_Aires")
    assert in_words(schedule) == f"{row['words']}, Buenos Aires time"


def test_utc_is_no_place() -> None:
    assert in_words(read_schedule({"cron": "@daily"}, default_zone="UTC")) == "Every day at 00:00, UTC"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1, "hours", "Every hour"),
        (13, "hours", "Every 13 hours"),
        (1, "weeks", "Every week"),
        (90, "days", "Every 90 days"),
    ],
)
def test_an_interval_in_words(value: int, unit: str, words: str) -> None:
    interval = {"interval": {"value": value, "unit": unit}}
    assert in_words(read_schedule(interval, default_zone="Europe/Berlin")) == words
