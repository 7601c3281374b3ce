"""Many things at once: steps of a run, and runs of a drain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runs.worker import board, drain
from tests.runs.conftest import MakeWorkflow, reply, slow, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def test_ten_slow_steps_run_side_by_side(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    names = [f"s{n}" for n in range(10)]
    edges = [f"start -> {name}" for name in names] + [f"{name} -> join" for name in names]
    workflow = make(*edges, **{name: slow(0.2, name) for name in names}, join=reply("{{len(steps)}}"))
    run = run_to_end(start(workflow))
    steps = steps_of(run)
    begun, done = [steps[name].started_at for name in names], [steps[name].finished_at for name in names]
    assert run.status == "completed"
    assert max(begun) < min(done)


def test_more_runs_than_fit_on_board(
    make: MakeWorkflow, run_to_end: RunToEnd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "CAPACITY", 8)
    monkeypatch.setattr(board, "CAPACITY", 8)
    workflow = make("start -> a", "a -> b", a=slow(0.01, "{{input.n}}"), b=reply("{{steps.a.output}}"))
    runs = run_to_end(*(start(workflow, {"n": n}) for n in range(50)))
    assert [run.output for run in runs] == list(range(50))
    assert {run.status for run in runs} == {"completed"}
