"""The guide of the demo company ticks off what has happened, for each person their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Company, User
from connections.models import Connection
from runs.first_steps import DEMO_BY
from tests.conftest import KeyClient, data_of
from tests.runs.conftest import MakeWorkflow, reply, start

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "/api/v1/first-steps"
NOTHING = {"ran": False, "completed": False, "built": False, "connected": False}


def test_a_company_without_the_demo_has_no_guide(api: APIClient, workflow: Any) -> None:
    start(workflow, {}, started_by="ada@acme.example")
    assert data_of(api.get(PATH)) == {"workflowId": None, "failedRunId": None, **NOTHING}


def test_each_step_is_what_the_person_did(
    api: APIClient,
    acme: Company,
    ada: User,
    ben: User,
    as_: Callable[..., APIClient],
    make: MakeWorkflow,
    run_to_end: Callable[..., Any],
) -> None:
    workflow = make("start -> a", a=reply({"got": "{{input.n - 1}}"}))
    failed = run_to_end(start(workflow, {"n": "one"}, started_by=DEMO_BY))
    run_to_end(start(workflow, {"n": 1}, started_by=DEMO_BY))
    ids = {"workflowId": f"wf_{workflow.id}", "failedRunId": f"run_{failed.id}"}
    assert data_of(api.get(PATH)) == {**ids, **NOTHING}

    mine = start(workflow, {"n": 1}, started_by=ada.email)
    assert data_of(api.get(PATH)) == {**ids, **NOTHING, "ran": True}
    run_to_end(mine)
    assert data_of(api.get(PATH)) == {**ids, **NOTHING, "ran": True, "completed": True}

    # An empty drawing is none yet; two blocks are.
    empty = {"name": "Mine", "blocks": [], "edges": []}
    data_of(api.post("/api/v1/workflows", empty, format="json"), 201)
    assert data_of(api.get(PATH))["built"] is False
    blocks = [
        {"id": name, "type": "trigger.api", "name": name, "config": {}, "position": {"x": 0, "y": 0}}
        for name in ("one", "two")
    ]
    data_of(api.post("/api/v1/workflows", {**empty, "blocks": blocks}, format="json"), 201)
    assert data_of(api.get(PATH))["built"] is True

    Connection.objects.create(company=acme, provider="slack", name="Slack", method="oauth2")
    assert data_of(api.get(PATH))["connected"] is True
    # Accounts are the company's; the rest is each person's own.
    assert data_of(as_(ben).get(PATH)) == {**ids, **NOTHING, "connected": True}


def test_a_key_reads_it_too(key_client: KeyClient) -> None:
    assert data_of(key_client(scopes=["runs:read"]).get(PATH))["built"] is False
