"""A disk without room: nothing is said to be stored that is not, and the refusal names the disk."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django_q.models import OrmQ

from runs import bell, inserter
from runs.models import Run
from runs.start_request import StartRequest
from tests.conftest import API
from tests.runs.conftest import MakeWorkflow, reply

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        os.environ.get("DATABASE_URL", "").startswith("postgres"),
        reason="PostgreSQL's disk cannot be filled for one test",
    ),
]
WORDS = "The server's disk is full"


@pytest.fixture
def is_full() -> Iterator[Callable[[], None]]:
    """Call it, and this database may not grow any more."""

    def fill() -> None:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")  # other tests have left pages that are free
            cursor.execute("PRAGMA max_page_count = 1")  # as many as there are, then

    yield fill
    connection.close()  # the next one may grow


def test_a_start_is_refused(make: MakeWorkflow, is_full: Callable[[], None]) -> None:
    workflow = make("start -> a", a=reply(1))
    is_full()
    asked = StartRequest(
        company_id=workflow.company_id,
        workflow_id=workflow.id,
        input={"text": os.urandom(100_000).hex()},
        trigger_type="api",
        started_by="tests",
    )
    [[answer]] = inserter._answer_all([[asked]])
    assert answer.status == 503  # type: ignore[union-attr]
    assert WORDS in answer.message  # type: ignore[union-attr]
    connection.close()
    assert not Run.objects.exists()


def test_what_is_saved_is_refused(ada: Any, as_: Any, is_full: Callable[[], None]) -> None:
    client = as_(ada)
    is_full()
    large = {"name": "W", "description": "x" * 1_000, "blocks": [], "edges": []}
    answers = (client.post(f"{API}/workflows", large, format="json") for _ in range(50))
    answer = next(one for one in answers if one.status_code != 201)
    assert answer.status_code == 503
    assert WORDS in answer.json()["error"]["message"]
    assert int(answer["Retry-After"]) > 1


def test_a_ring_that_cannot_be_queued_stops_nobody(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = 1")
    bell.enqueue_drain()
    connection.close()
    assert "no drain could be queued" in caplog.text
    bell.enqueue_drain()
    assert OrmQ.objects.count() == 1
