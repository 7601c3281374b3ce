"""SQLite's log goes into the database by itself, before whoever commits has to stop for it."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from runs.models import Payload
from runs.sql import is_postgres
from runs.worker.chores import checkpoint
from tests.runs.conftest import REPLY, MakeWorkflow, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif(is_postgres(), reason="PostgreSQL has processes of its own for that")
def test_a_large_commit_is_in_the_log_and_then_in_the_database(make: MakeWorkflow) -> None:
    run = start(make("start -> a", a=REPLY))
    checkpoint.move()
    database, mark = Path(connection.settings_dict["NAME"]), uuid4().bytes
    body = mark * 1024 * 1024  # four times what SQLite by itself would leave in the log
    Payload.objects.create(run_id=run.run_id, size=len(body), codec="none", body=body)
    assert mark not in database.read_bytes()
    checkpoint.move()
    assert mark in database.read_bytes()


@pytest.mark.skipif(not is_postgres(), reason="SQLite has a log to move")
def test_on_postgresql_there_is_nothing_to_do() -> None:
    checkpoint.move()
