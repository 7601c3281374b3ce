"""Misfortunes of a run that its owner should be able to see: a worker that was lost, a commit that came too late.

Written beside the run, not into its numbered events alone: a worker that lost its lease may say so here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from runs.sql import Statements, now_ms_sql, write_transaction

#: kind -> what it means, for a person.
KINDS = {
    "lease_expired": "Its worker gave no sign of life for 15 seconds; the run went back to the queue.",
    "process_gone": "Its worker's process had ended; the run went back to the queue.",
    "stale_write": "A worker that had lost the run wanted to write; nothing of it was taken.",
    "crash": "Its worker's process died by itself while this run was on board; the run is started alone next.",
}

_INSERT = (
    "INSERT INTO runs_incident (run_id, at_ms, kind, host, pid, blocks)"
    " SELECT id, {now}, ?, ?, ?, ? FROM runs_run WHERE id = ?"
)


def split_owner(owner: str) -> tuple[str, int | None]:
    """Host and pid of a lease's owner (`host:pid:start:number`)."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return host, int(pid) if pid.isdigit() else None


def record(sql: Statements, rows: Iterable[tuple[Any, str, str, Sequence[str]]]) -> None:
    """Write down (run, kind, lease's owner, blocks in flight), inside the caller's transaction.

    A run that has been deleted meanwhile is left out.
    """
    values = [
        (kind, *split_owner(owner), ",".join(blocks)[:500], run_id) for run_id, kind, owner, blocks in rows
    ]
    if values:
        sql.many(_INSERT.format(now=now_ms_sql()), values)


def record_stale_writes(run_ids: Iterable[Any], owner: str) -> None:
    """The worker `owner` was told that these runs are somebody else's."""
    with write_transaction() as sql:
        record(sql, [(run_id, "stale_write", owner, ()) for run_id in dict.fromkeys(run_ids)])


def blocks_in_flight(sql: Statements, run_ids: Sequence[Any]) -> dict[Any, list[str]]:
    """The blocks whose steps had begun and not ended, by run."""
    found: dict[Any, list[str]] = {run_id: [] for run_id in run_ids}
    marks = ", ".join("?" * len(run_ids))
    for run_id, block in sql.all(
        f"SELECT run_id, block FROM runs_step WHERE run_id IN ({marks}) AND status = 'running' ORDER BY run_id, seq",
        run_ids,
    ):
        found[run_id].append(block)
    return found
