"""Schedules that fire: one run for each tick, and a line in the ledger for whatever became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Company, Outbox
from runs import ticking
from runs.models import Run
from runs.pruning import prune
from runs.tick_models import Tick
from runs.worker.chores.schedules import tick
from tests.runs.conftest import MakeWorkflow, drain_until, fetch, reply, steps_of
from workflows import services
from workflows.definition import parse_definition, to_json
from workflows.models import Schedule, Workflow
from workflows.rows import read_definition
from workflows.schedules.firing import fires, next_fire
from workflows.scheduling import plan_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scheduled(make: MakeWorkflow) -> Callable[..., Workflow]:
    """`scheduled(cron="0 9 * * *", missed="skip")` is a published workflow that runs by itself."""

    def draw(*, top: dict[str, Any] | None = None, company: Company | None = None, **config: Any) -> Workflow:
        return make(
            "tick -> a",
            "call -> a",
            call={"type": "trigger.api", "config": {}},
            tick={"type": "trigger.schedule", "name": "Each morning", "config": config},
            a=reply("{{input.scheduledAt}} {{trigger.type}}"),
            top=top,
            company=company,
        )

    return draw


def schedule_of(workflow: Workflow) -> Schedule:
    return Schedule.objects.select_related("trigger").get(trigger__workflow=workflow)


def fires_since(workflow: Workflow, ago: timedelta) -> list[datetime]:
    """Its ticks since then. From now on the schedule stands where it stood then: nobody has fired it meanwhile."""
    row, now = schedule_of(workflow), timezone.now()
    row.anchor_at = min(row.anchor_at, now - ago)
    found: list[datetime] = []
    for fire in fires(plan_of(row.rule, row.zone), now - ago, anchor=row.anchor_at):
        if fire.at > now:
            break
        found.append(fire.at)
    Schedule.objects.filter(pk=row.pk).update(next_at=found[0], anchor_at=row.anchor_at)
    return found


def not_soon() -> str:
    """Every five minutes, and not while the test looks."""
    return f"{(timezone.now().minute + 2) % 5}-59/5 * * * *"


def ledger(workflow: Workflow) -> list[tuple[str, str]]:
    """(status, reason) of each tick, by time."""
    rows = Tick.objects.filter(schedule__trigger__workflow=workflow).order_by("at")
    return [(row.status, row.reason) for row in rows]


def republish(workflow: Workflow, **config: Any) -> None:
    draft = to_json(read_definition(workflow.versions.get(kind="draft")))
    for block in draft["blocks"]:
        if block["type"] == "trigger.schedule":
            block["disabled"] = config.pop("disabled", False)
            block["config"] = config or block["config"]
    services.save_draft(workflow=workflow, definition=parse_definition(draft), by="tests")
    services.publish(workflow=workflow, by="tests")


# --- a tick -----------------------------------------------------------------------------------


def test_a_tick_is_one_run(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron=not_soon(), timezone="Europe/Berlin", payload={"plan": "pro"})
    assert ticking.fire_due() == 0
    [*_, due] = fires_since(workflow, timedelta(minutes=6))
    Schedule.objects.update(next_at=due)
    assert ticking.fire_due() == 1
    assert ticking.fire_due() == 0
    run = Run.objects.get(workflow=workflow)
    at = due.strftime("%Y-%m-%dT%H:%M:00.000Z")
    assert run.input == {
        "scheduledAt": at,
        "timezone": "Europe/Berlin",
        "scheduleName": "Each morning",
        "payload": {"plan": "pro"},
    }
    assert (run.trigger_type, run.trigger_block, run.started_by) == ("schedule", "tick", "Schedule")
    row = schedule_of(workflow)
    assert (row.last_at, row.last_run_id) == (due, run.id)
    assert row.next_at == due + timedelta(minutes=5)
    entry = Tick.objects.get()
    assert (entry.at, entry.run_id, entry.reason) == (due, run.id, "")
    assert entry.status == ("late" if entry.late_ms > 10_000 else "fired")
    drain_until(lambda: fetch(run.id).finished_at is not None)
    assert steps_of(fetch(run.id))["a"].output == f"{at} schedule"


def test_many_firers_make_no_second_run(scheduled: Callable[..., Workflow]) -> None:
    for _ in range(12):
        fires_since(scheduled(cron="* * * * *", missed="all"), timedelta(minutes=3))
    expected = sum(len(_until_now(row)) for row in Schedule.objects.all())

    def fire() -> None:
        try:
            while ticking.fire_due():
                pass
        finally:
            connection.close()

    firers = [threading.Thread(target=fire) for _ in range(4)]
    for firer in firers:
        firer.start()
    for firer in firers:
        firer.join()
    assert Tick.objects.exclude(run_id=None).count() == Run.objects.count() >= expected
    # A minute that begins meanwhile may be one for some of them only; none has one twice.
    assert Run.objects.values("workflow_id", "input").distinct().count() == Run.objects.count()


def _until_now(row: Schedule) -> list[datetime]:
    assert row.next_at is not None
    found = [row.next_at]
    while (fire := next_fire(plan_of(row.rule, row.zone), found[-1])) and fire.at <= timezone.now():
        found.append(fire.at)
    return found


# --- missed ticks -----------------------------------------------------------------------------


@pytest.mark.parametrize(("policy", "runs", "missed"), [("latest", 1, 11), ("skip", 0, 12), ("all", 12, 0)])
def test_down_for_three_days(scheduled: Callable[..., Workflow], policy: str, runs: int, missed: int) -> None:
    workflow = scheduled(interval={"value": 6, "unit": "hours"}, missed=policy)
    row = schedule_of(workflow)
    first = row.anchor_at - timedelta(hours=3 * 24 - 1)
    Schedule.objects.update(anchor_at=first, next_at=first)
    while ticking.fire_due():
        pass
    assert Run.objects.count() == runs
    found = ledger(workflow)
    assert len(found) == 12
    assert found.count(("missed", "")) == missed
    assert found.count(("late", "")) == runs
    if policy == "latest":
        assert found[-1] == ("late", "")
    if policy == "all":
        inputs = [run.input["scheduledAt"] for run in Run.objects.order_by("queued_seq")]
        assert inputs == sorted(inputs)


def test_the_oldest_of_many_missed_ticks_are_one_line(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron=not_soon(), missed="all")
    times = fires_since(workflow, timedelta(days=3))
    while ticking.fire_due():
        pass
    rows = list(Tick.objects.filter(schedule__trigger__workflow=workflow).order_by("at"))
    assert Run.objects.count() == 100
    assert (rows[0].status, rows[0].at, rows[0].count) == ("missed", times[0], len(times) - 100)
    assert rows[0].through_at == times[-101]
    assert len(rows) == 101


# --- overlap ----------------------------------------------------------------------------------


def test_overlap_allow_and_skip(scheduled: Callable[..., Workflow]) -> None:
    beside = scheduled(interval={"value": 1, "unit": "hours"})
    alone = scheduled(interval={"value": 1, "unit": "hours"}, overlap="skip")
    for workflow in (beside, alone):
        for hours in (3, 2, 1):
            _due_once(workflow, hours)
    assert Run.objects.filter(workflow=beside).count() == 3
    assert Run.objects.filter(workflow=alone).count() == 1
    assert ledger(alone)[1:] == [("skipped", ticking.BUSY)] * 2


def _due_once(workflow: Workflow, hours_ago: int) -> None:
    """One tick is due, that of so many hours ago."""
    row = schedule_of(workflow)
    at = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=hours_ago)
    Schedule.objects.filter(pk=row.pk).update(
        anchor_at=at, next_at=at, rule={"interval": {"value": 30, "unit": "days"}}
    )
    ticking.fire_due()


def test_overlap_queue(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(interval={"value": 1, "unit": "hours"}, overlap="queue")
    for hours in (3, 2, 1):
        _due_once(workflow, hours)
    assert [status for status, _ in ledger(workflow)] == ["late", "queued", "queued"]
    assert schedule_of(workflow).queued == 2
    # From here on the drain does the ticking, as everywhere: what waits is started when the run before has ended.
    drain_until(lambda: Run.objects.filter(workflow=workflow, finished_at__isnull=False).count() == 3)
    assert (schedule_of(workflow).queued, ticking.fire_due()) == (0, 0)
    assert ledger(workflow) == [("late", ""), ("late", ticking.BUSY), ("late", ticking.BUSY)]
    runs = list(Run.objects.order_by("queued_seq"))
    assert [run.input["scheduledAt"] for run in runs] == sorted(run.input["scheduledAt"] for run in runs)
    for before, after in pairwise(runs):
        assert before.finished_at is not None
        assert before.finished_at <= after.created_at


# --- a workflow's states ------------------------------------------------------------------------


def test_a_pause_keeps_the_place(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(interval={"value": 13, "unit": "hours"}, missed="all")
    services.pause(workflow=workflow, by="tests")
    times = fires_since(workflow, timedelta(hours=30))
    ticking.fire_due()
    assert Run.objects.count() == 0
    assert ledger(workflow) == [("skipped", ticking.PAUSED)] * len(times)
    services.resume(workflow=workflow, by="tests")
    assert schedule_of(workflow).next_at == times[-1] + timedelta(hours=13)


def test_a_publication_with_the_same_rule_keeps_the_place(scheduled: Callable[..., Workflow]) -> None:
    config = {"interval": {"value": 13, "unit": "hours"}}
    workflow = scheduled(**config)
    before = schedule_of(workflow)
    republish(workflow, **config, overlap="skip")
    after = schedule_of(workflow)
    assert (after.pk, after.next_at, after.overlap) == (before.pk, before.next_at, "skip")


def test_a_new_rule_holds_from_the_publication_on(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron="0 9 * * *", timezone="UTC")
    republish(workflow, cron="30 17 * * *", timezone="Asia/Kolkata")
    row = schedule_of(workflow)
    assert row.next_at is not None
    assert row.next_at.strftime("%H:%M") == "12:00"
    assert row.next_at > timezone.now()


def test_ticks_due_before_a_new_rule_are_fired_by_the_old_one(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron="0 * * * *", timezone="UTC", missed="all")
    times = fires_since(workflow, timedelta(hours=3))
    republish(workflow, cron="30 17 * * *", timezone="UTC", missed="all")
    while ticking.fire_due():
        pass
    assert Run.objects.count() == len(times)
    row = schedule_of(workflow)
    assert row.next_at is not None
    assert (row.next_at.strftime("%H:%M"), row.change) == ("17:30", None)


def test_switched_off_and_on_again(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron="0 9 * * *")
    fires_since(workflow, timedelta(days=2))
    republish(workflow, disabled=True)
    assert schedule_of(workflow).next_at is None
    ticking.fire_due()
    republish(workflow)
    row = schedule_of(workflow)
    assert row.next_at is not None
    assert row.next_at > timezone.now()
    assert ledger(workflow) == []


def test_an_archived_workflow_fires_nothing(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron="0 9 * * *")
    fires_since(workflow, timedelta(days=2))
    services.archive(workflow=workflow, by="tests")
    assert ticking.fire_due() == 0
    assert Run.objects.count() == 0


def test_the_companys_time_zone_is_followed(scheduled: Callable[..., Workflow], acme: Company) -> None:
    follows, stays = scheduled(cron="0 9 * * *"), scheduled(cron="0 9 * * *", timezone="UTC")
    accounts.change_company(company_id=acme.id, timezone="Asia/Kolkata", actor="tests")
    tick()
    assert [(schedule_of(each).next_at or timezone.now()).strftime("%H:%M") for each in (follows, stays)] == [
        "03:30",
        "09:00",
    ]
    assert not Outbox.objects.exists()


# --- what goes wrong --------------------------------------------------------------------------


def test_broken_schedules_leave_the_others_exact(scheduled: Callable[..., Workflow]) -> None:
    workflows = [scheduled(cron="0 * * * *") for _ in range(12)]
    due = timezone.now().replace(minute=0, second=0, microsecond=0)
    Schedule.objects.update(next_at=due, missed="latest")
    lost, garbled = workflows[3], workflows[7]
    Schedule.objects.filter(trigger__workflow=lost).update(zone="Mars/Olympus")
    Schedule.objects.filter(trigger__workflow=garbled).update(rule={"cron": "at noon"})
    while ticking.fire_due():
        pass
    for workflow in workflows:
        row = schedule_of(workflow)
        if workflow in (lost, garbled):
            assert row.error
            assert row.next_at == due  # nothing is lost
        else:
            assert (row.error, row.last_at) == ("", due)
            assert Run.objects.filter(workflow=workflow).count() == 1
    assert "There is no time zone “Mars/Olympus”" in schedule_of(lost).error
    republish(lost, cron="0 * * * *", timezone="UTC")
    while ticking.fire_due():
        pass
    assert schedule_of(lost).error == ""
    assert Run.objects.filter(workflow=lost).count() == 1


def test_an_input_that_does_not_fit_is_told(scheduled: Callable[..., Workflow]) -> None:
    schema = {"type": "object", "required": ["amount"], "properties": {"amount": {"type": "number"}}}
    workflow = scheduled(cron="0 * * * *", top={"inputSchema": schema})
    Schedule.objects.update(next_at=timezone.now().replace(minute=0, second=0, microsecond=0))
    ticking.fire_due()
    [(status, reason)] = ledger(workflow)
    assert status == "skipped"
    assert "amount" in reason


def test_after_the_clock_was_put_back_each_tick_still_comes_once(scheduled: Callable[..., Workflow]) -> None:
    workflow = scheduled(cron="0 * * * *")
    row = schedule_of(workflow)
    now = timezone.now()
    due = now.replace(minute=0, second=0, microsecond=0)
    # It had run ahead: ticks of the coming days are in the ledger, one fired, the others missed.
    Tick.objects.create(schedule=row, at=due, status="missed", settled_at=now)
    ahead = due + timedelta(days=3)
    Schedule.objects.update(next_at=ahead + timedelta(hours=1), last_at=ahead)
    ticking.fire_due()
    assert schedule_of(workflow).next_at == due + timedelta(hours=1)
    Schedule.objects.update(next_at=due)
    ticking.fire_due()
    assert Run.objects.count() == 1
    assert Tick.objects.get(at=due).run_id is not None
    Schedule.objects.update(next_at=due)
    ticking.fire_due()
    assert Run.objects.count() == 1


def test_the_ledger_is_pruned(scheduled: Callable[..., Workflow], settings: Any) -> None:
    settings.RETENTION_DAYS = 30
    row = schedule_of(scheduled(cron="0 * * * *"))
    for days in (40, 31, 29):
        at = datetime.now(UTC) - timedelta(days=days)
        Tick.objects.create(schedule=row, at=at, status="fired", settled_at=at)
    assert prune().ticks == 2
    assert Tick.objects.count() == 1
