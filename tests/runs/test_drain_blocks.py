"""Every block type in a run, carried out by a real drain."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, event_types, fail, http, reply, slow, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def test_a_run_of_a_trigger_alone(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make(start={"type": "trigger.api"}), {"n": 1}))
    assert (run.status, run.output, run.error) == ("completed", {}, None)
    assert event_types(run) == ["run.created", "run.started", "step.completed start", "run.completed"]


@pytest.mark.parametrize(
    "config",
    [
        {"expression": "input.amount > 5000"},
        {"rules": [[{"left": "{{input.amount}}", "operator": "gt", "right": 5000}]]},
    ],
    ids=["expression", "rules"],
)
@pytest.mark.parametrize(("amount", "taken", "skipped"), [(9000, "yes", "no"), (1, "no", "yes")])
def test_condition(
    config: dict[str, Any], amount: int, taken: str, skipped: str, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make(
        "start -> check",
        "check.true -> yes",
        "check.false -> no",
        check={"config": config},
        yes=reply("Y"),
        no=reply("N"),
    )
    run = run_to_end(start(workflow, {"amount": amount}))
    steps = steps_of(run)
    assert run.status == "completed"
    assert run.output == taken[0].upper()
    assert steps["check"].output == {"result": taken == "yes"}
    assert (steps[taken].status, steps[skipped].status) == ("completed", "skipped")
    label = "Yes" if skipped == "yes" else "No"
    assert steps[skipped].reason == f"Check did not take “{label}”."


def test_switch(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    cases = [{"id": "pro", "equals": "pro"}, {"id": "big", "when": "input.seats > 100"}]
    workflow = make(
        "start -> by",
        "by.pro -> a",
        "by.big -> b",
        "by.default -> c",
        by={"type": "switch", "config": {"value": "{{input.plan}}", "cases": cases}},
        a=reply("pro"),
        b=reply("big"),
        c=reply("other"),
    )
    inputs = [{"plan": "pro", "seats": 500}, {"plan": "free", "seats": 500}, {"plan": "free", "seats": 1}]
    runs = run_to_end(*(start(workflow, value) for value in inputs))
    assert [run.output for run in runs] == ["pro", "big", "other"]


def test_transform_keeps_types_and_reads_earlier_steps(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    mapping = {
        "total": "{{input.amount * 1.2}}",
        "label": "{{steps.first.output.name}} ({{input.amount}})",
        "list": "{{input.items}}",
        "none": "{{input.nothing}}",
    }
    workflow = make(
        "start -> first",
        "first -> then",
        first=reply({"name": "{{upper(input.name)}}"}),
        then={"type": "transform", "config": {"mapping": mapping}},
    )
    run = run_to_end(start(workflow, {"amount": 10, "name": "acme", "items": [1, {"a": None}]}))
    expected = {"total": 12, "label": "ACME (10)", "list": [1, {"a": None}], "none": None}
    assert run.output == {"result": expected}
    assert [warning["path"] for warning in steps_of(run)["then"].warnings] == ["input.nothing"]


def test_variables_are_seen_downstream_and_not_beside(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> set",
        "start -> beside",
        "set -> below",
        "below -> far",
        top={"variables": {"rate": 1, "zone": "eu"}},
        set={"type": "set-variable", "config": {"values": {"rate": "{{variables.rate + 1}}"}}},
        beside=reply("{{variables}}"),
        below=reply("{{variables}}"),
        far=reply("{{variables.rate}}"),
    )
    steps = steps_of(run_to_end(start(workflow)))
    assert steps["set"].output == {"values": {"rate": 2}}
    assert steps["below"].output == {"rate": 2, "zone": "eu"}
    assert steps["beside"].output == {"rate": 1, "zone": "eu"}
    assert steps["far"].output == 2


def test_http_against_a_server(make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> None:
    config = {"body": {"n": "{{input.n}}", "run": "{{runId}}"}, "headers": {"X-Key": "{{idempotencyKey}}"}}
    workflow = make("start -> call", call=http(stub.url("/json"), method="POST", config=config))
    accepted = start(workflow, {"n": 7})
    run = run_to_end(accepted)
    assert run.status == "completed", run.error
    assert run.output["status"] == 200
    assert run.output["body"] == {"ok": True, "n": 1}
    (seen,) = stub.requests
    name = f"run_{accepted.run_id}"
    assert json.loads(seen.body) == {"n": 7, "run": name}
    assert seen.headers["x-key"] == f"{name}:call::0"
    assert seen.headers["idempotency-key"] == f"{name}:call::0"


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:9/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/", "http://2130706433/"],
)
def test_http_to_a_private_address_is_refused(url: str, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> call", call=http(url))))
    assert (run.status, run.error["code"], run.error["step"]) == ("failed", "OUTBOUND_BLOCKED", "call")


def test_wait_parks_and_goes_on_by_itself(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> pause",
        "pause -> then",
        pause={"type": "wait", "config": {"duration": 0.05, "unit": "seconds"}},
        then=reply("{{steps.pause.output.waited}}"),
    )
    run = run_to_end(start(workflow))
    assert (run.status, run.output) == ("completed", 50)
    assert event_types(run) == [
        "run.created",
        "run.started",
        "step.completed start",
        "step.started pause",
        "step.waiting pause",
        "run.suspended",
        "step.completed pause",
        "step.started then",
        "step.completed then",
        "run.completed",
    ]
    pause = steps_of(run)["pause"]
    assert 50 <= (pause.finished_at - pause.started_at).total_seconds() * 1000 < 1_000


def test_a_suspended_run_holds_nothing_and_says_what_for(
    make: MakeWorkflow, run_until_parked: Callable[..., Any]
) -> None:
    workflow = make("start -> pause", pause={"type": "wait", "config": {"duration": 1, "unit": "hours"}})
    run = run_until_parked(start(workflow))
    assert (run.status, run.lease_owner, run.lease_until_ms, run.ready) == ("suspended", "", None, False)
    [waiting] = run.waiting
    assert (waiting["blockId"], waiting["reason"], waiting["until"]) == ("pause", "wait", run.wake_at_ms)
    assert 3_590_000 < run.wake_at_ms - run.created_at.timestamp() * 1000 < 3_610_000


def test_a_wait_beside_a_slow_step_is_over_when_its_time_has_come(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make(
        "start -> pause",
        "pause -> then",
        "start -> long",
        pause={"type": "wait", "config": {"duration": 0.02, "unit": "seconds"}},
        then=reply(1),
        long=slow(0.5),
    )
    steps = steps_of(run_to_end(start(workflow)))
    assert steps["then"].finished_at < steps["long"].finished_at


def test_a_response_is_the_output_and_the_first_wins(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> one",
        "one -> two",
        "two -> after",
        one={"type": "response", "config": {"statusCode": 201, "headers": {"X-A": "{{input.a}}"}, "body": {"a": "{{input.a}}"}}},
        two={"type": "response", "config": {"body": "second"}},
        after=reply("later"),
    )  # fmt: skip
    run = run_to_end(start(workflow, {"a": "x"}))
    assert run.output == {"a": "x"}
    assert run.response == {"statusCode": 201, "headers": {"X-A": "x"}, "body": {"a": "x"}}
    assert steps_of(run)["after"].output == "later"
    assert event_types(run).count("run.responded") == 1


@pytest.mark.parametrize("outcome", ["completed", "failed"])
def test_stop_ends_the_run_and_cancels_what_waits(
    outcome: str, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make(
        "start -> pause",
        "pause -> later",
        "start -> work",
        "work -> end",
        pause={"type": "wait", "config": {"duration": 1, "unit": "hours"}},
        work=reply(1),
        end={"type": "stop", "config": {"outcome": outcome, "message": "Nothing to do for {{input.who}}."}},
    )
    run = run_to_end(start(workflow, {"who": "Acme"}))
    assert run.status == outcome
    message = None if run.error is None else run.error["message"]
    assert message == (None if outcome == "completed" else "Nothing to do for Acme.")
    assert steps_of(run)["pause"].status == "cancelled"


def test_echo_replies_fails_and_takes_its_time(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> a",
        "a -> b",
        "b.error -> c",
        a=slow(0.01, {"n": 1}),
        b=fail(code="ODD"),
        c=reply("{{steps.b.error}}"),
    )
    run = run_to_end(start(workflow))
    assert run.status == "completed"
    assert run.output == {"code": "ODD", "message": "No."}
    assert steps_of(run)["a"].output == {"n": 1}


def test_a_disabled_block_passes_through(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> off", "off -> then", off=fail(disabled=True), then=reply("{{steps.off.output}}")
    )
    run = run_to_end(start(workflow))
    steps = steps_of(run)
    assert (run.status, run.output) == ("completed", None)
    assert (steps["off"].status, steps["off"].reason) == ("skipped", "Switched off.")


def test_join_any_runs_once_with_the_first_edge(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make(
        "start -> quick",
        "start -> long",
        "quick -> then",
        "long -> then",
        quick=reply("quick"),
        long=slow(0.05, "long"),
        then=reply("{{steps.long.output}}", join="any"),
    )
    run = run_to_end(start(workflow))
    assert run.output is None
    assert event_types(run).count("step.started then") == 1
    assert steps_of(run)["long"].status == "completed"


def test_several_ends_give_an_object_by_block(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> a", "start -> b", a=reply(1), b=reply(2))))
    assert run.output == {"a": 1, "b": 2}


def test_what_fired_and_when(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    value = {"type": "{{trigger.type}}", "at": "{{trigger.firedAt}}", "wf": "{{workflow.id}}", "v": "{{workflow.version}}",
             "now": "{{now}}"}  # fmt: skip
    workflow = make("start -> a", a=reply(value))
    run = run_to_end(start(workflow))
    assert run.output["type"] == "api"
    assert run.output["at"].startswith(run.created_at.strftime("%Y-%m-%dT%H:%M:%S"))
    assert run.output["wf"] == f"wf_{workflow.id}"
    assert run.output["v"] == 1
    assert run.output["now"] >= run.output["at"]
