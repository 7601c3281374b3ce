"""SQLite's log goes into the database by itself, before whoever commits has to stop for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connection

from runs.models import Payload
from runs.sql import is_postgres
from runs.worker.chores import checkpoint
from tests.runs.conftest import REPLY, MakeWorkflow, start

pytestmark = pytest.mark.django_db(transaction=True)


def is_in(file: Path, mark: bytes) -> bool:
    """Looked at by another process: one that opens and closes a database beside SQLite takes SQLite's locks away from itself."""
    look = "import sys; print(bytes.fromhex(sys.argv[2]) in open(sys.argv[1], 'rb').read())"
    seen = subprocess.run(
        [sys.executable, "-c", look, str(file), mark.hex()], capture_output=True, check=True
    )
    return seen.stdout.strip() == b"True"


@pytest.mark.skipif(is_postgres(), reason="PostgreSQL has processes of its own for that")
def test_a_large_commit_is_in_the_log_and_then_in_the_database(make: MakeWorkflow) -> None:
    run = start(make("start -> a", a=REPLY))
    checkpoint.move()
    database, mark = Path(connection.settings_dict["NAME"]), uuid4().bytes
    body = mark * 1024 * 1024  # four times what SQLite by itself would leave in the log
    Payload.objects.create(run_id=run.run_id, size=len(body), codec="none", body=body)
    assert not is_in(database, mark)
    checkpoint.move()
    assert is_in(database, mark)


@pytest.mark.skipif(not is_postgres(), reason="SQLite has a log to move")
def test_on_postgresql_there_is_nothing_to_do() -> None:
    checkpoint.move()
