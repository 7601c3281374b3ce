"""Signs of life of the workers for their guard, in memory they share: no database, no lock that a kill could leave taken.

A worker's pulse is stamped by a thread of its own twice a second, so it stops when the process is paused or when native code
keeps the interpreter for itself; beside it stands when the drain's main loop last went round.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from multiprocessing.sharedctypes import RawArray
from typing import NamedTuple

SLOTS = 256
STAMP_SECONDS = 0.5

# Made at import, before django-q2 forks.
_pids = RawArray("q", SLOTS)
_beats = RawArray("d", SLOTS)
_turns = RawArray("d", SLOTS)


class Signs(NamedTuple):
    """`time.monotonic()` of the last beat and of the last turn of the main loop; 0 while no drain is at work."""

    beat: float
    turn: float


def assign(pid: int) -> None:
    """The guard gives a worker it has just started a slot. Without a free one it is not watched."""
    for slot in range(SLOTS):
        if not _pids[slot]:
            _beats[slot] = _turns[slot] = 0.0
            _pids[slot] = pid
            return


def forget(pid: int) -> None:
    slot = _slot(pid)
    if slot is not None:
        _pids[slot] = 0


def signs(pid: int) -> Signs | None:
    slot = _slot(pid)
    return None if slot is None else Signs(_beats[slot], _turns[slot])


def _slot(pid: int) -> int | None:
    return next((slot for slot in range(SLOTS) if _pids[slot] == pid), None)


class Pulse:
    """Beats for this process from now until `close`. `last_turn` tells when the main loop last went round."""

    def __init__(self, last_turn: Callable[[], float]) -> None:
        self._last_turn = last_turn
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._is_over.set()
        self._thread.join()
        slot = _slot(os.getpid())
        if slot is not None:
            _beats[slot] = _turns[slot] = 0.0

    def _beat(self) -> None:
        slot = None
        while not self._is_over.is_set():
            if slot is None:
                slot = _slot(os.getpid())  # given a moment after the fork
            if slot is not None:
                _beats[slot], _turns[slot] = time.monotonic(), self._last_turn()
            self._is_over.wait(STAMP_SECONDS)
