"""Removes files that no run holds any more, and what a crash left on the disk."""

from __future__ import annotations

import logging

from runs.files import remove_orphans, remove_unused
from runs.worker.chores import Chore

logger = logging.getLogger("headrace.worker")
AT_ONCE = 500


def tidy() -> None:
    unused = 0
    while count := remove_unused(limit=AT_ONCE):
        unused += count
    orphans = remove_orphans()
    if unused or orphans:
        logger.info("%d files that no run holds were removed, and %d leftovers on the disk", unused, orphans)


CHORE = Chore("files", 1800.0, tidy, is_slow=True)
