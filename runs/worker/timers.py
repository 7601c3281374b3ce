"""A drain's clock: what is to be done when, on its own thread."""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable

from runs.sql import DATABASE_ERRORS


class Timers:
    """Times are `time.monotonic()`'s. `note` hears of the database's errors, which end nothing."""

    def __init__(self, note: Callable[[Exception], None]) -> None:
        self._note = note
        self._heap: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers = itertools.count()

    def at(self, when: float, action: Callable[[], None]) -> None:
        heapq.heappush(self._heap, (when, next(self._numbers), action))

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        self.at(time.monotonic() + seconds, action)

    def every(self, seconds: float, action: Callable[[], None]) -> None:
        def again() -> None:
            self.after(seconds, again)
            action()

        self.after(seconds, again)

    @property
    def seconds_left(self) -> float:
        """Until the next is due."""
        return max(0.0, self._heap[0][0] - time.monotonic()) if self._heap else 1.0

    def run_due(self) -> None:
        while self._heap and self._heap[0][0] <= time.monotonic():
            try:
                heapq.heappop(self._heap)[2]()
            except DATABASE_ERRORS as error:
                self._note(error)
