"""The ledger of what language models took, and what the API reads from it."""

from __future__ import annotations

import datetime
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from accounts.models import Company, User
from integrations.prices import Tokens
from runs import model_usage
from runs.models import ModelUsage
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, reply
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)


def read(api: APIClient, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = data_of(api.get(f"{API}/model-usage{query}"))
    return found


def noted(workflow: Workflow, *, model: str = "m", day: str = "2026-11-02", cost: int | None = 5) -> None:
    model_usage.note(
        company_id=workflow.company_id,
        workflow_id=workflow.id,
        provider="openai",
        model=model,
        tokens=Tokens(input=100, output=10, cached=40),
        cost=cost,
        day=datetime.date.fromisoformat(day),
    )


def test_many_add_to_one_row_at_the_same_time(make: MakeWorkflow) -> None:
    workflow = make("start -> a", a=reply(1))

    def add() -> None:
        for turn in range(25):
            noted(workflow, model=f"m{turn % 3}")
            model_usage.flush()
        connection.close()

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rows = {row.model: row for row in ModelUsage.objects.all()}
    assert set(rows) == {"m0", "m1", "m2"}
    assert sum(row.requests for row in rows.values()) == 200
    assert sum(row.cost_nano for row in rows.values()) == 1000


def test_what_the_database_refuses_keeps_nothing_else_out(make: MakeWorkflow, acme: Company) -> None:
    workflow = make("start -> a", a=reply(1))
    gone = Workflow(company=acme, name="Gone")
    noted(gone)
    noted(workflow)
    model_usage.flush()
    assert ModelUsage.objects.get().workflow_id == workflow.id
    model_usage.flush()  # and it is not tried for ever
    assert ModelUsage.objects.get().requests == 1


def test_costs_are_read_by_day_workflow_and_model(
    make: MakeWorkflow, api: APIClient, mallory: User, as_: Callable[[User], APIClient]
) -> None:
    body = reply(1)
    first, second = make("start -> a", a=body), make("start -> a", a=body)
    noted(first, cost=2_000_000_000)
    noted(first, day="2026-11-03", cost=None)
    noted(second, model="n", cost=3_500_000_000)
    noted(second, day="2026-10-31")
    model_usage.flush()
    november = "?from=2026-11-01&to=2026-11-30"
    days = read(api, november)
    assert [(each["day"], each["costUsd"]) for each in days["groups"]] == [
        ("2026-11-02", 5.5),
        ("2026-11-03", None),
    ]
    assert days["total"] == {
        "requests": 3,
        "unpricedRequests": 1,
        "inputTokens": 300,
        "cachedTokens": 120,
        "outputTokens": 30,
        "costUsd": 5.5,
    }
    workflows = read(api, f"{november}&groupBy=workflow")["groups"]
    assert [(each["workflowId"], each["workflowName"], each["costUsd"]) for each in workflows] == [
        (f"wf_{second.id}", second.name, 3.5),
        (f"wf_{first.id}", first.name, 2),
    ]
    models = read(api, f"{november}&groupBy=model")["groups"]
    assert [(each["providerName"], each["model"], each["requests"]) for each in models] == [
        ("OpenAI", "n", 1),
        ("OpenAI", "m", 2),
    ]
    rivals = read(as_(mallory), november)
    assert (rivals["groups"], rivals["total"]["costUsd"]) == ([], 0)


@pytest.mark.parametrize(
    "query",
    [
        "?from=2026-11-02&to=2026-11-01",
        "?from=2020-01-01&to=2026-01-01",
        "?groupBy=company",
        "?from=yesterday",
        "?x=1",
    ],
)
def test_what_makes_no_sense_is_refused(api: APIClient, query: str) -> None:
    assert error_of(api.get(f"{API}/model-usage{query}"), 400)["message"]


@pytest.mark.parametrize("query", ["", "?to=0001-01-05", "?from=9999-12-31&to=9999-12-31"])
def test_days_without_anything_are_empty(api: APIClient, query: str) -> None:
    found = read(api, query)
    assert (found["groups"], found["total"]["requests"], found["isWhole"]) == ([], 0, True)
