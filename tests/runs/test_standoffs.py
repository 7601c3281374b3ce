"""Runs that wait for one another over a concurrency limit: one is let go, whoever could move by itself is left alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runs import standoffs
from runs.models import TERMINAL, Run
from runs.worker.chores.standoffs import let_go
from tests.runs.conftest import MakeWorkflow, drain_until, fetch, reply, start
from tests.runs.test_sub_workflows import call
from tests.workflows.drawings import drawing
from workflows import services as workflows

pytestmark = pytest.mark.django_db(transaction=True)

Redraw = Callable[..., None]
PAUSE = {"type": "wait", "config": {"duration": 0.2, "unit": "seconds"}}
DEEPER = {"type": "condition", "config": {"expression": "{{input.left > 0}}"}}


def limited(most: int, **more: Any) -> dict[str, Any]:
    return {"settings": {"concurrencyLimit": most, **more}}


@pytest.fixture
def redraw() -> Redraw:
    def go(workflow: Any, *edges: str, **more: Any) -> None:
        workflows.save_draft(workflow=workflow, definition=drawing(*edges, **more), by="tests")
        workflows.publish(workflow=workflow, by="tests")

    return go


def states(*accepted: Any) -> list[str]:
    return [fetch(one.run_id).status for one in accepted]


def until_held(count: int) -> None:
    drain_until(
        lambda: (
            Run.objects.filter(held=True).count() == count
            and not Run.objects.filter(ready=True).exists()
            and not Run.objects.filter(lease_until_ms__isnull=False).exists()
        )
    )


def two_trees(make: MakeWorkflow, redraw: Redraw, **more: Any) -> list[Any]:
    """Both have a slot of a limit of 2, and each waits for a run of the same workflow."""
    workflow = make("start -> a", a=reply(0))
    redraw(
        workflow, "start -> check", "check.true -> pause", "pause -> sub", "check.false -> a",
        check=DEEPER, pause=PAUSE, sub=call(workflow, {"left": "{{input.left - 1}}"}), a=reply(0), top=limited(2, **more),
    )  # fmt: skip
    return [start(workflow, {"left": 1}) for _ in range(2)]


def test_two_trees_in_one_line_are_let_go(make: MakeWorkflow, redraw: Redraw) -> None:
    first, second = two_trees(make, redraw)
    until_held(2)
    let_go()
    assert states(first, second) == ["suspended", "suspended"]  # once is not enough
    let_go()
    drain_until(lambda: all(state in TERMINAL for state in states(first, second)))
    assert sorted(states(first, second)) == ["completed", "failed"]
    [failed] = Run.objects.filter(parent__isnull=True, status="failed")
    assert failed.error["code"] == "CONCURRENCY_LIMIT"
    assert "wait for ever" in failed.error["message"]
    assert not Run.objects.filter(has_slot=True).exists()
    assert not Run.objects.filter(held=True).exists()
    assert standoffs.find() == []


def test_limits_that_wait_for_each_other_are_let_go(make: MakeWorkflow, redraw: Redraw) -> None:
    """A run of each has the only slot of its limit and waits for one of the other."""
    one, other = (make("start -> a", a=reply(0)) for _ in range(2))
    for mine, theirs in ((one, other), (other, one)):
        redraw(
            mine, "start -> check", "check.true -> pause", "pause -> sub",
            check=DEEPER, pause=PAUSE, sub=call(theirs, {"left": 0}), top=limited(1),
        )  # fmt: skip
    accepted = [start(workflow, {"left": 1}) for workflow in (one, other)]
    until_held(2)
    let_go()
    let_go()
    drain_until(lambda: all(state in TERMINAL for state in states(*accepted)))
    assert sorted(states(*accepted)) == ["completed", "failed"]


def test_who_gives_the_slot_back_is_left_alone(make: MakeWorkflow, redraw: Redraw) -> None:
    accepted = two_trees(make, redraw, releaseWhileSuspended=True)
    drain_until(lambda: all(state in TERMINAL for state in states(*accepted)))
    assert states(*accepted) == ["completed", "completed"]


@pytest.mark.parametrize(
    "other",
    [
        {"type": "wait", "config": {"duration": 1, "unit": "hours"}},
        {"type": "approval", "config": {"title": "Go on?", "approvers": ["owner"]}},
    ],
    ids=["time", "person"],
)
def test_who_waits_for_something_else_as_well_is_left_alone(
    make: MakeWorkflow, redraw: Redraw, other: dict[str, Any]
) -> None:
    workflow = make("start -> a", a=reply(0))
    redraw(
        workflow, "start -> check", "check.true -> pause", "pause -> sub", "check.true -> other", "check.false -> a",
        check=DEEPER, pause=PAUSE, sub=call(workflow, {"left": 0}), other=other, a=reply(0), top=limited(2),
    )  # fmt: skip
    accepted = [start(workflow, {"left": 1}) for _ in range(2)]
    until_held(2)
    assert standoffs.find() == []
    assert states(*accepted) == ["suspended", "suspended"]


def test_a_line_behind_runs_that_go_on_is_left_alone(make: MakeWorkflow) -> None:
    """One holder waits for its child in the line, the other will leave by itself."""
    child = make(
        "start -> ask",
        ask={"type": "approval", "config": {"title": "?", "approvers": ["owner"]}},
        top=limited(1),
    )
    parent = make("start -> sub", sub=call(child))
    start(child)
    start(parent)
    until_held(1)
    assert standoffs.find() == []
