"""What becomes of ticks that nobody fired in time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflows.schedules.catching_up import GRACE, MOST, Due, Policy, Stretch, settle
from workflows.schedules.firing import SECOND, Fire, fires
from workflows.schedules.schedule import Schedule, read_schedule

BACK = datetime(2026, 3, 30, 12, 0, 2, tzinfo=UTC)  # after three days, over the night the clocks changed
DOWN = BACK - timedelta(days=3)


def schedule(text: str) -> Schedule:
    return read_schedule({"cron": text, "timezone": "Europe/Berlin"}, default_zone="UTC")


def after_three_days(text: str, policy: Policy) -> tuple[list[str], list[str], Stretch | None, str]:
    wanted = schedule(text)
    first = next(fires(wanted, DOWN)).at
    due = settle(wanted, first, BACK, policy)
    assert due.following is not None
    return _times(due.fired), _times(due.missed), due.before, due.following.at.strftime("%dT%H:%M")


def _times(found: tuple[Fire, ...]) -> list[str]:
    return [fire.at.strftime("%dT%H:%M") for fire in found]


DAILY = ["28T08:00", "29T07:00", "30T07:00"]


@pytest.mark.parametrize(
    ("policy", "fired", "missed"),
    [("latest", DAILY[2:], DAILY[:2]), ("skip", [], DAILY), ("all", DAILY, [])],
)
def test_down_for_three_days(policy: Policy, fired: list[str], missed: list[str]) -> None:
    assert after_three_days("0 9 * * *", policy) == (fired, missed, None, "31T07:00")


def test_a_tick_of_the_last_minute_is_fired_whatever_the_policy() -> None:
    for policy in ("latest", "skip"):
        fired, missed, _, following = after_three_days("0 14 * * *", policy)
        assert (fired, missed, following) == (["30T12:00"], ["27T13:00", "28T13:00", "29T12:00"], "31T12:00")


def test_the_oldest_of_many_are_one_stretch() -> None:
    fired, missed, before, _ = after_three_days("*/5 * * * *", "skip")
    assert (len(fired), len(missed)) == (1, MOST - 1)
    assert before is not None
    assert before.count == 3 * 24 * 12 - MOST
    fired, missed, before, _ = after_three_days("*/5 * * * *", "all")
    assert (len(fired), missed) == (MOST, [])
    assert before is not None
    assert before.last.strftime("%dT%H:%M") == "30T03:40"


def test_nobody_counts_beyond_ten_thousand() -> None:
    wanted = schedule("*/5 * * * * *")
    first = next(fires(wanted, DOWN)).at
    due = settle(wanted, first, BACK, "latest")
    assert due.before is not None
    assert (due.before.first, due.before.count) == (first, None)
    assert len(due.fired) == 12  # those of the last minute
    assert len(due.missed) == MOST - 12


def _all_of(due: Due) -> int:
    return len(due.fired) + len(due.missed) + ((due.before.count or 0) if due.before else 0)


@settings(max_examples=60, deadline=None)
@given(
    minutes=st.integers(1, 90),
    down=st.timedeltas(timedelta(), timedelta(days=5)),
    policy=st.sampled_from(["latest", "skip", "all"]),
)
def test_each_tick_is_accounted_for_once(minutes: int, down: timedelta, policy: Policy) -> None:
    wanted = read_schedule({"interval": {"value": minutes, "unit": "minutes"}}, default_zone="UTC")
    first = BACK - down
    due = settle(wanted, first, BACK, policy, anchor=first)
    expected = list(takewhile(lambda fire: fire.at <= BACK, fires(wanted, first - SECOND, anchor=first)))
    assert _all_of(due) == len(expected)
    assert len(due.fired) <= MOST
    if policy != "all":
        assert sum(fire.at < BACK - GRACE for fire in due.fired) <= (policy == "latest")
    assert due.following is not None
    assert due.following.at > BACK
