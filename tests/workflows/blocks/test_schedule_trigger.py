"""`trigger.schedule`: which configs may be published, and what its runs get."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.outcomes import Done
from tests.workflows.blocks.context import RealContext
from workflows.blocks.trigger_schedule import BLOCK, ScheduleTriggerConfig
from workflows.configs import check_config


def problems(config: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in check_config(BLOCK, config)]


@pytest.mark.parametrize(
    "config",
    [
        {"cron": "0 9 * * 1-5", "timezone": "Europe/Berlin"},
        {"cron": "0 0 9 * * *", "timezone": "America/Los_Angeles"},
        {"cron": "@daily", "missed": "all", "overlap": "queue", "payload": {"plan": "pro"}},
        {"interval": {"value": 525600, "unit": "minutes"}, "timezone": "UTC"},
        {"interval": {"value": 1, "unit": "weeks"}, "missed": "skip", "overlap": "skip"},
    ],
)
def test_what_may_be_published(config: dict[str, Any]) -> None:
    assert problems(config) == []


@pytest.mark.parametrize(
    ("config", "path", "words"),
    [
        ({}, "", "Choose when this schedule runs."),
        ({"cron": "0 9 * * *", "interval": {"value": 1, "unit": "days"}}, "", "not both"),
        ({"cron": "0 25 * * *"}, "cron", "The hour must be 0 to 23, not “25”."),
        ({"cron": "{{input.cron}}"}, "cron", "fields"),
        ({"cron": "0 0 30 2 *"}, "cron", "never fires"),
        ({"cron": "0 9 * * *", "timezone": "Berlin"}, "timezone", "There is no time zone “Berlin”"),
        ({"interval": {"value": 2, "unit": "seconds"}}, "interval", "5 seconds at least"),
        ({"interval": {"value": 0, "unit": "days"}}, "interval.value", "at least 1"),
        ({"cron": "0 9 * * *", "missed": "never"}, "missed", "must be"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(config: dict[str, Any], path: str, words: str) -> None:
    found = problems(config)
    assert [where for where, _ in found] == [path]
    assert words in found[0][1]


def test_its_output_is_what_the_tick_hands_over() -> None:
    given = {
        "scheduledAt": "2026-01-01T08:00:00.000Z",
        "timezone": "UTC",
        "scheduleName": "S",
        "payload": None,
    }
    outcome = BLOCK.run(RealContext(input=given), ScheduleTriggerConfig(cron="@daily"))
    assert outcome == Done(given)
