"""Two people at once: of two saves based on the same revision one wins, and a version's number is given once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import Company
from tests.workflows.drawings import drawing
from workflows import services
from workflows.errors import StaleRevisionError
from workflows.models import WorkflowVersion
from workflows.selectors import draft_of

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 4


def at_once(work: Callable[[int], Any]) -> list[Any]:
    barrier = Barrier(AT_ONCE)

    def one(number: int) -> Any:
        try:
            barrier.wait()
            return work(number)
        except StaleRevisionError as stale:
            return stale
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_one_of_several_saves_of_a_revision_wins(acme: Company) -> None:
    workflow = services.create_workflow(company_id=acme.id, definition=drawing("start -> a"), by="tests")
    results = at_once(
        lambda number: services.save_draft(
            workflow=workflow, definition=drawing("start -> a", name=f"W{number}"), by="tests", revision=1
        )
    )
    assert [isinstance(result, StaleRevisionError) for result in results].count(True) == AT_ONCE - 1
    assert draft_of(workflow).revision == 2


def test_one_publication_comes_of_publishing_several_times(acme: Company) -> None:
    workflow = services.create_workflow(company_id=acme.id, definition=drawing("start -> a"), by="tests")
    assert (
        len({version.id for version in at_once(lambda _: services.publish(workflow=workflow, by="tests"))})
        == 1
    )
    assert WorkflowVersion.objects.filter(workflow=workflow, kind="published").count() == 1


def test_one_snapshot_comes_of_several_runs_of_a_draft(acme: Company) -> None:
    workflow = services.create_workflow(company_id=acme.id, definition=drawing("start -> a"), by="tests")
    assert len({version.id for version in at_once(lambda _: services.snapshot_draft(workflow))}) == 1
