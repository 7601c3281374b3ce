"""Taking over steps of a run that has ended: their rows, and the large values beside them, become the new run's own.

Copies, so that either run can be pruned without the other; the values themselves are never parsed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.api.errors import conflict
from runs.payloads import Store
from runs.queue import STEP_COLUMNS, load_steps
from runs.sql import PAYLOAD_COLUMNS, Statements, db_uuid, new_id

_COPY = (
    "INSERT INTO runs_payload (id, run_id, size, codec, body)"
    " SELECT ?, ?, size, codec, body FROM runs_payload WHERE id = ?"
)
GONE = "The values of this run are not kept any more, so it cannot run again."
_PAYLOADS = ("input_payload", "output_payload")
# What a container that is opened again has not got yet.
_UNFINISHED = {
    "status": "running", "port": None, "output": None, "output_payload": None, "error": None, "finished_at": None,
    "wake_at_ms": None, "reason": "", "variables": None,
}  # fmt: skip
# A step that never ran.
_MADE: dict[str, Any] = {
    **dict.fromkeys(STEP_COLUMNS), "generation": 0, "status": "completed", "reason": "", "attempt": 1, "account": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reuse:
    """Which steps of `run_id` a new run takes over, by their `seq`; `reopened` containers go on. The trigger's output
    becomes the new run's input when that was edited.
    """

    run_id: uuid.UUID
    seqs: frozenset[int]
    reopened: frozenset[int]
    trigger: str
    is_input_edited: bool
    keeps_response: bool


@dataclass(frozen=True, slots=True)
class Given:
    """A finished step that a test run starts with, outside of containers: a recorded one, or one made of an output."""

    block: str
    step_id: uuid.UUID | None = None
    output: Any = None
    port: str = "out"


def insert_reused(
    sql: Statements, new_run: uuid.UUID, reuse: Reuse, *, text: str | None, payload_id: Any
) -> None:
    """Give the new run its reused steps; `text` and `payload_id` are its input as stored. Raises ApiError 409 when the
    old values are gone.
    """
    old_id, new_run_id = db_uuid(reuse.run_id), db_uuid(new_run)
    copies: dict[Any, Any] = {}
    rows: list[tuple[Any, ...]] = []
    for step in load_steps([old_id])[old_id]:
        if step["seq"] not in reuse.seqs:
            continue
        is_edited = reuse.is_input_edited and step["block"] == reuse.trigger and step["status"] == "completed"
        is_open = step["seq"] in reuse.reopened
        if is_open:
            step.update(_UNFINISHED)
        for name in _PAYLOADS:
            if step[name] is not None and not (is_edited and name == "output_payload"):
                step[name] = copies.setdefault(step[name], new_id())
        if is_edited:
            step["output"], step["output_payload"] = text, payload_id
        step.update(id=new_id(), run_id=new_run_id, seq=len(rows) + 1)
        rows.append((*(step[name] for name in STEP_COLUMNS), not is_open))
    _copy_payloads(sql, new_run_id, copies)
    sql.insert("runs_step", (*STEP_COLUMNS, "reused"), rows)
    _hold_files_of(sql, new_run_id, old_id)
    sql.run(
        "UPDATE runs_run SET next_step = ?, resumed_from_id = ? WHERE id = ?",
        (len(rows) + 1, old_id, new_run_id),
    )
    if reuse.keeps_response:
        sql.run(
            "UPDATE runs_run SET response = (SELECT response FROM runs_run WHERE id = ?) WHERE id = ?",
            (old_id, new_run_id),
        )


def insert_given(sql: Statements, new_run: uuid.UUID, given: Sequence[Given]) -> None:
    """Give a test run the steps it starts with. Raises ApiError 409 when recorded ones are gone, Permanent for an output
    that is too large.
    """
    run_id = db_uuid(new_run)
    wanted = [db_uuid(one.step_id) for one in given if one.step_id is not None]
    marks = ", ".join("?" * len(wanted))
    found = (
        sql.all(f"SELECT {', '.join(STEP_COLUMNS)} FROM runs_step WHERE id IN ({marks})", wanted)
        if wanted
        else []
    )
    recorded = {row[0]: dict(zip(STEP_COLUMNS, row, strict=True)) for row in found}
    if len(recorded) < len(wanted):
        raise conflict(GONE)
    sources = {row["run_id"] for row in recorded.values()}
    store = Store(run_id)
    copies: dict[Any, Any] = {}
    rows: list[tuple[Any, ...]] = []
    for seq, one in enumerate(given, start=1):
        if one.step_id is None:
            text, payload_id = store.put(one.output)
            step = {
                **_MADE,
                "block": one.block,
                "port": one.port,
                "output": text,
                "output_payload": payload_id,
            }
        else:
            step = recorded[db_uuid(one.step_id)]
            for name in _PAYLOADS:
                if step[name] is not None:
                    step[name] = copies.setdefault(step[name], new_id())
        step.update(id=new_id(), run_id=run_id, seq=seq, iteration="")
        rows.append((*(step[name] for name in STEP_COLUMNS), True))
    _copy_payloads(sql, run_id, copies)
    if made := store.take():
        sql.insert("runs_payload", PAYLOAD_COLUMNS, made, are_large=True)
    sql.insert("runs_step", (*STEP_COLUMNS, "reused"), rows)
    for source in sources:
        _hold_files_of(sql, run_id, source)
    sql.run("UPDATE runs_run SET next_step = ? WHERE id = ?", (len(rows) + 1, run_id))


def _copy_payloads(sql: Statements, run_id: Any, copies: Mapping[Any, Any]) -> None:
    """`copies`: the new id of each payload. Raises ApiError 409 when one is gone."""
    if not copies:
        return
    sql.many(_COPY, [(copy, run_id, original) for original, copy in copies.items()])
    marks = ", ".join("?" * len(copies))
    found = sql.all(f"SELECT count(*) FROM runs_payload WHERE id IN ({marks})", list(copies.values()))
    if found[0][0] < len(copies):
        raise conflict(GONE)


def _hold_files_of(sql: Statements, run_id: Any, old_id: Any) -> None:
    sql.run(
        "INSERT INTO runs_fileuse (file_id, run_id) SELECT file_id, ? FROM runs_fileuse WHERE run_id = ?"
        " ON CONFLICT DO NOTHING",
        (run_id, old_id),
    )
