"""What it takes to start a run, and what is said when it cannot."""

from __future__ import annotations

import datetime
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accounts.api.errors import ApiError
from accounts.jsontext import dump_json
from runs.accept import accept
from runs.again import retry_run
from runs.models import EventBatch, Payload, Run
from runs.selectors import whole_input
from runs.services import resolve_version
from runs.start_request import StartRequest
from tests.runs.conftest import REPLY, MakeWorkflow, fetch, reply, start
from tests.workflows.drawings import drawing
from workflows import services as workflows
from workflows.models import Workflow

pytestmark = pytest.mark.django_db

SCHEMA = {
    "type": "object",
    "required": ["amount"],
    "properties": {"amount": {"type": "number"}, "items": {"type": "array", "items": {"type": "string"}}},
}


def refused(workflow: Workflow, input: Any = None, **more: Any) -> ApiError:
    with pytest.raises(ApiError) as raised:
        start(workflow, input, **more)
    return raised.value


def test_a_run_is_accepted_durably(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    accepted = start(workflow, {"n": 1})
    run = fetch(accepted.run_id)
    assert accepted.as_json() == {
        "runId": f"run_{run.id}",
        "status": "pending",
        "workflowId": f"wf_{workflow.id}",
        "workflowVersion": 1,
    }
    assert (run.status, run.ready, run.epoch, run.input, run.trigger_block) == (
        "pending",
        True,
        0,
        {"n": 1},
        "start",
    )
    assert [event["type"] for event in EventBatch.objects.get(run=run).events] == ["run.created"]
    assert abs((timezone.now() - run.created_at).total_seconds()) < 5


def test_runs_are_numbered_within_their_workflow(make: MakeWorkflow) -> None:
    one, two = make("start -> a", a=REPLY), make("start -> a", a=REPLY)
    numbers = [fetch(start(workflow).run_id).number for workflow in (one, one, two, one)]
    assert numbers == [1, 2, 1, 3]


def test_arrival_order_rises(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    request = StartRequest(workflow.company_id, workflow.id, {}, "api", "tests")
    accepted = [*accept([request] * 3), *accept([request] * 2)]
    order = [fetch(one.run_id).queued_seq for one in accepted if not isinstance(one, ApiError)]
    assert len(order) == 5
    assert order == sorted(set(order))


# --- the input


def test_an_input_that_breaks_the_schema_is_told_where(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top={"inputSchema": SCHEMA})
    error = refused(workflow, {"amount": "9", "items": ["a", 2]})
    assert (error.code, error.status) == ("VALIDATION_ERROR", 400)
    assert [detail["path"] for detail in error.details or []] == ["input.amount", "input.items.1"]
    assert [detail["path"] for detail in refused(workflow, {"items": []}).details or []] == ["input"]
    assert start(workflow, {"amount": 9}).is_new


def test_a_retry_is_not_judged_by_the_schema_again(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY, top={"inputSchema": SCHEMA})
    run = fetch(start(workflow, {"amount": 1}).run_id)
    again = start(workflow, {"amount": "1"}, retry_of=run.id, version_id=run.version_id)
    assert fetch(again.run_id).retry_of_id == run.id


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"$ref": "#/nowhere"},
        {"pattern": "(", "type": "string"},
        {"$ref": "http://127.0.0.1:9/"},
    ],
    ids=["type", "pointer", "pattern", "elsewhere"],
)
def test_a_schema_of_a_draft_that_cannot_be_used_harms_nobody_else(schema: Any, make: MakeWorkflow) -> None:
    fine = make("start -> a", a=REPLY)
    broken = make("start -> a", a=REPLY, publish=False, top={"inputSchema": schema})
    version = resolve_version(workflow=broken, wanted="draft")
    requests = [
        StartRequest(fine.company_id, fine.id, {}, "api", "tests"),
        StartRequest(
            broken.company_id, broken.id, "text", "api", "tests", version_id=version, version_name="draft"
        ),
    ]
    good, bad = accept(requests)
    assert not isinstance(good, ApiError)
    assert isinstance(bad, ApiError)
    assert bad.status == 400


def test_a_large_input_stands_beside_the_row(make: MakeWorkflow) -> None:
    value = {"rows": [{"n": n} for n in range(5_000)]}
    run = fetch(start(make("start -> a", a=REPLY), value).run_id)
    assert Payload.objects.get(id=run.input_payload).run_id == run.id
    assert len(dump_json(run.input)) < 4096
    assert run.input["rows"][-1] == "… 4,990 more"
    assert whole_input(run) == value


def test_an_input_over_the_limit_is_refused(make: MakeWorkflow) -> None:
    error = refused(make("start -> a", a=REPLY), "x" * (16 * 1024 * 1024))
    assert (error.code, error.status) == ("PAYLOAD_TOO_LARGE", 413)


@pytest.mark.parametrize("levels", [250, 1_000])
def test_a_deep_input_comes_back_whole(levels: int, make: MakeWorkflow) -> None:
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    run = fetch(start(make("start -> a", a=REPLY), value, idempotency_key="deep").run_id)
    assert dump_json(whole_input(run)) == dump_json(value)


# --- triggers


def test_several_triggers_have_to_be_named(make: MakeWorkflow) -> None:
    two = {"type": "trigger.api"}
    workflow = make("one -> a", "two -> a", one=two, two=two, a={**REPLY, "join": "any"})
    error = refused(workflow)
    assert error.status == 400
    assert error.details == [{"path": "triggerId", "message": "Use one of: one, two."}]
    assert fetch(start(workflow, trigger_id="two").run_id).trigger_block == "two"
    unknown = refused(workflow, trigger_id="a")
    assert unknown.details == [{"path": "triggerId", "message": "Use one of: one, two."}]


def test_a_version_without_trigger_cannot_run(make: MakeWorkflow) -> None:
    workflow = make(a=REPLY, publish=False)
    version = resolve_version(workflow=workflow, wanted="draft")
    error = refused(workflow, version_id=version, version_name="draft")
    assert (error.status, error.message) == (400, "This version has no trigger. Add one to the drawing.")


# --- states and versions


def test_paused(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    workflows.pause(workflow=workflow, by="tests")
    assert (refused(workflow).code, refused(workflow).status) == ("WORKFLOW_PAUSED", 409)
    number = resolve_version(workflow=workflow, wanted=1)
    assert refused(workflow, version_id=number, version_name="1").code == "WORKFLOW_PAUSED"
    draft = resolve_version(workflow=workflow, wanted="draft")
    assert start(workflow, version_id=draft, version_name="draft").is_new
    workflows.resume(workflow=workflow, by="tests")
    assert start(workflow).is_new


def test_archived(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    draft = resolve_version(workflow=workflow, wanted="draft")
    workflows.archive(workflow=workflow, by="tests")
    assert (refused(workflow).code, refused(workflow).status) == ("CONFLICT", 409)
    assert refused(workflow, version_id=draft, version_name="draft").status == 409


def test_unpublished(make: MakeWorkflow) -> None:
    error = refused(make("start -> a", a=REPLY, publish=False))
    assert error.status == 409
    assert "not been published" in error.message


def test_unknown_and_foreign_workflows_are_the_same_404(make: MakeWorkflow, rival: Any) -> None:
    workflow = make("start -> a", a=REPLY)
    foreign, unknown = refused(workflow, company_id=rival.id), refused(workflow, workflow_id=uuid.uuid4())
    assert (foreign.status, foreign.message) == (unknown.status, unknown.message) == (404, foreign.message)


def test_versions_by_name(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=reply(1))
    later = drawing("start -> a", a=reply(2))
    workflows.save_draft(workflow=workflow, definition=later, by="tests", revision=1)
    first = resolve_version(workflow=workflow, wanted=1)
    draft = resolve_version(workflow=workflow, wanted="draft")
    assert resolve_version(workflow=workflow, wanted=None) is None
    assert first == workflow.published_id
    assert draft not in (first, None)
    assert draft == resolve_version(workflow=workflow, wanted="draft")  # the same content, the same snapshot
    run = fetch(start(workflow, version_id=draft, version_name="draft").run_id)
    assert (run.version_id, run.version.number, run.version.kind) == (draft, None, "snapshot")
    with pytest.raises(ApiError, match="no version 2") as raised:
        resolve_version(workflow=workflow, wanted=2)
    assert raised.value.status == 404


def test_a_new_version_does_not_touch_runs_that_wait(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=reply(1))
    waiting = fetch(start(workflow).run_id)
    workflows.save_draft(
        workflow=workflow, definition=drawing("start -> a", a=reply(2)), by="tests", revision=1
    )
    workflows.publish(workflow=workflow, by="tests")
    assert fetch(waiting.id).version.number == 1
    assert fetch(start(workflow).run_id).version.number == 2


# --- idempotency keys


def test_the_same_key_and_body_name_the_same_run(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    first = start(workflow, {"a": 1, "b": 2}, idempotency_key="k")
    again = start(workflow, {"b": 2, "a": 1}, idempotency_key="k")
    assert (first.is_new, again.is_new) == (True, False)
    assert first.run_id == again.run_id
    assert Run.objects.count() == 1


@pytest.mark.parametrize(
    "other", [{"input": {"n": 2}}, {"connection_id": uuid.UUID(int=4711)}, {"version_name": "draft"}], ids=str
)
def test_the_same_key_with_another_body_is_a_conflict(other: dict[str, Any], make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    start(workflow, {"n": 1}, idempotency_key="k")
    error = refused(workflow, **{"input": {"n": 1}, "idempotency_key": "k", **other})
    assert (error.status, error.code) == (409, "CONFLICT")
    assert Run.objects.count() == 1


def test_a_used_key_names_its_run_whatever_became_of_the_workflow(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    first = start(workflow, idempotency_key="k")
    workflows.pause(workflow=workflow, by="tests")
    assert start(workflow, idempotency_key="k").run_id == first.run_id


def test_keys_are_the_workflow_s_own(make: MakeWorkflow, rival: Any) -> None:
    one, two = make("start -> a", a=REPLY), make("start -> a", a=REPLY)
    theirs = make("start -> a", a=REPLY, company=rival)
    assert len({start(workflow, idempotency_key="k").run_id for workflow in (one, two, theirs)}) == 3


def test_a_key_in_one_batch_starts_one_run(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    one = StartRequest(workflow.company_id, workflow.id, {}, "api", "tests", idempotency_key="k")
    other = StartRequest(workflow.company_id, workflow.id, {"n": 1}, "api", "tests", idempotency_key="k")
    first, second, third = accept([one, one, other])
    assert not isinstance(first, ApiError)
    assert not isinstance(second, ApiError)
    assert (first.run_id, first.is_new, second.is_new) == (second.run_id, True, False)
    assert isinstance(third, ApiError)


def test_a_key_is_free_after_seven_days(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    first = start(workflow, idempotency_key="k")
    almost = timezone.now() - datetime.timedelta(days=6, hours=23)
    Run.objects.filter(id=first.run_id).update(created_at=almost)
    assert start(workflow, idempotency_key="k").run_id == first.run_id
    Run.objects.filter(id=first.run_id).update(created_at=almost - datetime.timedelta(hours=2))
    again = start(workflow, {"other": "body"}, idempotency_key="k")
    assert again.is_new
    assert again.run_id != first.run_id


@pytest.mark.django_db(transaction=True)
def test_fifty_at_once_start_one_run(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=REPLY)
    together = threading.Barrier(50)

    def go(_: int) -> Any:
        together.wait(20)
        try:
            return start(workflow, {"n": 1}, idempotency_key="k")
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        accepted = list(pool.map(go, range(50)))
    assert len({one.run_id for one in accepted}) == 1
    assert sum(one.is_new for one in accepted) == 1
    assert Run.objects.count() == 1


# --- again


def test_a_retry_repeats_input_version_and_trigger(
    make: MakeWorkflow, run_to_end: Callable[..., Any]
) -> None:
    from accounts.identity import Identity

    workflow = make("start -> a", a=REPLY)
    who = Identity(workflow.company_id, None, None, "Ada", frozenset(), None)
    accepted = start(workflow, {"n": [1] * 3_000})
    with pytest.raises(ApiError, match="has not ended yet"):
        retry_run(run=fetch(accepted.run_id), identity=who)
    run = run_to_end(accepted)
    workflows.save_draft(
        workflow=workflow, definition=drawing("start -> a", a=reply(2)), by="tests", revision=1
    )
    workflows.publish(workflow=workflow, by="tests")
    same, current = (
        fetch(retry_run(run=run, identity=who, version=version).run_id) for version in ("same", "current")
    )
    assert (same.version.number, current.version.number) == (1, 2)
    assert whole_input(same) == whole_input(current) == whole_input(run)
    assert same.retry_of_id == current.retry_of_id == run.id
    assert (same.started_by, same.number) == ("Ada", 2)
