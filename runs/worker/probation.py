"""A drain's part in finding out which run kills its worker (`runs/suspects.py`): one suspect at a time, started by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from runs import signals, suspects
from runs.worker.board import Board
from runs.worker.live_run import LiveRun
from runs.worker.timers import Timers
from runs.worker.writer import Writer

Take = Callable[[dict[str, Any], list[dict[str, Any]] | None, list[signals.Signal]], None]


class Probation:
    """`take` brings a claimed run on board; `over` is called when other runs may be started again."""

    def __init__(
        self,
        owner: str,
        board: Board,
        writer: Writer,
        timers: Timers,
        *,
        take: Take,
        over: Callable[[], None],
    ) -> None:
        self._owner = owner
        self._board = board
        self._writer = writer
        self._timers = timers
        self._take = take
        self._over = over
        self._run: LiveRun | None = None

    @property
    def is_on(self) -> bool:
        """Whether a suspect has just been started, so that nothing else may be."""
        run = self._run
        if run is None:
            return False
        if self._board.get(run.id) is run and run.trial.is_on:
            return True
        self._end(run)
        return False

    def look(self) -> None:
        """Start a suspect, if there is one for a worker with such company on board. Raises the database's errors."""
        if self.is_on:
            return
        has_bystanders = any(not run.trial.crashes for run in self._board.values())
        row = suspects.claim_one(self._owner, has_bystanders=has_bystanders)
        if row is None:
            return
        words = signals.load([row["id"]])[row["id"]] if row["signals"] else []
        self._take(row, None, words)
        run = self._board.get(row["id"])
        if run is not None:
            self._run = run
            self._timers.after(suspects.probation_seconds(row["crashes"]), lambda: self._end(run))

    def _end(self, run: LiveRun) -> None:
        """It has lived through it, got somewhere, or is gone."""
        if self._run is not run:
            return
        self._run = None
        if run.trial.is_on and self._board.get(run.id) is run:
            run.trial.is_on = False
            self._writer.put(lambda: suspects.acquit(run.id, run.epoch))
        self._over()
        self._timers.after(0.0, self.look)
