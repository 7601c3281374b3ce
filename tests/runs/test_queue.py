"""The statements that move runs through the queue, one by one."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from runs import leases, queue, queue_facts, waking
from runs.accept import accept
from runs.models import Drainer, EventBatch, Run, Step
from runs.queue import Progress
from runs.sql import db_uuid, write_transaction
from tests.runs.conftest import REPLY, MakeWorkflow, fetch, reply, start, start_request

pytestmark = pytest.mark.django_db


def claimed(owner: str = "here:1::1", limit: int = 10) -> list[Any]:
    return [str(row["number"]) for row in queue.claim(owner, limit)]


def of_run(run_id: Any, **values: Any) -> None:
    Run.objects.filter(id=run_id).update(**values)


def progress(row: dict[str, Any], status: str = "running", wake_at_ms: int | None = None) -> Progress:
    """A commit that parks the run, or keeps it where no time is given."""
    parks = wake_at_ms is not None
    values = (
        status,
        wake_at_ms,
        "" if parks else "here:1::1",
        None,
        None,
        None,
        None,
        None,
        2,
        1,
        0,
        None,
        None,
    )
    return Progress(row["id"], row["epoch"], (*values, parks, row["signals"], not parks))


# --- claiming


def test_a_claim_takes_the_lease_before_anything_runs(make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    [row] = queue.claim("here:1::1", 5)
    run = fetch(run_id)
    assert (row["id"], row["epoch"]) == (db_uuid(run_id), 1)
    assert (run.ready, run.lease_owner, run.epoch) == (False, "here:1::1", 1)
    assert 14_000 < (run.lease_until_ms or 0) - queue_facts.clock_ms() <= 15_000
    assert queue.claim("here:2::1", 5) == []


def test_arrival_order_and_priority(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    ids = [start(workflow).run_id for _ in range(4)]
    of_run(ids[2], priority=5)
    assert claimed(limit=3) == ["3", "1", "2"]
    assert claimed() == ["4"]


def test_claims_go_round_the_companies(make: MakeWorkflow, rival: Any) -> None:
    many, few = make("start -> a", a=REPLY), make("start -> a", a=REPLY, company=rival)
    for _ in range(20):
        start(many)
    for _ in range(2):
        start(few)
    rows = queue.claim("here:1::1", 4)
    assert sorted(str(row["company_id"]) for row in rows) == sorted(
        [str(db_uuid(many.company_id))] * 2 + [str(db_uuid(rival.id))] * 2
    )


def test_an_empty_queue_gives_nothing(make: MakeWorkflow) -> None:
    assert queue.claim("here:1::1", 5) == []
    assert queue_facts.oldest_ready_ms() is None


# --- the fence


def test_a_stale_token_commits_nothing(make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    [row] = queue.claim("here:1::1", 5)
    of_run(run_id, epoch=2)
    late = progress(row, "suspended", 5)
    late.events = (row["id"], 2, 2, "[]")
    late.steps = [()]
    late.payloads = [()]
    assert queue.write_progress([late]) == [False]
    run = fetch(run_id)
    assert (run.status, run.lease_owner, run.wake_at_ms) == ("pending", "here:1::1", None)
    assert Step.objects.count() == 0
    assert EventBatch.objects.count() == 1


def test_one_stale_run_of_a_batch_leaves_the_others(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    ids = [start(workflow).run_id for _ in range(3)]
    rows = queue.claim("here:1::1", 5)
    of_run(ids[1], epoch=9)
    assert queue.write_progress([progress(row) for row in rows]) == [True, False, True]
    assert [fetch(run_id).status for run_id in ids] == ["running", "pending", "running"]


def test_a_run_that_parks_while_it_is_cancelled_goes_back_to_be_ended(
    make: MakeWorkflow, run_to_end: Callable[..., Any]
) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    [row] = queue.claim("here:1::1", 5)
    with write_transaction() as sql:
        assert waking.ask_to_cancel(sql, row["id"], "Ada")
    assert not fetch(accepted.run_id).ready  # it has an owner, who is to see it
    assert waking.cancelled_runs("here:1::1") == [(row["id"], "Ada")]
    assert queue.write_progress([progress(row, "suspended", queue_facts.clock_ms() + 60_000)]) == [True]
    assert fetch(accepted.run_id).ready
    assert run_to_end(accepted).status == "cancelled"


# --- leases


def test_renewing_prolongs_what_is_on_board_and_beats(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    kept, dropped, other = (start(workflow).run_id for _ in range(3))
    queue.claim("here:1::1", 2)
    queue.claim("here:2::1", 5)
    Run.objects.update(lease_until_ms=7)
    held = leases.renew(
        "here:1::1", pid=1, on_board=[(db_uuid(kept), 1), (db_uuid(dropped), 0), (db_uuid(other), 1)]
    )
    assert held == {
        db_uuid(kept)
    }  # `dropped` was claimed anew under another token, `other` is somebody else's
    assert (fetch(kept).lease_until_ms or 0) > queue_facts.clock_ms()
    assert fetch(other).lease_until_ms == 7
    leases.renew("here:1::1", pid=1, on_board=[])
    drainer = Drainer.objects.get()
    assert (drainer.owner, drainer.pid, drainer.runs_on_board) == ("here:1::1", 1, 0)
    assert 0 <= (queue_facts.last_beat_ms() or 0) < 5_000


def test_expired_leases_go_back_and_are_counted(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    lost, held = start(workflow).run_id, start(workflow).run_id
    queue.claim("here:1::1", 5)
    assert leases.rescue() == []
    of_run(lost, lease_until_ms=queue_facts.clock_ms() - 1)
    [(run_id, _, seq, status)] = leases.rescue()
    assert (run_id, seq, status) == (lost.hex, 2, "pending")
    run = fetch(lost)
    assert (run.ready, run.lease_owner, run.lease_until_ms, run.rescues) == (True, "", None, 1)
    assert not fetch(held).ready
    assert claimed("here:2::1") == ["1"]
    assert fetch(lost).epoch == 3


def test_leaving_gives_back_at_once_without_blame(make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    queue.claim("here:1::1", 5)
    leases.renew("here:1::1", pid=1, on_board=[])
    assert leases.leave("here:1::1") == 1
    assert (fetch(run_id).ready, fetch(run_id).rescues) == (True, 0)
    assert not Drainer.objects.exists()


# --- waking


def test_runs_wake_when_their_time_has_come(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    due, later = start(workflow).run_id, start(workflow).run_id
    now_ms = queue_facts.clock_ms()
    rows = queue.claim("here:1::1", 5)
    queue.write_progress(
        [progress(rows[0], "suspended", now_ms - 1), progress(rows[1], "suspended", now_ms + 60_000)]
    )
    assert waking.wake_due() == 1
    assert (fetch(due).ready, fetch(due).wake_at_ms, fetch(later).ready) == (True, None, False)
    assert waking.wake_due() == 0
    assert 50_000 < (waking.next_due_in_ms() or 0) <= 60_000


def test_health_reads_the_oldest_run_that_waits(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    run_id = start(workflow).run_id
    start(workflow)
    of_run(run_id, ready_at_ms=queue_facts.clock_ms() - 5_000)
    assert 5_000 <= (queue_facts.oldest_ready_ms() or 0) < 10_000


# --- ended


def test_a_run_that_cannot_be_carried_on_ends(make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    [row] = queue.claim("here:1::1", 5)
    assert queue.end_broken(row["id"], 7, "No.") is None
    news = queue.end_broken(row["id"], row["epoch"], "No.")
    run = fetch(run_id)
    assert news == (run_id.hex, run.workflow_id.hex, 2, "failed")
    assert (run.status, run.error, run.lease_until_ms) == (
        "failed",
        {"code": "STEP_ERROR", "message": "No."},
        None,
    )
    assert [batch.events[0]["type"] for batch in EventBatch.objects.filter(run=run)] == [
        "run.created",
        "run.failed",
    ]
    assert queue.end_broken(row["id"], row["epoch"], "No.") is None


@pytest.mark.parametrize(
    "values",
    [{"ready": True}, {"wake_at_ms": 1}, {"lease_until_ms": 1}, {"finished_at": None}, {"status": "running"}],
)
def test_the_database_keeps_ended_runs_out_of_the_queue(values: dict[str, Any], make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    [row] = queue.claim("here:1::1", 5)
    queue.end_broken(row["id"], row["epoch"], "No.")
    with pytest.raises(IntegrityError), transaction.atomic():
        of_run(run_id, **values)


def test_the_database_wants_ended_runs_to_say_when(make: MakeWorkflow) -> None:
    run_id = start(make("start -> a", a=REPLY)).run_id
    with pytest.raises(IntegrityError), transaction.atomic():
        of_run(run_id, status="completed", ready=False)


@pytest.mark.django_db(transaction=True)
def test_runs_start_in_the_order_in_which_they_arrived_whoever_claims_them(make: MakeWorkflow) -> None:
    """Claims side by side, as of several workers: by number, no run of a workflow has an earlier start than the one before."""
    workflow = make("start -> a", a=REPLY)
    accept([start_request(workflow) for _ in range(150)])

    def claim_all(owner: str) -> int:
        count = 0
        try:
            while rows := queue.claim(owner, 3):
                count += len(rows)
        finally:
            connection.close()
        return count

    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(claim_all, [f"here:{n}::1" for n in range(4)]))
    assert sum(counts) == 150
    begun = list(Run.objects.order_by("number").values_list("started_at", flat=True))
    assert None not in begun
    assert begun == sorted(begun)  # type: ignore[type-var]
