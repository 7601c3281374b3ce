"""Returns expired leases to the queue. It never executes anything."""

from __future__ import annotations

import logging

from runs import bell, leases
from runs.worker.chores import Chore

logger = logging.getLogger("headrace.worker")


def rescue() -> None:
    rescued = leases.rescue()
    if rescued:
        logger.warning("%d runs of lost workers went back to the queue", len(rescued))
        bell.announce(rescued)
        bell.ring(everyone=True)


CHORE = Chore("rescue", 2.0, rescue)
