"""The threads in which blocks wait for the world, shared by the companies whose runs are on board.

Companies take turns, and however many calls of one are under way, another still gets a few threads beyond the usual
number. The threads end with the process: a call that does not come back keeps nobody from leaving.
"""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable, Hashable

from django.db import connection

MOST = 128
RESERVE = 32  # beyond that, in all
FOOTHOLD = 4  # calls of a company that may be under way when all the others are taken
IDLE_SECONDS = 60.0

Call = Callable[[], None]


class Pool:
    """`submit` never blocks. Threads are made when needed and end when there has been nothing to do for a minute."""

    def __init__(self) -> None:
        self._waiting: dict[Hashable, deque[Call]] = {}
        self._turns: deque[Hashable] = deque()  # companies with something waiting, the next one first
        self._running: Counter[Hashable] = Counter()
        self._total = 0
        self._idle = 0
        self._queued = 0
        self._is_closed = False
        self._news = threading.Condition()

    def submit(self, company: Hashable, call: Call) -> None:
        with self._news:
            waiting = self._waiting.get(company)
            if waiting is None:
                waiting = self._waiting[company] = deque()
                self._turns.append(company)
            waiting.append(call)
            self._queued += 1
            if not self._may_run(company):
                return
            # An idle thread counts as idle until it has woken: it is not to be taken for two calls that come at once.
            if self._queued <= self._idle:
                self._news.notify()
            else:
                threading.Thread(target=self._work, name="io", daemon=True).start()

    def close(self) -> None:
        """What has not begun never will."""
        with self._news:
            self._is_closed = True
            self._waiting.clear()
            self._turns.clear()
            self._queued = 0
            self._news.notify_all()

    def _may_run(self, company: Hashable) -> bool:
        if self._total < MOST:
            return True
        return self._total < MOST + RESERVE and self._running[company] < FOOTHOLD

    def _next(self) -> tuple[Hashable, Call] | None:
        for _ in range(len(self._turns)):
            company = self._turns[0]
            self._turns.rotate(-1)
            if self._may_run(company):
                waiting = self._waiting[company]
                call = waiting.popleft()
                self._queued -= 1
                if not waiting:
                    del self._waiting[company]
                    self._turns.remove(company)
                self._total += 1
                self._running[company] += 1
                return company, call
        return None

    def _work(self) -> None:
        try:
            while (found := self._wait()) is not None:
                company, call = found
                try:
                    call()
                finally:
                    with self._news:
                        self._total -= 1
                        self._running[company] -= 1
                        if not self._running[company]:
                            del self._running[company]
        finally:
            connection.close()

    def _wait(self) -> tuple[Hashable, Call] | None:
        with self._news:
            while not self._is_closed:
                found = self._next()
                if found is not None:
                    return found
                self._idle += 1
                is_told = self._news.wait(IDLE_SECONDS)
                self._idle -= 1
                if not is_told and not self._turns:
                    return None
        return None
