"""Group commit: one thread per process that writes whatever is pending, in one transaction, without a timer.

While a commit is under way the next batch gathers by itself; the busier the process, the larger the batches.
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


class Writer:
    """`put` never blocks; results come through each Progress's `settled`. Jobs (lease renewal) go through the same
    thread, so that a stuck writer loses its leases.
    """

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._pending: SimpleQueue[Progress | Callable[[], None] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def put(self, item: Progress | Callable[[], None]) -> None:
        self._pending.put(item)

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
        self._pending.put(None)
        self._thread.join()
        with contextlib.suppress(*DATABASE_ERRORS):
            tally.flush()
            model_usage.flush()

    def _run(self) -> None:
        try:
            while True:
                batch: list[Progress] = []
                jobs: list[Callable[[], None]] = []
                item = self._pending.get()
                while True:
                    if item is None:
                        self._write(batch)
                        return
                    if isinstance(item, Progress):
                        batch.append(item)
                    else:
                        jobs.append(item)
                    if self._pending.empty() or len(batch) >= BATCH:
                        break
                    item = self._pending.get()
                self._write(batch)
                for job in jobs:
                    self._guard(job)
        finally:
            connection.close()

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
            for one, is_kept in zip(batch, kept, strict=True):
                if one.settled is not None:
                    one.settled(is_kept)
            _count(batch, kept, time.monotonic() - began)
            if lost := [one.run_id for one, is_kept in zip(batch, kept, strict=True) if not is_kept]:
                self._guard(partial(incidents.record_stale_writes, lost, self._owner))
            if any(one.frees_slot for one in batch):
                bell.ring()  # the next in line may start
            bell.announce(
                one.announce for one, is_kept in zip(batch, kept, strict=True) if is_kept and one.announce
            )
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
