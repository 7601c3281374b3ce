"""What a template reads as, while it is typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.conftest import API, data_of, error_of
from tests.runs.conftest import start

pytestmark = pytest.mark.django_db


def preview(api: APIClient, workflow: Any, template: str, **more: Any) -> dict[str, Any]:
    body = {"workflowId": f"wf_{workflow.id}", "template": template, **more}
    data: dict[str, Any] = data_of(api.post(f"{API}/expressions/preview", body, format="json"))
    return data


@pytest.mark.django_db(transaction=True)
def test_with_the_values_of_the_last_run(
    api: APIClient, workflow: Any, run_to_end: Callable[..., Any]
) -> None:
    run = run_to_end(start(workflow, {"n": 2, "rows": list(range(2_000))}))
    cases = {
        "{{input.n}}": 2,
        "{{input.n + 1}} of {{len(input.rows)}}": "3 of 2000",
        "{{steps.a.output.got.n}}": 2,
        "{{runId}}": f"run_{run.id}",
        "{{workflow.id}}": f"wf_{workflow.id}",
        "{{trigger.type}}": "api",
    }
    for template, value in cases.items():
        assert preview(api, workflow, template) == {"value": value, "warnings": [], "error": None}
    assert preview(api, workflow, "input.n > 1", kind="expression")["value"] is True


def test_inside_a_container_the_item_is_as_given(api: APIClient, workflow: Any) -> None:
    items = {"line": {"sku": "PRO", "amount": 12}, "place": 0}
    assert preview(api, workflow, "{{line.amount * 2}}", items=items)["value"] == 24
    assert preview(api, workflow, "{{place + 1}}. {{line.sku}}", items=items)["value"] == "1. PRO"
    # What every template knows cannot be put under another value.
    assert preview(api, workflow, "{{trigger.type}}", items={"trigger": {"type": "mine"}})["value"] == "api"


def test_without_a_run_what_is_missing_is_said(api: APIClient, workflow: Any) -> None:
    found = preview(api, workflow, "{{input.n}}")
    assert (found["value"], found["error"]) == (None, None)
    assert found["warnings"][0]["path"].startswith("input")


def test_what_cannot_be_read_says_where(api: APIClient, workflow: Any) -> None:
    error = preview(api, workflow, "{{input.}}")["error"]
    assert error["message"]
    assert error["position"] is not None
    assert preview(api, workflow, "{{1 < null}}")["error"]["position"] is None
    assert "Secrets" in preview(api, workflow, "{{secrets.TOKEN}}")["error"]["message"]


def test_nothing_of_python_is_reached(api: APIClient, workflow: Any) -> None:
    for template in (
        "{{input.__class__}}",
        "{{len.__globals__}}",
        "{{__import__('os')}}",
        "{{workflow.__init__}}",
    ):
        assert preview(api, workflow, template)["value"] is None


def test_functions(api: APIClient) -> None:
    found = {item["name"]: item for item in data_of(api.get(f"{API}/expressions/functions"))}
    assert {"upper", "round", "formatDate"} <= set(found)
    assert set(found["upper"]) == {"name", "signature", "description", "example", "result"}


def test_bodies_that_do_not_fit(api: APIClient, workflow: Any) -> None:
    for body in (
        {},
        {"workflowId": "x"},
        {"workflowId": "x", "template": "", "kind": "sql"},
        {"template": "{{1}}"},
    ):
        error_of(api.post(f"{API}/expressions/preview", body, format="json"), 400, "VALIDATION_ERROR")
    body = {"workflowId": "wf_nonsense", "template": "{{1}}"}
    error_of(api.post(f"{API}/expressions/preview", body, format="json"), 404, "NOT_FOUND")
