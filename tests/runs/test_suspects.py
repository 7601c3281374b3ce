"""Which run killed its worker: found out one by one, without harm to those who were only on board."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from django_q.brokers import get_broker

from runs import leases, queue, suspects
from runs.models import Incident, Run, Step
from runs.worker import pulse
from runs.worker.guard import Guard
from runs.worker.identity import is_paused
from tests.runs.conftest import (
    MakeWorkflow,
    Worker,
    event_types,
    fail,
    fetch,
    reply,
    slow,
    start,
    steps_of,
    wait_until,
)
from tests.runs.test_recovery import picked_up

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
OWNER = "here:1::1"


def facts(run_id: Any) -> tuple[bool, bool, int]:
    run = fetch(run_id)
    return run.ready, run.suspect, run.crashes


@pytest.fixture
def three(make: MakeWorkflow) -> list[Any]:
    """Runs on board of OWNER."""
    workflow = make("start -> a", a=reply(1))
    ids = [start(workflow).run_id for _ in range(3)]
    assert len(queue.claim(OWNER, 10)) == 3
    return ids


# --- suspicion


def test_whoever_was_on_board_is_a_suspect(three: list[Any]) -> None:
    assert len(suspects.crash(OWNER)) == 3
    assert {facts(run_id) for run_id in three} == {(False, True, 1)}
    assert queue.claim("here:2::1", 10) == []  # not claimed with others
    assert set(Incident.objects.values_list("kind", "pid")) == {("crash", 1)}
    assert {fetch(run_id).rescues for run_id in three} == {1}
    assert suspects.crash(OWNER) == []


def test_they_are_taken_one_at_a_time_the_least_suspicious_first(three: list[Any]) -> None:
    suspects.crash(OWNER)
    Run.objects.filter(id=three[0]).update(crashes=2)
    taken = [suspects.claim_one("here:2::1", has_bystanders=False) for _ in range(4)]
    assert [row and row["number"] for row in taken] == [2, 3, 1, None]


@pytest.mark.parametrize(
    ("has_bystanders", "crashes", "waited_ms", "is_taken"),
    [
        (False, 1, 0, True), (False, 3, 0, True),
        (True, 1, 0, False), (True, 1, 6_000, True), (True, 2, 6_000, False), (True, 2, 11_000, True),
    ],
)  # fmt: skip
def test_a_worker_with_others_on_board_leaves_them_to_an_idle_one(
    has_bystanders: bool, crashes: int, waited_ms: int, is_taken: bool, three: list[Any]
) -> None:
    suspects.crash(OWNER)
    Run.objects.exclude(id=three[0]).delete()
    run = fetch(three[0])
    Run.objects.update(crashes=crashes, ready_at_ms=run.ready_at_ms - waited_ms)
    assert (suspects.claim_one("here:2::1", has_bystanders=has_bystanders) is not None) is is_taken


def test_a_crash_on_probation_is_that_runs_own(three: list[Any]) -> None:
    suspects.crash(OWNER)
    [row] = [suspects.claim_one(OWNER, has_bystanders=False)]
    assert row is not None
    Run.objects.filter(id=three[1]).update(suspect=False, ready=True)
    assert queue.claim(OWNER, 10)  # somebody innocent came on board after the first moment
    suspects.crash(OWNER)
    assert facts(three[0]) == (False, True, 2)
    assert facts(three[1]) == (True, False, 1)
    assert Incident.objects.filter(run=three[1]).last().kind == "process_gone"  # type: ignore[union-attr]


def test_who_lives_through_it_goes_on_among_others(three: list[Any]) -> None:
    suspects.crash(OWNER)
    row = suspects.claim_one(OWNER, has_bystanders=False)
    assert row is not None
    suspects.acquit(row["id"], row["epoch"])
    leases.leave(OWNER)
    assert facts(three[0]) == (True, False, 1)
    assert facts(three[1]) == (False, True, 1)


def test_a_gentle_end_leaves_a_suspect_a_suspect(three: list[Any]) -> None:
    suspects.crash(OWNER)
    assert suspects.claim_one(OWNER, has_bystanders=False)
    assert leases.leave(OWNER) == 1
    assert facts(three[0]) == (False, True, 1)


def test_a_lost_lease_is_nobodys_fault(three: list[Any]) -> None:
    Run.objects.update(lease_until_ms=1)
    leases.rescue()
    assert {facts(run_id) for run_id in three} == {(True, False, 0)}


# --- in a drain


def test_a_drain_clears_them_all(three: list[Any], run_to_end: RunToEnd) -> None:
    suspects.crash(OWNER)
    accepted = [type("Accepted", (), {"run_id": run_id}) for run_id in three]
    assert {run.status for run in run_to_end(*accepted)} == {"completed"}
    assert {facts(run_id) for run_id in three} == {(False, False, 0)}


def test_nothing_else_is_started_meanwhile(
    make: MakeWorkflow, monkeypatch: pytest.MonkeyPatch, worker: Worker
) -> None:
    worker.stop()
    monkeypatch.setattr(suspects, "PROBATION_SECONDS", (30.0,))
    suspect = start(make("start -> a", a=slow(0.5)))
    queue.claim(OWNER, 1)
    suspects.crash(OWNER)
    other = start(make("start -> b", b=reply(1)))
    worker = Worker()
    try:
        wait_until(lambda: fetch(other.run_id).status == "completed")
        [a] = Step.objects.filter(run_id=suspect.run_id, block="a")
        [b] = Step.objects.filter(run_id=other.run_id, block="b")
        assert a.finished_at <= b.started_at  # type: ignore[operator]
        assert fetch(suspect.run_id).crashes == 0
    finally:
        worker.stop()


def test_probation_ends_with_its_time(
    make: MakeWorkflow, monkeypatch: pytest.MonkeyPatch, worker: Worker
) -> None:
    worker.stop()
    monkeypatch.setattr(suspects, "PROBATION_SECONDS", (0.1,))
    suspect = start(make("start -> a", a=slow(20)))
    queue.claim(OWNER, 1)
    suspects.crash(OWNER)
    other = start(make("start -> b", b=reply(1)))
    worker = Worker()
    try:
        wait_until(lambda: fetch(other.run_id).status == "completed")
        wait_until(lambda: not fetch(suspect.run_id).suspect)
        run = fetch(suspect.run_id)
        assert (run.status, run.crashes) == ("running", 1)
    finally:
        worker.stop()


def convict(make: MakeWorkflow, *edges: str, **blocks: Any) -> Any:
    """A run whose step `bad` has ended its worker three times by itself."""
    cut = {"bad": {"status": "running", "output": None, "finished_at": None, "port": None, "deliveries": 3}}
    accepted = picked_up(make, *edges, cut=cut, **blocks)
    Step.objects.filter(run_id=accepted.run_id).exclude(block__in=["start", "bad"]).delete()
    Run.objects.filter(id=accepted.run_id).update(ready=False, suspect=True, crashes=4)
    for pid in (11, 12, 13):
        Incident.objects.create(
            run_id=accepted.run_id, at_ms=1, kind="crash", host="here", pid=pid, blocks="bad"
        )
    return accepted


def test_three_crashes_alone_fail_the_step_with_the_evidence(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    run = run_to_end(convict(make, "start -> bad", "bad -> after", bad=slow(0), after=reply(1)))
    assert (run.status, run.error["code"], run.error["step"]) == ("failed", "WORKER_CRASHED", "bad")
    step = steps_of(run)["bad"]
    assert step.status == "failed"
    assert step.error["details"]["deliveries"] == 3
    assert [one["pid"] for one in step.error["details"]["crashes"]] == [11, 12, 13]
    assert "3 times" in step.error["message"]
    assert (run.crashes, run.suspect) == (0, False)


def test_then_the_normal_way_of_failing(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    edges = ("start -> bad", "bad.error -> caught")
    run = run_to_end(convict(make, *edges, bad=slow(0), caught=reply("{{steps.bad.error.code}}")))
    assert (run.status, run.output) == ("completed", "WORKER_CRASHED")


def test_two_are_not_enough_and_progress_forgets_them(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = convict(make, "start -> bad", bad=reply("well"))
    Step.objects.filter(block="bad").update(deliveries=2)
    run = run_to_end(accepted)
    assert (run.status, run.output, run.crashes) == ("completed", "well", 0)
    assert steps_of(run)["bad"].deliveries == 0


def test_a_suspects_steps_are_written_before_they_run(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    """So that a pure block that kills its worker can be told from the one before it."""
    accepted = start(make("start -> a", "a -> b", a=reply(1), b=fail()))
    queue.claim(OWNER, 1)
    suspects.crash(OWNER)
    run = run_to_end(accepted)
    assert run.status == "failed"
    kinds = event_types(run)
    assert kinds[:3] == ["run.created", "run.rescued", "run.started"]
    from runs.models import EventBatch

    batches = [[event["type"] for event in batch.events] for batch in EventBatch.objects.filter(run=run)]
    started = next(batch for batch in batches if "step.started" in batch)
    assert started[-1] == "step.started"  # the commit ends there


# --- the guard


def _pulse_stopped(busy: bool) -> None:
    while True:
        if not busy:
            time.sleep(0.05)


@pytest.fixture
def guard() -> Any:
    one = Guard(None, None, "tests", get_broker(), start=False)
    one.stop_event = multiprocessing.Event()
    yield one
    for process in one.pool:
        process.kill()
        process.join()
        pulse.forget(process.pid)


def watched(guard: Guard, *, busy: bool) -> Any:
    process = multiprocessing.get_context("fork").Process(target=_pulse_stopped, args=(busy,), daemon=True)
    process.start()
    process.identity = f"here:{process.pid}:"
    process.rings = guard.task_queue
    guard.pool.append(process)
    pulse.assign(process.pid)
    return process


def on_board_of(process: Any, make: MakeWorkflow) -> Any:
    accepted = start(make("start -> a", a=reply(1)))
    queue.claim(f"{process.identity}:1", 5)
    return accepted.run_id


@pytest.mark.parametrize(
    ("number", "is_charged"), [(signal.SIGKILL, True), (signal.SIGQUIT, True), (signal.SIGTERM, False)]
)
def test_the_guard_knows_how_a_worker_died(
    number: int, is_charged: bool, guard: Guard, make: MakeWorkflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "spawn_worker", lambda: None)  # a real one would start draining here
    process = watched(guard, busy=False)
    run_id = on_board_of(process, make)
    os.kill(process.pid, number)
    process.join(5)
    guard._bury(process)
    guard._return_runs()
    assert facts(run_id) == ((False, True, 1) if is_charged else (True, False, 0))
    assert guard.pool == []


def test_a_worker_without_a_pulse_is_killed_and_its_runs_are_suspects(
    guard: Guard, make: MakeWorkflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "spawn_worker", lambda: None)
    process = watched(guard, busy=True)
    run_id = on_board_of(process, make)
    now = time.monotonic()
    slot = pulse._slot(process.pid)
    assert slot is not None
    pulse._beats[slot] = pulse._turns[slot] = now - 11
    guard._look_at(process, now)
    assert process.is_alive()
    guard._look_at(process, now + 2)
    assert process.exitcode == -signal.SIGKILL
    guard._return_runs()
    assert facts(run_id) == (False, True, 1)


def test_a_paused_worker_is_given_time_and_blamed_for_nothing(
    guard: Guard, make: MakeWorkflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "spawn_worker", lambda: None)
    process = watched(guard, busy=False)
    run_id = on_board_of(process, make)
    os.kill(process.pid, signal.SIGSTOP)
    wait_until(lambda: is_paused(process.pid))
    now = time.monotonic()
    slot = pulse._slot(process.pid)
    assert slot is not None
    pulse._beats[slot] = pulse._turns[slot] = now - 30
    guard._look_at(process, now)
    assert process.exitcode is None
    guard._look_at(process, now + 11)
    guard._return_runs()
    assert facts(run_id) == (True, False, 0)


def test_a_pulse_beats_for_its_process_alone() -> None:
    pulse.assign(os.getpid())
    try:
        before = pulse.signs(os.getpid())
        assert before == (0.0, 0.0)
        beating = pulse.Pulse(lambda: 7.0)
        wait_until(lambda: pulse.signs(os.getpid()).beat > 0)  # type: ignore[union-attr]
        assert pulse.signs(os.getpid()).turn == 7.0  # type: ignore[union-attr]
        beating.close()
        assert pulse.signs(os.getpid()) == (0.0, 0.0)
    finally:
        pulse.forget(os.getpid())
    assert pulse.signs(os.getpid()) is None
