"""POST /workflows/{id}/run through Django, as the studio does."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.models import Run
from tests.conftest import API, KeyClient, data_of, error_of
from tests.runs.conftest import MakeWorkflow, Worker, reply
from tests.workflows.drawings import drawing
from workflows import services as workflows

pytestmark = pytest.mark.django_db


def run(client: APIClient, workflow: Any, body: Any = None, query: str = "", **headers: str) -> Any:
    path = f"{API}/workflows/wf_{workflow.id}/run{query}"
    return client.post(path, {} if body is None else body, format="json", headers=headers)


def test_accepted(api: APIClient, workflow: Any) -> None:
    data = data_of(run(api, workflow, {"input": {"n": 1}}), 202)
    found = Run.objects.get()
    assert data == {
        "runId": f"run_{found.id}",
        "status": "pending",
        "workflowId": f"wf_{workflow.id}",
        "workflowVersion": 1,
    }
    assert (found.input, found.started_by, found.trigger_type) == ({"n": 1}, "ada@acme.example", "api")


def test_a_bare_uuid_will_do(api: APIClient, workflow: Any) -> None:
    assert api.post(f"{API}/workflows/{workflow.id}/run", {}, format="json").status_code == 202


def test_the_key_of_body_or_header(api: APIClient, workflow: Any) -> None:
    first = data_of(run(api, workflow, {"input": 1, "idempotencyKey": "k"}), 202)
    again = data_of(run(api, workflow, {"input": 1}, **{"Idempotency-Key": "k"}), 200)
    assert first["runId"] == again["runId"]
    error_of(run(api, workflow, {"input": 2}, **{"Idempotency-Key": "k"}), 409, "CONFLICT")
    error_of(run(api, workflow, {"idempotencyKey": "x" * 201}), 400, "VALIDATION_ERROR")
    error_of(run(api, workflow, {}, **{"Idempotency-Key": "x" * 201}), 400, "VALIDATION_ERROR")


def test_the_draft_and_versions_by_number(api: APIClient, workflow: Any) -> None:
    workflows.save_draft(
        workflow=workflow, definition=drawing("start -> a", a=reply(2)), by="tests", revision=1
    )
    assert data_of(run(api, workflow, {"version": "draft"}), 202)["workflowVersion"] == 0
    assert data_of(run(api, workflow, {"version": 1}), 202)["workflowVersion"] == 1
    error_of(run(api, workflow, {"version": 2}), 404, "NOT_FOUND")
    for wrong in (0, "live", -1, 1.5, True):
        error_of(run(api, workflow, {"version": wrong}), 400, "VALIDATION_ERROR")


@pytest.mark.parametrize(
    "body",
    [
        {"connectionId": "nonsense"},
        {"wait": 55_001},
        {"wait": -1},
        {"wait": "soon"},
        {"triggerId": "nobody"},
        {"triggerId": 5},
        {"unknown": 1},
        {"input": 1, "idempotencyKey": ""},
    ],
    ids=str,
)  # fmt: skip
def test_bodies_that_do_not_fit_are_told_where(body: Any, api: APIClient, workflow: Any) -> None:
    error = error_of(run(api, workflow, body), 400, "VALIDATION_ERROR")
    assert error["details"][0]["path"]
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "name", ["wf_nonsense", f"wf_{uuid.UUID(int=4711)}", "%00", "../x", str(uuid.UUID(int=4711))]
)
def test_unknown_workflows(name: str, api: APIClient) -> None:
    assert api.post(f"{API}/workflows/{name}/run", {}, format="json").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_wait_answers_with_the_run(api: APIClient, workflow: Any, worker: Worker) -> None:
    data = data_of(run(api, workflow, {"input": {"n": 1}, "wait": 10_000}))
    assert (data["status"], data["output"]) == ("completed", {"got": {"n": 1}})
    assert [step["id"] for step in data["steps"]] == ["start", "a"]


@pytest.mark.django_db(transaction=True)
def test_wait_on_a_run_that_waits_itself(api: APIClient, make: MakeWorkflow, worker: Worker) -> None:
    pause = {"type": "wait", "config": {"duration": 1, "unit": "hours"}}
    data = data_of(run(api, make("start -> pause", pause=pause), {"wait": 10_000}), 202)
    assert data["status"] == "suspended"
    assert data["waiting"][0]["blockId"] == "pause"


def test_wait_ends_when_its_time_is_up(api: APIClient, workflow: Any) -> None:
    assert data_of(run(api, workflow, {"wait": 1}), 202)["status"] == "pending"


@pytest.mark.django_db(transaction=True)
def test_the_raw_answer(api: APIClient, make: MakeWorkflow, worker: Worker) -> None:
    config = {
        "statusCode": 418,
        "headers": {"X-Tea": "{{input.tea}}", "Set-Cookie": "a=b"},
        "body": {"tea": "{{input.tea}}"},
    }
    workflow = make("start -> answer", answer={"type": "response", "config": config})
    answer = run(api, workflow, {"input": {"tea": "green"}, "wait": 10_000}, "?respond=raw")
    assert (answer.status_code, answer.json()) == (418, {"tea": "green"})
    assert answer["X-Tea"] == "green"
    assert "Set-Cookie" not in answer
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_without_a_csrf_token_a_session_starts_nothing(ada: Any, workflow: Any) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(ada)
    error_of(run(client, workflow), 403, "FORBIDDEN")


def test_throttled(key_client: KeyClient, workflow: Any, settings: Any) -> None:
    settings.RATE_LIMITS = "execute=2"
    client = key_client()
    # Should Redis answer too late in between, the process counts anew by itself.
    statuses = [run(client, workflow).status_code for _ in range(6)]
    assert statuses[:2] == [202, 202]
    assert statuses[4:] == [429, 429]
    refused = run(client, workflow)
    error_of(refused, 429, "RATE_LIMITED")
    assert int(refused["Retry-After"]) >= 1
    assert (refused["X-RateLimit-Limit"], refused["X-RateLimit-Remaining"]) == ("2", "0")
