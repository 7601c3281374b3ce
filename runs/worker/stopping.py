"""The word to stop, from the cluster's main process to the workers it forks."""

from __future__ import annotations

import multiprocessing

# Made at import, before django-q2 forks: children inherit it.
_stop = multiprocessing.get_context("fork").Event()


def stop() -> None:
    """Ask every drain of this cluster to claim nothing more and leave when its steps in flight are done."""
    _stop.set()


def is_stopping() -> bool:
    return _stop.is_set()
