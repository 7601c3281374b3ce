"""The numbers of runs to come, within their workflows, and their places in the queue."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator

from runs.prepared import Often
from runs.sql import Question, Row, Statements, arrivals, db_uuid, read_arrivals

_MORE = Often("UPDATE workflows_workflow SET run_count = run_count + ? WHERE id = ? RETURNING run_count")


class Numbers:
    """Taken once for a transaction, before anybody knows which of its runs will be refused: what is left is given back.

    They lock their workflows until the commit: so the runs of one workflow have numbers without a gap, and stand in the queue
    in the order in which they become visible, whichever process takes them in.
    """

    def __init__(self, sql: Statements) -> None:
        self._sql = sql
        self._left: dict[uuid.UUID, list[int]] = {}
        self._places: Iterator[int] = iter(())
        self.now_ms = 0  # the database's clock, Unix ms
        self.are_taken = False

    def take(self, workflow_ids: Iterable[uuid.UUID], question: Question | None = None) -> list[Row]:
        """One for each. Returns what another question gave, asked under their locks, without another message."""
        how_many = sorted(Counter(workflow_ids).items())
        if not how_many:
            return []
        count = sum(each for _, each in how_many)
        asked = [] if question is None else [question]
        more = [(_MORE, (each, db_uuid(workflow_id))) for workflow_id, each in how_many]
        # The places after the locks.
        found = self._sql.all_of([*more, arrivals(count), *asked])
        for (workflow_id, each), rows in zip(how_many, found[: len(how_many)], strict=True):
            if rows:  # else there is no such workflow
                last = rows[0][0]
                self._left[workflow_id] = list(range(last, last - each, -1))
        self.now_ms, places = read_arrivals(found[len(how_many)], count)
        self._places = iter(places)
        self.are_taken = True
        return found[-1]

    def next(self, workflow_id: uuid.UUID) -> tuple[int, int]:
        """A run's number, and its place in the queue."""
        return self._left[workflow_id].pop(), next(self._places)

    def give_back(self) -> None:
        """What nobody took: the locks are still ours, so there is no gap."""
        left = [
            (_MORE, (-len(each), db_uuid(workflow_id))) for workflow_id, each in self._left.items() if each
        ]
        if left:
            self._sql.all_of(left)
