"""The children of this process: so many at once, companies in turns, started when needed and kept for the next call.

A child carries one call at a time. While one waits for its turn its step's clock stands still; from then on the thread
that called watches the child: its clock, its memory, the run's halt. Whatever goes wrong ends the child, never more.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runs.sandbox import protocol
from runs.sandbox.child import Child, Gone

logger = logging.getLogger("headrace.sandbox")

#: How often a call's clock, memory and halt are looked at.
LOOK_SECONDS = 0.05
#: What a child has after the deadline to say so by itself, with its last log lines, before it is killed.
GRACE_SECONDS = 0.5
#: A child that takes longer to get ready for the next call is hung.
TIDYING_SECONDS = 2.0
GROWTH_BYTES = 256 * protocol.MB
#: A child that keeps more than this after a call is not used again.
KEPT_BYTES = 96 * protocol.MB
_OUT_OF_MEMORY = ("out of memory", "invalid size error", "allocation failed", "MemoryError")


class Halted(Exception):
    """The run was stopped meanwhile."""


class TimedOut(Exception):
    """The deadline came first."""


class TooMuchMemory(Exception):
    """The child grew beyond GROWTH_BYTES, or met its own limit."""


class TooMuchOutput(Exception):
    """The child said more than a result may hold."""


class Crashed(Exception):
    """The child ended in the middle of the call. `code` is its exit code, negative for a signal."""

    def __init__(self, code: int) -> None:
        super().__init__(f"exit code {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Call:
    """`begin` is called when the code starts and gives the monotonic time by which it must be done; None: no limit.
    `heard` gets the log and fetch frames, with a way to answer that is shut when the call is over. However many calls of one
    `company` wait, another's first one is the next or the next but few.
    """

    language: str
    source: str
    scope: bytes
    begin: Callable[[], float | None]
    is_halted: Callable[[], bool]
    heard: Callable[[bytes, bytes, Answer], None]
    only_check: bool = False
    company: Hashable = None


class Answer:
    """Sends to the child as long as it works on this call."""

    def __init__(self, child: Child) -> None:
        self._child = child
        self._lock = threading.Lock()
        self._is_open = True

    def __call__(self, number: int, text: bytes) -> None:
        with self._lock:
            if self._is_open:
                try:
                    self._child.send(protocol.pack(protocol.ANSWER, str(number).encode(), b" ", text))
                except Gone:
                    self._is_open = False  # whoever reads from it sees the same and says so

    def close(self) -> None:
        with self._lock:
            self._is_open = False


class Pool:
    """Safe for many threads. `size` children at most, of all languages together."""

    def __init__(self, size: int, libraries: Path) -> None:
        self._libraries = libraries
        self._size = size
        self._lock = threading.Lock()
        self._free = size
        self._starting = 0  # beyond those whose turn it is
        self._closings = 0
        self._queues: dict[Hashable, deque[threading.Event]] = {}  # the company whose turn is next first
        self._idle: list[Child] = []  # the one used last is at the end

    def run(self, call: Call) -> tuple[bytes, bytes]:
        """(RESULT, its JSON) or (ERROR, why). Raises the exceptions above."""
        with self._turn(call):
            end = call.begin()
            while True:
                child = self._take(call.language)
                try:
                    said = self._converse(child, call, end)
                except Gone as gone:
                    if gone.code == protocol.LEFT:
                        continue  # it had left for want of work as we called
                    logger.warning(
                        "a %s child ended in a call (%d): %s", child.language, gone.code, gone.words[-2000:]
                    )
                    if any(words in gone.words for words in _OUT_OF_MEMORY):
                        raise TooMuchMemory from None
                    raise Crashed(gone.code) from None
                except BaseException:
                    child.kill()
                    raise
                self._give_back(child)
                return said

    def close(self) -> None:
        """End the idle children. Those at work end with their calls."""
        with self._lock:
            idle, self._idle = self._idle, []
            self._closings += 1
        for child in idle:
            child.kill()

    def pids(self) -> list[int]:
        """Of the idle children."""
        with self._lock:
            return [child.pid for child in self._idle]

    # --- turns ----------------------------------------------------------------------------------------------------

    @contextmanager
    def _turn(self, call: Call) -> Iterator[None]:
        with self._lock:
            if self._free:
                self._free -= 1
                ticket = None
            else:
                ticket = threading.Event()
                self._queues.setdefault(call.company, deque()).append(ticket)
        while ticket is not None and not ticket.wait(LOOK_SECONDS):
            if call.is_halted():
                with self._lock:
                    if not ticket.is_set():
                        self._leave(call.company, ticket)
                        raise Halted
        try:
            yield
        finally:
            with self._lock:
                if self._queues:
                    company, waiting = next(iter(self._queues.items()))
                    ticket = waiting[0]
                    self._leave(company, ticket)
                    if waiting:  # behind the others now
                        self._queues[company] = self._queues.pop(company)
                    ticket.set()
                else:
                    self._free += 1

    def _leave(self, company: Hashable, ticket: threading.Event) -> None:
        waiting = self._queues[company]
        waiting.remove(ticket)
        if not waiting:
            del self._queues[company]

    # --- children -------------------------------------------------------------------------------------------------

    def _take(self, language: str) -> Child:
        while True:
            gone: list[Child] = []
            with self._lock:
                child = self._choose(language)
                is_short = child is not None and child.tidying_since is not None
                if is_short and (is_short := len(self._idle) + self._working < self._size):
                    self._starting += 1
                # Room for a new one: this turn is ours, so of `size` children at most `size - 1` may be others'.
                while child is None and self._idle and len(self._idle) + self._working > self._size:
                    gone.append(self._idle.pop(0))
            for one in gone:
                one.kill()
            if is_short:
                threading.Thread(target=self._add, args=(language,), daemon=True).start()
            if child is None:
                return self._start(language)
            if _is_usable(child):
                return child
            child.kill()

    @property
    def _working(self) -> int:
        return self._size - self._free + self._starting

    def _choose(self, language: str) -> Child | None:
        """Of the idle children one that could begin at once, else the one that will be able to soonest."""
        for child in [child for child in self._idle if not child.look()]:
            self._idle.remove(child)
            child.kill()
        speakers = [child for child in reversed(self._idle) if child.language == language]
        best = min(speakers, key=lambda child: child.tidying_since or 0.0, default=None)
        if best is not None:
            self._idle.remove(best)
        return best

    def _start(self, language: str) -> Child:
        child = Child(language, self._libraries)
        try:
            child.wait_until_ready()
        except BaseException as error:
            child.kill()
            if isinstance(error, Gone):
                logger.error("a %s child did not start (%d): %s", language, error.code, error.words[-2000:])  # noqa: TRY400
                raise Crashed(error.code) from None
            raise
        return child

    def _add(self, language: str) -> None:
        """A second child where calls come faster than one gets ready for the next."""
        closings = self._closings
        try:
            child = self._start(language)
        except Crashed:
            return
        finally:
            with self._lock:
                self._starting -= 1
        if closings == self._closings:
            self._give_back(child)
        else:
            child.kill()

    def _give_back(self, child: Child) -> None:
        with self._lock:
            self._idle.append(child)

    # --- one call -------------------------------------------------------------------------------------------------

    def _converse(self, child: Child, call: Call, end: float | None) -> tuple[bytes, bytes]:
        seconds = 24 * 3600.0 if end is None else max(0.0, end - time.monotonic())
        head = {"source": call.source, "only_check": call.only_check, "seconds": seconds}
        answer = Answer(child)
        look_at = time.monotonic() + LOOK_SECONDS
        try:
            child.send(protocol.pack_call(head, call.scope))
            while True:
                for kind, body in child.receive(LOOK_SECONDS):
                    if kind in (protocol.RESULT, protocol.ERROR):
                        return kind, body
                    call.heard(kind, body, answer)
                now = time.monotonic()
                if end is not None and now > end + GRACE_SECONDS:
                    raise TimedOut
                if now > look_at:
                    look_at = now + LOOK_SECONDS
                    if call.is_halted():
                        raise Halted
                    if child.grown_bytes() > GROWTH_BYTES:
                        raise TooMuchMemory
        except protocol.FrameTooLong:
            raise TooMuchOutput from None
        finally:
            answer.close()


def _is_usable(child: Child) -> bool:
    """Waits until nothing is left of its last call. False when it has ended, is hung or keeps too much memory."""
    end = time.monotonic() + TIDYING_SECONDS
    try:
        while child.tidying_since is not None:
            if time.monotonic() > end:
                return False
            child.receive(LOOK_SECONDS)
    except (Gone, protocol.FrameTooLong):
        return False
    return child.grown_bytes() <= KEPT_BYTES


_pools: dict[tuple[int, int, Path], Pool] = {}
_pools_lock = threading.Lock()


def shared_pool(size: int, libraries: Path) -> Pool:
    """This process's pool. A forked worker makes its own: its parent's children are not its."""
    key = (os.getpid(), size, libraries)
    with _pools_lock:
        if key not in _pools:
            _pools[key] = Pool(size, libraries)
            atexit.register(_close, key)
        return _pools[key]


def _close(key: tuple[int, int, Path]) -> None:
    if key[0] == os.getpid():
        _pools[key].close()
