"""`manage.py start`: one foreground process that starts web and workers, watches their progress and stops them gently.

The watchdog stands outside the cluster, because a cluster can freeze as a whole: when no drain of this host has given a
sign of life for 15 s, its process group is killed and started again; so is the web server when it does not answer for 20 s.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connection

from accounts import counts
from runs import bell, leases, queue_facts, tally
from runs.sql import DATABASE_ERRORS
from runs.worker.identity import process_identity, start_ticks

logger = logging.getLogger("headrace.supervisor")

LOOK_SECONDS = 2.0
FRESH_MS = 7_000  # a beat comes every 5 s
QUIET_SECONDS = 8.0  # without a fresh beat; between two drains there is none for a moment
PATIENCE_SECONDS = (
    20.0  # for the first beat of a cluster that starts on a busy machine; doubled each time none comes
)
LONGEST_PATIENCE_SECONDS = 160.0
MOURNING_SECONDS = 3.0
WEB_SILENT_SECONDS = 20.0
WEB_START_SECONDS = 60.0
AWAY_SECONDS = 10.0  # between two looks: it was this process that stood still
STOP_SECONDS = 35.0
RESTART_SECONDS = (0.0, 1.0, 2.0, 5.0, 10.0)


@dataclass
class Child:
    """One part of the product: a command in a process group of its own."""

    name: str
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started_at: float = 0.0
    restart_at: float = field(default=0.0)

    def start(self) -> None:
        command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), self.name]
        environment = {**os.environ, "HEADRACE_SUPERVISED": str(os.getpid())}
        self.process = subprocess.Popen(command, env=environment, start_new_session=True)
        self.started_at = time.monotonic()

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def signal(self, number: int) -> None:
        if self.is_running and self.process is not None:
            self.process.send_signal(number)


class Supervisor:
    def __init__(self) -> None:
        self.children = [Child("web"), Child("worker")]
        self._is_stopping = False
        self._alive_at = self._looked_at = time.monotonic()
        self._patience = PATIENCE_SECONDS
        self._mourned: dict[str, float] = {}  # since when workers are known to be dead
        self._web_answers = Probe()

    def run(self) -> None:
        """Until SIGTERM or Ctrl-C."""
        # A signal handler must not take a lock (an Event's, say) that the code it interrupts may hold: it leaves a word
        # in a variable and a byte in a pipe.
        awake, waker = os.pipe()
        os.set_blocking(waker, False)
        signal.set_wakeup_fd(waker)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        return_dead_leases()
        tally.flush_for_ever()
        for child in self.children:
            child.start()
        self._web_answers.start()
        while not self._is_stopping:
            pause = LOOK_SECONDS if all(child.is_running for child in self.children) else 0.2
            if select.select([awake], [], [], pause)[0]:
                os.read(awake, 64)
                continue
            for child in self.children:
                self._keep(child)
            if self._was_away():
                continue
            self._watch_progress()
            self._watch_web()
        self._stop_children()

    def _ask_to_stop(self, *_: object) -> None:
        self._is_stopping = True

    def _keep(self, child: Child) -> None:
        """Start it again when it has ended, a little later each time it fails at once."""
        if child.is_running:
            if time.monotonic() - child.started_at > 60:
                child.failures = 0
            return
        if child.restart_at == 0.0:
            pause = RESTART_SECONDS[min(child.failures, len(RESTART_SECONDS) - 1)]
            child.restart_at = time.monotonic() + pause
            child.failures += 1
            counts.count("process_ends", process=child.name, reason="ended")
            code = child.process.returncode if child.process else None
            logger.error("%s ended by itself (code %s); starting it again in %.0f s", child.name, code, pause)
            child.signal_group(signal.SIGKILL)  # what it may have left behind
        if time.monotonic() >= child.restart_at:
            child.restart_at = 0.0
            with contextlib.suppress(*DATABASE_ERRORS):
                return_dead_leases()
            child.start()

    def _was_away(self) -> bool:
        """Whether this process itself stood still (paused, starved): nobody's silence meanwhile counts."""
        now, looked_at = time.monotonic(), self._looked_at
        self._looked_at = now
        if now - looked_at <= AWAY_SECONDS:
            return False
        self._alive_at = now
        self._web_answers.forgive()
        return True

    def _watch_progress(self) -> None:
        """Give back what dead workers held, and restart the cluster when none of this host's workers lives any more.

        A healthy cluster always drains, so that silence alone is the sign: runs that are parked or leased wake nobody.
        """
        began = time.monotonic()
        try:
            self._mourn()
            beat = queue_facts.last_beat_ms(process_identity().split(":")[0])
        except DATABASE_ERRORS as error:
            logger.warning("the database does not answer: %s", error)
            connection.close()
            self._alive_at = time.monotonic()  # workers could not beat either
            return
        now, worker = time.monotonic(), self.children[1]
        if now - began > LOOK_SECONDS:
            self._alive_at = now  # nor while it said nothing
            return
        if beat is not None and beat < FRESH_MS:
            self._alive_at, self._patience = now, PATIENCE_SECONDS
        is_quiet = now - self._alive_at > QUIET_SECONDS and now - worker.started_at > self._patience
        if worker.is_running and is_quiet:
            logger.error("no worker gives a sign of life: restarting them")
            # On a machine too busy to start it in that time it would be killed for ever.
            if self._alive_at < worker.started_at:
                self._patience = min(2 * self._patience, LONGEST_PATIENCE_SECONDS)
            counts.count("process_ends", process=worker.name, reason="stuck")
            worker.signal_group(signal.SIGKILL)

    def _mourn(self) -> None:
        """Give back what dead workers held, when their guard has not: it knows how they ended, so it has a few seconds."""
        now = time.monotonic()
        self._mourned = {owner: self._mourned.get(owner, now) for owner in dead_owners()}
        if overdue := [owner for owner, since in self._mourned.items() if now - since > MOURNING_SECONDS]:
            return_leases(overdue)

    def _watch_web(self) -> None:
        web = self.children[0]
        silence = self._web_answers.silence(web.started_at)
        if web.is_running and silence is not None:
            logger.error("the web server has not answered for %.0f s: restarting it", silence)
            counts.count("process_ends", process=web.name, reason="stuck")
            web.signal_group(signal.SIGKILL)

    def _stop_children(self) -> None:
        print("Stopping: steps under way may finish, nothing new starts …", flush=True)
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is not None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
            child.signal_group(signal.SIGKILL)
        with contextlib.suppress(*DATABASE_ERRORS):
            return_dead_leases()
            tally.flush()
        print("Stopped.", flush=True)


class Probe:
    """Asks the web server again and again whether it is there, in a thread of its own."""

    def __init__(self) -> None:
        host = "127.0.0.1" if settings.HOST in ("0.0.0.0", "::", "") else settings.HOST  # noqa: S104 - compared
        self._address = (host, settings.PORT)
        self._answered_at = self._counted_from = 0.0

    def start(self) -> None:
        threading.Thread(target=self._ask_for_ever, name="probe", daemon=True).start()

    def silence(self, started_at: float) -> float | None:
        """For how long it has not answered, where that is too long; a start on a busy machine may take longer."""
        has_answered = self._answered_at >= started_at
        since = max(self._answered_at if has_answered else started_at, self._counted_from)
        silent = time.monotonic() - since
        return silent if silent > (WEB_SILENT_SECONDS if has_answered else WEB_START_SECONDS) else None

    def forgive(self) -> None:
        """Count its silence from now."""
        self._counted_from = time.monotonic()

    def _ask_for_ever(self) -> None:
        pause = threading.Event()
        while not pause.wait(LOOK_SECONDS):
            if is_answering(self._address):
                self._answered_at = time.monotonic()


def is_answering(address: tuple[str, int]) -> bool:
    """Whether a web server says anything at all there within 5 s."""
    try:
        with socket.create_connection(address, timeout=5) as connected:
            connected.sendall(b"GET /health/live HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return connected.recv(16).startswith(b"HTTP/1.")
    except OSError:
        return False


def return_dead_leases() -> int:
    """Give back at once the leases of this host's processes that no longer exist. Returns how many runs."""
    return return_leases(dead_owners())


def dead_owners() -> list[str]:
    """Workers of this host that hold leases and no longer exist."""
    host = process_identity().split(":")[0]
    dead: list[str] = []
    for owner in leases.lease_owners():
        parts = owner.split(":")
        if len(parts) >= 3 and parts[0] == host and parts[1].isdigit():
            ticks = start_ticks(int(parts[1]))
            if not ticks or (parts[2] and ticks != parts[2]):
                dead.append(owner)
    return dead


def return_leases(owners: list[str]) -> int:
    returned = leases.rescue_owners(owners) if owners else []
    if returned:
        bell.announce(returned)
        bell.ring(everyone=True)
        logger.warning("%d runs of processes that ended went back to the queue", len(returned))
    return len(returned)
