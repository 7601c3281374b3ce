"""Schedules at 500 ticks a minute while workers, web server and everything are killed: no tick is lost, none runs twice."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.chaos.checker import check_nothing_left
from tests.chaos.installation import FREEZE_SECONDS, Installation, kill, poll
from tests.workflows.drawings import document

SCHEDULES, EVERY_SECONDS = 42, 5
STEADY_TICKS = 2  # of each schedule between two kills


def drawing(number: int) -> dict[str, Any]:
    interval = {"value": EVERY_SECONDS, "unit": "seconds"}
    return document(
        "tick -> a",
        name=f"Schedule {number}",
        tick={"type": "trigger.schedule", "config": {"interval": interval, "missed": "all"}},
        a={"type": "transform", "config": {"mapping": {"at": "{{input.scheduledAt}}"}}},
    )


def test_each_tick_is_one_run_whatever_is_killed(installation: Installation) -> None:
    workflows = [installation.publish(drawing(number)) for number in range(SCHEDULES)]
    seen = _when_all_went_on(installation, {})
    kill(installation.workers()[0])
    seen = _when_all_went_on(installation, seen)
    kill(installation.web())
    for worker in installation.wait_for_workers():
        kill(worker)
    seen = _when_all_went_on(installation, seen)
    installation.kill_everything()
    installation.start()
    _when_all_went_on(installation, seen)
    for workflow in workflows:
        installation.api("POST", f"/workflows/{workflow}/archive", {})
    poll("all runs have ended", FREEZE_SECONDS, lambda: not _unfinished(installation))
    for workflow in workflows:
        _check_ledger(installation, workflow)
    check_nothing_left(installation)
    installation.wait_for_workers()


def _started(installation: Installation) -> Counter[str]:
    rows = installation.sql(
        "SELECT schedule_id, COUNT(*) FROM runs_tick WHERE run_id IS NOT NULL GROUP BY schedule_id"
    )
    return Counter({str(schedule): int(count) for schedule, count in rows})


def _when_all_went_on(installation: Installation, before: dict[str, int]) -> Counter[str]:
    def found() -> Counter[str] | None:
        now = _started(installation)
        went_on = [schedule for schedule in now if now[schedule] >= before.get(schedule, 0) + STEADY_TICKS]
        return now if len(went_on) == SCHEDULES else None

    return poll("every schedule has gone on", 2 * FREEZE_SECONDS, found)  # type: ignore[no-any-return]


def _unfinished(installation: Installation) -> list[Any]:
    return installation.sql(
        "SELECT id FROM runs_run WHERE trigger_type = 'schedule' AND finished_at IS NULL LIMIT 1"
    )


def _check_ledger(installation: Installation, workflow: str) -> None:
    """No gap, no tick twice, and exactly the runs of the ledger."""
    ticks = _all(installation, f"/workflows/{workflow}/ticks?limit=100")
    times = [datetime.fromisoformat(tick["at"]) for tick in ticks]
    assert {later - sooner for later, sooner in pairwise(times)} == {timedelta(seconds=EVERY_SECONDS)}
    assert {tick["status"] for tick in ticks} <= {"fired", "late"}
    runs = _all(installation, f"/runs?workflowId={workflow}&limit=100")
    assert sorted(run["id"] for run in runs) == sorted(tick["run"]["id"] for tick in ticks)
    assert {run["status"] for run in runs} == {"completed"}


def _all(installation: Installation, path: str) -> list[dict[str, Any]]:
    """All of a list that fits one page, or fails."""
    rows: list[dict[str, Any]] = installation.api("GET", path)
    assert len(rows) < 100, "more ticks than this test looks at"
    return rows
