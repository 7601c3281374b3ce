"""A drain: one worker process carrying many runs side by side.

django-q2 calls `drain()` without arguments. It claims ready runs, advances them on this one thread, and leaves when its
slice is over and no run is on board; the next ring starts another. Besides, every drain wakes parked runs whose time has
come (a cheap look that many may do at once); other chores are done by one of them at a time (`keeper`).
"""

from __future__ import annotations

import itertools
import logging
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable, Collection, Sequence
from queue import Empty, SimpleQueue
from typing import Any

from django.conf import settings
from django.db import connection

from accounts import counts
from accounts.logs import about, regarding
from runs import bell, leases, model_usage, queue, queue_facts, signals, tally, tracing, waking
from runs.engine.commands import Halt, Woken
from runs.engine.planner import plan, steps_due
from runs.queue_facts import CAPACITY
from runs.sql import DATABASE_ERRORS, shown_id
from runs.worker.board import Board, settle_collector
from runs.worker.conductor import Conductor, now
from runs.worker.deadlines import given_up, is_due, take_due, time_is_up, timed_out
from runs.worker.ears import Ears
from runs.worker.execute import Attempt
from runs.worker.identity import process_identity
from runs.worker.keeper import Keeper
from runs.worker.live_run import LiveRun
from runs.worker.pick_up import pick_up
from runs.worker.probation import Probation
from runs.worker.pulse import Pulse
from runs.worker.role import version_of
from runs.worker.stopping import is_stopping, parent_pid
from runs.worker.timers import Timers
from runs.worker.writer import Writer

logger = logging.getLogger("headrace.worker")

MANY_STEPS = 500  # a run with more is read by itself: not all of a claim's in memory at once
TURN_SECONDS = 0.02  # of work before timers are looked at and runs are claimed
BUSY = 32  # claimed this many at once: others should look too
SLICE_SECONDS = 40.0
CLAIM_PAUSE_SECONDS = 0.004  # between two claims: what comes meanwhile shares the next one's transaction
POLL_SECONDS = 1.0  # a look without a ring
CHORES_SECONDS = 0.5
STOP_GRACE_SECONDS = 25.0


def drain() -> None:
    """The django-q2 task."""
    Drain().run()


class Drain:
    """`run()` returns when the slice is over (or `until()` says so), nothing is on board and nothing is left to write."""

    def __init__(self) -> None:
        self.owner = f"{process_identity()}:{next(_numbers)}"
        self.board = Board()
        self._inbox: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._writer = Writer(self.owner)
        self._conductor = Conductor(self._writer, self._deliver, self._settled, self._again, self._later)
        self._timers = Timers(self._note_absence)
        self._renewed_at = self._turned_at = time.monotonic()
        self._claimed_at: float | None = None
        self._is_rung = True
        self._claim_at = 0.0
        self._is_full = False  # when it looked last
        self._probation = Probation(
            self.owner, self.board, self._writer, self._timers, take=self._take_on_board, over=self._ring
        )
        self._is_asked_to_leave = False  # by a signal, whose handler must not take an Event's lock
        self._parent = parent_pid()

    # --- life ---------------------------------------------------------------------------------

    def run(self, until: Callable[[], bool] | None = None) -> None:
        if threading.current_thread() is threading.main_thread() and until is None:
            signal.signal(signal.SIGTERM, self._ask_to_leave)
            sys.setrecursionlimit(5_000)  # documents may be nested 1,000 levels
            sys.setswitchinterval(0.001)  # the writer and the I/O threads should not wait 5 ms for the loop
            settle_collector()
        ears = Ears(self._hear)
        keeper, pulse = Keeper(self.owner), Pulse(lambda: self._turned_at)
        try:
            self._loop(until)
        finally:
            keeper.close()
            self._writer.close()
            self._conductor.close()
            ears.close()
            try:
                returned = leases.leave(self.owner)
                if returned:
                    logger.info("%d runs went back to the queue", returned)
            except DATABASE_ERRORS as error:
                logger.warning("could not give the leases back, they expire by themselves: %s", error)
            pulse.close()
            if until is None:
                connection.close()
        if is_stopping():
            tracing.close()
        elif until is None:
            bell.enqueue_drain()

    def _ask_to_leave(self, *_: object) -> None:
        self._is_asked_to_leave = True

    def _loop(self, until: Callable[[], bool] | None) -> None:
        slice_end = time.monotonic() + SLICE_SECONDS * random.uniform(0.75, 1.25)  # noqa: S311
        self._renew()
        self._timers.every(leases.RENEW_SECONDS, self._renew)
        self._timers.every(CHORES_SECONDS, self._look_around)
        self._timers.every(POLL_SECONDS, self._ring)
        self._timers.after(0.0, self._probation.look)
        stop_by: float | None = None
        while True:
            self._turned_at = time.monotonic()
            self._take_in()
            self._writer.flush()
            if is_stopping() or self._is_asked_to_leave or os.getppid() != self._parent:
                stop_by = stop_by or time.monotonic() + STOP_GRACE_SECONDS
                self._conductor.is_leaving = True
                self._let_go()
                if not self.board or time.monotonic() > stop_by or os.getppid() != self._parent:
                    return
            elif (not self.board and time.monotonic() > slice_end) or (
                until is not None and not self.board and until()
            ):
                return
            elif self._wants_runs and self._pause_left == 0.0 and self.may_start():
                self._claim()
                self._writer.flush()

    @property
    def _wants_runs(self) -> bool:
        may_take = not (self._conductor.is_leaving or self._probation.is_on)
        return may_take and self._is_rung and self.board.may_take

    @property
    def _pause_left(self) -> float:
        """Seconds until the next claim may be made."""
        return max(0.0, self._claim_at - time.monotonic())

    def _let_go(self) -> None:
        """On leaving: runs of which nothing is under way go back at once, the others when their steps have ended."""
        idle = [
            run for run in self.board.values() if not (run.contexts or run.calls or run.unwritten or run.work)
        ]
        if idle:
            ids = [run.id for run in idle]
            for run in idle:
                self._drop(run)
            self._writer.put(lambda: leases.give_back(self.owner, ids))

    def _take_in(self) -> None:
        """Wait for the next word or timer, then take everything that has come."""
        wait = self._timers.seconds_left
        if self._wants_runs:
            wait = min(wait, self._pause_left)
        try:
            word = self._inbox.get(timeout=wait) if wait > 0 else self._inbox.get_nowait()
            # A long loop gives itself the next word: timers and claims have their turn all the same.
            end = time.monotonic() + TURN_SECONDS
            while True:
                word()
                if time.monotonic() > end:
                    break
                word = self._inbox.get_nowait()
        except Empty:
            pass
        self._timers.run_due()

    def may_start(self) -> bool:
        """False when the leases could not be renewed for 10 s: they may be somebody else's soon."""
        return time.monotonic() - self._renewed_at < leases.RENEWAL_TRUST_SECONDS

    # --- timers and the bell ------------------------------------------------------------------

    def _note_absence(self, error: Exception) -> None:
        logger.warning("the database did not answer: %s", error)
        counts.count("database_unavailable", by="drain")
        connection.close()

    def _ring(self) -> None:
        self._is_rung = True

    def _look(self) -> None:
        self._is_rung = True
        self._hear_signals()

    def _hear(self, message: bytes) -> None:
        """Called in the listeners' threads."""
        self._inbox.put(self._look if message == bell.LOOK else self._ring)

    # --- chores -------------------------------------------------------------------------------

    def _renew(self) -> None:
        runs = list(self.board.values())

        def renew() -> None:
            began = time.monotonic()
            ago = None if self._claimed_at is None else int((began - self._claimed_at) * 1000)
            on_board = [(run.id, run.epoch) for run in runs]
            held = leases.renew(self.owner, pid=os.getpid(), on_board=on_board, claimed_ms_ago=ago)
            self._inbox.put(lambda: self._take_renewed(began, runs, held))
            tally.flush()
            model_usage.flush()

        self._writer.put(renew)

    def _take_renewed(self, at: float, runs: Sequence[LiveRun], held: Collection[Any]) -> None:
        """Trust the leases again, but for those that were lost meanwhile (this process had been paused, say): a call that
        waits for a renewal must not go out for a run that is somebody else's by now.
        """
        for run in runs:
            if run.id not in held and not run.leaves and not run.is_lost:
                logger.warning("the lease was lost; it goes on elsewhere", extra=regarding(**run.facts))
                self._drop(run)
        self._renewed_at = at

    def _look_around(self) -> None:
        if self.board:
            for run_id, who in waking.cancelled_runs(self.owner):
                run = self.board.get(run_id)
                if run is not None and not run.halted.is_set():
                    self._guarded(run, self._halt, Halt("cancelled", f"Stopped by {who}."))
            self._hear_signals()
            for run in list(self.board.values()):
                self._guarded(run, self._look_over)
        if self.may_start() and not self._conductor.is_leaving:
            self._probation.look()
        if waking.wake_due():
            self._is_rung = True
        soon = waking.next_due_in_ms()
        if soon is not None and soon < CHORES_SECONDS * 1000:
            self._timers.after(soon / 1000 + 0.002, self._wake)

    def _hear_signals(self) -> None:
        """What came from outside for runs on board. One that is about to park goes back to the queue for it instead."""
        try:
            heard = self.board.hear(self.owner)
        except DATABASE_ERRORS as error:
            self._note_absence(error)
            return
        for run in heard:
            self._guarded(run, self._conductor.carry_out, [])

    def _wake(self) -> None:
        try:
            if waking.wake_due():
                self._is_rung = True
        except DATABASE_ERRORS as error:
            self._note_absence(error)

    # --- runs ---------------------------------------------------------------------------------

    def _claim(self) -> None:
        self._is_rung = False
        self._claim_at = time.monotonic() + CLAIM_PAUSE_SECONDS
        try:
            rows = queue.claim(self.owner, CAPACITY, self.board.shares)
            if len(rows) >= BUSY:
                bell.ring(everyone=True)
            if rows and self.board.is_more_waiting(rows):
                self._is_rung = True
            started = [row["id"] for row in rows if 1 < row["next_step"] <= MANY_STEPS]
            steps = queue.load_steps(started) if started else {}
            signalled = [row["id"] for row in rows if row["signals"]]
            words = signals.load(signalled) if signalled else {}
        except DATABASE_ERRORS as error:
            self._note_absence(error)
            return
        if rows:
            counts.count("claims", len(rows))
            self._claimed_at = time.monotonic()
        for row in rows:
            self._take_on_board(row, steps.get(row["id"]), words.get(row["id"], []))
        self._is_full = len(self.board) >= CAPACITY

    def _take_on_board(
        self, row: dict[str, Any], steps: list[dict[str, Any]] | None, words: list[signals.Signal]
    ) -> None:
        try:
            run = LiveRun(row, version_of(row), self.owner, now())
        except DATABASE_ERRORS as error:
            logger.warning(
                "the run could not be taken up; its lease expires by itself: %s",
                error,
                extra=regarding(runId=f"run_{shown_id(row['id'])}"),
            )
        except Exception as error:
            self._writer.end_broken(row["id"], row["epoch"], error)
        else:
            run.outside.take_in(words)
            self.board.add(run)
            self._guarded(run, self._set_off, steps)

    def _set_off(self, run: LiveRun, steps: list[dict[str, Any]] | None) -> None:
        row, halt, limit = run.row, None, run.version.run_timeout_ms
        if steps is None and row["next_step"] > 1:
            steps = queue.load_steps([run.id])[run.id]
        if row["cancel_requested_by"]:
            halt = Halt("cancelled", f"Stopped by {row['cancel_requested_by']}.")
        elif limit is not None and row["ran_ms"] >= limit:
            halt = timed_out(limit)
        if halt is not None:
            run.halted.set()
        if steps is None:
            commands = plan(run.state, halt, now_ms=now()) if halt else run.begin()
        else:
            commands = pick_up(run, steps, halt)
            for step in steps_due(run.state, queue_facts.clock_ms()):
                if step in run.state.parked:
                    commands.extend(plan(run.state, Woken(step), now_ms=now()))
        self._conductor.carry_out(run, commands)

    def _guarded(self, run: LiveRun, action: Callable[..., None], *arguments: Any) -> None:
        """One run's misfortune stays its own: where our own code fails, that run ends and the others go on."""
        told = about.set(run.facts)
        try:
            action(run, *arguments)
        except DATABASE_ERRORS as error:
            logger.warning("the run is dropped; its lease expires by itself: %s", error)
            self._drop(run)
        except Exception as error:
            self._drop(run)
            self._writer.end_broken(run.id, run.epoch, error)
        finally:
            about.reset(told)

    def _drop(self, run: LiveRun) -> None:
        run.is_lost = True
        run.halted.set()
        self._disembark(run)

    def _disembark(self, run: LiveRun) -> None:
        """Another claim of the same run may be on board by now: that one stays."""
        if self.board.get(run.id) is run:
            self.board.drop(run.id)
            if self._is_full:
                self._is_rung, self._is_full = True, False
            if self.board.has_left_much:
                self._timers.after(0.01, self.board.collect)

    def _look_over(self, run: LiveRun) -> None:
        """End the run when its time is over, and give up threads that outlive their step's deadline."""
        now_ms = now()
        if halt := time_is_up(run, now_ms):
            self._halt(run, halt)
        for step, number, attempt in given_up(run, now_ms):
            self._take_result(run, step, number, attempt)

    def _halt(self, run: LiveRun, halt: Halt) -> None:
        run.halted.set()
        self._conductor.advance(run, halt)

    def _deliver(self, run: LiveRun, step: str, number: int, attempt: Attempt) -> None:
        """Called in pool threads."""
        self._inbox.put(lambda: self._take_result(run, step, number, attempt))

    def _take_result(self, run: LiveRun, step: str, number: int, attempt: Attempt) -> None:
        waiting = run.state.steps.get(step)
        if run.is_lost or waiting is None or waiting.status != "running" or waiting.attempt != number:
            return  # given up meanwhile
        self._guarded(run, self._absorb, step, attempt)

    def _absorb(self, run: LiveRun, step: str, attempt: Attempt) -> None:
        self._conductor.advance(run, self._conductor.absorb(run, step, attempt))

    def _again(self, run: LiveRun) -> None:
        self._inbox.put(lambda: self._go_on(run))

    def _later(self, run: LiveRun, seconds: float) -> None:
        self._timers.after(seconds, lambda: self._guarded(run, self._conductor.write_now))

    def _go_on(self, run: LiveRun) -> None:
        if run.work and not run.is_lost:
            self._guarded(run, self._conductor.go_on)

    def _settled(self, run: LiveRun, is_kept: bool, calls: list[Callable[[], None]]) -> None:
        """Called in the writer's thread, once a commit is durable or was refused."""
        self._inbox.put(lambda: self._take_settled(run, is_kept, calls))

    def _take_settled(self, run: LiveRun, is_kept: bool, calls: list[Callable[[], None]]) -> None:
        if run.is_lost:
            return
        if not is_kept:
            logger.warning("the lease was lost; it goes on elsewhere", extra=regarding(**run.facts))
            self._drop(run)
            return
        if run.finish is not None and settings.LOG_REQUESTS:
            code = "" if run.finish.error is None else f": {run.finish.error.get('code')}"
            logger.info("ended as %s%s", run.finish.status, code, extra=regarding(**run.facts))
        if not self.may_start():
            # Nobody may rely on our leases now; look again when they could be renewed.
            self._timers.after(0.2, lambda: self._take_settled(run, is_kept, calls))
            return
        run.unwritten -= 1
        for call in calls:
            call()
        self._go_on(run)
        self._watch_due_steps(run)
        if run.leaves and not calls:
            self._disembark(run)
            if run.park is not None and run.park.wake_at_ms is not None and not run.is_over:
                soon = run.park.wake_at_ms - now()
                if soon < 2 * CHORES_SECONDS * 1000:
                    self._timers.after(max(0, soon) / 1000 + 0.002, self._wake)

    def _watch_due_steps(self, run: LiveRun) -> None:
        """Wake steps in time that wait or are tried again while others of the run keep it on board."""
        for step, due_ms in take_due(run):

            def wake(step: str = step, due_ms: int = due_ms) -> None:
                if is_due(run, step, due_ms) and self.board.get(run.id) is run:
                    self._guarded(run, self._conductor.advance, Woken(step))

            self._timers.after(max(0, due_ms - now()) / 1000 + 0.001, wake)


_numbers = itertools.count(1)
