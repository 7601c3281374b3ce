"""Deletes what is past its retention, a little at a time."""

from __future__ import annotations

import logging

from runs.pruning import prune
from runs.worker.chores import Chore

logger = logging.getLogger("headrace.worker")

MOST_BATCHES = 50


def prune_some() -> None:
    pruned = prune(most_batches=MOST_BATCHES)
    if pruned.runs or pruned.snapshots or pruned.events:
        logger.info(
            "%d runs, %d snapshots and %d events past their retention were deleted",
            pruned.runs,
            pruned.snapshots,
            pruned.events,
        )


CHORE = Chore("prune", 60.0, prune_some, is_slow=True)
