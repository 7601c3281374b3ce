"""The operators' pages: publications are shown and nothing else, drafts are mended through the services."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import AuditEvent, Company, User
from tests.workflows.drawings import drawing
from workflows import services
from workflows.models import Workflow, WorkflowVersion
from workflows.selectors import draft_definition, draft_of, load_definition

pytestmark = pytest.mark.django_db

GOOD = drawing("start -> check", "check.true -> tell")


@pytest.fixture
def workflow(acme: Company) -> Workflow:
    made = services.create_workflow(company_id=acme.id, definition=GOOD, by="tests")
    services.publish(workflow=made, by="tests")
    return made


@pytest.fixture
def operator(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("op@headrace.example", "x" * 20))
    return client


def page(version: WorkflowVersion) -> str:
    return f"/admin/workflows/workflowversion/{version.id}/change/"


def form(version: WorkflowVersion, **changes: Any) -> dict[str, Any]:
    """What the browser would send for the page of a draft."""
    blocks = list(version.blocks.all())
    data: dict[str, Any] = {
        "blocks-TOTAL_FORMS": len(blocks),
        "blocks-INITIAL_FORMS": len(blocks),
        "edges-TOTAL_FORMS": 0,
        "edges-INITIAL_FORMS": 0,
    }
    for index, block in enumerate(blocks):
        data |= {
            f"blocks-{index}-id": block.pk,
            f"blocks-{index}-version": version.pk,
            f"blocks-{index}-name": block.name,
            f"blocks-{index}-config": json.dumps(block.config),
            f"blocks-{index}-timeout_ms": block.timeout_ms or "",
        }
    return data | changes


def test_workflows_are_listed_searched_and_filtered(operator: Client, workflow: Workflow) -> None:
    for query in ("", "?q=W", f"?q={workflow.id}", "?status__exact=active"):
        text = operator.get(f"/admin/workflows/workflow/{query}").content.decode()
        assert str(workflow.id) in text, query
    assert "Acme" in operator.get(f"/admin/workflows/workflow/{workflow.id}/change/").content.decode()
    assert operator.get("/admin/workflows/workflowversion/?q=W").status_code == 200


def test_a_publication_is_only_shown(operator: Client, workflow: Workflow) -> None:
    workflow.refresh_from_db()
    for version in (workflow.published, services.snapshot_draft(workflow)):
        assert version is not None
        text = operator.get(page(version)).content.decode()
        assert "check" in text
        assert 'name="_save"' not in text
        assert 'name="blocks-0-config"' not in text
        assert operator.post(page(version), form(version)).status_code == 403
        assert load_definition(version.id) == GOOD


def test_a_draft_is_mended_through_the_services(operator: Client, workflow: Workflow) -> None:
    draft = draft_of(workflow)
    text = operator.get(page(draft)).content.decode()
    assert 'name="blocks-1-config"' in text
    changes = {"blocks-1-config": '{"expression": "true"}', "blocks-1-name": "Always"}
    response = operator.post(page(draft), form(draft, **changes))
    assert response.status_code == 302, response.content.decode()
    block = draft_definition(workflow).blocks[1]
    assert (block.name, block.config) == ("Always", {"expression": "true"})
    assert draft_of(workflow).revision == 2
    assert (
        AuditEvent.objects.filter(action="workflow.edited_by_operator", actor__startswith="op@").count() == 1
    )
    assert services.publish(workflow=workflow, by="tests").number == 2


def test_a_draft_that_would_make_no_sense_is_not_saved(operator: Client, workflow: Workflow) -> None:
    draft = draft_of(workflow)
    response = operator.post(page(draft), form(draft, **{"blocks-1-config": "[1]"}))
    assert response.status_code == 200
    assert "Nothing was saved" in response.content.decode()
    assert draft_definition(workflow) == GOOD


def test_nothing_is_added_or_erased_here(operator: Client, workflow: Workflow) -> None:
    for model, pk in (("workflow", workflow.id), ("workflowversion", draft_of(workflow).id)):
        assert operator.get(f"/admin/workflows/{model}/add/").status_code == 403
        assert operator.post(f"/admin/workflows/{model}/{pk}/delete/", {"post": "yes"}).status_code == 403


def test_actions_go_through_the_services(operator: Client, workflow: Workflow) -> None:
    body = {"action": "pause", "_selected_action": [str(workflow.id)]}
    operator.post("/admin/workflows/workflow/", body)
    workflow.refresh_from_db()
    assert workflow.status == "paused"
    operator.post("/admin/workflows/workflow/", {**body, "action": "archive"})
    text = operator.post(
        "/admin/workflows/workflow/", {**body, "action": "resume"}, follow=True
    ).content.decode()
    assert "is archived" in text


def test_members_find_no_admin(as_: Callable[..., APIClient], ada: User, workflow: Workflow) -> None:
    client = as_(ada)
    for path in ("/admin/workflows/workflow/", page(draft_of(workflow))):
        assert client.get(path).status_code == 404
