"""Runs that may have killed their worker.

A worker that dies by itself (its cluster lives on, nobody told it to stop) takes along whoever is on board. Which run it
was nobody knows yet, so all of them become suspects: they are not claimed with others any more, but started one by one,
each with a time in which its worker starts nothing else (probation). A worker that dies in that time is the run's own
doing: its steps that had begun and not ended are charged with a delivery, and at three such a step fails
(`WORKER_CRASHED`). Progress clears all suspicion; who lives through its probation goes on among others. The time grows
with every crash, so that slow killers are found too, and bystanders wait a moment only.
"""

from __future__ import annotations

from typing import Any

from runs import slots
from runs.bell import Announcement
from runs.leases import forget, take_back
from runs.queue import CLAIMED_COLUMNS, LEASE_MS
from runs.sql import now_ms_sql, statements, write_transaction

MOST_DELIVERIES = 3
# By how many crashes: the first are many innocents in a row, the later ones few and dangerous.
PROBATION_SECONDS = (0.25, 1.0, 4.0, 15.0)
# A worker with others on board than former suspects leaves suspects to an idle one for so long: those with one crash, those
# with more.
_FIRST_WAIT_MS, _LATER_WAIT_MS = 5_000, 10_000


def probation_seconds(crashes: int) -> float:
    return PROBATION_SECONDS[min(max(crashes, 1), len(PROBATION_SECONDS)) - 1]


def crash(owner: str) -> list[Announcement]:
    """The worker `owner` died by itself: its runs go back, and whoever may have done it is charged."""
    mine = "lease_owner = ? AND lease_until_ms IS NOT NULL"
    with write_transaction() as sql:
        order = " ORDER BY id FOR UPDATE" if sql.is_postgres else ""
        on_board = sql.all(f"SELECT id, suspect FROM runs_run WHERE {mine}{order}", (owner,))
        on_probation = [run_id for run_id, is_suspect in on_board if is_suspect]
        blamed = on_probation or [run_id for run_id, _ in on_board]
        news: list[Announcement] = []
        if blamed:
            marks = ", ".join("?" * len(blamed))
            sql.run(
                f"UPDATE runs_run SET crashes = crashes + 1, suspect = TRUE WHERE id IN ({marks})", blamed
            )
            if on_probation:
                sql.run(
                    "UPDATE runs_step SET deliveries = deliveries + 1"
                    f" WHERE status = 'running' AND run_id IN ({marks})",
                    blamed,
                )
            news += take_back(sql, f"{mine} AND suspect", (owner,), "crash")
        news += take_back(sql, mine, (owner,), "process_gone")
        forget(sql, owner)
    return news


def claim_one(owner: str, *, has_bystanders: bool) -> dict[str, Any] | None:
    """Take one suspect, the least suspicious first. `has_bystanders`: others are on board who have nothing to do with it."""
    now = now_ms_sql()
    waiting = "suspect AND lease_until_ms IS NULL AND finished_at IS NULL AND NOT ready AND NOT held AND wake_at_ms IS NULL"
    if has_bystanders:
        waiting += f" AND ready_at_ms <= {now} - CASE WHEN crashes > 1 THEN {_LATER_WAIT_MS} ELSE {_FIRST_WAIT_MS} END"
    pick = f"SELECT id FROM runs_run WHERE {waiting} ORDER BY crashes, queued_seq LIMIT 1"
    if not statements().all(pick):
        return None
    with write_transaction() as sql:
        rows = sql.all(
            f"UPDATE runs_run SET lease_owner = ?, epoch = epoch + 1, lease_until_ms = {now} + {LEASE_MS}"
            f" WHERE id = ({pick}{' FOR UPDATE SKIP LOCKED' if sql.is_postgres else ''})"
            f" RETURNING {', '.join(CLAIMED_COLUMNS)}",
            (owner,),
        )
        if not rows:
            return None
        run = dict(zip(CLAIMED_COLUMNS, rows[0], strict=True))
        is_held = slots.asks(run) and slots.take_or_hold(sql, [run])
    return None if is_held else run


def acquit(run_id: Any, epoch: int) -> None:
    """It has lived through its probation: it goes on among others, and its crashes are remembered until it progresses."""
    with write_transaction() as sql:
        sql.run("UPDATE runs_run SET suspect = FALSE WHERE id = ? AND epoch = ?", (run_id, epoch))


def convicted(run_id: Any) -> dict[int, dict[str, Any]]:
    """The steps that have ended their worker too often, by `seq`, with the evidence."""
    rows = statements().all(
        "SELECT seq, deliveries FROM runs_step WHERE run_id = ? AND status = 'running' AND deliveries >= ?",
        (run_id, MOST_DELIVERIES),
    )
    if not rows:
        return {}
    crashes = [
        {"at": at_ms, "host": host, "pid": pid}
        for at_ms, host, pid in statements().all(
            "SELECT at_ms, host, pid FROM runs_incident WHERE run_id = ? AND kind = 'crash' ORDER BY id DESC LIMIT 10",
            (run_id,),
        )
    ]
    return {seq: {"deliveries": deliveries, "crashes": crashes[::-1]} for seq, deliveries in rows}
