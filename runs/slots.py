"""Slots of concurrency limits: counted rows, no counters, so nothing can leak.

A run of a limited workflow carries the rendered `concurrencyKey` as `slot_key`. It either holds a slot (`has_slot`) or
waits in the key's line (`held`, in order of arrival); held runs are not `ready`, so no claim ever looks at them. Whoever
counts holds the key's lock (PostgreSQL) or the database's write lock (SQLite) until its commit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runs.sql import Statements, now_ms_sql, statements, write_transaction


def lock(sql: Statements, keys: Iterable[str]) -> None:
    """Nobody else takes or frees a slot of these keys before this transaction ends. In one order, against deadlocks."""
    if sql.is_postgres:
        for number in sorted({_lock_number(key) for key in keys}):
            sql.run("SELECT pg_advisory_xact_lock(?)", (number,))


def _lock_number(key: str) -> int:
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "big", signed=True)


def occupancy(sql: Statements, key: str) -> tuple[int, bool]:
    """How many runs hold a slot of the key, and whether somebody waits for one. Under its lock."""
    taken = sql.all("SELECT COUNT(*) FROM runs_run WHERE has_slot AND slot_key = ?", (key,))[0][0]
    waits = sql.all("SELECT 1 FROM runs_run WHERE held AND slot_key = ? LIMIT 1", (key,))
    return int(taken), bool(waits)


def enter(sql: Statements, run_id: Any, key: str, limit: int, *, is_held: bool) -> None:
    """Put a run that was just inserted as ready into a slot or into the line. Under the key's lock."""
    sql.run(
        "UPDATE runs_run SET slot_key = ?, slot_limit = ?, has_slot = ?, held = ?, ready = ? WHERE id = ?",
        (key, limit, not is_held, is_held, not is_held, run_id),
    )


def asks(run: Mapping[str, Any]) -> bool:
    """Whether a claimed run has to find a slot before it goes on: it gave its own back while it was suspended."""
    return bool(run["slot_key"]) and not run["has_slot"] and not run["cancel_requested_by"]


def take_or_hold(sql: Statements, asking: Sequence[dict[str, Any]]) -> set[Any]:
    """Give slots to these claimed runs. Returns the ids of those that found none: they are in their line again, no longer
    claimed, or somebody else's by now. One that was cancelled since it was claimed needs none, and knows it then.
    """
    # Rows before keys, as everywhere: whoever ends a run may have locked the row of the one that waits for it.
    order = " ORDER BY id FOR UPDATE" if sql.is_postgres else ""
    rows = sql.all(
        "SELECT id, epoch, cancel_requested_by FROM runs_run"
        f" WHERE id IN ({', '.join('?' * len(asking))}){order}",
        [run["id"] for run in asking],
    )
    found = {row[0]: row for row in rows}
    lock(sql, (run["slot_key"] for run in asking))
    held: set[Any] = set()
    for run in asking:
        _, epoch, run["cancel_requested_by"] = found.get(run["id"], (None, None, ""))
        if epoch != run["epoch"]:
            held.add(run["id"])
        elif not run["cancel_requested_by"]:
            run["has_slot"] = occupancy(sql, run["slot_key"])[0] < run["slot_limit"]
            change = "has_slot = TRUE" if run["has_slot"] else _BACK_IN_LINE
            sql.run(f"UPDATE runs_run SET {change} WHERE id = ?", (run["id"],))
            if not run["has_slot"]:
                held.add(run["id"])
    return held


_BACK_IN_LINE = "held = TRUE, ready = FALSE, lease_owner = '', lease_until_ms = NULL"


def release(sql: Statements, runs: Sequence[tuple[Any, str]]) -> int:
    """Free the slots of these (id, key) and let the next in line go. In the transaction that ends or parks them."""
    marks = ", ".join("?" * len(runs))
    sql.run(f"UPDATE runs_run SET has_slot = FALSE WHERE id IN ({marks})", [run_id for run_id, _ in runs])
    keys = {key for _, key in runs}
    lock(sql, keys)
    return sum(_admit(sql, key) for key in keys)


def _admit(sql: Statements, key: str) -> int:
    """Make runs of the line ready while slots are free, the first to come first. Returns how many."""
    admitted = 0
    while head := sql.all(
        "SELECT id, slot_limit FROM runs_run WHERE held AND slot_key = ? ORDER BY queued_seq LIMIT 1", (key,)
    ):
        run_id, limit = head[0]
        if occupancy(sql, key)[0] >= limit:
            break
        sql.run(
            # One that may have killed its worker is not claimed with others (`suspects.py`).
            f"UPDATE runs_run SET held = FALSE, has_slot = TRUE, ready = NOT suspect, ready_at_ms = {now_ms_sql()}"
            " WHERE id = ? AND held",
            (run_id,),
        )
        admitted += 1
    return admitted


# The keys that have a line, one index probe each, however long the lines are.
LINES = """
WITH RECURSIVE k(key) AS (
  SELECT (SELECT slot_key FROM runs_run WHERE held ORDER BY slot_key LIMIT 1)
  UNION ALL
  SELECT (SELECT slot_key FROM runs_run WHERE held AND slot_key > k.key ORDER BY slot_key LIMIT 1)
  FROM k WHERE k.key IS NOT NULL
) SELECT key FROM k WHERE key IS NOT NULL"""


def admit_all() -> int:
    """Look at every line once: for slots that were freed by other ways than a run's end (a deleted row, a changed limit)."""
    admitted = 0
    for (key,) in statements().all(LINES):
        with write_transaction() as sql:
            lock(sql, [key])
            admitted += _admit(sql, key)
    return admitted
