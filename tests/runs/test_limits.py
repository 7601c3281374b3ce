"""Concurrency limits: never exceeded, never leaked, in order of arrival."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.api.errors import ApiError
from accounts.models import User
from runs import leases, queue, slots, suspects, waking
from runs.accept import accept
from runs.models import TERMINAL, EventBatch, Run
from runs.selectors import queue_position
from runs.sql import db_uuid, is_postgres, statements, write_transaction
from tests.conftest import PASSWORD, data_of, error_of
from tests.runs.conftest import (
    GIVE_UP_SECONDS,
    REPLY,
    MakeWorkflow,
    Worker,
    drain_until,
    event_types,
    fail,
    fetch,
    reply,
    slow,
    start,
    start_request,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def limited(most: int = 1, **more: Any) -> dict[str, Any]:
    return {"settings": {"concurrencyLimit": most, **more}}


def state_of(run_id: Any) -> str:
    run = fetch(run_id)
    return "held" if run.held else "slot" if run.has_slot else "ready" if run.ready else run.status


def claimed(limit: int = 50) -> list[int]:
    return [row["number"] for row in queue.claim("here:1::1", limit)]


# --- the line


def test_beyond_the_limit_runs_wait_in_order(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(2))
    ids = [start(workflow).run_id for _ in range(5)]
    assert [state_of(run_id) for run_id in ids] == ["slot", "slot", "held", "held", "held"]
    assert [queue_position(fetch(run_id)) for run_id in ids[2:]] == [1, 2, 3]
    assert claimed() == [1, 2]
    assert claimed() == []


def test_an_end_lets_the_next_one_go(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1))
    accepted = [start(workflow, {"n": n}) for n in range(5)]
    runs = run_to_end(*accepted)
    assert [run.status for run in runs] == ["completed"] * 5
    begun = [run.started_at for run in runs]
    assert begun == sorted(begun)
    for earlier, later in itertools.pairwise(runs):
        assert earlier.finished_at <= later.started_at
    assert not Run.objects.filter(has_slot=True).exists()


def test_each_value_of_the_key_has_its_own_slots(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1, concurrencyKey="{{input.customer}}"))
    first = [start(workflow, {"customer": name}).run_id for name in ("ann", "bob", "ann")]
    assert [state_of(run_id) for run_id in first] == ["slot", "slot", "held"]
    odd = [
        start(workflow, {"customer": {"id": "x" * 5000}}).run_id,
        start(workflow, {"customer": "a\x00b"}).run_id,
    ]
    assert [state_of(run_id) for run_id in odd] == ["slot", "slot"]
    # Whoever has no value shares one line.
    none = [start(workflow, {}).run_id, start(workflow, {"customer": None}).run_id]
    assert [state_of(run_id) for run_id in none] == ["slot", "held"]


def test_another_workflow_with_the_same_key_is_none_of_its_business(make: MakeWorkflow) -> None:
    key = limited(1, concurrencyKey="same")
    for _ in range(2):
        assert state_of(start(make("start -> a", a=REPLY, top=key)).run_id) == "slot"


def test_a_key_that_cannot_be_computed_is_the_callers_to_mend(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1, concurrencyKey="{{input.n > 5}}"))
    with pytest.raises(ApiError) as caught:
        start(workflow, {"n": {}})
    assert (caught.value.status, caught.value.code) == (400, "VALIDATION_ERROR")
    assert "concurrency key" in caught.value.message
    assert not Run.objects.exists()


def test_test_runs_stand_outside(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1, onLimit="reject"))
    start(workflow)
    tested = fetch(start(workflow, test=True).run_id)
    assert (tested.ready, tested.slot_key) == (True, "")


# --- what else can be done with those that are too many


def test_skip_records_the_run_and_says_why(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1, onLimit="skip"))
    start(workflow)
    accepted = start(workflow)
    run = fetch(accepted.run_id)
    assert (accepted.status, run.status, run.ready) == ("cancelled", "cancelled", False)
    assert run.error == {
        "code": "CONCURRENCY_LIMIT",
        "message": "Skipped: 1 run of this workflow is under way, its limit.",
    }
    assert event_types(run) == ["run.created", "run.cancelled"]
    assert run.next_event == 3
    assert claimed() == [1]


def test_reject_refuses_callers_and_takes_no_idempotency_key(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(2, onLimit="reject", concurrencyKey="{{input.who}}"))
    requests = [start_request(workflow, {"who": "ann"}) for _ in range(2)]
    requests += [start_request(workflow, {"who": "ann"}, idempotency_key="k") for _ in range(2)]
    first, second, *refused = accept(requests)
    assert not isinstance(first, ApiError)
    assert not isinstance(second, ApiError)
    for answer in refused:
        assert isinstance(answer, ApiError)
        assert (answer.status, answer.code, answer.headers) == (
            429,
            "CONCURRENCY_LIMIT",
            {"Retry-After": "5"},
        )
        assert answer.message.startswith("2 runs of this workflow are under way for the same key, its limit.")
    assert Run.objects.count() == 2
    assert not Run.objects.filter(idem_key__isnull=False).exists()


def test_reject_records_what_nobody_waits_to_hear(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1, onLimit="reject"))
    start(workflow, trigger_type="webhook")
    assert start(workflow, trigger_type="webhook").status == "cancelled"


def test_over_http(make: MakeWorkflow, as_: Any, ada: Any) -> None:
    api = as_(ada)
    rejecting = make("start -> a", a=REPLY, top=limited(1, onLimit="reject"))
    path = f"/api/v1/workflows/wf_{rejecting.id}/run"
    data_of(api.post(path, {"input": {}}, format="json"), 202)
    refused = api.post(path, {"input": {}}, format="json")
    error_of(refused, 429, "CONCURRENCY_LIMIT")
    assert refused["Retry-After"] == "5"

    queueing = make("start -> a", a=REPLY, top=limited(1))
    path = f"/api/v1/workflows/wf_{queueing.id}/run"
    ids = [data_of(api.post(path, {"input": {}}, format="json"), 202)["runId"] for _ in range(3)]
    shown = [data_of(api.get(f"/api/v1/runs/{run_id}")) for run_id in ids]
    assert [run["queuePosition"] for run in shown[1:]] == [1, 2]
    assert shown[1]["summary"] == "Waits for its turn: 1 at a time"

    skipping = make("start -> a", a=REPLY, top=limited(1, onLimit="skip"))
    path = f"/api/v1/workflows/wf_{skipping.id}/run"
    data_of(api.post(path, {"input": {}}, format="json"), 202)
    answer = data_of(api.post(path, {"input": {}, "wait": 50_000}, format="json"), 200)
    assert (answer["status"], answer["error"]["code"]) == ("cancelled", "CONCURRENCY_LIMIT")


# --- what keeps a slot, and what gives it back


def test_a_slot_is_kept_through_back_off_and_waiting(make: MakeWorkflow) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 2, "backoffMs": 600_000}}
    wait = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    for block in (fail(**policy), wait):
        workflow = make("start -> a", a=block, top=limited(1))
        first, second = start(workflow), start(workflow)
        drain_until(lambda first=first: fetch(first.run_id).wake_at_ms is not None)
        assert (state_of(first.run_id), state_of(second.run_id)) == ("slot", "held")


def test_a_slot_is_kept_through_a_crash(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1))
    first, second = start(workflow).run_id, start(workflow).run_id
    assert claimed() == [1]
    Run.objects.filter(id=first).update(lease_until_ms=1)
    assert leases.rescue()
    assert (state_of(first), state_of(second)) == ("slot", "held")
    assert claimed() == [1]


def test_released_while_suspended_and_taken_again(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    wait = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    workflow = make("start -> a", "a -> b", a=wait, b=reply(1), top=limited(1, releaseWhileSuspended=True))
    first, second, third = start(workflow), start(workflow), start(workflow)
    drain_until(lambda: Run.objects.filter(status="suspended").count() == 3)
    assert not Run.objects.filter(has_slot=True).exists()
    Run.objects.update(wake_at_ms=1)
    assert waking.wake_due() == 3
    assert claimed() == [1]  # the others are in the line again
    assert [state_of(one.run_id) for one in (second, third)] == ["held", "held"]
    Run.objects.filter(id=second.run_id).update(cancel_requested_by="")
    leases.leave("here:1::1")
    assert Run.objects.filter(status="suspended", held=True).count() == 2
    assert state_of(first.run_id) == "slot"


@pytest.fixture
def three_awake(make: MakeWorkflow) -> list[Any]:
    """Runs of one slot that gave it back while they were suspended, and are ready to go on."""
    wait = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    workflow = make("start -> a", "a -> b", a=wait, b=reply(1), top=limited(1, releaseWhileSuspended=True))
    ids = [start(workflow).run_id for _ in range(3)]
    drain_until(lambda: Run.objects.filter(status="suspended").count() == 3)
    Run.objects.update(wake_at_ms=1)
    assert waking.wake_due() == 3
    return ids


def test_who_lost_its_lease_on_the_way_to_a_slot_takes_none(
    three_awake: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its worker stood still between the two commits, and the run is somebody else's by now."""
    take = slots.take_or_hold

    def late(sql: Any, asking: Any) -> Any:
        sql.run("UPDATE runs_run SET epoch = epoch + 1 WHERE id = ?", (db_uuid(three_awake[0]),))
        return take(sql, asking)

    monkeypatch.setattr(slots, "take_or_hold", late)
    assert claimed() == [2]
    assert [state_of(run_id) for run_id in three_awake[1:]] == ["slot", "held"]
    assert not fetch(three_awake[0]).has_slot


def test_who_is_cancelled_on_the_way_to_a_slot_ends_without_one(
    three_awake: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    take = slots.take_or_hold

    def late(sql: Any, asking: Any) -> Any:
        waking.ask_to_cancel(sql, db_uuid(three_awake[2]), "Ada")
        return take(sql, asking)

    monkeypatch.setattr(slots, "take_or_hold", late)
    rows = queue.claim("here:1::1", 50)
    assert [(row["number"], row["cancel_requested_by"]) for row in rows] == [(1, ""), (3, "Ada")]
    assert [state_of(run_id) for run_id in three_awake] == ["slot", "held", "suspended"]


@pytest.mark.skipif(not is_postgres(), reason="SQLite has one writer at a time")
def test_claims_and_ends_do_not_wait_for_one_another_in_a_ring(three_awake: list[Any]) -> None:
    """The end of a child locks the row of the run that waits for it, then the key of the slot that it gives back."""
    row, key = db_uuid(three_awake[0]), fetch(three_awake[0]).slot_key
    claims: list[list[int]] = []

    def claim() -> None:
        try:
            claims.append(claimed())
        finally:
            connection.close()

    def is_waiting() -> bool:
        waiting = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(statements().all(waiting))

    thread = threading.Thread(target=claim)
    take = slots.take_or_hold
    with pytest.MonkeyPatch.context() as patch:
        begun, may_go = threading.Event(), threading.Event()

        def slowly(sql: Any, asking: Any) -> Any:
            begun.set()
            assert may_go.wait(GIVE_UP_SECONDS)
            return take(sql, asking)

        patch.setattr(slots, "take_or_hold", slowly)
        thread.start()
        assert begun.wait(GIVE_UP_SECONDS)
        with write_transaction() as sql:
            sql.run("SELECT 1 FROM runs_run WHERE id = ? FOR UPDATE", (row,))
            may_go.set()
            wait_until(is_waiting)
            slots.lock(sql, [key])
        thread.join(GIVE_UP_SECONDS)
    assert claims == [[1]]


def test_a_crash_on_the_way_to_a_slot_gives_none_away(three_awake: list[Any]) -> None:
    """Whoever is started by itself after it finds a slot as well, or waits in the line."""
    holder, *others = three_awake
    assert claimed() == [1]
    owner = "there:1::1"
    Run.objects.filter(id__in=others).update(
        held=False, ready=False, lease_owner=owner, lease_until_ms=1 << 62
    )
    assert len(suspects.crash(owner)) == 2
    assert suspects.claim_one("here:2::1", has_bystanders=False) is None
    assert state_of(holder) == "slot"
    assert sorted(state_of(run_id) for run_id in others) == ["held", "suspended"]
    Run.objects.filter(id=holder).update(has_slot=False)
    found = suspects.claim_one("here:2::1", has_bystanders=False)
    assert found is not None
    assert state_of(found["id"]) == "slot"
    with write_transaction() as sql:
        slots.release(sql, [(found["id"], found["slot_key"])])
    [held] = [run_id for run_id in others if db_uuid(run_id) != found["id"]]
    assert (state_of(held), fetch(held).ready) == ("slot", False)  # not for a claim of many
    assert claimed() == []
    assert suspects.claim_one("here:2::1", has_bystanders=False) is not None


def test_cancelling_one_that_waits_ends_it_at_once(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1))
    holder, held, last = (start(workflow) for _ in range(3))
    claimed()
    with write_transaction() as sql:
        assert waking.ask_to_cancel(sql, db_uuid(held.run_id), "Ada")
    assert run_to_end(held).status == "cancelled"
    assert (state_of(holder.run_id), state_of(last.run_id)) == ("slot", "held")


@pytest.mark.parametrize("door", ["archive", "delete", "admin"])
def test_archiving_ends_what_has_not_begun(
    make: MakeWorkflow, as_: Any, ada: Any, run_to_end: RunToEnd, door: str
) -> None:
    workflow = make(
        "start -> wait", top=limited(1), wait={"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    )
    begun, held = start(workflow), start(workflow)
    drain_until(lambda: Run.objects.get(id=begun.run_id).status == "suspended")
    other = start(make("start -> a", a=REPLY))
    if door == "admin":
        operator = as_(User.objects.create_superuser("operator@headrace.example", PASSWORD))
        chosen = {"action": "archive", "_selected_action": [str(workflow.id)]}
        assert (
            "1 archived." in operator.post("/admin/workflows/workflow/", chosen, follow=True).content.decode()
        )
    elif door == "delete":
        assert as_(ada).delete(f"/api/v1/workflows/wf_{workflow.id}").status_code == 200
    else:
        as_(ada).post(f"/api/v1/workflows/wf_{workflow.id}/archive")
    assert run_to_end(held).status == "cancelled"
    assert Run.objects.get(id=begun.run_id).status == "suspended"  # what is in flight goes on
    assert run_to_end(other).status == "completed"


def test_a_run_that_breaks_gives_its_slot_back(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1))
    _, second = start(workflow), start(workflow)
    [row] = queue.claim("here:1::1", 5)
    assert queue.end_broken(row["id"], row["epoch"], "No.")
    assert state_of(second.run_id) == "slot"
    assert claimed() == [2]


def test_a_slot_freed_by_other_ways_is_found(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top=limited(1))
    first, second, third = (start(workflow).run_id for _ in range(3))
    assert slots.admit_all() == 0
    Run.objects.filter(id=first).delete()
    assert slots.admit_all() == 1
    assert (state_of(second), state_of(third)) == ("slot", "held")


# --- together


def overlap(runs: list[Run]) -> int:
    """How many of these runs were under way at the same moment, at most."""
    moments = [(run.started_at, 1) for run in runs] + [(run.finished_at, -1) for run in runs]
    most = now = 0
    for _, change in sorted(moments, key=lambda one: (one[0], one[1])):  # type: ignore[arg-type, return-value]
        now += change
        most = max(most, now)
    return most


def test_several_workers_and_callers_never_exceed_it(make: MakeWorkflow, worker: Worker) -> None:
    workflow = make("start -> a", a=slow(0.02), top=limited(3, concurrencyKey="{{input.n % 2}}"))
    other = Worker()

    def call() -> None:
        try:
            for n in range(10):
                start(workflow, {"n": n})
        finally:
            connection.close()

    callers = [threading.Thread(target=call) for _ in range(4)]
    try:
        for caller in callers:
            caller.start()
        for caller in callers:
            caller.join()
        wait_until(lambda: Run.objects.filter(status="completed").count() == 40, 30)
    finally:
        other.stop()
    for n in (0, 1):
        lane = list(Run.objects.filter(slot_key__endswith=f":{n}").order_by("queued_seq"))
        assert len(lane) == 20
        assert 1 <= overlap(lane) <= 3
    assert not Run.objects.filter(held=True).exists()
    assert not Run.objects.filter(has_slot=True).exists()


def test_a_long_line_is_not_looked_at_by_claims(make: MakeWorkflow) -> None:
    workflow, free = make("start -> a", a=REPLY, top=limited(1)), make("start -> a", a=REPLY)
    for _ in range(10):
        accept([start_request(workflow, {}) for _ in range(200)])
    start(free)
    assert Run.objects.filter(held=True).count() == 1_999
    # One that starts and one of the other workflow are all that the claims' index holds.
    assert Run.objects.filter(ready=True).count() == 2
    assert len(queue.claim("here:1::1", 100)) == 2


def test_ends_and_starts_of_one_key_do_not_miss_one_another(make: MakeWorkflow) -> None:
    """A start that sees the slot taken while its holder is just ending must not wait for ever."""
    workflow = make("start -> a", a=REPLY, top=limited(1))
    stopped = threading.Event()

    def end_all() -> None:
        try:
            while not stopped.is_set():
                for row in queue.claim("here:1::1", 5):
                    queue.end_broken(row["id"], row["epoch"], "End.")
        finally:
            connection.close()

    ender = threading.Thread(target=end_all)
    ender.start()
    try:
        for _ in range(60):
            start(workflow)
        wait_until(lambda: Run.objects.filter(status__in=TERMINAL).count() == 60)
    finally:
        stopped.set()
        ender.join()
    assert EventBatch.objects.filter(seq=2).count() == 60


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    """No run that has ended holds a slot or waits for one, whatever the test did."""
    yield
    with transaction.atomic():
        assert not Run.objects.filter(status__in=TERMINAL).filter(has_slot=True).exists()
