"""A run as a bundle for somebody who helps: shapes and reasons, no texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from tests.conftest import API, data_of
from tests.runs.conftest import MakeWorkflow, fail, reply, start


@pytest.mark.django_db(transaction=True)
def test_texts_are_masked_and_reasons_stay(
    api: APIClient, make: MakeWorkflow, run_to_end: Callable[..., Any]
) -> None:
    workflow = make("start -> a", "a -> b", a=reply({"name": "{{input.customer.name}}", "n": 3}), b=fail())
    run = run_to_end(start(workflow, {"customer": {"name": "Dana Ruiz"}}))
    bundle = data_of(api.get(f"{API}/runs/run_{run.id}/bundle"))
    assert "Dana" not in str(bundle)
    assert bundle["run"]["input"] == {"customer": {"name": "(text, 9 characters)"}}
    steps = {step["block"]: step for step in bundle["steps"]}
    assert steps["a"]["output"] == {"name": "(text, 9 characters)", "n": 3}
    assert steps["b"]["error"]["message"] == "No."
    assert bundle["workflow"]["blocks"][1]["config"]["value"]["name"] == "{{input.customer.name}}"
