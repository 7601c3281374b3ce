"""Looks after connections: renews tokens ahead of time, clears up after processes that died, tests now and then."""

from __future__ import annotations

from connections.services.tending import tend_connections
from runs.worker.chores import Chore
from runs.worker.stopping import is_stopping


def tend() -> None:
    tend_connections(until=is_stopping)


CHORE = Chore("connections", 5.0, tend, is_slow=True)
