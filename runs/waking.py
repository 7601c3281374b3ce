"""What brings a parked run back to the queue: its time, or the wish to cancel it."""

from __future__ import annotations

from typing import Any

from runs.sql import Statements, now_ms_sql, rows_in_order, statements, write_transaction


def wake_due() -> int:
    """Make runs ready whose time has come, and parked runs whose cancellation was asked for. Returns how many."""
    now = now_ms_sql()
    due = f"(wake_at_ms <= {now})"
    if not statements().all(f"SELECT 1 FROM runs_run WHERE wake_at_ms IS NOT NULL AND {due} LIMIT 1"):
        return 0
    with write_transaction() as sql:
        return len(
            sql.all(
                f"UPDATE runs_run SET ready = TRUE, ready_at_ms = {now}, wake_at_ms = NULL"
                f" WHERE {rows_in_order(f'wake_at_ms IS NOT NULL AND {due} AND lease_until_ms IS NULL', skip=True)} RETURNING id"
            )
        )


def next_due_in_ms() -> int | None:
    """How long until the next parked run is due; None when none is."""
    rows = statements().all(
        f"SELECT MIN(wake_at_ms) - {now_ms_sql()} FROM runs_run WHERE wake_at_ms IS NOT NULL"
    )
    return None if rows[0][0] is None else max(0, int(rows[0][0]))


def ask_to_cancel(sql: Statements, run_id: Any, who: str) -> bool:
    """Mark a run that has not ended; an unleased one becomes ready so that a worker ends it. False: it had ended."""
    return bool(_mark_cancelled(sql, who, "id = ?", run_id))


def cancel_pending(sql: Statements, workflow_id: Any, who: str) -> int:
    """The same for all runs of a workflow that have not begun. Returns how many."""
    where = "workflow_id = ? AND status = 'pending' AND cancel_requested_by = ''"
    return len(_mark_cancelled(sql, who, rows_in_order(where, skip=False), workflow_id))


def _mark_cancelled(sql: Statements, who: str, where: str, *parameters: Any) -> list[Any]:
    return sql.all(
        f"UPDATE runs_run SET cancel_requested_by = ?, priority = 100, ready_at_ms = {now_ms_sql()},"
        " ready = (lease_until_ms IS NULL), held = FALSE,"
        " wake_at_ms = NULL"
        f" WHERE {where} AND finished_at IS NULL RETURNING id",
        (who, *parameters),
    )


def cancelled_runs(owner: str) -> list[tuple[Any, str]]:
    """Runs on board of `owner` that somebody asked to cancel, and who."""
    return [
        (row[0], row[1])
        for row in statements().all(
            "SELECT id, cancel_requested_by FROM runs_run"
            " WHERE lease_until_ms IS NOT NULL AND lease_owner = ? AND cancel_requested_by <> ''",
            (owner,),
        )
    ]
