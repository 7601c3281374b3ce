"""Large values over the API, a part at a time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from runs.models import Step
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, reply, start

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [{"id": n, "name": f"Customer {n}"} for n in range(500)]


def test_a_page_and_a_search_of_a_steps_output_and_of_the_runs_input(
    make: MakeWorkflow, run_to_end: Callable[..., Any], api: APIClient
) -> None:
    run = run_to_end(start(make("start -> a", a=reply("{{input.rows}}")), {"rows": ROWS}))
    step = Step.objects.get(run=run, block="a")
    values = f"{API}/runs/run_{run.id}/values"

    def read(path: list[Any], more: str = "") -> dict[str, Any]:
        found: dict[str, Any] = data_of(api.get(f"{values}?path={quote(json.dumps(path))}&{more}"))
        return found

    last = read([499], f"of=output&stepId=step_{step.id}")
    assert (last["kind"], [entry["value"] for entry in last["entries"]]) == ("object", [499, "Customer 499"])
    page = read(["rows"], "of=input&from=490&size=5")
    assert (page["count"], [entry["key"] for entry in page["entries"]]) == (500, [490, 491, 492, 493, 494])
    found = data_of(api.get(f"{values}/search?of=input&search=customer 49&size=2"))
    assert found == {
        "matches": [
            {"path": ["rows", 49, "name"], "excerpt": "Customer 49"},
            {"path": ["rows", 490, "name"], "excerpt": "Customer 490"},
        ],
        "hasMore": True,
    }
    error_of(api.get(f'{values}?of=input&path=["nope"]'), 404, "NOT_FOUND")
    error_of(api.get(f"{values}?of=input&path=rows"), 400, "VALIDATION_ERROR")
    error_of(api.get(f"{values}?of=input&stepId=step_{run.id}"), 404, "NOT_FOUND")
    for far in (2**31 + 1, 2**63 - 1, 10**30):
        error_of(api.get(f"{values}?of=input&from={far}"), 400, "VALIDATION_ERROR")
        error_of(api.get(f"{values}/search?of=input&search=a&skip={far}"), 400, "VALIDATION_ERROR")
    assert read([], "of=input&from=2147483648")["entries"] == []
