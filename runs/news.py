"""What people and programs outside are told of: written down as rows of the outbox, in the transaction in which it happens.

`runs/fan_out.py` takes the rows up, so an end that is committed is told of, whatever is killed afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from runs.prepared import Often
from runs.sql import Question, Row, Statements

RUN_TOPICS = frozenset({"run.completed", "run.failed", "run.timed_out", "run.cancelled", "run.suspended"})
#: Alerts listen to these without being asked; the others are only written where an endpoint wants them.
_ALWAYS = frozenset({"run.failed", "run.timed_out"})


@dataclass(frozen=True, slots=True)
class News:
    """Something that happened to a run. Ids and `at` as the driver wants them."""

    topic: str
    company_id: Any
    data: Mapping[str, Any]
    at: Any


def listeners(news: Sequence[News]) -> Question | None:
    """What to ask for those who listen to this; None where nobody need be asked."""
    company_ids = list({one.company_id for one in news if one.topic not in _ALWAYS})
    if not company_ids:
        return None
    marks = ", ".join("?" * len(company_ids))
    ask = f"SELECT company_id, events FROM runs_webhookendpoint WHERE is_enabled AND company_id IN ({marks})"
    return Often(ask), company_ids


def record(sql: Statements, news: Sequence[News], listening: Sequence[Row] | None = None) -> None:
    """Write down what somebody listens to; `listening` is the answer about `listeners`, where it has been asked for."""
    if listening is None:
        question = listeners(news)
        listening = sql.all(*question) if question else ()
    wanted = {(company_id, topic) for company_id, events in listening for topic in orjson.loads(events)}
    rows = [
        (one.company_id, one.topic, orjson.dumps(one.data).decode(), one.at)
        for one in news
        if one.topic in _ALWAYS or (one.company_id, one.topic) in wanted
    ]
    if rows:
        write(sql, rows)


def write(sql: Statements, rows: Sequence[tuple[Any, ...]]) -> None:
    """Rows of the outbox: (company, topic, data as JSON text, time)."""
    sql.many(
        "INSERT INTO accounts_outbox (company_id, topic, data, created_at, due_at_ms, attempts)"
        " VALUES (?, ?, ?, ?, 0, 0)",
        rows,
    )
