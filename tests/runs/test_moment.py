"""When the beginning of a step in the pool is written: with its end where that comes in a moment, else before it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from runs.models import EventBatch, Step
from runs.worker import conductor
from tests.connections.servers import Stub
from tests.runs.conftest import (
    GIVE_UP_SECONDS,
    MakeWorkflow,
    Worker,
    event_types,
    fetch,
    http,
    slow,
    start,
    wait_until,
)

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


@pytest.fixture
def long_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conductor, "MOMENT_SECONDS", 2 * GIVE_UP_SECONDS)


def is_stored(run_id: Any, block: str, status: str) -> bool:
    return Step.objects.filter(run_id=run_id, block=block, status=status).exists()


def test_a_quick_step_is_written_once(make: MakeWorkflow, run_to_end: RunToEnd, long_moment: None) -> None:
    workflow = make("start -> a", "a -> b", a=slow(0.001), b=slow(0.001))
    run = run_to_end(start(workflow))
    assert run.status == "completed"
    assert event_types(run) == [
        "run.created", "run.started", "step.completed start", "step.started a",
        "step.completed a", "step.started b", "step.completed b", "run.completed",
    ]  # fmt: skip
    assert EventBatch.objects.filter(run_id=run.id).count() == 2  # the first came with the acceptance


def test_a_longer_one_is_seen_while_it_runs(make: MakeWorkflow, worker: Worker, stub: Stub) -> None:
    run_id = start(make("start -> a", a=http(stub.url(f"/slow/{GIVE_UP_SECONDS}")))).run_id
    wait_until(lambda: is_stored(run_id, "a", "running"), GIVE_UP_SECONDS)
    assert fetch(run_id).status == "running"
    stub.released.set()
    wait_until(lambda: fetch(run_id).status == "completed", GIVE_UP_SECONDS)


def test_what_had_an_effect_is_written_at_once_whatever_follows(
    make: MakeWorkflow, worker: Worker, stub: Stub, long_moment: None
) -> None:
    paid, asked = http(stub.url("/json"), method="POST"), http(stub.url(f"/slow/{GIVE_UP_SECONDS}"))
    run_id = start(make("start -> pay", "pay -> ask", pay=paid, ask=asked)).run_id
    wait_until(lambda: is_stored(run_id, "pay", "completed"), GIVE_UP_SECONDS)
    wait_until(lambda: is_stored(run_id, "ask", "running"), GIVE_UP_SECONDS)
    stub.released.set()
    wait_until(lambda: fetch(run_id).status == "completed", GIVE_UP_SECONDS)
