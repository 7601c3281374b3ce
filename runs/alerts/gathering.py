"""What happened becomes part of a group: the first one opens it, and those that follow are counted until it is sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from runs import queue_facts
from runs.alerts.rules import rule_for
from runs.models import AlertGroup, AlertKind
from runs.outbound.events import ConnectionEventBody, RunEventBody
from runs.outbound.facts import Occurrence

#: A storm begins with one: so long the first message waits for more.
GATHER_MS = 20_000
#: What a message lists; the rest is a number.
LISTED = 5

#: What the subject of a group begins with that is about a registration at a provider (`registrations.py`).
REGISTRATION = "sub:"

_FAILURES = frozenset({"run.failed", "run.timed_out"})


def take_note(occurrence: Occurrence) -> None:
    """Counts what somebody wants to be told of. In the caller's transaction."""
    if occurrence.topic in _FAILURES and occurrence.run is not None:
        _run_failed(occurrence)
    elif occurrence.topic == "connection.error":
        _connection_broke(occurrence)


def _run_failed(occurrence: Occurrence) -> None:
    run, body = occurrence.run, occurrence.body
    assert run is not None and isinstance(body, RunEventBody)  # noqa: PT018 - for the type checker
    if run.parent_step is not None:
        return  # the run that waits for it says what it means
    if not rule_for(run.company_id, AlertKind.RUN_FAILED, run.workflow_id).is_enabled:
        return
    told = body.data.run
    add(
        company_id=run.company_id,
        kind=AlertKind.RUN_FAILED,
        subject=str(run.workflow_id),
        workflow_id=run.workflow_id,
        item={
            "runId": told.id,
            "number": told.number,
            "block": (told.error and told.error.block_name) or "",
            "message": (told.error.message if told.error else "")[:500],
            "url": told.url,
        },
    )


def _connection_broke(occurrence: Occurrence) -> None:
    body = occurrence.body
    if not isinstance(body, ConnectionEventBody) or occurrence.connection_id is None:
        return
    if not rule_for(occurrence.company_id, AlertKind.CONNECTION_ERROR).is_enabled:
        return
    told = body.data.connection
    add(
        company_id=occurrence.company_id,
        kind=AlertKind.CONNECTION_ERROR,
        subject=str(occurrence.connection_id),
        item={"name": told.name, "provider": told.provider, "message": told.reason, "url": told.url},
    )


def add(
    *,
    company_id: UUID,
    kind: str,
    subject: str,
    item: dict[str, Any],
    workflow_id: UUID | None = None,
    gather_ms: int = GATHER_MS,
) -> None:
    """One more about this subject."""
    now_ms = queue_facts.clock_ms()
    group, _is_new = AlertGroup.objects.select_for_update(of=("self",)).get_or_create(
        company_id=company_id,
        kind=kind,
        subject=subject,
        defaults={"workflow_id": workflow_id, "opened_at_ms": now_ms, "send_at_ms": now_ms + gather_ms},
    )
    group.count += 1
    group.items = [item, *group.items][:LISTED]
    group.save(update_fields=["count", "items"])
