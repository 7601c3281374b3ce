"""The runs that a drain carries, and whom it takes next: shared evenly by the companies that have any ready.

However many runs of one company fill the board, and however long they take, another company still gets a foothold: a
few runs of it come on board beyond the usual number.
"""

from __future__ import annotations

import gc
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from runs import signals
from runs.queue_facts import CAPACITY

if TYPE_CHECKING:
    from runs.worker.live_run import LiveRun

FOOTHOLD = 4  # runs of a company that may come on board of a full drain
RESERVE = 32  # runs beyond the usual number, in all
COLLECT_BYTES = 32 * 1024 * 1024


class Board(dict[Any, "LiveRun"]):
    """By run id. `add` and `drop` keep the companies' counts."""

    def __init__(self) -> None:
        super().__init__()
        self._by_company: Counter[Any] = Counter()
        self._asked: dict[Any, int] = {}
        self._left = 0  # bytes of large values that runs have left behind

    def add(self, run: LiveRun) -> None:
        self.drop(run.id)
        self[run.id] = run
        self._by_company[run.row["company_id"]] += 1

    def drop(self, run_id: Any) -> None:
        run = self.pop(run_id, None)
        if run is not None:
            company = run.row["company_id"]
            self._by_company[company] -= 1
            if not self._by_company[company]:
                del self._by_company[company]
            self._left += run.store.weight

    def hear(self, owner: str) -> list[LiveRun]:
        """The runs for which something came from outside, with what it was. One that is about to park is left out: it goes
        back to the queue for it. Raises the database's errors.
        """
        found = signals.signalled_runs(owner) if self else []
        news = {
            run: count
            for run_id, count in found
            if (run := self.get(run_id)) is not None and not run.leaves and run.outside.seen != count
        }
        words = signals.load([run.id for run in news]) if news else {}
        for run, count in news.items():
            run.outside.seen = count
            run.outside.take_in(words[run.id])
        return list(news)

    @property
    def has_left_much(self) -> bool:
        """Whether runs that are gone have left so much behind that it should be collected."""
        return self._left > COLLECT_BYTES

    def collect(self) -> None:
        """What a run knew of its steps are rings of objects: without a word the collector would come for them much later,
        however large they are.
        """
        self._left = 0
        gc.collect()

    @property
    def may_take(self) -> bool:
        """Whether anybody could come on board."""
        return len(self) < CAPACITY + RESERVE

    def shares(self, companies: Sequence[Any]) -> dict[Any, int]:
        """How many runs of each of these companies to take now; those that get none are left out."""
        self._asked = shares(companies, on_board=self._by_company, total=len(self))
        return self._asked

    def is_more_waiting(self, taken: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a company gave as many as it was asked for, so that it may have more."""
        counts = Counter(row["company_id"] for row in taken)
        return any(counts[company] >= asked for company, asked in self._asked.items())


def shares(companies: Sequence[Any], *, on_board: Mapping[Any, int], total: int) -> dict[Any, int]:
    order = random.sample(list(companies), len(companies))
    room = max(0, CAPACITY - total)
    even = -(-room // len(order)) if order else 0
    reserve = CAPACITY + RESERVE - max(total, CAPACITY)
    found: dict[Any, int] = {}
    for company in order:
        count = min(even, room)
        room -= count
        if not count and reserve > 0:
            count = min(max(0, FOOTHOLD - on_board.get(company, 0)), reserve)
            reserve -= count
        if count:
            found[company] = count
    return found


def settle_collector() -> None:
    """What is loaded stays: nobody looks through it again. A run makes a few hundred objects, nearly all of which go with
    it: by the usual 700 the collector would come several times in each.
    """
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)
