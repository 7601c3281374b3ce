"""django-q2's guard of the worker processes, mended where a kill could freeze it.

The original takes a lock that the workers use, too, so one killed at the wrong moment stops the guard; and a worker that is killed
while it waits for a ring takes the queue's lock along, so that no other ever hears one again. This one takes no lock, renews the
queue when rings are not heard, kills workers that are frozen, and returns the runs of workers that died, at once.
"""

from __future__ import annotations

import logging
import os
import signal
import time
from multiprocessing import Queue
from typing import Any

from django.db import connection, connections
from django_q.cluster import Sentinel
from django_q.conf import Conf

from accounts import counts
from accounts.sqlite.turns import be_patient
from runs import bell, leases, queue_facts, suspects, tally
from runs.sql import DATABASE_ERRORS
from runs.worker import pulse
from runs.worker.identity import identity_of, is_paused
from runs.worker.stopping import is_stopping, parent_pid

logger = logging.getLogger("headrace.guard")

CYCLE_SECONDS = 0.25
FROZEN_SECONDS = 12.0  # without a pulse, though not paused: native code keeps the interpreter
PAUSED_SECONDS = 40.0  # somebody stopped it and may let it go on; its leases have run out long before
STUCK_SECONDS = 60.0  # the main loop does not go round, though the process lives
# A worker that is paused in the midst of a transaction keeps SQLite's writers waiting, the guard that is to kill it included.
PATIENCE_SECONDS = 2.0
DEAF_SECONDS = 10.0  # idle, though the cluster rings whenever a worker is idle


class Guard(Sentinel):  # type: ignore[misc]
    """Put in the place of `django_q.cluster.Sentinel` before the cluster starts."""

    task_queue: Any
    pusher: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._idle_since: dict[int, float] = {}
        self._lost: list[tuple[str, bool]] = []  # (process, did it die by itself): runs to be returned
        self._old_queues: list[Any] = []
        super().__init__(*args, **kwargs)

    def spawn_worker(self) -> None:
        super().spawn_worker()
        process = self.pool[-1]
        process.identity = identity_of(process.pid)
        process.rings = self.task_queue
        pulse.assign(process.pid)

    def guard(self) -> None:
        """Until it is told to stop, or nobody is there any more to tell it."""
        self.start_event.set()
        be_patient(PATIENCE_SECONDS)
        flushed_at = time.monotonic()
        parent = parent_pid()
        while not self.stop_event.wait(CYCLE_SECONDS):
            if os.getppid() != parent:
                break
            now = time.monotonic()
            for process in list(self.pool):
                if not process.is_alive():
                    self._bury(process)
                else:
                    self._look_at(process, now)
            if not self.monitor.is_alive():
                self.reincarnate(self.monitor)
            if not self.pusher.is_alive():
                self.reincarnate(self.pusher)
            self._return_runs()
            if now - flushed_at > tally.FLUSH_SECONDS:
                flushed_at = now
                self._flush_counts()
        self.stop()

    def stop(self) -> None:
        for rings in self._old_queues:
            for process in self.pool:
                if process.rings is rings:
                    rings.put("STOP")
        super().stop()

    # --- deaths -----------------------------------------------------------------------------------

    def _bury(self, process: Any, *, is_to_blame: bool | None = None) -> None:
        """A worker has ended: another takes its place, its runs go back."""
        if is_to_blame is None:
            # A SIGTERM is somebody's will, and so is an end while we stop.
            is_to_blame = process.exitcode not in (0, -signal.SIGTERM) and not is_stopping()
        logger.error("worker %d ended (code %s)", process.pid, process.exitcode)
        counts.count("process_ends", process="drain", reason="ended" if is_to_blame else "told")
        self._lost.append((process.identity, is_to_blame))
        pulse.forget(process.pid)
        self._idle_since.pop(process.pid, None)
        self.pool.remove(process)
        if not is_stopping():
            connections.close_all()  # a fork must not share them
            self.spawn_worker()

    def _return_runs(self) -> None:
        """Those of dead workers. Tried again while the database is away; their leases run out meanwhile, too."""
        while self._lost:
            process, is_to_blame = self._lost[0]
            try:
                for owner in [one for one in leases.lease_owners() if one.startswith(f"{process}:")]:
                    news = suspects.crash(owner) if is_to_blame else leases.rescue_owners([owner])
                    bell.announce(news)
                bell.ring(everyone=True)
            except DATABASE_ERRORS as error:
                logger.warning("the runs of %s could not be returned yet: %s", process, error)
                connection.close()
                return
            self._lost.pop(0)

    def _flush_counts(self) -> None:
        # No thread for it: what a thread holds at a fork, the child would wait for in vain.
        try:
            tally.flush()
        except DATABASE_ERRORS as error:
            logger.debug("the counts stay for later: %s", error)
            connection.close()

    # --- the living -------------------------------------------------------------------------------

    def _look_at(self, process: Any, now: float) -> None:
        signs = pulse.signs(process.pid)
        if signs is None:
            return
        if not signs.beat:
            since = self._idle_since.setdefault(process.pid, now)
            if now - since > DEAF_SECONDS and not is_stopping() and self._database_answers():
                self._replace_deaf(process)
            return
        self._idle_since.pop(process.pid, None)
        if now - signs.beat > FROZEN_SECONDS:
            # A paused process is somebody's will; one that keeps the processor is what its runs did.
            if not is_paused(process.pid):
                self._kill(process, "it is frozen", is_to_blame=True)
            elif now - signs.beat > PAUSED_SECONDS:
                self._kill(process, "it is paused", is_to_blame=False)
        elif now - signs.turn > STUCK_SECONDS and self._database_answers():
            self._kill(process, "its main loop stands still", is_to_blame=True)

    def _kill(self, process: Any, why: str, *, is_to_blame: bool) -> None:
        logger.error("worker %d is killed: %s", process.pid, why)
        os.kill(process.pid, signal.SIGKILL)
        process.join(5)
        self._bury(process, is_to_blame=is_to_blame)

    def _replace_deaf(self, process: Any) -> None:
        """It hears no ring: the queue's lock was taken along by one that was killed. It carries nothing, so no harm."""
        if process.rings is self.task_queue:
            logger.error("the workers do not hear the bell: their queue is renewed")
            self._old_queues.append(self.task_queue)
            self.task_queue = Queue(maxsize=Conf.QUEUE_LIMIT)
            self.pusher.terminate()
            self.pusher.join(5)
            connections.close_all()
            self.pusher = self.spawn_pusher()
        self._kill(process, "it does not hear the bell", is_to_blame=False)

    def _database_answers(self) -> bool:
        try:
            queue_facts.clock_ms()
        except DATABASE_ERRORS:
            connection.close()
            return False
        return True
