"""The spans that a run's commit completes: of steps that ended with it, and of the run itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from runs.compiled import CompiledVersion
from runs.engine.commands import FinishRun
from runs.sql import read_time_ms, read_uuid, shown_id
from runs.tracing import Span, is_on
from runs.worker.step_record import StepRecord

_ENDED = ("completed", "failed", "cancelled")


def spans_of(
    row: Mapping[str, Any],
    version: CompiledVersion,
    records: Iterable[StepRecord],
    finish: FinishRun | None,
    now_ms: int,
) -> Sequence[Span]:
    """`records` are those that changed. Only steps that began have a span; without a collector nothing has."""
    if not is_on():
        return ()
    trace = read_uuid(row["id"])
    spans = [
        span
        for record in records
        if record.status in _ENDED and record.started_ms is not None
        for span in _step(trace, version, record, now_ms)
    ]
    if finish is not None:
        code = None if finish.error is None else str(finish.error.get("code"))
        facts: dict[str, str | int | bool] = {
            "headrace.run.id": f"run_{trace}",
            "headrace.run.status": finish.status,
            "headrace.run.trigger": str(row["trigger_type"]),
            "headrace.run.test": bool(row["test"]),
            "headrace.run.rescues": int(row["rescues"]),
            "headrace.workflow.id": f"wf_{shown_id(row['workflow_id'])}",
            "headrace.workflow.version": version.number or 0,
            "headrace.company.id": shown_id(row["company_id"]),
        }
        if row["parent_id"] is not None:
            facts["headrace.run.parent_id"] = f"run_{shown_id(row['parent_id'])}"
        began = read_time_ms(row["created_at"]) or now_ms
        spans.append(Span(trace, "run", None, "run", began, now_ms, facts, code))
    return spans


def _step(trace: uuid.UUID, version: CompiledVersion, record: StepRecord, now_ms: int) -> list[Span]:
    kind = version.blocks[record.block].type
    code = None if record.error is None else str(record.error.get("code"))
    own = f"step {record.public_id}"
    facts: dict[str, str | int | bool] = {
        "headrace.step.id": record.public_id,
        "headrace.step.status": record.status,
        "headrace.step.attempts": record.attempt,
        "headrace.block.id": record.block,
        "headrace.block.type": "unknown" if kind is None else kind.type,
    }
    if record.path:
        facts["headrace.step.iteration"] = record.path
    began, ended = record.started_ms or now_ms, record.finished_ms or now_ms
    spans = [Span(trace, own, "run", f"step {record.block}", began, ended, facts, code)]
    tried = record.attempt_log or []
    for entry in tried:
        number = int(entry["attempt"])
        spans.append(
            Span(
                trace,
                f"{own} attempt {number} {entry['startedAt']}",
                own,
                f"attempt {number}",
                entry["startedAt"] or began,
                entry["completedAt"] or ended,
                {"headrace.attempt": number},
                str((entry["error"] or {}).get("code")),
            )
        )
    if tried and record.status == "completed":
        begun = record.attempt_started_ms or began
        last = {"headrace.attempt": record.attempt}
        spans.append(Span(trace, f"{own} last", own, f"attempt {record.attempt}", begun, ended, last))
    return spans
