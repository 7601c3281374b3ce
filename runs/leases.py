"""Leases: prolonged while their worker lives, given back when it leaves, rescued when it is lost.

A lease runs for 15 s (`queue.LEASE_MS`). Times are the database's.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from typing import Any

from accounts import counts
from runs.queue import LEASE_MS
from runs.sql import now_ms_sql, rows_in_order, statements, write_transaction

RENEW_SECONDS = 5.0
# A process that could not renew for this long starts no new effect: its leases may be somebody else's soon.
RENEWAL_TRUST_SECONDS = 10.0


def renew(owner: str, *, pid: int, on_board: Sequence[Any]) -> None:
    """Prolong the leases of `owner` on these runs and say that it lives. What it dropped expires by itself."""
    now = now_ms_sql()
    with write_transaction() as sql:
        if on_board:
            marks = ", ".join("?" * len(on_board))
            sql.run(
                f"UPDATE runs_run SET lease_until_ms = {now} + {LEASE_MS}"
                f" WHERE {rows_in_order(f'lease_until_ms IS NOT NULL AND lease_owner = ? AND id IN ({marks})', skip=True)}",
                (owner, *on_board),
            )
        sql.run(
            f"INSERT INTO runs_drainer (owner, host, pid, beat_at_ms, runs_on_board) VALUES (?, ?, ?, {now}, ?)"
            " ON CONFLICT (owner) DO UPDATE SET beat_at_ms = excluded.beat_at_ms,"
            " runs_on_board = excluded.runs_on_board",
            (owner, socket.gethostname(), pid, len(on_board)),
        )


def leave(owner: str) -> int:
    """Give back every lease of `owner` at once and forget it. Returns how many runs went back."""
    with write_transaction() as sql:
        returned = len(
            sql.all(_give_back("lease_owner = ? AND lease_until_ms IS NOT NULL", rescued=False), (owner,))
        )
        sql.run("DELETE FROM runs_drainer WHERE owner = ?", (owner,))
    return returned


def rescue() -> list[Any]:
    """Return expired leases to the queue (never execute). Idle look first: no write lock when there is nothing."""
    expired = f"lease_until_ms < {now_ms_sql()}"
    if not statements().all(f"SELECT 1 FROM runs_run WHERE {expired} LIMIT 1"):
        return []
    with write_transaction() as sql:
        rescued = [row[0] for row in sql.all(_give_back(expired, rescued=True, skip=True))]
    counts.count("rescues", len(rescued), kind="lease_expired")
    return rescued


def rescue_owners(owners: Sequence[str]) -> int:
    """Return the leases of processes known to be dead."""
    with write_transaction() as sql:
        count = 0
        for owner in owners:
            count += len(
                sql.all(_give_back("lease_owner = ? AND lease_until_ms IS NOT NULL", rescued=True), (owner,))
            )
            sql.run("DELETE FROM runs_drainer WHERE owner = ?", (owner,))
    counts.count("rescues", count, kind="process_gone")
    return count


def _give_back(where: str, *, rescued: bool, skip: bool = False) -> str:
    counted = ", rescues = rescues + 1" if rescued else ""
    return (
        f"UPDATE runs_run SET ready = TRUE, ready_at_ms = {now_ms_sql()}, lease_owner = '',"
        f" lease_until_ms = NULL{counted} WHERE {rows_in_order(where, skip=skip)} RETURNING id"
    )


def lease_owners() -> list[str]:
    """Everybody who holds a lease or says to be alive."""
    rows = statements().all(
        "SELECT lease_owner FROM runs_run WHERE lease_until_ms IS NOT NULL"
        " UNION SELECT owner FROM runs_drainer"
    )
    return [row[0] for row in rows]
