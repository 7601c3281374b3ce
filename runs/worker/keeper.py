"""The threads of a drain that do its chores, as far as it holds their leases."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from queue import SimpleQueue

from django.db import connection

from accounts import counts
from runs import chore_leases
from runs.chore_leases import Report
from runs.sql import DATABASE_ERRORS
from runs.worker.chores import Chore, chores

logger = logging.getLogger("headrace.chores")

LOOK_SECONDS = 2.0
# Leases are renewed with every look; when that has failed for so long, they may be somebody else's soon.
TRUST_SECONDS = 8.0
SLOW_THREADS = 4
CLOSE_SECONDS = 5.0  # for chores under way when the drain leaves


class Keeper:
    """One thread looks after leases and times; one more does the quick chores, four the slow ones (made when needed)."""

    def __init__(self, owner: str, wanted: Sequence[Chore] | None = None) -> None:
        self._owner = owner
        self._chores = {chore.name: chore for chore in (chores() if wanted is None else wanted)}
        self._due: dict[str, float] = {}  # of those that are ours and not under way
        self._busy: set[str] = set()
        self._reports: dict[str, Report] = {}
        self._lock = threading.Lock()
        self._is_leaving = threading.Event()
        self._news = threading.Event()  # a chore has ended, or it is time to leave
        self._quick: SimpleQueue[Chore | None] = SimpleQueue()
        self._slow: SimpleQueue[Chore | None] = SimpleQueue()
        self._workers: list[tuple[threading.Thread, SimpleQueue[Chore | None]]] = []
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Start nothing more, wait 5 s for what is under way, give the leases back."""
        self._is_leaving.set()
        self._news.set()
        self._thread.join()

    # --- leases and times -------------------------------------------------------------------------

    def _keep(self) -> None:
        look_at = renewed_at = 0.0
        try:
            while not self._is_leaving.is_set():
                now = time.monotonic()
                if now >= look_at:
                    look_at = now + LOOK_SECONDS
                    if self._look():
                        renewed_at = now
                next_at = look_at
                if now - renewed_at < TRUST_SECONDS:
                    self._start_due(now)
                    with self._lock:
                        next_at = min([look_at, *self._due.values()])
                self._news.wait(max(0.005, next_at - time.monotonic()))
                self._news.clear()
        finally:
            for _, jobs in self._workers:
                jobs.put(None)
            for thread, _ in self._workers:
                thread.join(CLOSE_SECONDS)
            try:
                chore_leases.leave(self._owner)
            except DATABASE_ERRORS as error:
                logger.warning("the chores' leases expire by themselves: %s", error)
            connection.close()

    def _look(self) -> bool:
        with self._lock:
            reports = list(self._reports.values())
            self._reports.clear()
        try:
            ours = chore_leases.take(self._owner, list(self._chores), reports)
        except DATABASE_ERRORS as error:
            logger.warning("the database did not answer: %s", error)
            connection.close()
            return False
        with self._lock:
            self._due = {name: self._due.get(name, 0.0) for name in ours if name not in self._busy}
        return True

    def _start_due(self, now: float) -> None:
        with self._lock:
            due = [name for name, at in self._due.items() if at <= now]
            for name in due:
                del self._due[name]
                self._busy.add(name)
        for name in due:
            chore = self._chores[name]
            if chore.is_slow:
                self._slow.put(chore)
                self._want_workers(self._slow, SLOW_THREADS)
            else:
                self._quick.put(chore)
                self._want_workers(self._quick, 1)

    def _want_workers(self, jobs: SimpleQueue[Chore | None], count: int) -> None:
        if any(known is jobs for _, known in self._workers):
            return
        for _ in range(count):
            thread = threading.Thread(target=self._work, args=(jobs,), name="chores", daemon=True)
            thread.start()
            self._workers.append((thread, jobs))

    # --- work -------------------------------------------------------------------------------------

    def _work(self, jobs: SimpleQueue[Chore | None]) -> None:
        try:
            while (chore := jobs.get()) is not None:
                if not self._is_leaving.is_set():
                    self._do(chore)
        finally:
            connection.close()

    def _do(self, chore: Chore) -> None:
        began = time.monotonic()
        error = ""
        try:
            chore.run()
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
            logger.warning(
                "the chore %s failed: %s",
                chore.name,
                raised,
                exc_info=not isinstance(raised, DATABASE_ERRORS),
            )
            connection.close()
            counts.count("chore_failures", chore=chore.name)
        now = time.monotonic()
        # Quick chores keep their beat; slow ones rest as long as their interval says.
        next_at = now + chore.every_seconds if chore.is_slow else max(now, began + chore.every_seconds)
        with self._lock:
            self._busy.discard(chore.name)
            self._due[chore.name] = next_at
            self._reports[chore.name] = Report(chore.name, error)
        self._news.set()
