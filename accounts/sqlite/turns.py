"""Whose turn it is to write to SQLite.

SQLite's own busy wait is unfair: each waiter sleeps ever longer and finds the lock taken again. Beside three processes that
write without pause, one that asks now and then was seen to wait for 16 s, and past 20 s it meets "database is locked". Behind
a blocking flock the worst wait is a fraction of a second.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db.utils import OperationalError


class _LockFile:
    """One open file per thread: flock excludes open files, not threads. A forked child must not share its parent's. Closed
    with its thread: a worker starts some with every drain, for weeks.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.descriptor = os.open(Path(settings.DATA_DIR) / "write.lock", os.O_RDWR | os.O_CREAT, 0o600)

    def __del__(self) -> None:
        os.close(self.descriptor)


class _OfThread(threading.local):
    def __init__(self) -> None:
        self.lock: _LockFile | None = None
        self.depth = 0
        self.patience = (0.0, 0)


_of_thread = _OfThread()


@contextmanager
def turn() -> Iterator[None]:
    """Waits for this thread's turn to write, which lasts until the outermost one ends. Around a transaction, not within one."""
    take_turn()
    try:
        yield
    finally:
        end_turn()


def take_turn() -> None:
    own = _of_thread
    if own.lock is None or own.lock.pid != os.getpid():
        own.lock, own.depth = _LockFile(), 0
    if own.depth == 0:
        seconds, pid = own.patience
        if pid == os.getpid():
            _try_for(own.lock.descriptor, seconds)
        else:
            fcntl.flock(own.lock.descriptor, fcntl.LOCK_EX)
    own.depth += 1


def end_turn() -> None:
    """For each `take_turn` once, in the same thread; nothing in a child that was forked meanwhile."""
    own = _of_thread
    if own.lock is None or own.lock.pid != os.getpid():
        return
    own.depth -= 1
    if own.depth == 0:
        fcntl.flock(own.lock.descriptor, fcntl.LOCK_UN)


def be_patient(seconds: float) -> None:
    """From now on this thread waits at most so long for its turn to write, then meets an OperationalError. It is not served
    in order then: for those who would rather go on without. A forked child waits like everybody.
    """
    _of_thread.patience = seconds, os.getpid()


def _try_for(descriptor: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise OperationalError(f"Nobody let this process write for {seconds:g} s.") from None
            time.sleep(0.005)
        else:
            return
