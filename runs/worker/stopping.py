"""The word to stop, from the cluster's main process to the workers it forks."""

from __future__ import annotations

import multiprocessing
import os
from multiprocessing.sharedctypes import RawValue

# Shared memory without a lock, made at import, before django-q2 forks. A multiprocessing.Event would do the same with a
# lock that a worker killed at the wrong moment never gives back, and every other worker would hang on it.
_stop = RawValue("b", 0)


def stop() -> None:
    """Ask every drain of this cluster to claim nothing more and leave when its steps in flight are done."""
    _stop.value = 1


def parent_pid() -> int:
    """The process that made this one, even when it has died before anybody asked."""
    parent = multiprocessing.parent_process()
    return os.getppid() if parent is None or parent.pid is None else parent.pid


def is_stopping() -> bool:
    return bool(_stop.value)
