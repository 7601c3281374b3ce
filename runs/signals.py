"""Words from outside for parked steps, and what hangs on a run's end: every statement about both.

Whoever signals inserts the row and makes the run ready in one transaction; on board of a worker, the run's counter says
that there is something to read. The row is deleted in the transaction that writes its effect, fenced by the lease: no
signal is lost or applied twice, whatever is killed. On PostgreSQL a run's row is locked before what belongs to the run, and
several in the order of their ids.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from runs import news
from runs.sql import Statements, db_time, db_uuid, new_id, now_ms_sql, shown_id, statements, write_transaction

DECISION, ANSWER, CHILD, RECONNECTED = "decision", "answer", "child", "reconnected"

APPROVAL_COLUMNS = [
    "id",
    "company_id",
    "run_id",
    "step_id",
    "block",
    "title",
    "description",
    "approvers",
    "form",
    "four_eyes",
    "notify",
    "created_at",
]
_APPROVALS = (
    f"INSERT INTO runs_approval ({', '.join(APPROVAL_COLUMNS)}, expires_at_ms, status, decided_by, comment)"
    f" VALUES ({', '.join('?' * len(APPROVAL_COLUMNS))}, {{now}} + ?, 'waiting', '', '') ON CONFLICT (step_id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Signal:
    """One row, as the driver gave its ids."""

    id: Any
    step_id: Any
    kind: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ending:
    """A run that ends in this transaction. `has_waited`: signals, approvals or runs it started may hang on it."""

    run_id: Any
    status: str
    parent_id: Any = None
    parent_step: Any = None  # set where the parent waits for this end
    has_waited: bool = True


# --- sending ----------------------------------------------------------------------------------


def send(sql: Statements, run_id: Any, step_id: Any, kind: str, body: Mapping[str, Any]) -> bool:
    """Signal a step and make its run ready. False, and nothing is sent: the run had ended, or such a signal is there."""
    reached = sql.all(
        f"UPDATE runs_run SET signals = signals + 1, ready = (lease_until_ms IS NULL AND NOT held), ready_at_ms = {now_ms_sql()},"
        " wake_at_ms = NULL WHERE id = ? AND finished_at IS NULL RETURNING id",
        (run_id,),
    )
    if not reached:
        return False
    written = sql.all(
        "INSERT INTO runs_signal (id, run_id, step_id, kind, body, created_at_ms)"
        f" VALUES (?, ?, ?, ?, ?, {now_ms_sql()}) ON CONFLICT (step_id, kind) DO NOTHING RETURNING id",
        (new_id(), run_id, step_id, kind, orjson.dumps(body).decode()),
    )
    return bool(written)


def lock_run(sql: Statements, run_id: Any) -> bool:
    """Until the end of the transaction nobody else moves this run. False: it has ended."""
    lock = " FOR UPDATE" if sql.is_postgres else ""
    return bool(sql.all(f"SELECT 1 FROM runs_run WHERE id = ? AND finished_at IS NULL{lock}", (run_id,)))


_WAITING = (
    "SELECT s.run_id, s.id FROM runs_step s JOIN runs_run r ON r.id = s.run_id"
    " WHERE s.status = 'waiting' AND s.reason = 'connection' AND r.finished_at IS NULL AND r.company_id = ?"
    " AND (s.connection_id IS NULL OR s.connection_id = ?) AND (s.run_id > ? OR (s.run_id = ? AND s.id > ?))"
    " ORDER BY s.run_id, s.id LIMIT 500"
)


def reconnected(company_id: Any, connection_id: Any) -> int:
    """Signal the steps that wait for this connection, and those that wait for any. Returns how many."""
    nothing = db_uuid(uuid.UUID(int=0))
    last, count = (nothing, nothing), 0
    while True:
        with write_transaction() as sql:
            found = sql.all(_WAITING, (company_id, connection_id, last[0], last[0], last[1]))
            for run_id, step_id in found:
                count += send(sql, run_id, step_id, RECONNECTED, {})
        if len(found) < 500:
            return count
        last = (found[-1][0], found[-1][1])


# --- reading and consuming --------------------------------------------------------------------


def load(run_ids: Sequence[Any]) -> dict[Any, list[Signal]]:
    """What waits to be applied, by run, in the order of arrival."""
    found: dict[Any, list[Signal]] = {run_id: [] for run_id in run_ids}
    rows = statements().all(
        "SELECT run_id, id, step_id, kind, body FROM runs_signal"
        f" WHERE run_id IN ({', '.join('?' * len(run_ids))}) ORDER BY created_at_ms, id",
        run_ids,
    )
    for run_id, signal_id, step_id, kind, body in rows:
        found[run_id].append(Signal(signal_id, step_id, kind, orjson.loads(body)))
    return found


def signalled_runs(owner: str) -> list[tuple[Any, int]]:
    """The runs on board of `owner` for which signals ever came, and how many."""
    rows = statements().all(
        "SELECT id, signals FROM runs_run WHERE lease_until_ms IS NOT NULL AND lease_owner = ? AND signals > 0",
        (owner,),
    )
    return [(row[0], row[1]) for row in rows]


def end_of_run(run_id: Any) -> tuple[str, str | None, Any, str | None] | None:
    """(status, output, its payload, error) of a run that another one waited for; None when it is gone."""
    rows = statements().all(
        "SELECT status, output, output_payload, error FROM runs_run WHERE id = ?", (run_id,)
    )
    return tuple(rows[0]) if rows else None


def consume(sql: Statements, ids: Sequence[Any]) -> None:
    """These were applied by what this transaction writes."""
    sql.run(f"DELETE FROM runs_signal WHERE id IN ({', '.join('?' * len(ids))})", ids)


# --- asking -----------------------------------------------------------------------------------


def ask(sql: Statements, approvals: Sequence[tuple[Any, ...]], outbox: Sequence[tuple[Any, ...]]) -> None:
    """Open approvals (the values of `APPROVAL_COLUMNS`, then the ms they may take by the database's clock), and write what
    is to be sent about them: (company, topic, data, time).
    """
    if approvals:
        sql.many(_APPROVALS.format(now=now_ms_sql()), approvals)
    if outbox:
        news.write(sql, outbox)


def expire_due() -> int:
    """Close the approvals whose time is over and signal their runs. Returns how many. Idle, it only reads."""
    due = f"status = 'waiting' AND expires_at_ms IS NOT NULL AND expires_at_ms <= {now_ms_sql()}"
    found = statements().all(f"SELECT run_id FROM runs_approval WHERE {due} ORDER BY run_id LIMIT 200")
    if not found:
        return 0
    run_ids = list(dict.fromkeys(row[0] for row in found))
    with write_transaction() as sql:
        lock = " FOR UPDATE SKIP LOCKED" if sql.is_postgres else ""
        marks = ", ".join("?" * len(run_ids))
        free = [
            row[0]
            for row in sql.all(f"SELECT id FROM runs_run WHERE id IN ({marks}) ORDER BY id{lock}", run_ids)
        ]
        if not free:
            return 0
        marks = ", ".join("?" * len(free))
        now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
        expired = sql.all(
            f"UPDATE runs_approval SET status = 'expired', decided_at = ? WHERE {due} AND run_id IN ({marks})"
            " RETURNING run_id, step_id",
            (db_time(now_ms), *free),
        )
        for run_id, step_id in expired:
            send(sql, run_id, step_id, DECISION, {"approved": False, "isExpired": True})
    return len(expired)


_CLOSE = "UPDATE runs_approval SET status = 'closed', decided_at = ? WHERE status = 'waiting'"
_CALL_OFF = (
    "UPDATE runs_run SET cancel_requested_by = 'the run that started it', priority = 100,"
    " ready_at_ms = ?, ready = (lease_until_ms IS NULL), held = FALSE, wake_at_ms = NULL"
    " WHERE parent_step IS NOT NULL AND parent_id IS NOT NULL AND finished_at IS NULL AND cancel_requested_by = ''"
)


def call_off(sql: Statements, step_ids: Sequence[Any]) -> bool:
    """Steps of runs that go on were cancelled: close their approvals, cancel the runs they wait for. Like `end`."""
    marks = ", ".join("?" * len(step_ids))
    now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
    sql.run(f"DELETE FROM runs_signal WHERE step_id IN ({marks})", step_ids)
    sql.run(f"{_CLOSE} AND step_id IN ({marks})", (db_time(now_ms), *step_ids))
    return bool(sql.all(f"{_CALL_OFF} AND parent_step IN ({marks}) RETURNING id", (now_ms, *step_ids)))


# --- ending -----------------------------------------------------------------------------------


def lock_all(
    sql: Statements, run_ids: Sequence[Any], endings: Sequence[Ending], callers: Sequence[Any] = ()
) -> None:
    """On PostgreSQL: lock these runs, and those that hang on the endings and callers, in one order, or two workers could
    wait for one another.
    """
    if not sql.is_postgres:
        return
    ids = list({*run_ids, *(one.parent_id for one in endings if one.parent_step is not None)})
    parents = [*callers, *(one.run_id for one in endings if one.has_waited)]
    sql.run(
        "SELECT id FROM runs_run WHERE id = ANY(?) OR"
        " (parent_id = ANY(?) AND parent_step IS NOT NULL AND finished_at IS NULL) ORDER BY id FOR UPDATE",
        (ids, parents),
    )


def end(sql: Statements, endings: Sequence[Ending]) -> bool:
    """What the end of runs means for others: their approvals close, runs that they wait for are cancelled, and the runs
    that wait for them hear of it. True when somebody should look at the queue.
    """
    waited = [one.run_id for one in endings if one.has_waited]
    is_news = False
    if waited:
        marks = ", ".join("?" * len(waited))
        now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
        sql.run(f"DELETE FROM runs_signal WHERE run_id IN ({marks})", waited)
        sql.run(f"{_CLOSE} AND run_id IN ({marks})", (db_time(now_ms), *waited))
        is_news = bool(sql.all(f"{_CALL_OFF} AND parent_id IN ({marks}) RETURNING id", (now_ms, *waited)))
    for one in endings:
        if one.parent_step is not None:
            body = {"runId": f"run_{shown_id(one.run_id)}", "status": one.status}
            is_news = send(sql, one.parent_id, one.parent_step, CHILD, body) or is_news
    return is_news
