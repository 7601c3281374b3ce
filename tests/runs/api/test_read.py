"""Reading one run: the whole of it, its steps, its events, and acting on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AuditEvent, User
from runs import leases, queue
from runs.models import Run
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, Worker, fail, http, reply, start
from tests.workflows.drawings import drawing
from workflows import services as workflows

pytestmark = pytest.mark.django_db

RunToEnd = Callable[..., Any]

RUN_FIELDS = {
    "id", "number", "workflowId", "workflowName", "workflowVersion", "versionRef", "status", "triggerType", "triggerId",
    "test", "dryRun", "testFrom", "testTo", "subject", "summary", "error", "startedBy", "startedAt", "completedAt", "durationMs", "createdAt", "input",
    "output", "cut", "waiting", "queuePosition", "parentRunId", "resumedFrom", "retryOf", "rescues", "incidents",
    "cancelRequestedBy", "lastSeq", "redacted", "steps", "stepsTotal", "stepCounts", "waitingUntil",
}  # fmt: skip
STEP_FIELDS = {
    "id", "stepId", "name", "type", "status", "reason", "iteration", "attempts", "attemptLog", "connectionId", "account",
    "input", "output", "cut", "error", "warnings", "log", "reused", "digest", "port", "until", "startedAt", "completedAt",
    "durationMs",
}  # fmt: skip


def path_of(run: Any, rest: str = "") -> str:
    return f"{API}/runs/run_{run.id if isinstance(run, Run) else run.run_id}{rest}"


@pytest.mark.django_db(transaction=True)
def test_a_whole_run(api: APIClient, workflow: Any, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(workflow, {"invoice": {"number": "INV-1", "amount": 12480}}))
    data = data_of(api.get(path_of(run)))
    assert set(data) == RUN_FIELDS
    assert data["id"] == f"run_{run.id}"
    assert (data["workflowVersion"], data["versionRef"], data["status"]) == (1, "1", "completed")
    assert data["input"] == {"invoice": {"number": "INV-1", "amount": 12480}}
    assert data["output"] == {"got": data["input"]}
    assert data["subject"] == "INV-1 · 12,480"
    assert data["createdAt"] <= data["startedAt"] <= data["completedAt"]
    assert data["createdAt"].endswith("Z")
    assert data["durationMs"] >= 0
    assert data["lastSeq"] == 6
    [first, second] = data["steps"]
    assert set(first) == set(second) == STEP_FIELDS
    assert (second["id"], second["name"], second["type"]) == ("a", "A", "echo")
    assert (second["status"], second["attempts"], second["port"]) == ("completed", 1, "out")
    assert second["input"] == {"operation": "reply", "value": {"got": data["input"]}}
    assert second["stepId"].startswith("step_")
    assert data_of(api.get(path_of(run, "/steps"))) == data["steps"]


def loop_of(make: MakeWorkflow, items: int, run_to_end: RunToEnd) -> Run:
    body = {**reply("{{item}}"), "parentId": "f"}
    over = {"type": "fan-out", "config": {"collection": "{{input}}"}}
    found = run_to_end(
        start(make("start -> f", "f.done -> z", f=over, a=body, z=reply(1)), list(range(items)))
    )
    assert isinstance(found, Run)
    return found


@pytest.mark.django_db(transaction=True)
def test_the_steps_of_a_loop_by_pages(api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = loop_of(make, 120, run_to_end)
    seen: list[Any] = []
    path = path_of(run, "/steps?limit=50")
    cursor = ""
    while cursor is not None:
        answer = api.get(f"{path}&cursor={cursor}" if cursor else path).json()
        seen += answer["data"]
        cursor = answer["meta"]["cursor"]
    assert len(seen) == 123
    assert [step["iteration"] for step in seen if step["id"] == "a"] == [[n] for n in range(120)]
    [third] = data_of(api.get(path_of(run, "/steps?block=a&iteration=3")))
    assert (third["output"], third["iteration"]) == (3, [3])
    assert [step["id"] for step in data_of(api.get(path_of(run, "/steps?iteration=none")))] == [
        "start",
        "f",
        "z",
    ]
    assert data_of(api.get(path_of(run, "/steps?status=failed"))) == []
    error_of(api.get(path_of(run, "/steps?status=lost")), 400, "VALIDATION_ERROR")
    error_of(api.get(path_of(run, "/steps?iteration=x")), 400, "VALIDATION_ERROR")
    error_of(api.get(path_of(run, "/steps?cursor=x")), 400, "VALIDATION_ERROR")


@pytest.mark.django_db(transaction=True)
def test_a_long_run_is_shown_by_its_telling_steps(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    data = data_of(api.get(path_of(loop_of(make, 700, run_to_end))))
    assert data["stepsTotal"] == 703
    assert data["stepCounts"] == {"a": {"completed": 700}}
    assert [step["id"] for step in data["steps"] if not step["iteration"]] == ["start", "f", "z"]
    assert len(data["steps"]) == 103


@pytest.mark.django_db(transaction=True)
def test_large_values_come_whole(api: APIClient, workflow: Any, run_to_end: RunToEnd) -> None:
    value = {"rows": list(range(3_000))}
    data = data_of(api.get(path_of(run_to_end(start(workflow, value)))))
    assert data["input"] == value
    assert data["output"] == data["steps"][1]["output"] == {"got": value}
    assert data["cut"] == []


@pytest.mark.django_db(transaction=True)
def test_of_large_values_only_as_much_as_was_asked_for(
    api: APIClient, workflow: Any, run_to_end: RunToEnd
) -> None:
    value = {"rows": list(range(100_000))}
    run = run_to_end(start(workflow, value))
    answer = api.get(path_of(run, "?valueBytes=20000"))
    data = data_of(answer)
    assert len(answer.content) < 30_000
    assert data["cut"] == ["input", "output"]
    assert data["steps"][1]["cut"] == ["input", "output"]
    assert data["steps"][1]["digest"] == "100,000 items"
    assert "99,9" in data["output"]["got"]["rows"][-1], "the preview says how many there are"
    assert data_of(api.get(path_of(run, "/steps?block=a&iteration=none")))[0]["output"] == {"got": value}
    assert api.get(path_of(run, "?valueBytes=-1")).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_a_run_keeps_its_own_version(api: APIClient, workflow: Any, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(workflow))
    later = drawing("start -> a", a=reply(2, name="Renamed"))
    workflows.save_draft(workflow=workflow, definition=later, by="tests", revision=1)
    workflows.publish(workflow=workflow, by="tests")
    data = data_of(api.get(path_of(run)))
    assert (data["workflowVersion"], data["steps"][1]["name"]) == (1, "A")


@pytest.mark.django_db(transaction=True)
def test_a_run_of_the_draft_is_shown_on_its_snapshot(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    workflow = make("start -> a", a=reply(1), publish=False)
    answer = api.post(f"{API}/workflows/wf_{workflow.id}/run", {"version": "draft"}, format="json")
    run = Run.objects.get(id=data_of(answer, 202)["runId"].removeprefix("run_"))
    workflows.save_draft(
        workflow=workflow, definition=drawing("start -> b", b=reply(2)), by="tests", revision=1
    )
    from runs.start_request import Accepted

    run_to_end(Accepted(run.id, workflow.id, "pending", None, is_new=True))
    data = data_of(api.get(path_of(run)))
    assert (data["workflowVersion"], data["output"]) == (None, 1)
    assert data["versionRef"] == f"snap_{run.version_id}"
    version = data_of(api.get(f"{API}/workflows/wf_{workflow.id}/versions/{data['versionRef']}"))
    assert [block["id"] for block in version["blocks"]] == ["start", "a"]


@pytest.mark.django_db(transaction=True)
def test_what_failed_and_how_often(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, stub: Any
) -> None:
    policy = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 2, "backoffMs": 1}}
    workflow = make("start -> a", "a -> b", a=fail(**policy), b=reply(1))
    data = data_of(api.get(path_of(run_to_end(start(workflow)))))
    assert data["error"] == {"code": "STEP_ERROR", "message": "No.", "step": "a", "blockId": "a"}
    assert data["summary"] == "No."
    failed, skipped = data["steps"][1:]
    assert (failed["status"], failed["attempts"], len(failed["attemptLog"])) == ("failed", 2, 2)
    assert failed["attemptLog"][0]["startedAt"].endswith("Z")
    assert failed["error"]["message"] == "No."
    assert (skipped["status"], skipped["attempts"], skipped["startedAt"]) == ("skipped", 0, None)


@pytest.mark.django_db(transaction=True)
def test_a_rate_limit_counts_as_no_attempt(
    api: APIClient, make: MakeWorkflow, run_until_parked: Callable[..., Any], stub: Any
) -> None:
    run = run_until_parked(start(make("start -> call", call=http(stub.url("/busy/429/60")))))
    data = data_of(api.get(path_of(run)))
    step = data["steps"][1]
    assert (data["status"], step["status"], step["reason"], step["attempts"]) == (
        "suspended",
        "waiting",
        "rate_limit",
        0,
    )
    assert data["waiting"] == [
        {
            "stepId": step["stepId"],
            "blockId": "call",
            "iteration": [],
            "reason": "rate_limit",
            "until": step["until"],
            "title": None,
            "approvers": None,
            "childRunId": None,
        }
    ]
    assert step["until"].endswith("Z")


def test_a_pending_run_says_its_place(api: APIClient, workflow: Any) -> None:
    runs = [start(workflow) for _ in range(3)]
    assert [data_of(api.get(path_of(run)))["queuePosition"] for run in runs] == [1, 2, 3]
    data = data_of(api.get(path_of(runs[0])))
    assert (data["status"], data["summary"], data["steps"]) == ("pending", "Waits for a worker", [])


@pytest.mark.parametrize("name", ["run_nonsense", "run_00000000-0000-7000-8000-000000000000", "%00"])
@pytest.mark.parametrize("rest", ["", "/steps", "/events"])
def test_unknown_runs(name: str, rest: str, api: APIClient) -> None:
    error_of(api.get(f"{API}/runs/{name}{rest}"), 404, "NOT_FOUND")


# --- events


@pytest.mark.django_db(transaction=True)
def test_events_in_order_and_from_a_number(api: APIClient, workflow: Any, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(workflow))
    events = data_of(api.get(path_of(run, "/events")))
    assert [event["seq"] for event in events] == list(range(1, 7))
    assert events[0] == {
        "seq": 1,
        "type": "run.created",
        "runId": f"run_{run.id}",
        "blockId": None,
        "iteration": [],
        "at": events[0]["at"],
        "data": {"number": 1, "triggerType": "api"},
    }
    assert [event["type"] for event in events][-2:] == ["step.completed", "run.completed"]
    assert data_of(api.get(path_of(run, "/events?after=4"))) == events[4:]
    assert data_of(api.get(path_of(run, "/events?after=99"))) == []
    for wrong in ("-1", "x", "1e9"):
        error_of(api.get(path_of(run, f"/events?after={wrong}")), 400, "VALIDATION_ERROR")


# --- acting


def test_cancel(api: APIClient, pending: Run) -> None:
    data = data_of(api.post(path_of(pending, "/cancel"), {}, format="json"))
    assert data["cancelRequestedBy"] == "ada@acme.example"
    assert AuditEvent.objects.filter(action="run.cancelled", target=f"run_{pending.id}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_cancel_shows_the_end_where_a_worker_is_there(
    api: APIClient, workflow: Any, make: MakeWorkflow, worker: Worker
) -> None:
    pause = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    body = {"wait": 10_000}
    run = data_of(api.post(f"{API}/workflows/{make('start -> p', p=pause).id}/run", body, format="json"), 202)
    data = data_of(api.post(f"{API}/runs/{run['id']}/cancel", {}, format="json"))
    assert (data["status"], data["error"]["message"]) == ("cancelled", "Stopped by ada@acme.example.")
    error_of(api.post(f"{API}/runs/{run['id']}/cancel", {}, format="json"), 409, "CONFLICT")


@pytest.mark.django_db(transaction=True)
def test_retry(api: APIClient, workflow: Any, run_to_end: RunToEnd) -> None:
    accepted = start(workflow, {"n": 5})
    error_of(api.post(path_of(accepted, "/retry"), {}, format="json"), 409, "CONFLICT")
    run = run_to_end(accepted)
    again = data_of(api.post(path_of(run, "/retry"), {}, format="json"), 202)
    data = data_of(api.get(f"{API}/runs/{again['runId']}"))
    assert (data["retryOf"], data["input"], data["number"]) == (f"run_{run.id}", {"n": 5}, 2)
    error_of(api.post(path_of(run, "/retry"), {"version": "draft"}, format="json"), 400, "VALIDATION_ERROR")


@pytest.mark.django_db(transaction=True)
def test_samples(api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", "a -> b", "a.error -> c", a=fail(), b=reply(1), c=reply(2))
    path = f"{API}/workflows/wf_{workflow.id}/samples"
    assert data_of(api.get(path)) == {"runId": None, "number": None, "input": None, "steps": {}}
    run = run_to_end(start(workflow, {"n": 1}))
    start(workflow, {"n": 2})  # not begun: it has no values
    data = data_of(api.get(path))
    assert (data["runId"], data["number"], data["input"]) == (f"run_{run.id}", 1, {"n": 1})
    assert data["steps"]["a"]["error"] == {"code": "STEP_ERROR", "message": "No."}
    assert data["steps"]["c"]["output"] == 2
    assert "b" not in data["steps"]


def test_a_lost_worker_is_a_fact_on_the_run(
    as_: Callable[..., APIClient], vera: User, make: MakeWorkflow
) -> None:
    accepted = start(make("start -> a", a=reply(1)))
    queue.claim("other-host:77:123:1", 1)
    Run.objects.filter(id=accepted.run_id).update(lease_until_ms=1)
    leases.rescue()
    run = data_of(as_(vera).get(path_of(accepted)))
    assert run["rescues"] == 1
    [incident] = run["incidents"]
    assert incident.pop("at").endswith("Z")
    assert incident == {
        "kind": "lease_expired",
        "message": "Its worker gave no sign of life for 15 seconds; the run went back to the queue.",
        "host": "other-host",
        "pid": 77,
        "blocks": [],
    }
    events = data_of(as_(vera).get(path_of(accepted, "/events")))
    assert (events[-1]["type"], events[-1]["data"]) == (
        "run.rescued",
        {"reason": "lease_expired", "blocks": []},
    )
