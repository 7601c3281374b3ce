"""One hub per web process: hears which runs have news, reads their events once, and hands them to whoever listens.

The event rows are the log; an announcement only says "look". A lost one is made good by a look every second, and a
listener that reconnects resumes from the last number it has.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
import uuid
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import orjson

from accounts import counts
from runs import bell
from runs.live.threads import in_thread
from runs.models import TERMINAL, Run
from runs.selectors import events_after

logger = logging.getLogger("headrace.live")

COALESCE_SECONDS = 0.025
LOOK_SECONDS = 1.0
RUNS_PER_LOOK = 100
REMEMBERED = 5_000  # endings kept for those who ask a moment too late
PARKED = "suspended"
ENDED = (*TERMINAL, PARKED)

Event = dict[str, Any]
Listener = Callable[[str, list[Event]], None]  # (run as 32 hex digits, its new events)


class Hub:
    """Used on the event loop only. `hub()` gives this process's."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._runs: dict[str, dict[Listener, int]] = {}  # each with the number it has
        self._workflows: dict[
            str, dict[Listener, int]
        ] = {}  # these begin with a run: what they have is in _seen
        self._workflow_of: dict[str, str] = {}
        self._seen: dict[str, int] = {}
        self._dirty: dict[str, None] = {}
        self._waiters: dict[str, set[asyncio.Future[str]]] = {}
        self._endings: OrderedDict[str, tuple[int, str]] = OrderedDict()
        self._for_response: dict[str, set[asyncio.Future[str]]] = {}  # of the waiters
        self._patient: set[asyncio.Future[str]] = set()  # those to whom a parked run says nothing
        self._responded: OrderedDict[str, None] = OrderedDict()
        self._wake = asyncio.Event()
        self._stopped = threading.Event()
        self._socket = bell.Listener("hub")
        self._socket.socket.setblocking(False)
        self._loop.add_reader(self._socket.socket, self._hear)
        self._tasks = [self._loop.create_task(self._deliver()), self._loop.create_task(self._look())]
        threading.Thread(target=self._listen_far, name="hub-far", daemon=True).start()

    def close(self) -> None:
        """Hear no more."""
        self._stopped.set()
        for task in self._tasks:
            task.cancel()
        self._loop.remove_reader(self._socket.socket)
        self._socket.close()

    # --- for listeners ------------------------------------------------------------------------

    def listen_run(self, run: str, listener: Listener, *, after: int) -> Callable[[], None]:
        """Call `listener` with events of this run above `after` as they come; returns how to stop."""
        self._runs.setdefault(run, {})[listener] = after
        self._mark(run)
        return lambda: self._leave(self._runs, run, listener)

    def listen_workflow(self, workflow: str, listener: Listener) -> Callable[[], None]:
        """The same for every run of a workflow that has news from now on."""
        self._workflows.setdefault(workflow, {})[listener] = 0
        return lambda: self._leave(self._workflows, workflow, listener)

    async def wait_for_end(
        self, run: str, seconds: float, *, or_response: bool = False, or_parked: bool = True
    ) -> str | None:
        """The status with which the run ended or parked, or `responded` where that is enough; None: not in time."""
        known = self._endings[run][1] if run in self._endings else None
        if known is not None and (or_parked or known != PARKED):
            return known
        if or_response and run in self._responded:
            return bell.RESPONDED
        future: asyncio.Future[str] = self._loop.create_future()
        if not or_parked:
            self._patient.add(future)
        lists = [self._waiters, self._for_response] if or_response else [self._waiters]
        for waiters in lists:
            waiters.setdefault(run, set()).add(future)
        try:
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return None
        finally:
            self._patient.discard(future)
            for waiters in lists:
                waiters[run].discard(future)
                if not waiters[run]:
                    del waiters[run]

    def _leave(self, listeners: dict[str, dict[Listener, int]], key: str, listener: Listener) -> None:
        found = listeners.get(key, {})
        found.pop(listener, None)
        if not found:
            listeners.pop(key, None)
            if listeners is self._workflows:
                for run in [run for run, workflow in self._workflow_of.items() if workflow == key]:
                    del self._workflow_of[run]
                    self._seen.pop(run, None)

    # --- hearing ------------------------------------------------------------------------------

    def _hear(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while True:
                self.take_in(self._socket.socket.recv(1 << 18))

    def take_in(self, message: bytes) -> None:
        """An announcement, as `bell.announce` wrote it."""
        try:
            rows: list[bell.Announcement] = orjson.loads(message)
        except orjson.JSONDecodeError:
            return
        for run, workflow, seq, status in rows:
            if status in ENDED:
                self._endings[run] = (seq, status)
                if len(self._endings) > REMEMBERED:
                    self._endings.popitem(last=False)
                self._tell(self._waiters, run, status)
            elif status == bell.RESPONDED:
                self._responded[run] = None
                if len(self._responded) > REMEMBERED:
                    self._responded.popitem(last=False)
                self._tell(self._for_response, run, status)
            elif run in self._endings and self._endings[run][0] < seq:
                del self._endings[run]  # it was parked and goes on; words may overtake one another
            if workflow in self._workflows:
                self._workflow_of[run] = workflow
                self._mark(run)
            elif run in self._runs:
                self._mark(run)

    def _tell(self, waiters: dict[str, set[asyncio.Future[str]]], run: str, status: str) -> None:
        for future in waiters.get(run, ()):
            if not future.done() and (status != PARKED or future not in self._patient):
                future.set_result(status)

    def _listen_far(self) -> None:
        def heard(message: bytes) -> None:
            self._loop.call_soon_threadsafe(self.take_in, message)

        bell.listen_to_other_hosts(bell.HUB_CHANNEL, heard, self._stopped)

    def _mark(self, run: str) -> None:
        self._dirty[run] = None
        self._wake.set()

    # --- delivering ---------------------------------------------------------------------------

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            for run in self._runs:
                self._mark(run)
            if self._waiters:
                try:
                    ended = await in_thread(_read_ended)(list(self._waiters))
                    responded = await in_thread(_read_responded)(list(self._for_response))
                except Exception:
                    logger.exception("the ends of runs could not be read; whoever waits learns of them later")
                    continue
                for run, status in ended:
                    self._tell(self._waiters, run, status)
                for run in responded:
                    self._tell(self._for_response, run, bell.RESPONDED)

    async def _deliver(self) -> None:
        while True:
            await self._wake.wait()
            await asyncio.sleep(COALESCE_SECONDS)
            self._wake.clear()
            batch = list(self._dirty)[:RUNS_PER_LOOK]
            for run in batch:
                del self._dirty[run]
            if self._dirty:
                self._wake.set()
            try:
                wanted = {run: after for run in batch if (after := self._wanted(run)) is not None}
                news = await in_thread(_read)(wanted)
            except Exception:
                logger.exception("live events could not be read; listeners get them with the next look")
                await asyncio.sleep(LOOK_SECONDS)
                continue
            for run, events in news.items():
                self._hand_out(run, wanted[run], events)

    def _wanted(self, run: str) -> int | None:
        """The lowest number that somebody who listens has of this run; None: nobody does."""
        has = [*self._runs.get(run, {}).values()]
        if self._workflow_of.get(run) in self._workflows:
            has.append(self._seen.get(run, 0))
        return min(has, default=None)

    def _hand_out(self, run: str, after: int, events: list[Event]) -> None:
        """Give each what was read above `after`; who came meanwhile and has less gets all of it from the next read."""
        last = events[-1]["seq"]
        ready: list[Listener] = []
        listening = self._runs.get(run, {})
        for listener, has in listening.items():
            if has >= after:
                ready.append(listener)
                listening[listener] = max(has, last)
        workflow = self._workflow_of.get(run)
        if workflow and self._seen.get(run, 0) >= after:
            ready.extend(self._workflows.get(workflow, ()))
            self._seen[run] = last
            if events[-1]["type"].removeprefix("run.") in TERMINAL:
                del self._seen[run], self._workflow_of[run]
        if ready:
            counts.observe("event_lag_seconds", max(0.0, time.time() - events[0]["at"] / 1000))
        for listener in ready:
            listener(run, events)


def _read(wanted: dict[str, int]) -> dict[str, list[Event]]:
    news = {run: events_after(uuid.UUID(run), seq) for run, seq in wanted.items()}
    return {run: events for run, events in news.items() if events}


def _read_ended(runs: list[str]) -> list[tuple[str, str]]:
    found = Run.objects.filter(id__in=[uuid.UUID(run) for run in runs], status__in=ENDED)
    return [(run_id.hex, status) for run_id, status in found.values_list("id", "status")]


def _read_responded(runs: list[str]) -> list[str]:
    if not runs:
        return []
    found = Run.objects.filter(id__in=[uuid.UUID(run) for run in runs], response__isnull=False)
    return [run_id.hex for run_id in found.values_list("id", flat=True)]


_hub: Hub | None = None


def hub() -> Hub:
    """This process's hub; made on first use. Call it on the event loop."""
    global _hub
    if _hub is None or _hub._loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub
