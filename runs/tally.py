"""Stores what processes count about themselves, as sums over all processes and restarts.

Each process adds what it counted since it last wrote. So a scrape reads one small table, any number of hosts add up, and
nothing is counted twice when a process pauses or dies; one killed with -9 loses at most what it counted in its last 5 s.
"""

from __future__ import annotations

import logging
import threading

from django.db import connection

from accounts import counts
from runs.sql import DATABASE_ERRORS, statements, write_transaction

logger = logging.getLogger("headrace.tally")

FLUSH_SECONDS = 5.0

_ADD = (
    "INSERT INTO runs_tally (key, value) VALUES (?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = runs_tally.value + excluded.value"
)


def flush() -> None:
    """Add this process's counts to the stored ones. Raises the database's error; nothing is lost then."""
    taken = counts.take()
    if not taken:
        return
    try:
        with write_transaction() as sql:
            # In one order everywhere, so that two processes never wait for one another.
            sql.many(_ADD, sorted(taken.items()))
    except BaseException:
        counts.add(taken)
        raise


def read() -> dict[str, float]:
    """All sums by key."""
    return {row[0]: float(row[1]) for row in statements().all("SELECT key, value FROM runs_tally")}


def flush_for_ever() -> None:
    """Start a thread that flushes every 5 s until the process ends. For processes without a writer (web, supervisor)."""

    def run() -> None:
        pause = threading.Event()
        while not pause.wait(FLUSH_SECONDS):
            try:
                flush()
            except DATABASE_ERRORS as error:
                logger.debug("the counts stay for later: %s", error)
                connection.close()

    threading.Thread(target=run, name="tally", daemon=True).start()
