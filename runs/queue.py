"""The run table as a queue: claim and progress. Leases, waking and slots are the rooms beside it.

The run table is the queue. `ready` runs are claimed with a lease (15 s) and a fencing token (`epoch`); every later write
carries the token, and one that finds another token changes nothing. Times are the database's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from runs import bell, signals, slots
from runs import news as news_desk
from runs.bell import Announcement
from runs.news import News
from runs.prepared import Often
from runs.sql import (
    EVENT_COLUMNS,
    PAYLOAD_COLUMNS,
    Row,
    Statements,
    db_time,
    is_postgres,
    now_ms_sql,
    read_uuid,
    statements,
    write_transaction,
)
from runs.tracing import Span

LEASE_MS = 15_000
_PICKING = 4_701_829_336_501_226_117  # the lock's number, ours alone

CLAIMED_COLUMNS = [
    "id",
    "company_id",
    "workflow_id",
    "version_id",
    "number",
    "status",
    "trigger_type",
    "trigger_block",
    "test",
    "rehearsal",
    "epoch",
    "connection_id",
    "input",
    "input_payload",
    "response",
    "next_event",
    "next_step",
    "rescues",
    "cancel_requested_by",
    "slot_key",
    "slot_limit",
    "has_slot",
    "suspect",
    "crashes",
    "ran_ms",
    "created_at",
    "started_at",
    "started_by",
    "parent_id",
    "parent_step",
    "hops",
    "signals",
    "fired",
    "priority",
    "queued_seq",
]

STEP_COLUMNS = (
    "id",
    "run_id",
    "seq",
    "block",
    "iteration",
    "generation",
    "status",
    "reason",
    "port",
    "attempt",
    "attempt_log",
    "input",
    "input_payload",
    "output",
    "output_payload",
    "error",
    "warnings",
    "log",
    "variables",
    "connection_id",
    "account",
    "wake_at_ms",
    "started_at",
    "finished_at",
)


@dataclass(slots=True)
class Progress:
    """What one run has to write at once. `run` holds the values of `_PROGRESS` in its order."""

    run_id: Any
    epoch: int
    run: tuple[Any, ...]
    steps: list[tuple[Any, ...]] = field(default_factory=list)  # of which no row exists yet
    changed_steps: list[tuple[Any, ...]] = field(default_factory=list)
    payloads: list[tuple[Any, ...]] = field(default_factory=list)
    events: tuple[Any, ...] | None = None  # (run_id, seq, last_seq, json)
    consumed: list[Any] = field(default_factory=list)  # the signals whose effect this is
    approvals: list[tuple[Any, ...]] = field(default_factory=list)
    outbox: list[tuple[Any, ...]] = field(default_factory=list)
    called_off: list[Any] = field(default_factory=list)  # steps that were cancelled while the run goes on
    ending: signals.Ending | None = None  # set where others hang on the end of this run
    announce: tuple[str, str, int, str] | None = None  # run, workflow, last seq, status
    settled: Callable[[bool], None] | None = None  # called with False when the lease was lost
    frees_slot: str = ""  # the key of a concurrency limit whose slot the run gives back with this commit
    spans: Sequence[Span] = ()  # emitted then, too
    clears: bool = False  # what was held against the run is forgotten (`runs/suspects.py`)
    aftermath_at_ms: int | None = None  # when its end has something to follow (`runs/aftermath.py`)
    news: News | None = None  # who listens is told of it (`runs/fan_out.py`)
    counted: Sequence[str] = ()  # keys of `accounts.counts`, counted when the commit is durable


_PROGRESS_COLUMNS = [
    "status",
    "wake_at_ms",
    "lease_owner",
    "waiting",
    "output",
    "output_payload",
    "response",
    "error",
    "next_event",
    "next_step",
    "ran_ms",
    "started_at",
    "finished_at",
]
_PROGRESS = Often(
    "UPDATE runs_run SET "
    + ", ".join(f"{name} = ?" for name in _PROGRESS_COLUMNS)
    # A run that parks although somebody asked to cancel it, or has sent a signal that was not read, goes straight back.
    + ", ready = (? AND (cancel_requested_by <> '' OR signals <> ?))"
    + ", lease_until_ms = CASE WHEN ? THEN lease_until_ms ELSE NULL END WHERE id = ? AND epoch = ?"
)
_CHANGED_STEPS = Often(
    f"INSERT INTO runs_step ({', '.join(STEP_COLUMNS)}) VALUES ({', '.join('?' * len(STEP_COLUMNS))})"
    " ON CONFLICT (run_id, seq) DO UPDATE SET "
    + ", ".join(f"{name} = excluded.{name}" for name in STEP_COLUMNS[5:])
)


def write_progress(batch: Sequence[Progress]) -> list[bool]:
    """Commit many runs' progress in one transaction; for each, whether its lease was still ours."""
    endings = [one.ending for one in batch if one.ending is not None]
    callers = [one.run_id for one in batch if one.called_off]
    is_news = False
    with write_transaction() as sql:
        if endings or callers:
            signals.lock_all(sql, [one.run_id for one in batch], endings, callers)
        # On PostgreSQL rows are locked in one order everywhere, or two workers could wait for one another.
        order = sorted(batch, key=lambda one: one.run_id) if sql.is_postgres else batch
        listeners = news_desk.listeners([one.news for one in order if one.news is not None])
        kept, listening = sql.hits(_PROGRESS, [(*one.run, one.run_id, one.epoch) for one in order], listeners)
        if order is not batch:
            found = {id(one): is_kept for one, is_kept in zip(order, kept, strict=True)}
            kept = [found[id(one)] for one in batch]
        alive = [one for one, is_kept in zip(batch, kept, strict=True) if is_kept]
        if payloads := [row for one in alive for row in one.payloads]:
            sql.insert("runs_payload", PAYLOAD_COLUMNS, payloads, are_large=True)
        if steps := [row for one in alive for row in one.steps]:
            sql.insert("runs_step", STEP_COLUMNS, steps)
        if changed := [row for one in alive for row in one.changed_steps]:
            sql.many(_CHANGED_STEPS, changed)
        if events := [one.events for one in alive if one.events is not None]:
            sql.insert("runs_eventbatch", EVENT_COLUMNS, events)
        if freed := [(one.run_id, one.frees_slot) for one in alive if one.frees_slot]:
            slots.release(sql, freed)
        if cleared := [one.run_id for one in alive if one.clears]:
            _clear_suspicion(sql, cleared)
        if ended := [(one.aftermath_at_ms, one.run_id) for one in alive if one.aftermath_at_ms is not None]:
            sql.many("UPDATE runs_run SET aftermath_at_ms = ? WHERE id = ?", ended)
        if news := [one.news for one in alive if one.news is not None]:
            news_desk.record(sql, news, listening)
        if consumed := [row for one in alive for row in one.consumed]:
            signals.consume(sql, consumed)
        if approvals := [row for one in alive for row in one.approvals]:
            signals.ask(sql, approvals, [row for one in alive for row in one.outbox])
        if called_off := [step for one in alive for step in one.called_off]:
            is_news = signals.call_off(sql, called_off)
        if endings:
            is_news = signals.end(sql, [one.ending for one in alive if one.ending is not None]) or is_news
    if is_news:
        bell.call()
    return kept


def _clear_suspicion(sql: Statements, run_ids: Sequence[Any]) -> None:
    marks = ", ".join("?" * len(run_ids))
    sql.run(f"UPDATE runs_run SET suspect = FALSE, crashes = 0 WHERE id IN ({marks})", run_ids)
    sql.run(
        f"UPDATE runs_step SET deliveries = 0 WHERE deliveries > 0 AND status <> 'running' AND run_id IN ({marks})",
        run_ids,
    )


def end_broken(run_id: Any, epoch: int, message: str, *, code: str = "STEP_ERROR") -> Announcement | None:
    """End a run as failed that cannot be carried on, whatever it does: what is not committed is dropped.

    None when the lease was lost meanwhile.
    """
    error = orjson.dumps({"code": code, "message": message}).decode()
    family = statements().all("SELECT parent_id, parent_step FROM runs_run WHERE id = ?", (run_id,))
    ending = signals.Ending(run_id, "failed", *family[0]) if family else signals.Ending(run_id, "failed")
    with write_transaction() as sql:
        signals.lock_all(sql, [run_id], [ending])
        now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0])
        found = sql.all(
            "UPDATE runs_run SET status = 'failed', error = ?, finished_at = ?, aftermath_at_ms = ?, ready = FALSE,"
            " held = FALSE, wake_at_ms = NULL, waiting = NULL, lease_owner = '', lease_until_ms = NULL, next_event = next_event + 1"
            " WHERE id = ? AND epoch = ? AND finished_at IS NULL RETURNING next_event, workflow_id, slot_key, company_id, test",
            (error, db_time(now_ms), now_ms, run_id, epoch),
        )
        if not found:
            return None
        seq = found[0][0] - 1
        sql.run(
            "UPDATE runs_step SET status = 'cancelled', reason = 'The run had ended.', wake_at_ms = NULL, finished_at = ?"
            " WHERE run_id = ? AND status IN ('pending', 'running', 'retrying', 'waiting')",
            (db_time(now_ms), run_id),
        )
        data = {"error": {"code": code, "message": message, "blockId": None}}
        event = {"seq": seq, "type": "run.failed", "blockId": None, "at": now_ms, "data": data}
        sql.insert("runs_eventbatch", EVENT_COLUMNS, [(run_id, seq, seq, orjson.dumps([event]).decode())])
        if found[0][2]:
            slots.release(sql, [(run_id, found[0][2])])
        if not found[0][4]:
            facts = {"run": read_uuid(run_id).hex}
            news_desk.record(sql, [News("run.failed", found[0][3], facts, db_time(now_ms))])
        is_news = signals.end(sql, [ending])
    if is_news:
        bell.call()
    return read_uuid(run_id).hex, read_uuid(found[0][1]).hex, seq, "failed"


# --- claim ------------------------------------------------------------------------------------

# A loose index scan: the companies that have ready runs, one index probe each, however long their queues are.
_COMPANIES = Often("""
WITH RECURSIVE c(id) AS (
  SELECT (SELECT company_id FROM runs_run WHERE ready ORDER BY company_id LIMIT 1)
  UNION ALL
  SELECT (SELECT company_id FROM runs_run WHERE ready AND company_id > c.id ORDER BY company_id LIMIT 1)
  FROM c WHERE c.id IS NOT NULL
) SELECT id FROM c WHERE id IS NOT NULL""")
_READY = "SELECT id FROM runs_run WHERE ready AND company_id = ? ORDER BY priority DESC, queued_seq LIMIT ?"
_START = "(SELECT date_trunc('milliseconds', clock_timestamp()))"
_TAKE = (
    "UPDATE runs_run SET ready = FALSE, wake_at_ms = NULL, lease_owner = ?, epoch = epoch + 1,"
    f" lease_until_ms = {now_ms_sql()} + {LEASE_MS}, started_at = COALESCE(started_at, {{start}})"
    f" WHERE {{which}} AND ready RETURNING {', '.join(CLAIMED_COLUMNS)}"
)
_LOCK, _UNLOCK = Often("SELECT pg_advisory_lock(?)"), Often("SELECT pg_advisory_unlock(?)")


@lru_cache(maxsize=64)
def _taking(companies: int) -> Often:
    """PostgreSQL's claim of the runs that are next in line in so many companies."""
    pick = " || ".join([f"ARRAY({_READY} FOR UPDATE SKIP LOCKED)"] * companies)
    return Often(_TAKE.format(start=_START, which=f"id = ANY({pick})"))


def claim(
    owner: str, limit: int, shares: Callable[[Sequence[Any]], Mapping[Any, int]] | None = None
) -> list[dict[str, Any]]:
    """Take ready runs for `owner`, going round the companies that have any: as many of each as `shares` says, else up
    to `limit` in even parts.

    A run starts here: `started_at` is given with the claim, so those of one company start in the order in which they
    arrived, whoever takes them. On SQLite an idle look takes no write lock: the candidates are read first and confirmed
    by the update.
    """
    sql = statements()
    companies = [row[0] for row in sql.all(_COMPANIES)]
    if not companies:
        return []
    wanted = _even(companies, limit) if shares is None else shares(companies)
    if not wanted:
        return []
    claimed = _take(owner, wanted)
    if asking := [run for run in claimed if slots.asks(run)]:
        # In a transaction of their own: a lease without a slot is a run that has not begun.
        with write_transaction() as sql:
            held = slots.take_or_hold(sql, asking)
        claimed = [run for run in claimed if run["id"] not in held]
    return claimed


def _take(owner: str, wanted: Mapping[Any, int]) -> list[dict[str, Any]]:
    """The runs that are next in line, now the owner's, in order. None that is taken later has an earlier start."""
    rows = _take_at_once(owner, wanted) if is_postgres() else _take_by_turn(owner, wanted)
    places = {company: place for place, company in enumerate(wanted)}
    claimed = [dict(zip(CLAIMED_COLUMNS, row, strict=True)) for row in rows]
    claimed.sort(key=lambda run: (places[run["company_id"]], -run["priority"], run["queued_seq"]))
    return claimed


def _take_at_once(owner: str, wanted: Mapping[Any, int]) -> list[Row]:
    """One message, and so one transaction. One worker at a time picks and reads the clock; it is the server that does all of
    it: nobody who stands still can hold the others up.
    """
    lines = [value for line in wanted.items() for value in line]
    _, rows, _ = statements().all_of(
        [(_LOCK, (_PICKING,)), (_taking(len(wanted)), (owner, *lines)), (_UNLOCK, (_PICKING,))]
    )
    return rows


def _take_by_turn(owner: str, wanted: Mapping[Any, int]) -> list[Row]:
    """SQLite: the write lock is ours; the time is this machine's, to the millisecond."""
    with write_transaction() as sql:
        ids = [row[0] for company, count in wanted.items() for row in sql.all(_READY, (company, count))]
        if not ids:
            return []
        start, marks = db_time(time.time_ns() // 1_000_000), ", ".join("?" * len(ids))
        return sql.all(_TAKE.format(start="?", which=f"id IN ({marks})"), (owner, start, *ids))


def _even(companies: list[Any], limit: int) -> dict[Any, int]:
    share = max(1, -(-limit // len(companies)))
    random.shuffle(companies)
    return {
        company: min(share, limit - share * place)
        for place, company in enumerate(companies)
        if share * place < limit
    }


# Of a finished step inside a container nothing but what it gave is asked for; there may be tens of thousands.
_IS_DONE_INSIDE = "iteration <> '' AND status IN ('completed', 'failed', 'skipped', 'cancelled')"
_LEFT_OUT = frozenset({"input", "input_payload", "log", "attempt_log", "warnings"})
_PICKED_UP = ", ".join(
    f"CASE WHEN {_IS_DONE_INSIDE} THEN NULL ELSE {name} END" if name in _LEFT_OUT else name
    for name in STEP_COLUMNS
)


def load_steps(run_ids: Sequence[Any]) -> dict[Any, list[dict[str, Any]]]:
    """The step rows of runs that are picked up again, in order, by run."""
    found: dict[Any, list[dict[str, Any]]] = {run_id: [] for run_id in run_ids}
    for row in statements().all(
        f"SELECT {_PICKED_UP} FROM runs_step"
        f" WHERE run_id IN ({', '.join('?' * len(run_ids))}) ORDER BY run_id, seq",
        run_ids,
    ):
        step = dict(zip(STEP_COLUMNS, row, strict=True))
        found[step["run_id"]].append(step)
    return found
