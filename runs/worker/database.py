"""How a block's call reaches the database: in one of a few threads that keep their connections.

A worker may have a hundred blocks waiting in its I/O threads; a connection for each would be more than PostgreSQL gives.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

from django.db import connection

from integrations.outcomes import Permanent, Retry
from runs.sql import DATABASE_ERRORS, is_refusal, turn

logger = logging.getLogger("headrace.worker")

T = TypeVar("T")
THREADS = 4
SOON_SECONDS = 1.0
LONGEST_SECONDS = 60.0  # where the step has no limit of its own


def in_database(
    work: Callable[[], T], *, seconds: float | None, halted: threading.Event, writes: bool = False
) -> T:
    """What `work` returns. While the database is away it is asked again, so `work` must be safe to repeat.

    Raises what `work` raises, Retry (STEP_TIMEOUT) when the database did not answer within `seconds`, and Permanent
    (CANCELLED) when the run was stopped meanwhile.
    """
    give_up_at = time.monotonic() + (LONGEST_SECONDS if seconds is None else seconds)
    return _threads().submit(_persistently, work, give_up_at, halted, writes).result()


def soon(work: Callable[[], None]) -> None:
    """Do `work`, which may be done later: the caller waits for it for a second at most, and is told nothing. What fails is
    written in the log.
    """
    try:
        _threads().submit(_once, work).result(timeout=SOON_SECONDS)
    except TimeoutError:
        logger.warning("the database did not answer a block at once; it goes on")


def _once(work: Callable[[], None]) -> None:
    try:
        work()
    except DATABASE_ERRORS as error:
        connection.close()
        logger.warning("the database did not answer a block, left for later: %s", error)
    except Exception:
        logger.exception("what a block left to be done later failed")


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(THREADS, thread_name_prefix="database")


os.register_at_fork(after_in_child=_threads.cache_clear)


def _persistently(work: Callable[[], T], give_up_at: float, halted: threading.Event, writes: bool) -> T:
    delay = 0.05
    while True:
        if halted.is_set():
            raise Permanent("The run was stopped before this was done.", code="CANCELLED")
        try:
            if not writes:
                return work()
            with turn():
                return work()
        except DATABASE_ERRORS as error:
            if is_refusal(error):
                raise
            connection.close()
            logger.warning("the database did not answer a block, trying again: %s", error)
        if time.monotonic() + delay > give_up_at:
            raise Retry("The database did not answer in time.", code="STEP_TIMEOUT")
        halted.wait(delay)
        delay = min(1.0, delay * 2)
