"""How the blocks of a workflow fared over a time."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import User
from runs.heat import heat
from runs.models import Run
from tests.conftest import API, data_of, error_of
from tests.runs.conftest import MakeWorkflow, drain_until, fail, reply, start
from workflows.models import Workflow

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
BRANCH = {"type": "condition", "config": {"expression": "input.amount > 10"}}


def read(api: APIClient, workflow: Workflow, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = data_of(api.get(f"{API}/workflows/wf_{workflow.id}/heat{query}"))
    return found


def by_id(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {block["id"]: block for block in found["blocks"]}


@pytest.fixture
def branching(make: MakeWorkflow) -> Workflow:
    return make(
        "start -> big", "big.true -> post", "big.false -> small", big=BRANCH, post=fail(), small=reply(1)
    )


def test_each_block_is_counted_by_what_became_of_it(
    api: APIClient, branching: Workflow, run_to_end: RunToEnd
) -> None:
    run_to_end(*[start(branching, {"amount": amount}) for amount in (5, 6, 20)])
    found = read(api, branching)
    assert (found["runs"], found["runsRead"], found["isWhole"]) == (3, 3, True)
    blocks = by_id(found)
    assert blocks["big"]["ports"] == {"true": 1, "false": 2}
    assert (blocks["small"]["completed"], blocks["small"]["skipped"]) == (2, 1)
    assert (blocks["post"]["failed"], blocks["post"]["skipped"]) == (1, 2)
    assert blocks["post"]["p50Ms"] >= 0
    # A block leads to the runs behind its number.
    path = f"{API}/runs?workflowId=wf_{branching.id}"
    assert len(data_of(api.get(f"{path}&block=post&blockStatus=failed"))) == 1
    assert len(data_of(api.get(f"{path}&block=post&blockStatus=skipped"))) == 2
    assert len(data_of(api.get(f"{path}&block=big"))) == 3
    assert data_of(api.get(f"{path}&block=nothing")) == []


def test_a_step_that_waits_has_left_nowhere_yet(api: APIClient, make: MakeWorkflow) -> None:
    asks = make(
        "start -> ask",
        "ask.rejected -> no",
        ask={"type": "approval", "config": {"title": "Post it?"}},
        no=reply(1),
    )
    accepted = start(asks, {})
    drain_until(lambda: Run.objects.filter(id=accepted.run_id, status="suspended").exists())
    assert by_id(read(api, asks))["ask"]["ports"] == {}


def test_tests_other_times_and_other_versions_do_not_count(
    api: APIClient, branching: Workflow, run_to_end: RunToEnd
) -> None:
    old, tried, new = run_to_end(*[start(branching, {"amount": 1}) for _ in range(3)])
    Run.objects.filter(id=old.id).update(created_at=timezone.now() - datetime.timedelta(hours=30))
    Run.objects.filter(id=tried.id).update(test=True)
    assert read(api, branching)["runs"] == 1
    assert read(api, branching, "?hours=48")["runs"] == 2
    assert read(api, branching, "?hours=48&version=1")["runs"] == 2
    assert read(api, branching, "?version=2") == {"runs": 0, "runsRead": 0, "isWhole": True, "blocks": []}
    assert by_id(read(api, branching))["big"]["completed"] == 1
    assert new.number == 3


def test_of_many_runs_the_newest_are_read(branching: Workflow, run_to_end: RunToEnd) -> None:
    run_to_end(*[start(branching, {"amount": amount}) for amount in (20, 1, 2)])
    found = heat(company_id=branching.company_id, workflow_id=branching.id, hours=24, most_runs=2)
    assert (found["runs"], found["runsRead"], found["isWhole"]) == (3, 2, False)
    assert by_id(found)["big"]["ports"] == {"false": 2}


def test_another_company_finds_nothing(branching: Workflow, mallory: User, as_: Any) -> None:
    error_of(as_(mallory).get(f"{API}/workflows/wf_{branching.id}/heat"), 404, "NOT_FOUND")
