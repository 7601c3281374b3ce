"""Failing steps in a run: edges, fallbacks, retries and what stays the same between them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runs.engine import retry
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, event_types, fail, http, reply, slow, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]

SOON = {"maxAttempts": 3, "backoffMs": 1, "maxDelayMs": 5}


def retrying(**policy: Any) -> dict[str, Any]:
    return {"errorHandling": "retry", "retryConfig": {**SOON, **policy}}


def test_an_unhandled_failure_ends_the_run_and_names_the_step(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    run = run_to_end(start(make("start -> a", "a -> b", a=fail(code="ODD"), b=reply(1))))
    assert (run.status, run.output) == ("failed", None)
    assert run.error == {"code": "ODD", "message": "No.", "step": "a"}
    steps = steps_of(run)
    assert (steps["a"].status, steps["b"].status) == ("failed", "skipped")
    assert event_types(run)[-3:] == ["step.failed a", "step.skipped b", "run.failed"]


def test_steps_in_flight_finish_after_a_failure(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> long", "long -> never", "start -> bad", long=slow(0.05, "kept"), bad=fail(), never=reply(1)
    )
    run = run_to_end(start(workflow))
    steps = steps_of(run)
    assert run.status == "failed"
    assert (steps["long"].status, steps["long"].output) == ("completed", "kept")
    assert "never" not in steps


def test_the_error_edge_reads_the_error(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> a", "a -> b", "a.error -> c", a=fail(), b=reply(1), c=reply("{{steps.a.error.message}}")
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.output) == ("completed", "No.")
    assert steps_of(run)["a"].port == "error"


@pytest.mark.parametrize(
    ("more", "output"),
    [
        ({"errorHandling": "continue"}, {"error": {"code": "STEP_ERROR", "message": "No."}}),
        ({"errorHandling": "continue", "fallbackOutput": {"rate": 1}}, {"rate": 1}),
        ({"errorHandling": "continue", "fallbackOutput": None}, None),
        (retrying(then="continue") | {"fallbackOutput": 7}, 7),
    ],
    ids=["error", "fallback", "null", "after-retries"],
)
def test_continue(more: dict[str, Any], output: Any, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> a", "a -> b", a=fail(**more), b=reply("{{steps.a.output}}"))))
    assert (run.status, run.output) == ("completed", output)
    assert steps_of(run)["a"].status == "failed"


def test_retries_are_logged_and_back_off(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> a", a=fail(times=2, **retrying()))))
    step = steps_of(run)["a"]
    assert (run.status, run.output) == ("completed", {"attempt": 3})
    assert (step.status, step.attempt, step.error) == ("completed", 3, None)
    assert [(entry["attempt"], entry["error"]["message"]) for entry in step.attempt_log] == [
        (1, "No."),
        (2, "No."),
    ]
    assert all(entry["startedAt"] <= entry["completedAt"] for entry in step.attempt_log)
    kinds = [kind for kind in event_types(run) if kind.endswith(" a")]
    assert kinds == ["step.started a", "step.retrying a"] * 2 + ["step.started a", "step.completed a"]


def test_retries_end(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> a", a=fail(**retrying(maxAttempts=2)))))
    step = steps_of(run)["a"]
    assert (run.status, step.status, step.attempt) == ("failed", "failed", 2)
    assert len(step.attempt_log) == 2


def test_what_cannot_pass_is_tried_once_unless_asked_for_all(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    once = make("start -> a", a=fail(retryable=False, **retrying()))
    every = make("start -> a", a=fail(retryable=False, **retrying(retryOn="all")))
    runs = run_to_end(start(once), start(every))
    assert [steps_of(run)["a"].attempt for run in runs] == [1, 3]


def test_a_retry_beside_a_slow_step_does_not_wait_for_it(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", "start -> long", a=fail(times=2, **retrying()), long=slow(0.5))
    steps = steps_of(run_to_end(start(workflow)))
    assert steps["a"].status == "completed"
    assert steps["a"].finished_at < steps["long"].finished_at


@pytest.mark.parametrize("path", ["/reset", "/reset/half"])
def test_a_lost_answer_repeats_the_same_request(
    path: str, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    config = {"body": {"at": "{{now}}", "key": "{{idempotencyKey}}"}}
    workflow = make(
        "start -> call", call=http(stub.url(path), method="POST", config=config, **retrying(backoffMs=30))
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.error["code"]) == ("failed", "UNCERTAIN")
    assert len(stub.requests) == 3
    assert len({seen.body for seen in stub.requests}) == 1
    assert len({seen.headers["idempotency-key"] for seen in stub.requests}) == 1


def test_a_lost_answer_is_not_repeated_where_the_block_says_so(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    call = http(stub.url("/reset"), method="POST", onUncertain="fail", **retrying())
    run = run_to_end(start(make("start -> call", call=call)))
    assert (run.status, run.error["code"], len(stub.requests)) == ("failed", "UNCERTAIN", 1)


def test_a_definite_answer_begins_a_new_generation(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    config = {"body": {"key": "{{idempotencyKey}}"}}
    workflow = make(
        "start -> call", call=http(stub.url("/status/503"), method="POST", config=config, **retrying())
    )
    accepted = start(workflow)
    run = run_to_end(accepted)
    assert (run.status, run.error["code"]) == ("failed", "HTTP_503")
    keys = [seen.headers["idempotency-key"] for seen in stub.requests]
    assert keys == [f"run_{accepted.run_id}:call::{generation}" for generation in range(3)]
    assert [seen.body.decode() for seen in stub.requests] == [f'{{"key":"{key}"}}' for key in keys]


def test_a_4xx_is_final(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> None:
    workflow = make("start -> call", call=http(stub.url("/status/422/no such plan"), **retrying()))
    run = run_to_end(start(workflow))
    assert (run.error["code"], len(stub.requests)) == ("HTTP_422", 1)
    assert "no such plan" in run.error["message"]


def test_a_rate_limit_parks_the_run_and_costs_no_attempt(
    make: MakeWorkflow, run_until_parked: Callable[..., Any], stub: Stub
) -> None:
    run = run_until_parked(start(make("start -> call", call=http(stub.url("/busy/429/60")))))
    step = steps_of(run)["call"]
    assert (run.status, step.status, step.reason, step.attempt) == ("suspended", "waiting", "rate_limit", 1)
    assert run.waiting[0]["reason"] == "rate_limit"
    assert 50_000 < run.wake_at_ms - step.started_at.timestamp() * 1000 < 70_000


def test_a_rate_limit_is_waited_out(
    make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry, "PARK_LIMIT_MS", 250)
    run = run_to_end(start(make("start -> call", call=http(stub.url("/busy/429/0")))))
    assert run.error["code"] == "HTTP_429"
    assert 2 <= len(stub.requests) <= 4


def test_a_config_that_does_not_fit_names_the_field(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> pause", pause={"type": "wait", "config": {"duration": "{{input.n}}", "unit": "seconds"}}
    )
    run = run_to_end(start(workflow, {"n": "soon"}))
    assert (run.status, run.error["code"], run.error["step"]) == ("failed", "STEP_ERROR", "pause")
    assert "Wait for" in run.error["message"] or "number" in run.error["message"]


def test_a_comparison_of_nothing_fails_and_is_never_skipped_in_silence(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make("start -> check", "check.true -> yes", "check.false -> no", yes=reply(1), no=reply(2))
    run = run_to_end(start(workflow, {"amount": None}))
    assert (run.status, run.error["code"]) == ("failed", "TYPE_MISMATCH")
