"""Backpressure: what is too much is refused before anything of it is stored."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from accounts.api.errors import ApiError
from runs import backlog
from runs.accept import accept
from runs.inserter import ANSWER_SECONDS, PENDING_BYTES, Inserter
from runs.models import Run
from runs.sql import is_postgres, turn
from tests.conftest import error_of
from tests.runs.conftest import MakeWorkflow, reply, start, start_request

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def counted_anew() -> Iterator[None]:
    backlog.forget()
    yield
    backlog.forget()


def refused(workflow: Any, **more: Any) -> ApiError:
    with pytest.raises(ApiError) as caught:
        start(workflow, **more)
    return caught.value


def test_beyond_the_bound_nothing_is_stored(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 3
    workflow = make("start -> a", a=reply(1))
    for _ in range(3):
        start(workflow)
    refusal = refused(workflow)
    assert (refusal.status, refusal.code, refusal.headers) == (429, "RATE_LIMITED", {"Retry-After": "5"})
    assert refusal.message.startswith("3 runs of this company wait to start")
    assert Run.objects.count() == 3


def test_one_batch_does_not_pass_it_either(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 10
    workflow = make("start -> a", a=reply(1))
    answers = accept([start_request(workflow) for _ in range(25)])
    assert sum(not isinstance(answer, ApiError) for answer in answers) == 10
    assert Run.objects.count() == 10


def test_those_in_line_for_a_slot_count(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 3
    workflow = make("start -> a", a=reply(1), top={"settings": {"concurrencyLimit": 1}})
    for _ in range(3):
        start(workflow)
    assert refused(workflow).status == 429


def test_it_opens_again(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 2
    workflow = make("start -> a", a=reply(1))
    start(workflow), start(workflow)
    refused(workflow)
    Run.objects.update(ready=False)
    backlog._counts[workflow.company_id].at -= 2  # a second later
    start(workflow)


def test_each_company_for_itself(make: MakeWorkflow, rival: Any, settings: Any) -> None:
    settings.QUEUE_LIMIT = 1
    ours, theirs = make("start -> a", a=reply(1)), make("start -> a", a=reply(1), company=rival)
    start(ours)
    refused(ours)
    start(theirs)


def test_what_headrace_starts_by_itself_is_not_refused(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 1
    workflow = make("start -> a", a=reply(1))
    start(workflow)
    for trigger in ("error", "subworkflow", "schedule"):
        start(workflow, trigger_type=trigger)
    start(workflow, test=True)


def test_a_key_that_was_used_names_its_run_all_the_same(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 1
    workflow = make("start -> a", a=reply(1))
    first = start(workflow, idempotency_key="k")
    assert start(workflow, idempotency_key="k").run_id == first.run_id


def test_zero_sets_no_bound(make: MakeWorkflow, settings: Any) -> None:
    settings.QUEUE_LIMIT = 0
    workflow = make("start -> a", a=reply(1))
    for _ in range(5):
        start(workflow)


def test_over_http(make: MakeWorkflow, settings: Any, as_: Any, ada: Any) -> None:
    settings.QUEUE_LIMIT = 1
    path = f"/api/v1/workflows/wf_{make('start -> a', a=reply(1)).id}/run"
    api = as_(ada)
    api.post(path, {}, format="json")
    answer = api.post(path, {}, format="json")
    error_of(answer, 429, "RATE_LIMITED")
    assert answer["Retry-After"] == "5"


# --- the door


@pytest.fixture
def workflow(make: MakeWorkflow) -> Any:
    return make("start -> a", a=reply(1))


async def test_bodies_that_are_too_much_together(workflow: Any) -> None:
    inserter = Inserter()
    inserter._bytes = PENDING_BYTES
    with pytest.raises(ApiError) as caught:
        await inserter.start(start_request(workflow), 1)
    assert (caught.value.status, caught.value.headers) == (503, {"Retry-After": "1"})
    inserter._bytes = 0
    accepted = await inserter.start(
        start_request(workflow), PENDING_BYTES + 1
    )  # alone it is judged by its own limit
    assert accepted.is_new
    assert inserter._bytes == 0


async def test_a_database_that_says_nothing_is_away(workflow: Any) -> None:
    """The statement hangs: the caller hears 503 in time, and what was not begun is not begun any more."""
    inserter = Inserter()

    loop, free, is_locked = asyncio.get_running_loop(), threading.Event(), asyncio.Event()

    def lock() -> None:
        """SQLite's writers wait for their turn, PostgreSQL's for the table."""
        with turn(), connection.cursor() as cursor:
            cursor.execute("BEGIN")
            if is_postgres():
                cursor.execute("LOCK TABLE workflows_workflow IN ACCESS EXCLUSIVE MODE")
            loop.call_soon_threadsafe(is_locked.set)
            free.wait()
            cursor.execute("ROLLBACK")
        connection.close()

    holding = asyncio.create_task(asyncio.to_thread(lock))
    await is_locked.wait()
    began = time.monotonic()
    answers = await asyncio.gather(
        *(inserter.start(start_request(workflow)) for _ in range(3)), return_exceptions=True
    )
    assert time.monotonic() - began < ANSWER_SECONDS + 5
    assert {answer.status for answer in answers if isinstance(answer, ApiError)} == {503}
    free.set()
    await holding
    assert (await inserter.start(start_request(workflow))).is_new
