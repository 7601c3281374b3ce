"""Many schedules that tick every few seconds, and what their ledger must say afterwards."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import dropwhile, pairwise
from typing import Any

from tests.chaos.installation import FREEZE_SECONDS, Installation, poll
from tests.workflows.drawings import document

EVERY_SECONDS = 5
STEADY_TICKS = 2  # of each schedule between two looks
PAGE = 100


class Schedules:
    """`count` workflows, each started every five seconds; 42 of them are 504 ticks a minute."""

    def __init__(self, installation: Installation, count: int) -> None:
        self.installation = installation
        self.workflows = [installation.publish(_drawing(number)) for number in range(count)]
        self._seen: Counter[str] = Counter()

    def wait_until_all_went_on(self) -> None:
        """Every one of them has ticked twice since the last look."""

        def found() -> Counter[str] | None:
            now = self._started()
            went_on = [one for one in now if now[one] >= self._seen.get(one, 0) + STEADY_TICKS]
            return now if len(went_on) == len(self.workflows) else None

        self._seen = poll("every schedule has gone on", 2 * FREEZE_SECONDS, found)

    def stop(self) -> None:
        for workflow in self.workflows:
            self.installation.api("POST", f"/workflows/{workflow}/pause", {})

    def check(self) -> None:
        """Once all runs have ended: no gap, no tick twice, and exactly the runs of the ledger."""
        for workflow in self.workflows:
            newest_first = self._all(f"/workflows/{workflow}/ticks?limit={PAGE}")
            # The pause that stopped it may have met ticks of its own; any earlier one that was skipped is a fault.
            ticks = list(dropwhile(lambda tick: tick["status"] == "skipped", newest_first))
            times = [datetime.fromisoformat(tick["at"]) for tick in ticks]
            assert {later - sooner for later, sooner in pairwise(times)} == {timedelta(seconds=EVERY_SECONDS)}
            assert {tick["status"] for tick in ticks} <= {"fired", "late"}
            runs = self._all(f"/runs?workflowId={workflow}&limit={PAGE}")
            assert sorted(run["id"] for run in runs) == sorted(tick["run"]["id"] for tick in ticks)
            assert {run["status"] for run in runs} == {"completed"}

    def _started(self) -> Counter[str]:
        rows = self.installation.sql(
            "SELECT schedule_id, COUNT(*) FROM runs_tick WHERE run_id IS NOT NULL GROUP BY schedule_id"
        )
        return Counter({str(schedule): int(count) for schedule, count in rows})

    def _all(self, path: str) -> list[dict[str, Any]]:
        """All of a list that fits one page, or fails."""
        rows: list[dict[str, Any]] = self.installation.api("GET", path)
        assert len(rows) < PAGE, "more ticks than this test looks at"
        return rows


def _drawing(number: int) -> dict[str, Any]:
    interval = {"value": EVERY_SECONDS, "unit": "seconds"}
    return document(
        "tick -> a",
        name=f"Schedule {number}",
        tick={"type": "trigger.schedule", "config": {"interval": interval, "missed": "all"}},
        a={"type": "transform", "config": {"mapping": {"at": "{{input.scheduledAt}}"}}},
    )
