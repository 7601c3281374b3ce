"""Runs that lose their worker: they go on elsewhere, and nothing that is finished happens twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from runs import leases, queue
from runs.models import Run
from runs.worker.identity import process_identity
from tests.connections.servers import Stub
from tests.runs.conftest import (
    SLOW,
    MakeWorkflow,
    Worker,
    drain_until,
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
WAIT = {"type": "wait", "config": {"duration": 0.01, "unit": "seconds"}}


def steal(run_id: Any, owner: str = "thief:1::1") -> None:
    """Another worker takes the run over, as after a lease that ran out."""
    with transaction.atomic():
        Run.objects.filter(id=run_id).update(lease_until_ms=1)
        assert leases.rescue()
        assert [row["id"] for row in queue.claim(owner, 10)]


def running(accepted: Any, block: str) -> None:
    def is_running() -> bool:
        step = steps_of(fetch(accepted.run_id)).get(block)
        return step is not None and step.status == "running"

    wait_until(is_running)


def test_a_run_goes_on_without_repeating_what_is_finished(
    make: MakeWorkflow, worker: Worker, stub: Stub
) -> None:
    workflow = make(
        "start -> one",
        "one -> long",
        "long -> two",
        one=http(stub.url("/json"), method="POST"),
        long=slow(0.2, "{{steps.one.output.status}}"),
        two=http(stub.url("/text/x"), method="POST"),
    )
    accepted = start(workflow)
    running(accepted, "long")
    steal(accepted.run_id)
    lost = next(iter(worker.drain.board.values()))
    wait_until(lambda: lost.is_lost)  # it noticed when it wanted to commit
    assert steps_of(fetch(accepted.run_id))["long"].status == "running"
    leases.leave("thief:1::1")
    wait_until(lambda: fetch(accepted.run_id).finished_at)
    run = fetch(accepted.run_id)
    assert (run.status, run.rescues, run.epoch) == ("completed", 1, 4)
    assert [seen.path for seen in stub.requests] == ["/json", "/text/x"]
    assert steps_of(run)["long"].output == 200
    kinds = event_types(run)
    assert kinds.count("step.completed one") == kinds.count("step.completed long") == 1
    numbers = [event["seq"] for event in _events(run)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_a_paused_worker_does_not_take_a_rescued_run_out_of_the_queue(
    make: MakeWorkflow, worker: Worker
) -> None:
    """Rescued and not yet claimed again: what its first worker writes then would leave it to nobody."""
    accepted = start(make("start -> long", "long -> two", long=slow(0.3), two=reply(1)))
    running(accepted, "long")
    lost = next(iter(worker.drain.board.values()))
    # Its own drain, the only one here, is kept from claiming it at once.
    with transaction.atomic():
        Run.objects.filter(id=accepted.run_id).update(lease_until_ms=1)
        [(_, _, seq, _)] = leases.rescue()
        Run.objects.filter(id=accepted.run_id).update(ready=False)
    wait_until(lambda: lost.is_lost)
    run = fetch(accepted.run_id)
    assert (run.status, run.lease_owner, run.lease_until_ms) == ("running", "", None)
    assert steps_of(run)["long"].status == "running"
    Run.objects.filter(id=accepted.run_id).update(ready=True)
    wait_until(lambda: fetch(accepted.run_id).finished_at)
    run = fetch(accepted.run_id)
    assert run.status == "completed"
    kinds = event_types(run)
    assert kinds[seq - 1] == "run.rescued"
    assert kinds.count("step.completed long") == 1
    host, pid, _ = process_identity().split(":")
    wait_until(lambda: run.incidents.count() == 2)  # the writer says it after it has told the drain
    assert [(one.kind, one.host, one.pid, one.blocks) for one in run.incidents.all()] == [
        ("lease_expired", host, int(pid), "long"),
        ("stale_write", host, int(pid), ""),
    ]


def _events(run: Run) -> list[dict[str, Any]]:
    from runs.selectors import events_after

    return events_after(run.id, 0)


def picked_up(make: MakeWorkflow, *edges: str, cut: dict[str, Any], top: Any = None, **blocks: Any) -> Any:
    """A run of this drawing whose worker died when the rows stood as `cut` says: block -> columns of its step."""
    accepted = start(make(*edges, top=top, **blocks))
    drain_until(
        lambda: Run.objects.filter(id=accepted.run_id, lease_until_ms__isnull=True, ready=False).exists()
    )
    run = fetch(accepted.run_id)
    for block, values in cut.items():
        run.steps.filter(block=block).update(**values)
    Run.objects.filter(id=run.id).update(
        status="running", finished_at=None, ready=True, wake_at_ms=None, output=None, error=None
    )
    return accepted


def test_a_worker_that_slept_past_its_lease_lets_the_run_go_when_it_renews(
    make: MakeWorkflow, worker: Worker
) -> None:
    """Else a call that waits for a renewal would go out for a run that is somebody else's by then."""
    lost, kept = start(make("start -> a", a=SLOW)), start(make("start -> a", a=SLOW))
    for accepted in (lost, kept):
        running(accepted, "a")
    [board] = [{run.public_id: run for run in worker.drain.board.values()}]
    steal(lost.run_id)
    worker.drain._inbox.put(worker.drain._renew)
    wait_until(lambda: board[f"run_{lost.run_id}"].is_lost)
    assert [run.public_id for run in worker.drain.board.values()] == [f"run_{kept.run_id}"]
    assert worker.drain.may_start()


def test_a_write_that_was_cut_off_goes_out_again_under_its_key(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    config = {"body": {"at": "{{now}}"}}
    call = http(stub.url("/json"), method="POST", config=config)
    cut = {"call": {"status": "running", "output": None, "finished_at": None, "port": None}}
    run = run_to_end(picked_up(make, "start -> call", cut=cut, call=call))
    assert run.status == "completed"
    first, second = stub.requests
    assert (first.body, first.headers["idempotency-key"]) == (second.body, second.headers["idempotency-key"])


def test_a_write_that_must_not_be_repeated_is_uncertain(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    call = http(stub.url("/json"), method="POST", onUncertain="fail")
    cut = {"call": {"status": "running", "output": None, "finished_at": None, "port": None}}
    run = run_to_end(picked_up(make, "start -> call", cut=cut, call=call))
    assert (run.status, run.error["code"], len(stub.requests)) == ("failed", "UNCERTAIN", 1)


def test_a_run_that_was_stopped_stays_stopped(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    accepted = picked_up(
        make,
        "start -> end",
        "start -> long",
        "long -> never",
        end={"type": "stop", "config": {"outcome": "failed", "message": "Enough."}},
        long=slow(0),
        never=reply(1),
        cut={"long": {"status": "running", "finished_at": None, "port": None}},
    )
    run = run_to_end(accepted)
    assert (run.status, run.error["message"]) == ("failed", "Enough.")
    assert steps_of(run)["long"].status == "cancelled"
    assert "never" not in steps_of(run)


def test_variables_the_response_and_disabled_blocks_survive(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> set",
        "set -> off",
        "off -> answer",
        "answer -> pause",
        "pause -> then",
        top={"variables": {"rate": 1}},
        set={"type": "set-variable", "config": {"values": {"rate": 2}}},
        off=fail(disabled=True),
        answer={"type": "response", "config": {"body": "early"}},
        pause=WAIT,
        then=reply("{{variables.rate}}"),
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.output, run.epoch) == ("completed", "early", 2)
    assert steps_of(run)["then"].output == 2


def test_branches_settle_as_they_did(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    """After parking, a join still knows which of its edges were taken, and a failed step that went on its port."""
    workflow = make(
        "start -> check",
        "check.true -> yes",
        "check.false -> no",
        "start -> bad",
        "bad.error -> caught",
        "start -> pause",
        "yes -> join",
        "no -> join",
        "caught -> join",
        "pause -> join",
        check={"config": {"expression": "input.n == 1"}},
        yes=reply("yes"),
        no=reply("no"),
        bad=fail(),
        caught=reply("caught"),
        pause=WAIT,
        join=reply("{{steps.yes.output}} {{steps.no.output}} {{steps.caught.output}}"),
    )
    run = run_to_end(start(workflow, {"n": 1}))
    assert (run.status, run.output) == ("completed", "yes  caught")


def test_a_retry_goes_on_after_a_restart_with_its_count(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 5, "backoffMs": 1}}
    run = run_to_end(start(make("start -> a", a=fail(times=3, **policy))))
    assert (run.status, run.output) == ("completed", {"attempt": 4})
    assert run.epoch >= 4  # each back-off parked it


def test_two_drains_share_the_work_and_repeat_nothing(make: MakeWorkflow, worker: Worker, stub: Stub) -> None:
    workflow = make("start -> a", "a -> b", a=http(stub.url("/json"), method="POST"), b=reply(1))
    other = Worker()
    try:
        ids = [start(workflow).run_id for _ in range(40)]
        wait_until(lambda: Run.objects.filter(id__in=ids, status="completed").count() == 40)
    finally:
        other.stop()
    assert len(stub.requests) == 40
    assert len({seen.headers["idempotency-key"] for seen in stub.requests}) == 40
    assert set(Run.objects.values_list("epoch", flat=True)) == {1}


def test_a_drain_that_leaves_gives_its_runs_back(
    make: MakeWorkflow, monkeypatch: pytest.MonkeyPatch, run_to_end: RunToEnd, stub: Stub
) -> None:
    from runs.worker import drain

    monkeypatch.setattr(drain, "STOP_GRACE_SECONDS", 0.05)
    accepted = start(make("start -> call", call=http(stub.url("/slow/20"))))
    one = Worker()
    running(accepted, "call")
    one.drain._ask_to_leave()
    one.thread.join(5)
    run = fetch(accepted.run_id)
    assert (run.ready, run.lease_until_ms, run.rescues, run.status) == (True, None, 0, "running")
    stub.released.set()
    assert run_to_end(accepted).status == "completed"


def test_a_drain_that_leaves_starts_no_further_step(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    """The step under way gets its time, its result is kept, and what comes next is somebody else's."""
    accepted = start(
        make("start -> call", "call -> next", call=http(stub.url("/slow/20")), next=http(stub.url("/json")))
    )
    parked = start(make("start -> a", "a -> b", a=slow(2), b=slow(0)))
    one = Worker()
    running(accepted, "call")
    running(parked, "a")
    one.drain._ask_to_leave()
    # At once when its step has ended, not after the last of all.
    wait_until(lambda: fetch(parked.run_id).ready)
    assert steps_of(fetch(parked.run_id))["a"].status == "completed"
    assert "b" not in steps_of(fetch(parked.run_id))
    assert one.thread.is_alive()
    stub.released.set()
    one.thread.join(5)
    assert not one.thread.is_alive()
    run = fetch(accepted.run_id)
    assert (run.ready, run.rescues, run.status) == (True, 0, "running")
    assert {key: step.status for key, step in steps_of(run).items()} == {
        "start": "completed",
        "call": "completed",
    }
    assert [seen.path for seen in stub.requests] == ["/slow/20"]
    assert {run.status for run in run_to_end(accepted, parked)} == {"completed"}
    assert [seen.path for seen in stub.requests] == ["/slow/20", "/json"]
