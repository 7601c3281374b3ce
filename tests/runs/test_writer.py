"""The thread that commits for the loop: when it gets what was put, and how long the loop waits for it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from runs import queue
from runs.accept import accept
from runs.models import Run
from runs.queue import Progress
from runs.sql import write_transaction
from runs.worker import writer as writer_module
from runs.worker.writer import Writer
from tests.runs.conftest import GIVE_UP_SECONDS, REPLY, MakeWorkflow, start_request

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer() -> Iterator[Writer]:
    one = Writer("here:1::1")
    yield one
    one.close()


def on_board(make: MakeWorkflow, count: int) -> list[Progress]:
    """So many claimed runs, and for each a commit that says how long it has run."""
    workflow = make("start -> a", a=REPLY)
    accept([start_request(workflow)] * count)
    commits = []
    for row in queue.claim("here:1::1", count):
        values = ("running", None, "here:1::1", None, *[None] * 4, 2, 1, 4711, None, None)
        commits.append(Progress(row["id"], row["epoch"], (*values, False, row["signals"], True)))
    assert len(commits) == count
    return commits


def written() -> int:
    return Run.objects.filter(ran_ms=4711).count()


def test_nothing_is_written_before_the_turn_is_over_and_all_of_it_then(
    make: MakeWorkflow, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE_SECONDS", GIVE_UP_SECONDS)
    for commit in on_board(make, 3):
        writer.put(commit)
    assert written() == 0
    writer.flush()
    assert written() == 3
    writer.flush()  # of nothing: nobody is waited for


def test_many_go_without_waiting_for_the_end(
    make: MakeWorkflow, writer: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer_module, "PATIENCE_SECONDS", GIVE_UP_SECONDS)
    for commit in on_board(make, writer_module.GATHERED + 1):
        writer.put(commit)
    assert written() == writer_module.GATHERED


def test_a_database_that_keeps_it_waiting_holds_the_loop_up_for_a_moment_only(
    make: MakeWorkflow, writer: Writer
) -> None:
    [commit] = on_board(make, 1)
    is_settled = threading.Event()
    commit.settled = lambda is_kept: is_settled.set()
    with write_transaction() as sql:  # SQLite has one writer; PostgreSQL keeps the row
        sql.run("UPDATE runs_run SET priority = 1 WHERE id = ?", (commit.run_id,))
        began = time.monotonic()
        writer.put(commit)
        writer.flush()
        assert time.monotonic() - began < GIVE_UP_SECONDS
        assert not is_settled.is_set()
    assert is_settled.wait(GIVE_UP_SECONDS)
    assert written() == 1


def test_a_job_comes_after_what_was_put_before_it(make: MakeWorkflow, writer: Writer) -> None:
    seen: list[int] = []
    is_done = threading.Event()

    def look() -> None:
        seen.append(written())
        is_done.set()

    for commit in on_board(make, 2):
        writer.put(commit)
    writer.put(look)
    assert is_done.wait(GIVE_UP_SECONDS)
    assert seen == [2]


def test_closing_writes_what_was_put_and_does_its_jobs(make: MakeWorkflow) -> None:
    seen: list[int] = []
    one = Writer("here:1::1")
    [commit] = on_board(make, 1)
    one.put(commit)
    one.put(lambda: seen.append(written()))
    one.close()
    assert seen == [1]
