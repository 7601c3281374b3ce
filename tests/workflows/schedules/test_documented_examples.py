"""The schedules that the older form's documentation prints work as printed."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from typing import Any

import pytest

from tests.workflows import legacy_examples as examples
from workflows.blocks.trigger_schedule import BLOCK
from workflows.configs import check_config
from workflows.documents import read_document
from workflows.schedules.firing import fires
from workflows.schedules.schedule import read_schedule
from workflows.schedules.words import in_words

THURSDAY = datetime(2026, 1, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("trigger", "words", "first"),
    [
        ({"cron": "* * * * *"}, "Every minute, UTC", ["01-01 08:31", "01-01 08:32"]),
        ({"cron": "*/15 * * * *"}, "Every 15 minutes, UTC", ["01-01 08:45", "01-01 09:00"]),
        ({"cron": "0 * * * *"}, "Every hour at :00, UTC", ["01-01 09:00", "01-01 10:00"]),
        ({"cron": "0 9 * * *"}, "Every day at 09:00, UTC", ["01-01 09:00", "01-02 09:00"]),
        (
            {"cron": "0 9 * * 1-5", "timezone": "America/New_York"},
            "Every weekday at 09:00, New York time",
            ["01-01 14:00", "01-02 14:00"],
        ),
        ({"cron": "0 9 * * 1"}, "Every Monday at 09:00, UTC", ["01-05 09:00", "01-12 09:00"]),
        ({"cron": "0 9 1 * *"}, "On the 1st of every month at 09:00, UTC", ["01-01 09:00", "02-01 09:00"]),
        (
            {"cron": "0 9 1 1,4,7,10 *"},
            "On the 1st of January, April, July and October at 09:00, UTC",
            ["01-01 09:00", "04-01 09:00"],
        ),
        ({"interval": {"value": 15, "unit": "minutes"}}, "Every 15 minutes", ["01-01 08:45", "01-01 09:00"]),
        ({"interval": {"value": 525600, "unit": "minutes"}}, "Every 525,600 minutes", ["01-01 08:30"]),
        ({"interval": {"value": 2, "unit": "weeks"}}, "Every 2 weeks", ["01-15 08:30", "01-29 08:30"]),
    ],
)
def test_as_printed(trigger: dict[str, Any], words: str, first: list[str]) -> None:
    block = read_document(examples.workflow(trigger={"type": "schedule", **trigger})).blocks[0]
    assert block.type == "trigger.schedule"
    assert check_config(BLOCK, block.config) == []
    schedule = read_schedule(block.config, default_zone="Europe/Berlin")
    assert in_words(schedule) == words
    found = islice(fires(schedule, THURSDAY), len(first))
    assert [fire.at.strftime("%m-%d %H:%M") for fire in found] == first
