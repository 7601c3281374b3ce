"""Writes whose answer was lost: nobody knows whether they happened, so a person is asked, and what they say is done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.api.errors import ApiError
from accounts.models import AuditEvent
from runs import decisions
from runs.models import Run, Signal
from tests.connections.servers import Stub
from tests.runs.conftest import (
    MakeWorkflow,
    Worker,
    drain_until,
    event_types,
    fetch,
    http,
    reply,
    slow,
    start,
    steps_of,
    wait_until,
)
from tests.runs.test_approvals import decisions_identity
from tests.runs.test_recovery import picked_up

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
CUT = {"call": {"status": "running", "output": None, "finished_at": None, "port": None}}


def post(stub: Stub, path: str = "/reset", **more: Any) -> dict[str, Any]:
    config = {"bodyType": "json", "body": {"n": "{{input.n}}", "at": "{{now}}"}}
    return {**http(stub.url(path), method="POST", config=config), "onUncertain": "ask", **more}


def until_uncertain(accepted: Any) -> Run:
    drain_until(
        lambda: Run.objects.filter(
            id=accepted.run_id, status="suspended", lease_until_ms__isnull=True, ready=False
        ).exists()
    )
    return fetch(accepted.run_id)


def answer(run: Run, who: Any, **said: Any) -> None:
    decisions.answer_uncertain(
        run=run, step=steps_of(run)["call"], answer=said, identity=decisions_identity(who)
    )


def asked(make: MakeWorkflow, stub: Stub, **more: Any) -> tuple[Any, Run]:
    accepted = start(
        make("start -> call", "call -> after", call=post(stub, **more), after=reply("{{steps.call.output}}")),
        {"n": 7},
    )
    return accepted, until_uncertain(accepted)


def test_a_lost_answer_makes_the_step_wait(make: MakeWorkflow, stub: Stub) -> None:
    _, run = asked(make, stub)
    [waiting] = run.waiting
    step = steps_of(run)["call"]
    assert (waiting["reason"], waiting["until"], run.wake_at_ms) == ("uncertain", None, None)
    assert (step.status, step.reason, step.error["code"]) == ("waiting", "uncertain", "UNCERTAIN")
    assert "may have happened" in step.error["message"]
    assert event_types(run)[-2:] == ["step.waiting call", "run.suspended"]
    assert len(stub.requests) == 1


@pytest.mark.parametrize("handling", ["fail", "retry", "continue"])
def test_it_is_asked_whatever_the_error_handling(handling: str, make: MakeWorkflow, stub: Stub) -> None:
    policy = (
        {"retryConfig": {"maxAttempts": 5, "backoffMs": 1, "retryOn": "all"}} if handling == "retry" else {}
    )
    asked(make, stub, errorHandling=handling, **policy)
    assert len(stub.requests) == 1


def test_it_happened(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, ada: Any) -> None:
    accepted, run = asked(make, stub)
    answer(run, ada, happened=True, output={"id": "in_41"})
    run = run_to_end(accepted)
    assert (run.status, run.output, len(stub.requests)) == ("completed", {"id": "in_41"}, 1)
    assert steps_of(run)["call"].error is None
    event = AuditEvent.objects.get(action="step.answered")
    assert (event.actor, event.data["answer"]) == ("ada@acme.example", "happened")
    decided = next(item for item in events(run) if item["type"] == "step.decided")
    assert (decided["data"]["decision"], decided["data"]["by"]) == ("happened", "ada@acme.example")
    assert not Signal.objects.exists()


def events(run: Run) -> list[dict[str, Any]]:
    from runs.selectors import events_after

    return events_after(run.id, 0)


def test_again_sends_the_same_bytes_under_the_same_key(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, ada: Any
) -> None:
    accepted, run = asked(make, stub)
    answer(run, ada, again=True)
    run = until_uncertain(accepted)  # the answer is lost once more: it is asked once more
    first, second = stub.requests
    assert (first.body, first.headers["idempotency-key"]) == (second.body, second.headers["idempotency-key"])
    answer(run, ada, happened=True)
    run = run_to_end(accepted)
    assert (run.status, steps_of(run)["call"].attempt) == ("completed", 3)
    assert [entry["error"]["code"] for entry in steps_of(run)["call"].attempt_log] == ["UNCERTAIN"] * 2


def test_fail_is_final(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, ada: Any) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 5, "backoffMs": 1, "retryOn": "all"}}
    accepted, run = asked(make, stub, **policy)
    answer(run, ada, fail=True)
    run = run_to_end(accepted)
    assert (run.status, run.error["code"], len(stub.requests)) == ("failed", "UNCERTAIN", 1)
    assert "ada@acme.example" in run.error["message"]


def test_fail_takes_the_error_edge_where_there_is_one(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, ada: Any
) -> None:
    accepted = start(
        make(
            "start -> call",
            "call.error -> rescue",
            call=post(stub),
            rescue=reply("{{steps.call.error.code}}"),
        )
    )
    run = until_uncertain(accepted)
    answer(run, ada, fail=True)
    assert run_to_end(accepted).output == "UNCERTAIN"


def test_on_uncertain_fail_is_not_retried_whatever_the_policy(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    retry = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 3, "backoffMs": 1, "retryOn": "all"}}
    run = run_to_end(start(make("start -> call", call=post(stub, onUncertain="fail", **retry))))
    assert (run.status, run.error["code"], len(stub.requests)) == ("failed", "UNCERTAIN", 1)


def test_on_uncertain_retry_repeats_by_itself(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> None:
    retry = {"retryConfig": {"maxAttempts": 3, "backoffMs": 1}}
    run = run_to_end(start(make("start -> call", call=post(stub, onUncertain="retry", **retry))))
    assert (run.status, len(stub.requests)) == ("failed", 3)
    assert len({seen.headers["idempotency-key"] for seen in stub.requests}) == 1


def test_a_timeout_after_sending_is_uncertain(make: MakeWorkflow, stub: Stub) -> None:
    _, run = asked(make, stub, timeoutMs=300, **http(stub.url("/hang"), method="POST"))
    assert steps_of(run)["call"].error["code"] == "UNCERTAIN"


def test_a_worker_lost_between_intent_and_result_makes_it_uncertain(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, ada: Any
) -> None:
    accepted = picked_up(make, "start -> call", cut=CUT, call=post(stub, "/json"))
    run = until_uncertain(accepted)
    assert len(stub.requests) == 1
    answer(run, ada, again=True)
    run = run_to_end(accepted)
    first, second = stub.requests
    assert (run.status, first.body, first.headers["idempotency-key"]) == (
        "completed", second.body, second.headers["idempotency-key"],
    )  # fmt: skip


def test_of_many_answers_at_once_one_counts(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, ada: Any
) -> None:
    accepted, run = asked(make, stub)

    def attempt(number: int) -> str:
        try:
            answer(run, ada, happened=True, output=number)
        except ApiError as error:
            return error.code
        else:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(attempt, range(20)))
    assert sorted(results) == ["", *["ALREADY_DECIDED"] * 19]
    run = run_to_end(accepted)
    assert run.output == results.index("")
    with pytest.raises(ApiError, match="answered already"):
        answer(run, ada, fail=True)


def test_what_does_not_wait_cannot_be_answered(make: MakeWorkflow, run_to_end: RunToEnd, ada: Any) -> None:
    run = run_to_end(start(make("start -> call", call=reply(1))))
    with pytest.raises(ApiError) as caught:
        answer(run, ada, again=True)
    assert (caught.value.status, caught.value.code) == (409, "CONFLICT")


def test_an_answer_reaches_a_run_on_board(make: MakeWorkflow, worker: Worker, stub: Stub, ada: Any) -> None:
    accepted = start(
        make(
            "start -> call", "start -> long", "call -> after", call=post(stub), long=slow(30), after=reply(1)
        ),
        {"n": 1},
    )
    wait_until(lambda: getattr(steps_of(fetch(accepted.run_id)).get("call"), "reason", "") == "uncertain")
    assert fetch(accepted.run_id).lease_owner == worker.drain.owner
    answer(fetch(accepted.run_id), ada, happened=True)
    wait_until(lambda: "step.completed after" in event_types(fetch(accepted.run_id)))
