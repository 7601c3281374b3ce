"""Values that are not to be kept, erased after the end of their run: in its rows, in the event that started it, on the disk."""

from __future__ import annotations

import uuid
from typing import Any

import orjson

from runs.files import let_go
from runs.sql import Statements


def erase_values(sql: Statements, run_id: Any) -> list[uuid.UUID]:
    """Forget what the run was given and what its steps were given and gave: states, times, codes and messages stay. Returns
    the files whose contents nobody holds any more, to be removed from the disk after the commit.
    """
    sql.run(
        "UPDATE runs_run SET input = NULL, input_payload = NULL, output = NULL, output_payload = NULL, response = NULL,"
        " fired = NULL, redacted = TRUE WHERE id = ?",
        (run_id,),
    )
    sql.run(
        "UPDATE runs_step SET input = NULL, input_payload = NULL, output = NULL, output_payload = NULL, log = NULL,"
        " variables = NULL WHERE run_id = ?",
        (run_id,),
    )
    sql.run("DELETE FROM runs_payload WHERE run_id = ?", (run_id,))
    sql.run(
        "UPDATE runs_approval SET title = '', description = '', form = NULL, comment = '', answers = NULL"
        " WHERE run_id = ?",
        (run_id,),
    )
    _erase_details(sql, run_id)
    for batch_id, text in sql.all("SELECT id, events FROM runs_eventbatch WHERE run_id = ?", (run_id,)):
        events = orjson.loads(text)
        for event in events:
            event["data"] = _without_values(event["data"])
        sql.run(
            "UPDATE runs_eventbatch SET events = ? WHERE id = ?", (orjson.dumps(events).decode(), batch_id)
        )
    _erase_event(sql, run_id)
    return let_go(sql, run_id)


def _erase_event(sql: Statements, run_id: Any) -> None:
    """What arrived and started the run, once no other run of it keeps its values and none is still to be started."""
    [(event_id,)] = sql.all("SELECT event_id FROM runs_run WHERE id = ?", (run_id,))
    if event_id is None:
        return
    kept = sql.all(
        "SELECT 1 FROM runs_eventdecision d LEFT JOIN runs_run r ON r.id = d.run_id WHERE d.event_id = ?"
        " AND (d.status = 'held' OR NOT r.redacted) LIMIT 1",
        (event_id,),
    )
    if not kept:
        sql.run("UPDATE runs_event SET headers = '{}', query = '{}', preview = '' WHERE id = ?", (event_id,))
        sql.run("DELETE FROM runs_eventbody WHERE event_id = ?", (event_id,))


def _erase_details(sql: Statements, run_id: Any) -> None:
    """Of errors, what the other side answered."""
    for step_id, error, attempts in sql.all(
        "SELECT id, error, attempt_log FROM runs_step WHERE run_id = ? AND (error IS NOT NULL OR attempt_log IS NOT NULL)",
        (run_id,),
    ):
        log = [_without_values(entry) for entry in orjson.loads(attempts)] if attempts else None
        kept = _without_values({"error": orjson.loads(error)})["error"] if error else None
        sql.run(
            "UPDATE runs_step SET error = ?, attempt_log = ? WHERE id = ?",
            (_text(kept), _text(log), step_id),
        )
    [(error,)] = sql.all("SELECT error FROM runs_run WHERE id = ?", (run_id,))
    if error:
        kept = _without_values({"error": orjson.loads(error)})["error"]
        sql.run("UPDATE runs_run SET error = ? WHERE id = ?", (_text(kept), run_id))


# Of an event's data: what came from the values of the run.
_VALUES = frozenset({"digest", "preview", "output", "input", "title", "comment"})


def _without_values(data: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in data.items() if key not in _VALUES}
    if isinstance(kept.get("error"), dict):
        kept["error"] = {key: value for key, value in kept["error"].items() if key != "details"}
    return kept


def _text(value: Any) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
