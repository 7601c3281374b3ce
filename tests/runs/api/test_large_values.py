"""Large values in answers: whole as far as one answer holds them, passed on as they are stored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.digest import digest, digest_of_preview, preview
from tests.conftest import data_of
from tests.runs.conftest import MakeWorkflow, reply, start

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = [{"id": n, "name": f"Customer {n}"} for n in range(500)]


@pytest.fixture
def shown(
    make: MakeWorkflow, run_to_end: Callable[..., Any], api: APIClient
) -> Callable[..., dict[str, Any]]:
    workflow = make("start -> a", "a -> b", a=reply("{{input.rows}}"), b=reply("{{steps.a.output.0.name}}"))
    run = run_to_end(start(workflow, {"rows": ROWS}))
    return lambda query="": data_of(api.get(f"/api/v1/runs/run_{run.id}{query}"))


def test_they_come_whole(shown: Callable[..., dict[str, Any]]) -> None:
    run = shown()
    assert run["input"] == {"rows": ROWS}
    start_step, a, b = run["steps"]
    assert (start_step["output"], a["input"]["value"], a["output"], b["output"]) == (
        {"rows": ROWS}, ROWS, ROWS, "Customer 0",
    )  # fmt: skip
    assert a["digest"] == "500 items"
    assert [step["cut"] for step in run["steps"]] == [[], [], []]


def test_beyond_what_was_asked_for_previews_stand_in_their_place(
    shown: Callable[..., dict[str, Any]], api: APIClient
) -> None:
    run = shown("?valueBytes=20000")
    assert run["input"] == {"rows": ROWS}  # the run's own come first; the trigger's output is the same
    start_step, a, _ = run["steps"]
    assert (start_step["output"], start_step["cut"]) == ({"rows": ROWS}, [])
    assert (a["cut"], a["output"][-1]) == (["input", "output"], "… 490 more")
    assert a["digest"] == "500 items"
    alone = data_of(api.get(f"/api/v1/runs/{run['id']}/steps?block=a&limit=1"))
    assert (alone[0]["output"], alone[0]["cut"]) == (ROWS, [])  # whole, where nothing less was asked for


@pytest.mark.parametrize(
    "value", [ROWS, {"rows": ROWS, "number": "INV-1"}, ["x" * 9000], "y" * 9000, {"only": ROWS}]
)
def test_a_preview_is_said_as_the_value_is(value: Any) -> None:
    if value == {"only": ROWS}:
        assert digest_of_preview(preview(value))
        return
    assert digest_of_preview(preview(value)) == digest(value)
