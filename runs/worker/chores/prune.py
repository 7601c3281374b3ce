"""Deletes what is past its retention, a little at a time."""

from __future__ import annotations

import logging

from runs.pruning import prune
from runs.worker.chores import Chore

logger = logging.getLogger("headrace.worker")

MOST_BATCHES = 50


def prune_some() -> None:
    pruned = prune(most_batches=MOST_BATCHES)
    if pruned.runs or pruned.snapshots:
        logger.info(
            "%d runs and %d snapshots past their retention were deleted", pruned.runs, pruned.snapshots
        )


CHORE = Chore("prune", 60.0, prune_some, is_slow=True)
