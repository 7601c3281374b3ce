"""How a run ends from outside: cancelled, out of time, or its step's time is over."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from accounts.api.errors import ApiError
from accounts.identity import Identity
from runs import services
from tests.runs.conftest import (
    SLOW,
    MakeWorkflow,
    Worker,
    event_types,
    fail,
    fetch,
    http,
    reply,
    slow,
    start,
    steps_of,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
HOUR = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}


def cancel(accepted: Any) -> None:
    run = fetch(accepted.run_id)
    identity = Identity(
        company_id=run.company_id, user_id=None, key_id=None, label="Ada", permissions=frozenset(), role=None
    )
    services.cancel_run(run=run, identity=identity)


def status_of(accepted: Any, block: str) -> str | None:
    step = steps_of(fetch(accepted.run_id)).get(block)
    return None if step is None else step.status


# --- cancelled


def test_cancel_before_anybody_took_it(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    cancel(accepted)
    run = run_to_end(accepted)
    assert (run.status, run.error) == ("cancelled", {"code": "CANCELLED", "message": "Stopped by Ada."})
    assert steps_of(run) == {}
    assert run.finished_at is not None
    assert event_types(run)[-1] == "run.cancelled"


def test_cancel_while_a_step_runs(make: MakeWorkflow, worker: Worker) -> None:
    accepted = start(make("start -> long", "long -> never", long=SLOW, never=reply(1)))
    wait_until(lambda: status_of(accepted, "long") == "running")
    cancel(accepted)
    wait_until(lambda: fetch(accepted.run_id).finished_at, 2.0)
    run = fetch(accepted.run_id)
    assert run.status == "cancelled"
    assert {block: step.status for block, step in steps_of(run).items()} == {
        "start": "completed",
        "long": "cancelled",
    }


def test_cancel_while_it_waits(
    make: MakeWorkflow, run_until_parked: Callable[..., Any], run_to_end: RunToEnd
) -> None:
    accepted = start(make("start -> pause", "pause -> never", pause=HOUR, never=reply(1)))
    run_until_parked(accepted)
    cancel(accepted)
    run = run_to_end(accepted)
    assert (run.status, run.wake_at_ms, run.waiting) == ("cancelled", None, None)
    assert steps_of(run)["pause"].status == "cancelled"


def test_cancel_while_a_retry_is_due_later(
    make: MakeWorkflow, run_until_parked: Callable[..., Any], run_to_end: RunToEnd
) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"backoffMs": 3_600_000, "maxDelayMs": 3_600_000}}
    accepted = start(make("start -> a", a=fail(**policy)))
    assert run_until_parked(accepted).status == "running"
    cancel(accepted)
    run = run_to_end(accepted)
    assert (run.status, steps_of(run)["a"].status) == ("cancelled", "cancelled")


def test_what_has_ended_stays_as_it_is(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    run_to_end(accepted)
    with pytest.raises(ApiError, match="already ended") as raised:
        cancel(accepted)
    assert raised.value.status == 409
    assert fetch(accepted.run_id).status == "completed"


# --- out of time


def test_the_run_s_limit(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> long", "long -> never", long=SLOW, never=reply(1), top={"settings": {"timeoutMs": 50}}
    )
    run = run_to_end(start(workflow))
    assert run.status == "timed_out"
    assert run.error == {
        "code": "LIMIT_RUN_TIME",
        "message": "The run took longer than its limit of 0.05 seconds.",
    }
    assert steps_of(run)["long"].status == "cancelled"
    assert "never" not in steps_of(run)


def test_a_step_with_a_longer_limit_stops_the_clock(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    long = slow(0.7, "there", timeoutMs=5_000)
    workflow = make(
        "start -> long",
        "long -> then",
        long=long,
        then=slow(0.01, "then"),
        top={"settings": {"timeoutMs": 300}},
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.output) == ("completed", "then")


def test_waiting_is_not_running(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    pause = {"type": "wait", "config": {"duration": 2, "unit": "seconds"}}
    workflow = make(
        "start -> pause", "pause -> a", pause=pause, a=reply(1), top={"settings": {"timeoutMs": 1_500}}
    )
    assert run_to_end(start(workflow)).status == "completed"


def test_backing_off_is_running(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"backoffMs": 3_600_000, "maxDelayMs": 3_600_000}}
    run = run_to_end(start(make("start -> a", a=fail(**policy), top={"settings": {"timeoutMs": 200}})))
    assert (run.status, steps_of(run)["a"].status) == ("timed_out", "cancelled")


def test_no_limit(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=slow(0.01, 1), top={"settings": {"timeoutMs": None}})
    assert run_to_end(start(workflow)).status == "completed"


# --- a step's time


def test_a_slow_step_says_so(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> long", long=slow(30, timeoutMs=30))))
    assert (run.status, run.error["code"]) == ("failed", "STEP_TIMEOUT")
    assert run.error["message"] == "Not finished after 30 ms."


def test_a_server_that_does_not_answer(make: MakeWorkflow, run_to_end: RunToEnd, stub: Any) -> None:
    workflow = make(
        "start -> call",
        "call.error -> caught",
        call=http(stub.url("/hang"), timeoutMs=100),
        caught=reply("{{steps.call.error.code}}"),
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.output) == ("completed", "STEP_TIMEOUT")


def test_each_attempt_has_the_whole_time(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 2, "backoffMs": 1}}
    run = run_to_end(start(make("start -> long", long=slow(30, timeoutMs=40, **policy))))
    log = steps_of(run)["long"].attempt_log
    assert [entry["error"]["code"] for entry in log] == ["STEP_TIMEOUT", "STEP_TIMEOUT"]
    assert all(entry["completedAt"] - entry["startedAt"] >= 40 for entry in log)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="only Linux lists a process's open files")
def test_drains_leave_no_files_open(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    """A worker runs one after the other for weeks, each with threads of its own that write."""

    def open_files() -> list[str]:
        found = []
        for each in Path("/proc/self/fd").iterdir():
            with suppress(OSError):
                found.append(str(each.readlink()))
        return [name for name in found if name.endswith("write.lock")]

    workflow = make("start -> a", a=reply(1))
    run_to_end(start(workflow))
    before = len(open_files())
    for _ in range(5):
        run_to_end(start(workflow))
    wait_until(lambda: len(open_files()) <= before + 1)
