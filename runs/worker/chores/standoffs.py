"""Lets go of runs that wait for one another for ever, by ending one of them."""

from __future__ import annotations

import logging

from accounts.logs import regarding
from runs import bell, standoffs
from runs.sql import shown_id
from runs.worker.chores import Chore

logger = logging.getLogger("headrace.worker")

_seen: set[standoffs.Held] = set()


def let_go() -> None:
    """What stood the same at the look before is no matter of moments: the runs are not read all at once."""
    global _seen
    found = set(standoffs.find())
    ended = [news for held in found & _seen if (news := _end(held)) is not None]
    _seen = found
    if ended:
        bell.announce(ended)
        bell.ring()


def _end(held: standoffs.Held) -> bell.Announcement | None:
    logger.warning(
        "every slot of its limit waits for this line: the run is ended",
        extra=regarding(runId=f"run_{shown_id(held.id)}"),
    )
    return standoffs.end(held)


CHORE = Chore("standoffs", 5.0, let_go)
