"""Group commit: one thread per process that writes whatever is pending, in one transaction, without a timer.

The loop gathers commits for as long as it has something to do, hands them over together and lets the thread write before it
goes on. Side by side the two would fight for the interpreter at every row, and a commit of SQLite, which keeps all other
processes from writing, would take five times as long. A commit that is slow for another reason holds the loop up for a moment
only: it goes on, and the next batch gathers meanwhile.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any

from django.db import connection

from accounts import counts
from accounts.logs import regarding
from runs import bell, incidents, model_usage, queue, tally, tracing
from runs.queue import Progress
from runs.sql import DATABASE_ERRORS, is_refusal, shown_id

logger = logging.getLogger("headrace.worker")

BATCH = 256
GATHERED = 32  # commits that are handed over without waiting for the end of the loop's turn
PATIENCE_SECONDS = 0.05


class _Handful(list[Progress]):
    """Commits that are handed over together."""

    def __init__(self, gathered: list[Progress]) -> None:
        super().__init__(gathered)
        self.is_written = threading.Event()


class Writer:
    """`put` and `flush` are the loop's, and hold it up for a moment at most; results come through each Progress's `settled`.
    Jobs (lease renewal) go through the same thread, so that a stuck writer loses its leases.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._gathered: list[Progress] = []
        self._pending: SimpleQueue[_Handful | Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, item: Progress | Callable[[], None]) -> None:
        if isinstance(item, Progress):
            self._gathered.append(item)
            if len(self._gathered) >= GATHERED:
                self.flush()
        else:
            self._hand_over()
            self._pending.put(item)

    def flush(self) -> None:
        """Let the thread write what was put."""
        handful = self._hand_over()
        if handful is not None:
            handful.is_written.wait(PATIENCE_SECONDS)

    def _hand_over(self) -> _Handful | None:
        if not self._gathered:
            return None
        handful, self._gathered = _Handful(self._gathered), []
        self._pending.put(handful)
        return handful

    def end_broken(self, run_id: Any, epoch: int, error: Exception) -> None:
        """End a run that our own code cannot carry on."""
        reference = uuid.uuid4().hex[:8]
        logger.error(
            "the run cannot be carried on (reference %s)",
            reference,
            exc_info=error,
            extra=regarding(runId=f"run_{shown_id(run_id)}"),
        )
        self.put(lambda: end_broken(run_id, epoch, reference))

    def close(self) -> None:
        """Write what is pending, then end the thread."""
        self._hand_over()
        self._pending.put(None)
        self._thread.join()
        with contextlib.suppress(*DATABASE_ERRORS):
            tally.flush()
            model_usage.flush()

    def _run(self) -> None:
        try:
            while self._write_pending(self._pending.get()):
                pass
        finally:
            connection.close()

    def _write_pending(self, item: _Handful | Callable[[], None] | None) -> bool:
        """Write this and what else has come meanwhile; whether there is more to come."""
        handfuls: list[_Handful] = []
        jobs: list[Callable[[], None]] = []
        count = 0
        while item is not None:
            if isinstance(item, _Handful):
                handfuls.append(item)
                count += len(item)
            else:
                jobs.append(item)
            if self._pending.empty() or count >= BATCH:
                break
            item = self._pending.get()
        self._write([one for handful in handfuls for one in handful])
        for handful in handfuls:
            handful.is_written.set()
        for job in jobs:
            self._guard(job)
        return item is not None

    def _write(self, batch: list[Progress]) -> None:
        """Commit, again and again while the database is away; a batch the database refuses is split to find the culprit."""
        delay = 0.05
        while batch:
            began = time.monotonic()
            try:
                kept = queue.write_progress(batch)
            except DATABASE_ERRORS as error:
                if is_refusal(error):
                    self._write_apart(batch, error)
                    return
                logger.warning("the database did not take %d commits, trying again: %s", len(batch), error)
                counts.count("database_unavailable", by="writer")
                connection.close()
                time.sleep(delay)
                delay = min(2.0, delay * 2)
                continue
            # Whoever waits for an end hears of it first.
            bell.announce(
                one.announce for one, is_kept in zip(batch, kept, strict=True) if is_kept and one.announce
            )
            for one, is_kept in zip(batch, kept, strict=True):
                if one.settled is not None:
                    one.settled(is_kept)
            _count(batch, kept, time.monotonic() - began)
            if lost := [one.run_id for one, is_kept in zip(batch, kept, strict=True) if not is_kept]:
                self._guard(partial(incidents.record_stale_writes, lost, self._owner))
            if any(one.frees_slot for one in batch):
                bell.ring()  # the next in line may start
            return

    def _write_apart(self, batch: list[Progress], error: BaseException) -> None:
        if len(batch) == 1:
            [one] = batch
            reference = uuid.uuid4().hex[:8]
            logger.error(
                "a commit was refused (reference %s): %s",
                reference,
                error,
                extra=regarding(runId=f"run_{shown_id(one.run_id)}"),
            )
            if one.settled is not None:
                one.settled(False)
            self._guard(lambda: end_broken(one.run_id, one.epoch, reference))
            return
        for one in batch:
            self._write([one])

    def _guard(self, job: Callable[[], None]) -> None:
        try:
            job()
        except DATABASE_ERRORS as error:
            counts.count("database_unavailable", by="writer")
            logger.warning("the database did not answer: %s", error)
            connection.close()


def _count(batch: list[Progress], kept: list[bool], seconds: float) -> None:
    if tracing.is_on():
        tracing.emit(
            [span for one, is_kept in zip(batch, kept, strict=True) if is_kept for span in one.spans]
        )
    counts.observe("commit_seconds", seconds)
    counts.observe("commit_runs", len(batch), counts.SIZES)
    counts.count_each(
        key for one, is_kept in zip(batch, kept, strict=True) for key in (one.counted if is_kept else _STALE)
    )


_STALE = (counts.key("stale_writes"),)


def end_broken(run_id: Any, epoch: int, reference: str) -> None:
    """End a run that a fault of ours stopped, in words for a person; the log has the fault under the reference."""
    message = f"A fault in Headrace itself stopped this run. The server's log has it under {reference}."
    news = queue.end_broken(run_id, epoch, message)
    if news is not None:
        counts.count("runs_finished", status="failed")
        bell.announce([news])
