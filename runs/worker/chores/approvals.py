"""Closes approvals whose time is over, by the database's clock; their runs go on as rejected."""

from __future__ import annotations

from runs import bell, signals
from runs.worker.chores import Chore


def expire() -> None:
    if signals.expire_due():
        bell.call()


CHORE = Chore("approvals", 0.5, expire)
