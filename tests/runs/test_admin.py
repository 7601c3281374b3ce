"""The operators' pages about runs: they show, cancel and repeat, and never change or leak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import ApiKey, AuditEvent, User
from runs.models import Run
from tests.conftest import PASSWORD
from tests.runs.conftest import MakeWorkflow, fetch, reply, start

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(as_: Callable[..., APIClient]) -> APIClient:
    return as_(User.objects.create_superuser("operator@headrace.example", PASSWORD))


@pytest.fixture
def run(make: MakeWorkflow) -> Run:
    workflow = make("start -> a", a=reply("<script>alert(1)</script>"))
    return fetch(start(workflow, {"name": "<img src=x onerror=alert(1)>"}).run_id)


def act(admin: APIClient, action: str, *runs: Run) -> str:
    body = {"action": action, "_selected_action": [str(run.id) for run in runs]}
    answer = admin.post("/admin/runs/run/", body, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_list_searches_and_filters(admin: APIClient, run: Run) -> None:
    for query in ("", "?q=onerror", f"?q={run.workflow.name}", f"?q={run.id}", "?status__exact=pending"):
        page = admin.get(f"/admin/runs/run/{query}").content.decode()
        assert f"/admin/runs/run/{run.id}/change/" in page, query
    assert str(run.id) not in admin.get("/admin/runs/run/?status__exact=failed").content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_run_is_shown_escaped(admin: APIClient, run: Run, run_to_end: Any) -> None:
    from runs.start_request import Accepted

    run_to_end(Accepted(run.id, run.workflow_id, "pending", 1, is_new=True))
    page = admin.get(f"/admin/runs/run/{run.id}/change/").content.decode()
    assert "&lt;img src=x" in page
    assert "<img src=x" not in page
    assert "<script>alert(1)" not in page
    assert "run.completed" in page
    assert 'name="_save"' not in page


def test_large_values_are_cut(admin: APIClient, make: MakeWorkflow) -> None:
    run = fetch(start(make("start -> a", a=reply(1)), {str(n): "x" * 150 for n in range(25)}).run_id)
    assert admin.get(f"/admin/runs/run/{run.id}/change/").status_code == 200


def test_nothing_is_written_by_hand(admin: APIClient, run: Run) -> None:
    assert admin.get("/admin/runs/run/add/").status_code == 403
    assert admin.post(f"/admin/runs/run/{run.id}/change/", {"status": "completed"}).status_code == 403
    assert admin.post(f"/admin/runs/run/{run.id}/delete/", {"post": "yes"}).status_code == 403
    assert fetch(run.id).status == "pending"


def test_cancel(admin: APIClient, run: Run) -> None:
    assert "1 run asked to stop." in act(admin, "cancel", run)
    assert fetch(run.id).cancel_requested_by.endswith("(operator)")
    assert AuditEvent.objects.get(action="run.cancelled").company_id == run.company_id


@pytest.mark.django_db(transaction=True)
def test_run_again(admin: APIClient, run: Run, run_to_end: Any) -> None:
    from runs.start_request import Accepted

    assert "has not ended yet" in act(admin, "run_again", run)
    run_to_end(Accepted(run.id, run.workflow_id, "pending", 1, is_new=True))
    assert "1 run started again." in act(admin, "run_again", run)
    assert Run.objects.filter(retry_of=run).count() == 1
    assert "has already ended" in act(admin, "cancel", run)


@pytest.mark.parametrize("rest", ["", "{run}/change/", "add/"])
def test_owners_find_nothing(rest: str, ada: User, as_: Any, run: Run) -> None:
    assert as_(ada).get("/admin/runs/run/" + rest.format(run=run.id)).status_code == 404


def test_owners_cannot_act(ada: User, as_: Any, run: Run) -> None:
    body = {"action": "cancel", "_selected_action": [str(run.id)]}
    assert as_(ada).post("/admin/runs/run/", body).status_code == 404
    assert fetch(run.id).cancel_requested_by == ""


def test_no_page_shows_a_hash(admin: APIClient, acme: Any, ada: User) -> None:
    key, raw = accounts.create_api_key(company_id=acme.id, name="K", scopes=["runs:read"], actor="tests")
    stored = ApiKey.objects.get(id=key.id)
    index = admin.get("/admin/").content.decode()
    for model, name in (("apikey", key.id), ("user", ada.pk), ("company", acme.id)):
        for page in (f"/admin/accounts/{model}/", f"/admin/accounts/{model}/{name}/change/"):
            answer = admin.get(page, follow=True)
            text = answer.content.decode()
            assert stored.hash not in text
            assert raw not in text
            assert ada.password not in text
            assert ada.password.rsplit("$", 1)[-1] not in text
    assert "runs/drainer" in index
