"""Moves what SQLite has committed from its log into the database, so that nobody who commits has to stop for it."""

from __future__ import annotations

from runs.sql import is_postgres, statements
from runs.worker.chores import Chore


def move() -> None:
    """Whoever reads or writes goes on meanwhile (`PASSIVE`)."""
    if not is_postgres():
        statements().all("PRAGMA wal_checkpoint(PASSIVE)")


CHORE = Chore("checkpoint", 0.5, move, is_slow=True)
