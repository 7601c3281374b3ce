"""Leases: prolonged while their worker lives, given back when it leaves, rescued when it is lost.

A lease runs for 15 s (`queue.LEASE_MS`). Times are the database's.
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Sequence
from typing import Any

import orjson

from accounts import counts
from accounts.logs import regarding
from runs import incidents
from runs.bell import Announcement
from runs.queue import LEASE_MS
from runs.sql import (
    EVENT_COLUMNS,
    Statements,
    now_ms_sql,
    read_uuid,
    rows_in_order,
    statements,
    write_transaction,
)

logger = logging.getLogger("headrace.leases")

RENEW_SECONDS = 5.0
# A process that could not renew for this long starts no new effect: its leases may be somebody else's soon.
RENEWAL_TRUST_SECONDS = 10.0


def renew(
    owner: str, *, pid: int, on_board: Sequence[tuple[Any, int]], claimed_ms_ago: int | None = None
) -> set[Any]:
    """Prolong the leases of `owner` on these runs, given with their fencing tokens, and say that it lives. Returns the
    runs it still holds: whoever was paused past its lease has lost the others. What it dropped expires by itself.
    """
    now = now_ms_sql()
    held: set[Any] = set()
    with write_transaction() as sql:
        if on_board:
            marks = ", ".join("?" * len(on_board))
            sql.run(
                f"UPDATE runs_run SET lease_until_ms = {now} + {LEASE_MS}"
                f" WHERE {rows_in_order(f'lease_until_ms IS NOT NULL AND lease_owner = ? AND id IN ({marks})', skip=True)}",
                (owner, *(run_id for run_id, _ in on_board)),
            )
            # Asked apart: the update passes over rows that somebody is writing at this moment.
            epochs = dict(on_board)
            rows = sql.all(
                f"SELECT id, epoch FROM runs_run WHERE lease_owner = ? AND id IN ({marks})", (owner, *epochs)
            )
            held = {run_id for run_id, epoch in rows if epochs[run_id] == epoch}
        sql.run(
            "INSERT INTO runs_drainer (owner, host, pid, beat_at_ms, runs_on_board, claimed_at_ms)"
            f" VALUES (?, ?, ?, {now}, ?, {now} - {'NULL' if claimed_ms_ago is None else int(claimed_ms_ago)})"
            " ON CONFLICT (owner) DO UPDATE SET beat_at_ms = excluded.beat_at_ms,"
            " runs_on_board = excluded.runs_on_board, claimed_at_ms = excluded.claimed_at_ms",
            (owner, socket.gethostname(), pid, len(on_board)),
        )
    return held


def leave(owner: str) -> int:
    """Give back every lease of `owner` at once and forget it. Returns how many runs went back."""
    with write_transaction() as sql:
        returned = len(sql.all(_give_back("lease_owner = ? AND lease_until_ms IS NOT NULL"), (owner,)))
        sql.run("DELETE FROM runs_drainer WHERE owner = ?", (owner,))
    return returned


def give_back(owner: str, run_ids: Sequence[Any]) -> None:
    """Give back the leases on these runs at once."""
    marks = ", ".join("?" * len(run_ids))
    with write_transaction() as sql:
        sql.run(
            _give_back(f"lease_owner = ? AND lease_until_ms IS NOT NULL AND id IN ({marks})"),
            (owner, *run_ids),
        )


def rescue() -> list[Announcement]:
    """Return expired leases to the queue (never execute). Idle look first: no write lock when there is nothing."""
    expired = f"lease_until_ms < {now_ms_sql()}"
    if not statements().all(f"SELECT 1 FROM runs_run WHERE {expired} LIMIT 1"):
        return []
    with write_transaction() as sql:
        return take_back(sql, expired, (), "lease_expired")


def rescue_owners(owners: Sequence[str]) -> list[Announcement]:
    """Return the leases of processes known to be dead."""
    news: list[Announcement] = []
    with write_transaction() as sql:
        for owner in owners:
            mine = "lease_owner = ? AND lease_until_ms IS NOT NULL"
            news.extend(take_back(sql, mine, (owner,), "process_gone"))
            forget(sql, owner)
    return news


def forget(sql: Statements, owner: str) -> None:
    """This worker lives no more: its sign of life and its chores are nobody's."""
    sql.run("DELETE FROM runs_drainer WHERE owner = ?", (owner,))
    sql.run("UPDATE runs_chore SET owner = '', lease_until_ms = 0 WHERE owner = ?", (owner,))


def take_back(sql: Statements, where: str, params: Sequence[Any], kind: str) -> list[Announcement]:
    """Runs whose worker was lost become ready (suspects wait for their turn, `runs/suspects.py`), and say so. The fencing token grows here already, not only with the next
    claim: the lost worker may be paused, and what it writes when it wakes must not take the run out of the queue again.
    """
    order = " ORDER BY id FOR UPDATE SKIP LOCKED" if sql.is_postgres else ""
    found = sql.all(f"SELECT id, lease_owner FROM runs_run WHERE {where}{order}", params)
    owners: dict[Any, str] = {row[0]: row[1] for row in found}
    if not owners:
        return []
    now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
    ids = list(owners)
    rows = sql.all(
        "UPDATE runs_run SET ready = NOT suspect, ready_at_ms = ?, lease_owner = '', lease_until_ms = NULL,"
        " epoch = epoch + 1, rescues = rescues + 1, next_event = next_event + 1"
        f" WHERE id IN ({', '.join('?' * len(ids))}) RETURNING id, workflow_id, next_event, status",
        (now_ms, *ids),
    )
    blocks = incidents.blocks_in_flight(sql, ids)
    incidents.record(sql, [(run_id, kind, owners[run_id], blocks[run_id]) for run_id in ids])
    events: list[tuple[Any, ...]] = []
    for run_id, _, next_event, _ in rows:
        data = {"reason": kind, "blocks": blocks[run_id]}
        event = {"seq": next_event - 1, "type": "run.rescued", "blockId": None, "at": now_ms, "data": data}
        events.append((run_id, next_event - 1, next_event - 1, orjson.dumps([event]).decode()))
    sql.insert("runs_eventbatch", EVENT_COLUMNS, events)
    for run_id, workflow_id, _, _ in rows:
        about_it = regarding(runId=f"run_{read_uuid(run_id)}", workflowId=f"wf_{read_uuid(workflow_id)}")
        logger.warning("taken back from %s (%s)", owners[run_id], kind, extra=about_it)
    counts.count("rescues", len(rows), kind=kind)
    return [(read_uuid(row[0]).hex, read_uuid(row[1]).hex, row[2] - 1, row[3]) for row in rows]


def _give_back(where: str) -> str:
    return (
        f"UPDATE runs_run SET ready = NOT suspect, ready_at_ms = {now_ms_sql()}, lease_owner = '',"
        f" lease_until_ms = NULL WHERE {rows_in_order(where, skip=False)} RETURNING id"
    )


def lease_owners() -> list[str]:
    """Everybody who holds a lease or says to be alive."""
    rows = statements().all(
        "SELECT lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL"
        " UNION SELECT owner FROM runs_drainer"
    )
    return [row[0] for row in rows]
