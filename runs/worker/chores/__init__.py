"""Work that recurs by itself, inside the drains: each module of this folder declares one `CHORE`.

A new chore is one file here and no other edit. It runs in one drain at a time (its row in `runs_chore` is the lease) and
never beside itself in that drain; when a process is paused past its lease, it may on rare occasions run twice at once, so
what a chore writes must bear that. What one raises is logged and written down, and harms no other.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Chore:
    """`run` is called every so many seconds, the first time as soon as the lease is taken.

    Quick ones (milliseconds, database only) share one thread; a `slow` one may take minutes or use the network, and
    is called again that long after it ended.
    """

    name: str
    every_seconds: float
    run: Callable[[], None]
    is_slow: bool = False


@cache
def chores() -> tuple[Chore, ...]:
    """All there are, found by folder."""
    modules = (import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__))
    return tuple(module.CHORE for module in modules)
