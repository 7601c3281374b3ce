"""Looks for what does not happen: runs that do not succeed any more, runs that do not start, events that nobody sends."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import transaction

from runs import queue_facts
from runs.alerts import registrations
from runs.alerts.gathering import add
from runs.alerts.rules import rule_for
from runs.alerts.wording import duration
from runs.models import AlertGroup, AlertKind, AlertRule, Run
from runs.sql import now_ms_sql, read_uuid, statements
from workflows.models import WorkflowStatus


def look() -> None:
    """Once a minute: what is too long becomes a group, and one whose reason is gone is closed."""
    _close(AlertKind.NO_SUCCESS, set(_silent()))
    _close(AlertKind.BACKLOG, set(_waiting()))
    registrations.look()


def _silent() -> Iterator[str]:
    """Live workflows of which no run has succeeded for longer than their rule allows."""
    now_ms = queue_facts.clock_ms()
    rules = AlertRule.objects.select_related("workflow").filter(
        kind=AlertKind.NO_SUCCESS, is_enabled=True, workflow__status=WorkflowStatus.ACTIVE
    )
    for rule in rules:
        assert rule.workflow is not None
        last = (
            Run.objects.filter(workflow=rule.workflow, status="completed", test=False)
            .order_by("-created_at", "-queued_seq")
            .values_list("finished_at", flat=True)
            .first()
        )
        # A rule that was just set does not blame what was before it.
        since = max(filter(None, (last, rule.updated_at)))
        minutes = round((now_ms - since.timestamp() * 1000) / 60_000)
        if minutes < (rule.minutes or 0):
            continue
        subject = str(rule.workflow_id)
        yield subject
        _raise(rule.company_id, AlertKind.NO_SUCCESS, subject, minutes, workflow_id=rule.workflow_id)


def _waiting() -> Iterator[str]:
    """Companies whose oldest claimable run has waited for longer than their rule allows."""
    rows = statements().all(
        f"SELECT company_id, ({now_ms_sql()} - MIN(ready_at_ms)) / 60000 FROM runs_run WHERE ready GROUP BY company_id"
    )
    for company, waited in rows:
        company_id, minutes = read_uuid(company), int(waited)
        rule = rule_for(company_id, AlertKind.BACKLOG)
        if rule.is_enabled and minutes >= (rule.minutes or 0):
            yield str(company_id)
            _raise(company_id, AlertKind.BACKLOG, str(company_id), minutes)


def _raise(
    company_id: uuid.UUID, kind: str, subject: str, minutes: int, *, workflow_id: uuid.UUID | None = None
) -> None:
    """One look is one fact, however often it is repeated until the next message."""
    with transaction.atomic():
        known = AlertGroup.objects.filter(company_id=company_id, kind=kind, subject=subject).first()
        if known is None or known.count == 0:
            item = {"words": duration(minutes), "at": datetime.now(UTC).isoformat()}
            add(
                company_id=company_id,
                kind=kind,
                subject=subject,
                workflow_id=workflow_id,
                item=item,
                gather_ms=0,
            )


def _close(kind: str, lasting: set[str]) -> None:
    gone = [group.id for group in AlertGroup.objects.filter(kind=kind) if group.subject not in lasting]
    if gone:
        AlertGroup.objects.filter(id__in=gone).delete()
