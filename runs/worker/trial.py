"""A run on board that may have killed its worker before (`runs/suspects.py`), as its drain sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from runs import suspects
from runs.engine.commands import Failure
from runs.worker.step_record import StepRecord


class Trial:
    """For a run without a crash since its last progress there is nothing to do here."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._run_id = row["id"]
        self.crashes: int = row["crashes"]
        self.is_on = bool(row["suspect"])  # on probation: every step is written down before it runs
        self.convicted: dict[str, Failure] = {}  # steps that have ended their worker too often, by key
        self._started: set[str] = set()

    def hear_evidence(self, records: Iterable[StepRecord]) -> None:
        """Read which of these steps are not to be started again. Before the run goes on."""
        if not self.crashes:
            return
        found = suspects.convicted(self._run_id)
        for record in records:
            if evidence := found.get(record.seq):
                times = evidence["deliveries"]
                self.convicted[record.key] = Failure(
                    "WORKER_CRASHED",
                    f"This step ended its worker's process {times} times while nothing else was being started."
                    " It is not started again.",
                    details=evidence,
                )

    def start(self, step: str) -> Failure | None:
        """This step is to be started; or why it must not be."""
        if self.is_on:
            self._started.add(step)
        return self.convicted.pop(step, None) if self.convicted else None

    def clears(self, changed: Iterable[StepRecord], *, leaves: bool) -> bool:
        """Whether this commit clears the run: a step that was started by itself has got somewhere, or the run ends or
        waits. The trial is over then.
        """
        if not self.crashes:
            return False
        if not (leaves or any(one.key in self._started and one.status != "running" for one in changed)):
            return False
        self.crashes, self.is_on = 0, False
        return True
