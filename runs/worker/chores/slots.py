"""Looks at the lines of concurrency limits, should a slot have been freed by other ways than a run's end."""

from __future__ import annotations

from runs import bell, slots
from runs.worker.chores import Chore


def admit() -> None:
    if slots.admit_all():
        bell.ring()


CHORE = Chore("slots", 10.0, admit)
