"""Who does the recurring chores: one row for each, which is its lease (10 s).

All chores whose lease is free usually go to the drain that asks first; when it leaves or is lost, another takes over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from runs.sql import now_ms_sql, statements, write_transaction

LEASE_MS = 10_000


@dataclass(frozen=True, slots=True)
class Report:
    """How a chore went: `error` is empty when it ended well."""

    name: str
    error: str


def take(owner: str, names: Sequence[str], reports: Iterable[Report] = ()) -> set[str]:
    """Take or renew what is free or ours, and write down how it went. Returns what is ours now.

    An idle look (all is somebody else's) takes no write lock.
    """
    now = now_ms_sql()
    known = {
        row[0]: (row[1], row[2])
        for row in statements().all(f"SELECT name, owner, lease_until_ms < {now} FROM runs_chore")
    }
    wanted = [name for name in names if name not in known or known[name][0] == owner or known[name][1]]
    if not wanted:
        return set()
    marks = ", ".join("?" * len(wanted))
    with write_transaction() as sql:
        if missing := [name for name in wanted if name not in known]:
            sql.many(
                "INSERT INTO runs_chore (name, owner, lease_until_ms, failures, error) VALUES (?, '', 0, 0, '')"
                " ON CONFLICT (name) DO NOTHING",
                [(name,) for name in missing],
            )
        taken = {
            row[0]
            for row in sql.all(
                f"UPDATE runs_chore SET owner = ?, lease_until_ms = {now} + {LEASE_MS}"
                f" WHERE name IN ({marks}) AND (owner = ? OR lease_until_ms < {now}) RETURNING name",
                (owner, *wanted, owner),
            )
        }
        for report in reports:
            if not report.error:
                sql.run(
                    f"UPDATE runs_chore SET ran_at_ms = {now}, failures = 0, error = '' WHERE name = ?",
                    (report.name,),
                )
            else:
                sql.run(
                    "UPDATE runs_chore SET failures = failures + 1, error = ? WHERE name = ?",
                    (report.error[:300], report.name),
                )
    return taken


def leave(owner: str) -> None:
    """Give back what is ours at once."""
    if not statements().all("SELECT 1 FROM runs_chore WHERE owner = ? LIMIT 1", (owner,)):
        return
    with write_transaction() as sql:
        sql.run("UPDATE runs_chore SET owner = '', lease_until_ms = 0 WHERE owner = ?", (owner,))
