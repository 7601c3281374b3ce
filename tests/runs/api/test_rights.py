"""Who may do what with runs: the cast at every address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.models import Run
from tests.conftest import API, KeyClient, error_of
from tests.runs.conftest import MakeWorkflow, fetch, reply, start

pytestmark = pytest.mark.django_db

READS = [
    "/runs/{run}",
    "/runs/{run}/steps",
    "/runs/{run}/events",
    "/workflows/{workflow}/samples",
    "/workflows/{workflow}/heat",
]
WRITES = ["/workflows/{workflow}/run", "/runs/{run}/cancel", "/runs/{run}/retry", "/runs/{run}/resume"]
LISTS = ["/runs", "/runs/stats", "/runs/figures", "/expressions/functions"]
SCOPES = {
    "/workflows/{workflow}/run": "workflows:execute",
    "/runs/{run}/cancel": "runs:write",
    "/runs/{run}/retry": "runs:write",
    "/runs/{run}/resume": "runs:write",
}


@pytest.fixture
def at(workflow: Any, pending: Run) -> Callable[[str], str]:
    return lambda path: API + path.format(run=f"run_{pending.id}", workflow=f"wf_{workflow.id}")


def ask(client: APIClient, path: str, *, post: bool = False) -> Any:
    return client.post(path, {}, format="json") if post else client.get(path)


@pytest.mark.parametrize("path", [*READS, *LISTS])
def test_nobody_is_let_in(path: str, at: Any, nobody: APIClient) -> None:
    error_of(ask(nobody, at(path)), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("path", [*WRITES, "/expressions/preview"])
def test_nobody_may_act(path: str, at: Any, nobody: APIClient) -> None:
    error_of(ask(nobody, at(path), post=True), 401, "UNAUTHENTICATED")


@pytest.mark.parametrize("path", [*READS, *LISTS])
def test_a_viewer_reads(path: str, at: Any, vera: Any, as_: Any) -> None:
    assert ask(as_(vera), at(path)).status_code == 200


@pytest.mark.parametrize("path", WRITES)
def test_a_viewer_does_not_act(path: str, at: Any, vera: Any, as_: Any, pending: Run) -> None:
    error_of(ask(as_(vera), at(path), post=True), 403, "FORBIDDEN")
    assert Run.objects.count() == 1
    assert fetch(pending.id).cancel_requested_by == ""


def test_an_editor_acts(at: Any, ben: Any, as_: Any) -> None:
    client = as_(ben)
    assert ask(client, at("/workflows/{workflow}/run"), post=True).status_code == 202
    assert (
        ask(client, at("/runs/{run}/retry"), post=True).status_code == 409
    )  # it has not ended: allowed, but not now
    assert ask(client, at("/runs/{run}/cancel"), post=True).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_another_company_finds_nothing_to_read(path: str, at: Any, mallory: Any, as_: Any) -> None:
    error_of(ask(as_(mallory), at(path)), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", WRITES)
def test_another_company_finds_nothing_to_act_on(
    path: str, at: Any, mallory: Any, as_: Any, pending: Run
) -> None:
    foreign = error_of(ask(as_(mallory), at(path), post=True), 404, "NOT_FOUND")
    unknown = (
        at(path)
        .replace(str(pending.id), str(pending.company_id))
        .replace(str(pending.workflow_id), str(pending.company_id))
    )
    assert foreign == error_of(ask(as_(mallory), unknown, post=True), 404, "NOT_FOUND")
    assert Run.objects.count() == 1
    assert fetch(pending.id).cancel_requested_by == ""


def test_another_company_s_lists_are_empty(at: Any, mallory: Any, as_: Any, workflow: Any) -> None:
    client = as_(mallory)
    answer = client.get(f"{API}/runs").json()
    assert (answer["data"], answer["meta"]["counts"]["all"]) == ([], 0)
    assert client.get(f"{API}/runs?workflowId=wf_{workflow.id}").json()["data"] == []
    assert client.get(f"{API}/runs/stats").json()["data"]["total"] == 0


def test_a_version_of_another_company_s_workflow_cannot_be_named(
    mallory: Any, as_: Any, workflow: Any
) -> None:
    for version in ("draft", 1):
        answer = as_(mallory).post(
            f"{API}/workflows/wf_{workflow.id}/run", {"version": version}, format="json"
        )
        error_of(answer, 404, "NOT_FOUND")


def test_a_preview_reads_only_the_company_s_runs(mallory: Any, as_: Any, pending: Run) -> None:
    body = {"workflowId": f"wf_{pending.workflow_id}", "template": "{{input}}"}
    error_of(as_(mallory).post(f"{API}/expressions/preview", body, format="json"), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", READS + LISTS[:2])
def test_a_key_without_the_scope_is_told_which(path: str, at: Any, key_client: KeyClient) -> None:
    error = error_of(ask(key_client(scopes=["workflows:read"]), at(path)), 403, "FORBIDDEN")
    assert "runs:read" in error["message"]
    assert ask(key_client(scopes=["runs:read"]), at(path)).status_code == 200


@pytest.mark.parametrize("path", WRITES)
def test_a_key_without_the_scope_cannot_act(path: str, at: Any, key_client: KeyClient) -> None:
    error = error_of(
        ask(key_client(scopes=["runs:read", "workflows:read"]), at(path), post=True), 403, "FORBIDDEN"
    )
    assert SCOPES[path] in error["message"]


@pytest.mark.parametrize("path", READS + WRITES)
def test_a_key_of_another_company_finds_nothing(
    path: str, at: Any, key_client: KeyClient, rival: Any
) -> None:
    error_of(ask(key_client(company=rival), at(path), post=path in WRITES), 404, "NOT_FOUND")


@pytest.mark.parametrize("path", [*READS, *WRITES])
@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods(method: str, path: str, at: Any, api: APIClient) -> None:
    error_of(getattr(api, method)(at(path), {}, format="json"), 405, "METHOD_NOT_ALLOWED")


def test_runs_of_a_workflow_moved_by_nobody_stay_where_they_are(
    make: MakeWorkflow, rival: Any, ada: Any, as_: Any
) -> None:
    theirs = make("start -> a", a=reply(1), company=rival)
    accepted = start(theirs)
    error_of(as_(ada).get(f"{API}/runs/{accepted.run_id}"), 404, "NOT_FOUND")
