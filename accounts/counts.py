"""What a process counts about itself: plain additions in memory, written to the database every few seconds.

Cheap enough for the hot path (well under a microsecond) and safe from any thread. Labels take words of a fixed set
(a block's type, a status), never an id, a name or a value of a company's. `runs/tally.py` stores, `runs/metrics.py` shows.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import lru_cache

#: Upper bounds in seconds; what is above the last counts as infinite.
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
SIZES = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0)

_lock = threading.Lock()
_counted: dict[str, float] = {}


@lru_cache(maxsize=2048)
def key(name: str, *labels: tuple[str, str]) -> str:
    """`name|label=value|…`: how a count is stored."""
    return "|".join((name, *(f"{label}={value}" for label, value in labels)))


def count(name: str, amount: float = 1, **labels: str) -> None:
    """Add to a counter."""
    add({key(name, *labels.items()): amount})


def count_each(keys: Iterable[str]) -> None:
    """Add one for each of these keys."""
    with _lock:
        for one in keys:
            _counted[one] = _counted.get(one, 0) + 1


def observe(name: str, value: float, bounds: tuple[float, ...] = SECONDS, **labels: str) -> None:
    """Add one observation to a histogram. Buckets are stored apart, not cumulated."""
    place = bisect_left(bounds, value)
    bound = "+Inf" if place == len(bounds) else f"{bounds[place]:g}"
    given = tuple(labels.items())
    add({key(f"{name}_bucket", *given, ("le", bound)): 1, key(f"{name}_sum", *given): value})


def add(amounts: Mapping[str, float]) -> None:
    """Add to several counters at once; also gives back what could not be stored."""
    with _lock:
        for one, amount in amounts.items():
            _counted[one] = _counted.get(one, 0) + amount


def take() -> dict[str, float]:
    """Everything counted since the last `take`."""
    global _counted
    with _lock:
        taken, _counted = _counted, {}
    return taken


def _begin_anew() -> None:
    """A forked child counts for itself: what its parent has counted is the parent's to store."""
    global _lock, _counted
    _lock, _counted = threading.Lock(), {}


os.register_at_fork(after_in_child=_begin_anew)
