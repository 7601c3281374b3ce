"""Rows read by our own statements are the rows the ORM reads."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection, models

from runs.models import Run, Step
from runs.selectors import get_run, get_runs, get_whole_runs, list_steps
from runs.sql import db_time, statements
from tests.runs.conftest import MakeWorkflow, Worker, reply, start, wait_until

pytestmark = pytest.mark.django_db(transaction=True)


def values(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_every_field(make: MakeWorkflow, acme: Any, rival: Any, worker: Worker) -> None:
    workflow = make("start -> a", a=reply({"got": "{{input}}"}))
    first = start(workflow, {"text": "ü"}).run_id
    wait_until(lambda: Run.objects.get(id=first).status == "completed")
    waiting = start(workflow).run_id
    for run in Run.objects.select_related("workflow", "version").filter(id__in=[first, waiting]):
        found = get_runs([first, waiting])[run.id]
        if run.id == first:  # the other is under way
            assert values(found) == values(run)
        assert (found.workflow.name, found.version.number) == (run.workflow.name, run.version.number)
        assert found.workflow.description == run.workflow.description  # left out, loaded when asked for
    run = Run.objects.get(id=first)
    assert [values(step) for step in list_steps(run)] == [
        values(step) for step in Step.objects.filter(run=run).order_by("seq")
    ]
    whole = get_whole_runs([first, waiting], steps=1)[first]
    assert [values(step) for step in whole.steps] == [values(step) for step in list_steps(run)[:1]]
    assert values(whole.run) == values(run)
    assert get_run(company_id=rival.id, run_id=first) is None


@pytest.mark.parametrize("ms", [0, 999, 1_000, 1_764_000_000_000, 1_764_000_000_007, 1_764_000_000_120])
def test_a_time_is_stored_as_the_orm_stores_it(ms: int) -> None:
    moment = datetime.datetime.fromtimestamp(0, datetime.UTC) + datetime.timedelta(milliseconds=ms)
    assert db_time(ms) == connection.ops.adapt_datetimefield_value(moment)


def test_nulls_and_yes_or_no_are_stored_as_such() -> None:
    cast = "pg_typeof(CAST(? AS int))::text" if connection.vendor == "postgresql" else "typeof(?)"
    [[nothing, kind]] = statements().all(f"SELECT CAST(? AS int), {cast}", (None, 7))
    assert (nothing, kind) == (None, "integer")
    [[yes]] = statements().all("SELECT 1 WHERE ? AND NOT ?", (True, False))
    assert yes == 1
