"""Runs and steps as the API shows them."""

from __future__ import annotations

import datetime
import zoneinfo
from typing import Any

from accounts.api.envelope import iso
from accounts.ids import public_id
from connections.placeholders import shown_value
from runs.digest import digest, digest_of_preview
from runs.incidents import KINDS
from runs.models import Incident, Run, Step
from runs.stored_values import NOTHING_STORED, StoredValues
from workflows.selectors import version_ref


def _time(value: datetime.datetime | None) -> str | None:
    return None if value is None else iso(value)


def ms_time(ms: int | None) -> str | None:
    """A Unix time in ms as the API writes it."""
    return None if ms is None else iso(datetime.datetime.fromtimestamp(ms / 1000, datetime.UTC))


def moment_at(ms: int, zone: str) -> str:
    """A time for people, at a place: "Sun 22 Nov 2026, 10:41 (Europe/Berlin)"."""
    try:
        place = zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        place, zone = zoneinfo.ZoneInfo("UTC"), "UTC"
    return f"{datetime.datetime.fromtimestamp(ms / 1000, place):%a %-d %b %Y, %H:%M} ({zone})"


def duration_ms(started: datetime.datetime | None, finished: datetime.datetime | None) -> int | None:
    return None if started is None or finished is None else round((finished - started).total_seconds() * 1000)


def run_item(run: Run) -> dict[str, Any]:
    """A run in a list: what it was about and what happened, without values."""
    return {
        "id": public_id("run", run.id),
        "number": run.number,
        "workflowId": public_id("wf", run.workflow_id),
        "workflowName": run.workflow.name,
        "workflowVersion": run.version.number,
        "versionRef": version_ref(run.version),
        "status": run.status,
        "triggerType": run.trigger_type,
        "triggerId": run.trigger_block,
        "test": run.test,
        "dryRun": bool((run.rehearsal or {}).get("dryRun")),
        "testFrom": (run.rehearsal or {}).get("from"),
        "testTo": (run.rehearsal or {}).get("to"),
        "subject": digest(run.input) if run.input not in (None, {}, []) else "",
        "summary": summary(run),
        "error": None if run.error is None else {**run.error, "blockId": run.error.get("step")},
        "waitingUntil": _soonest(run.waiting),
        "startedBy": run.started_by,
        "startedAt": _time(run.started_at),
        "completedAt": _time(run.finished_at),
        "durationMs": duration_ms(run.started_at, run.finished_at),
        "createdAt": iso(run.created_at),
    }


def _soonest(waiting: list[dict[str, Any]] | None) -> str | None:
    return ms_time(min((one["until"] for one in waiting or [] if one.get("until")), default=None))


def summary(run: Run) -> str:
    """What happened, as a sentence."""
    if run.status == "completed":
        return digest(run.output) if run.output not in (None, {}, []) else "Completed"
    if run.error:
        return str(run.error.get("message", ""))
    if run.held:
        return f"Waits for its turn: {run.slot_limit} at a time"
    if run.status == "pending":
        return "Waits for a worker"
    if run.status == "suspended" and run.waiting:
        return _waits_for(run.waiting)
    return "Running"


_WAITS_FOR = {
    "approval": "Waits for an approval",
    "uncertain": "Waits for a decision: nobody knows whether it happened",
    "subworkflow": "Waits for another run",
    "connection": "Waits for a connection",
    "rate_limit": "Waits until the other side takes more",
}


def _waits_for(waiting: list[dict[str, Any]]) -> str:
    if len(waiting) > 1:
        return f"Waits at {'100 places or more' if len(waiting) >= 100 else f'{len(waiting)} places'}"
    [one] = waiting
    words = _WAITS_FOR.get(one["reason"], "Waits")
    return f"{words}: {one['title']}" if one.get("title") else words


def run_detail(
    run: Run,
    *,
    values: StoredValues,
    steps: list[Step],
    names: dict[str, tuple[str, str]],
    queue_position: int | None,
    incidents: list[Incident],
    step_counts: dict[str, dict[str, int]],
) -> dict[str, Any]:
    """A whole run. `names` gives each block's (name, type)."""
    input, output = values.of(run.input_payload), values.of(run.output_payload)
    is_cut = {"input": run.input_payload and not input, "output": run.output_payload and not output}
    return {
        **run_item(run),
        "input": input or run.input,
        "output": output or run.output,
        "cut": [name for name, cut in is_cut.items() if cut],
        "waiting": [waiting_item(one) for one in run.waiting or []],
        "queuePosition": queue_position,
        "parentRunId": public_id("run", run.parent_id) if run.parent_id else None,
        "resumedFrom": public_id("run", run.resumed_from_id) if run.resumed_from_id else None,
        "retryOf": public_id("run", run.retry_of_id) if run.retry_of_id else None,
        "rescues": run.rescues,
        "redacted": run.redacted,
        "incidents": [incident_item(incident) for incident in incidents],
        "cancelRequestedBy": run.cancel_requested_by or None,
        "lastSeq": run.next_event - 1,
        "steps": [step_item(step, names, values) for step in steps],
        "stepsTotal": run.next_step - 1,
        "stepCounts": step_counts,
    }


def incident_item(incident: Incident) -> dict[str, Any]:
    return {
        "at": ms_time(incident.at_ms),
        "kind": incident.kind,
        "message": KINDS.get(incident.kind, ""),
        "host": incident.host,
        "pid": incident.pid,
        "blocks": incident.blocks.split(",") if incident.blocks else [],
    }


def waiting_item(entry: dict[str, Any]) -> dict[str, Any]:
    """A step that waits: for what, for whom, and until when."""
    return {
        "iteration": [],
        "title": None,
        "approvers": None,
        "childRunId": None,
        **entry,
        "until": ms_time(entry.get("until")),
    }


def _attempts(step: Step) -> int:
    """How many tries were spent; one that met a rate limit was not."""
    if step.status in ("running", "completed", "failed"):
        return step.attempt
    if step.status in ("retrying", "waiting"):
        return step.attempt - 1  # the row holds the next one's number
    return len(step.attempt_log or [])


def step_item(
    step: Step, names: dict[str, tuple[str, str]], values: StoredValues = NOTHING_STORED
) -> dict[str, Any]:
    """A step. Large values come whole as far as `values` has them, else as previews, which `cut` says."""
    input, output = values.of(step.input_payload), values.of(step.output_payload)
    is_cut = {"input": step.input_payload and not input, "output": step.output_payload and not output}
    name, kind = names.get(step.block, (step.block, ""))
    return {
        **step_outline(step),
        "name": name,
        "type": kind,
        "attemptLog": [
            {
                **entry,
                "startedAt": ms_time(entry.get("startedAt")),
                "completedAt": ms_time(entry.get("completedAt")),
            }
            for entry in step.attempt_log or []
        ],
        "connectionId": public_id("conn", step.connection_id) if step.connection_id else None,
        "account": step.account or None,
        "input": input or shown_value(step.input),
        "output": (output or step.output) if step.status != "waiting" else None,
        "cut": [name for name, cut in is_cut.items() if cut],
        "warnings": step.warnings or [],
        "log": [{**line, "at": ms_time(line.get("at"))} for line in step.log or []],
        "until": ms_time(step.wake_at_ms),
        "completedAt": _time(step.finished_at),
    }


def step_outline(step: Step) -> dict[str, Any]:
    """What became of a step, without its values."""
    is_done = step.status in ("completed", "failed") and step.finished_at is not None
    return {
        "id": step.block,
        "stepId": public_id("step", step.id),
        "status": step.status,
        "reason": step.reason or None,
        "iteration": [int(part) for part in step.iteration.split(".")] if step.iteration else [],
        "attempts": _attempts(step),
        "error": step.error if step.status in ("failed", "retrying", "waiting") else None,
        "reused": step.reused,
        "digest": _digest(step) if step.status == "completed" else None,
        "port": step.port if step.status in ("completed", "failed", "skipped") else None,
        "startedAt": _time(step.started_at),
        "durationMs": duration_ms(step.started_at, step.finished_at) if is_done else None,
    }


def _digest(step: Step) -> str:
    return digest_of_preview(step.output) if step.output_payload else digest(step.output)


def event_item(run_id: str, event: dict[str, Any]) -> dict[str, Any]:
    """A run event as the API and the socket give it; `run_id` is the public id."""
    data = event["data"]
    if "until" in data or "nextAttemptAt" in data:
        data = {
            key: ms_time(value) if key in ("until", "nextAttemptAt") else value for key, value in data.items()
        }
    return {
        "seq": event["seq"],
        "type": event["type"],
        "runId": run_id,
        "blockId": event["blockId"],
        "iteration": event.get("iteration", []),
        "at": ms_time(event["at"]),
        "data": data,
    }
