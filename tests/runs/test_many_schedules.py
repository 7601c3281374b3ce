"""Five hundred schedules at once: three days of silence, and one that is damaged among 499 that are not.

What should have come is counted by `tests/workflows/schedules/brute_force.py`, which shares nothing with the product.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from django.db import connection
from django.utils import timezone

from runs import ticking
from runs.models import Run
from runs.tick_models import Tick
from tests.runs.conftest import MakeWorkflow, reply
from tests.workflows.schedules.brute_force import fires_between
from workflows.models import Schedule, Workflow

pytestmark = pytest.mark.django_db(transaction=True)

MANY, IN_ONE = 500, 25
POLICIES = ("latest", "skip", "all")
#: Few enough that `all` starts each; in zones with and without summer time.
RULES = (
    ("0 9 * * *", "Europe/Berlin"),
    ("30 */8 * * *", "UTC"),
    ("15 6,18 * * *", "America/New_York"),
    ("45 23 * * *", "Asia/Kolkata"),
    ("0 0 * * *", "Pacific/Auckland"),
)
#: A tick of the last minute is fired whatever the policy, and a tick is not to fall due while this runs.
MARGIN = timedelta(minutes=3)


@pytest.fixture
def draw(make: MakeWorkflow) -> Callable[[list[dict[str, Any]]], Workflow]:
    """A workflow with so many schedules; `t7` is the eighth."""

    def drawn(configs: list[dict[str, Any]]) -> Workflow:
        blocks = {
            f"t{number}": {"type": "trigger.schedule", "name": f"S{number}", "config": config}
            for number, config in enumerate(configs)
        }
        return make(*(f"{name} -> a" for name in blocks), a=reply("{{input.scheduledAt}}"), **blocks)

    return drawn


def fire_all() -> None:
    while ticking.fire_due():
        pass


def stand_at(row: Schedule, times: list[datetime]) -> None:
    """As if nobody had fired it since before the first of these."""
    row.next_at, row.anchor_at = times[0], min(row.anchor_at, times[0] - timedelta(days=1))
    row.save()


def ticks() -> dict[Any, list[Tick]]:
    found: dict[Any, list[Tick]] = defaultdict(list)
    for tick in Tick.objects.order_by("at"):
        found[tick.schedule_id].append(tick)
    return found


def is_soon(now: datetime) -> bool:
    around = [
        at for cron, zone in RULES for at in fires_between(cron, zone, _minute(now - MARGIN), now + MARGIN)
    ]
    return bool(around)


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def test_down_for_three_days_with_five_hundred(draw: Callable[..., Workflow]) -> None:
    """Each policy does what it says, for each of 500: which ticks ran, which are in the ledger, and what comes next."""
    rules = RULES
    now = timezone.now().astimezone(UTC)
    if is_soon(now):  # a rule beside one that would fall due in between
        rules = tuple((f"{(now.minute + 30) % 60} {hours.split(' ', 1)[1]}", zone) for hours, zone in RULES)
    plans = [(*rules[number % len(rules)], POLICIES[number % 3]) for number in range(MANY)]
    for first in range(0, MANY, IN_ONE):
        draw(
            [
                {"cron": cron, "timezone": zone, "missed": policy}
                for cron, zone, policy in plans[first : first + IN_ONE]
            ]
        )
    rows = list(Schedule.objects.order_by("trigger__workflow__created_at", "trigger_id"))
    assert len(rows) == MANY
    start = _minute(now - timedelta(days=3))
    expected: dict[Any, tuple[str, list[datetime]]] = {}
    for row in rows:
        times = fires_between(row.rule["cron"], row.zone, start, _minute(now))
        assert len(times) >= 3
        stand_at(row, times)
        expected[row.pk] = (row.missed, times)
    assert Counter(policy for policy, _ in expected.values()) == Counter(policy for *_, policy in plans)

    fire_all()

    found = ticks()
    for row in Schedule.objects.select_related("trigger"):
        policy, times = expected[row.pk]
        kept = {"latest": times[-1:], "skip": [], "all": times}[policy]
        mine = found[row.pk]
        assert [tick.at for tick in mine] == times
        assert [tick.at for tick in mine if tick.status == "late"] == kept
        assert {tick.status for tick in mine if tick.at not in kept} <= {"missed"}
        assert row.last_at == times[-1]
        assert row.next_at is not None
        assert row.next_at > now
        following = fires_between(row.rule["cron"], row.zone, _minute(now), now + timedelta(days=3))
        assert row.next_at == next(at for at in following if at > now)
    runs = {run.id: run for run in Run.objects.all()}
    for entries in found.values():
        for tick in entries:
            if tick.status == "late":
                run = runs.pop(tick.run_id)
                assert run.input["scheduledAt"] == tick.at.strftime("%Y-%m-%dT%H:%M:00.000Z")
    assert runs == {}  # and no run besides
    fire_all()
    assert Tick.objects.count() == sum(len(times) for _, times in expected.values())


def garble_trigger(broken: Schedule) -> None:
    broken.trigger.config = ["no", "config"]
    broken.trigger.save()


def garble_text(broken: Schedule) -> None:
    """Half a row of JSON, as a disk or a hand in the database may leave it."""
    version = broken.trigger.workflow.published
    assert version is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_workflowversion SET input_schema = %s, settings = %s WHERE id = %s",
            ['{"type": "obj', '{"a', version.pk.hex if connection.vendor == "sqlite" else version.pk],
        )


def take_version(broken: Schedule) -> None:
    Workflow.objects.filter(pk=broken.trigger.workflow_id).update(published=None)


@pytest.mark.parametrize("damage", [garble_trigger, garble_text, take_version])
def test_one_damaged_leaves_499_exact(
    draw: Callable[..., Workflow], damage: Callable[[Schedule], None]
) -> None:
    due = _minute(timezone.now().astimezone(UTC) - timedelta(minutes=5))
    hourly = {"cron": f"{due.minute} * * * *", "timezone": "UTC"}  # nothing more falls due while this runs
    odd = draw([hourly])
    left = MANY - 1
    while left:
        draw([hourly] * min(IN_ONE, left))
        left -= min(IN_ONE, left)
    broken = Schedule.objects.select_related("trigger__workflow__published").get(trigger__workflow=odd)
    Schedule.objects.update(next_at=due, anchor_at=due - timedelta(days=1))
    damage(broken)

    fire_all()

    found = ticks()
    others = Schedule.objects.exclude(pk=broken.pk)
    assert others.count() == MANY - 1
    for row in others:
        [tick] = found.pop(row.pk)
        assert (tick.at, tick.status in ("fired", "late"), tick.run_id is not None) == (due, True, True)
        assert (row.error, row.last_at, row.next_at) == ("", due, due + timedelta(hours=1))
    runs = Run.objects.exclude(workflow=odd)
    assert runs.count() == MANY - 1
    assert {orjson.dumps(run.input["scheduledAt"]) for run in runs} == {
        orjson.dumps(due.strftime("%Y-%m-%dT%H:%M:00.000Z"))
    }
    broken.refresh_from_db()
    told = [tick.reason for tick in found.get(broken.pk, []) if tick.status == "skipped"]
    assert broken.error or any(told)  # it says why
    assert (broken.next_at == due) is bool(broken.error)  # and its tick is not lost while it is being mended
    assert not Run.objects.filter(workflow=odd).exists()
