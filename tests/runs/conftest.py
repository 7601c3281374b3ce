"""Runs with real parts: a drain in this process, its own threads and connections, a real server beside it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from accounts.throttling import forget_counts
from connections.transport import close_connections
from tests.connections.servers import Stub, serving
from tests.workflows.drawings import document

if TYPE_CHECKING:
    from accounts.models import Company
    from runs.models import Run
    from runs.start_request import Accepted, StartRequest
    from runs.worker.drain import Drain
    from workflows.models import Workflow

GIVE_UP_SECONDS = 20.0

#: Short for the blocks that most drawings are made of.
REPLY: dict[str, Any] = {"type": "echo", "config": {"operation": "reply", "value": "{{input}}"}}
SLOW: dict[str, Any] = {"type": "echo", "config": {"operation": "slow", "seconds": 30}}


def reply(value: Any, **more: Any) -> dict[str, Any]:
    return {"type": "echo", "config": {"operation": "reply", "value": value}, **more}


def slow(seconds: float, value: Any = None, **more: Any) -> dict[str, Any]:
    return {"type": "echo", "config": {"operation": "slow", "seconds": seconds, "value": value}, **more}


def fail(times: int = 0, *, code: str = "STEP_ERROR", retryable: bool = True, **more: Any) -> dict[str, Any]:
    config = {"operation": "fail", "message": "No.", "code": code, "times": times, "retryable": retryable}
    return {"type": "echo", "config": config, **more}


def http(
    url: str, *, method: str = "GET", config: dict[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {"type": "http", "config": {"method": method, "url": url, **(config or {})}, **more}


class MakeWorkflow(Protocol):
    def __call__(
        self, *edges: str, company: Company | None = None, publish: bool = True, top: dict[str, Any] | None = None,
        **blocks: dict[str, Any],
    ) -> Workflow: ...  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_counts() -> None:
    """Ids repeat where a test is rolled back; what was counted under them must not."""
    forget_counts()


@pytest.fixture
def make(acme: Company) -> MakeWorkflow:
    """`make("start -> a", a=reply(1))` is a published workflow of Acme (or of `company`)."""
    from workflows import services
    from workflows.definition import parse_definition
    from workflows.models import Workflow

    def draw(
        *edges: str,
        company: Company | None = None,
        publish: bool = True,
        top: dict[str, Any] | None = None,
        **blocks: dict[str, Any],
    ) -> Workflow:
        definition = parse_definition({**document(*edges, **blocks), **(top or {})})
        workflow = services.create_workflow(
            company_id=(company or acme).id, definition=definition, by="tests"
        )
        if publish:
            services.publish(workflow=workflow, by="tests")
        return Workflow.objects.select_related("published").get(id=workflow.id)

    return draw


def start_request(workflow: Workflow, input: Any = None, **more: Any) -> StartRequest:
    from runs.start_request import StartRequest

    request = {
        "company_id": workflow.company_id,
        "workflow_id": workflow.id,
        "input": {} if input is None else input,
        "trigger_type": "api",
        "started_by": "tests",
        **more,
    }
    return StartRequest(**request)


def start(workflow: Workflow, input: Any = None, **more: Any) -> Accepted:
    """Accept a run through the one service that both doors use."""
    from runs.services import start_run

    return start_run(start_request(workflow, input, **more))


def fetch(run_id: Any) -> Run:
    from runs.models import Run

    return Run.objects.select_related("workflow", "version").get(id=run_id)


def steps_of(run: Run) -> dict[str, Any]:
    """The run's steps by block, with whole values."""
    from runs.selectors import list_steps, whole_values

    steps = list_steps(run)
    whole_values(steps)
    return {step.block: step for step in steps}


def event_types(run: Run) -> list[str]:
    from runs.selectors import events_after

    return [
        event["type"] if event["blockId"] is None else f"{event['type']} {event['blockId']}"
        for event in events_after(run.id, 0)
    ]


@contextmanager
def given_up_after(drain: Drain, seconds: float = GIVE_UP_SECONDS) -> Iterator[None]:
    """A drain that never gets there leaves, and the assertions after it say what is missing."""
    timer = threading.Timer(seconds, drain._ask_to_leave)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def drain_until(until: Callable[[], bool]) -> None:
    """Run a real drain on this thread until `until()` is true and nothing is on board."""
    from runs.worker.drain import Drain

    drain = Drain()
    with given_up_after(drain):
        drain.run(until=until)


@pytest.fixture
def run_to_end(transactional_db: None) -> Callable[..., Any]:
    """`run_to_end(run)` drains until the accepted run (or several) has ended, and reads it."""
    from runs.models import TERMINAL, Run

    def go(*accepted: Accepted) -> Any:
        ids = [one.run_id for one in accepted]
        drain_until(lambda: not Run.objects.filter(id__in=ids).exclude(status__in=TERMINAL).exists())
        found = [fetch(run_id) for run_id in ids]
        return found[0] if len(found) == 1 else found

    return go


@pytest.fixture
def run_until_parked(transactional_db: None) -> Callable[[Accepted], Run]:
    """Drains until the run waits for a time and is nobody's."""
    from runs.models import Run

    def go(accepted: Accepted) -> Run:
        drain_until(
            lambda: Run.objects.filter(
                id=accepted.run_id, wake_at_ms__isnull=False, lease_until_ms__isnull=True
            ).exists()
        )
        return fetch(accepted.run_id)

    return go


class Worker:
    """A drain on a thread of its own, for tests that look on while it works."""

    def __init__(self) -> None:
        from runs.worker.drain import Drain

        self.drain = Drain()
        self.is_told = threading.Event()
        self.thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        from django.db import connection

        try:
            self.drain.run(until=self.is_told.is_set)
        finally:
            connection.close()

    def stop(self) -> None:
        """Leaves when its board is empty; what is still on board is halted first."""
        self.is_told.set()
        for run in list(self.drain.board.values()):
            run.halted.set()
        self.drain._inbox.put(lambda: None)
        self.thread.join(GIVE_UP_SECONDS)
        assert not self.thread.is_alive()


@pytest.fixture
def worker(transactional_db: None) -> Iterator[Worker]:
    one = Worker()
    yield one
    one.stop()


def wait_until(fact: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The first true value of `fact()`. For what another thread does and tells nobody."""
    end = time.monotonic() + seconds
    pause = threading.Event()
    while not (found := fact()):
        assert time.monotonic() < end, "it did not happen in time"
        pause.wait(0.005)
    return found


@pytest.fixture
def stub(settings: Any) -> Iterator[Stub]:
    """A real web server on this machine that workflows may reach."""
    with serving() as one:
        settings.OUTBOUND_ALLOW = one.allowed
        yield one
    close_connections()
