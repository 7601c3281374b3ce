"""Continue a run that was on board before, here or elsewhere: finished steps are never executed again."""

from __future__ import annotations

from typing import Any

import orjson

from runs.engine.commands import Command, Halt
from runs.engine.planner import restore, resume
from runs.engine.state import StepState
from runs.payloads import load_payloads
from runs.worker.live_run import LiveRun
from runs.worker.outside import ANSWERED_BY
from runs.worker.step_record import record_from_row


def pick_up(run: LiveRun, rows: list[dict[str, Any]], halt: Halt | None) -> list[Command]:
    """The first commands, from the recorded steps in the order of their beginning."""
    run.load_input()
    run.outside.has_waited = True  # or may have
    payloads = load_payloads(
        (row[name] for row in rows for name in ("output_payload", "input_payload") if row[name] is not None),
        run.store.weigh,
    )
    for row in rows:
        record = record_from_row(row, payloads)
        step = StepState(
            record.status,
            attempt=record.attempt,
            port=record.port,
            output=record.output,
            error=record.error,
            due_ms=None if record.reason in ANSWERED_BY else record.wake_at_ms,
            runs_again=record.status == "retrying"
            or record.reason in ("rate_limit", "uncertain", "connection"),
            parked_since_ms=record.started_ms,
        )
        restore(run.state, record.key, step, record.variables)
        run.records[record.key] = record
        for value, name in ((record.config, "input"), (record.output, "output")):
            run.store.know(value, row[name], row[f"{name}_payload"])
        if record.status == "running":
            run.cut_off.add(record.key)
        elif step.due_ms is not None:
            run.due.append((record.key, step.due_ms))
        run.see(record)
    live = {*run.state.steps, *run.state.lost}
    run.records = {key: record for key, record in run.records.items() if key in live}
    run.trial.hear_evidence(run.records.values())
    if run.row["response"] is not None:
        run.response = orjson.loads(run.row["response"])
    return resume(run.state, halt)
