"""Who is told of what: the workflow's own rule, else the company's, else what holds from the start."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.identity import Identity
from accounts.services import record_audit
from runs.models import AlertKind, AlertRule

OWNER, ADMINS = "owner", "admins"
#: What a workflow can have of its own; the other kinds are the company's.
WORKFLOW_KINDS = (AlertKind.RUN_FAILED, AlertKind.NO_SUCCESS)
COMPANY_KINDS = (AlertKind.RUN_FAILED, AlertKind.CONNECTION_ERROR, AlertKind.BACKLOG)
#: Of these a time says how long is too long.
TIMED_KINDS = (AlertKind.NO_SUCCESS, AlertKind.BACKLOG)


@dataclass(frozen=True, slots=True)
class Rule:
    """`is_own`: somebody has set it for this company or workflow."""

    kind: str
    is_enabled: bool
    minutes: int | None
    group_minutes: int
    targets: Sequence[Mapping[str, Any]]
    workflow_id: uuid.UUID | None = None
    is_own: bool = False
    updated_by: str = ""
    updated_at: datetime | None = None


_TO_OWNER = ({"type": "email", "to": OWNER},)
DEFAULTS: Mapping[str, Rule] = {
    AlertKind.RUN_FAILED: Rule(AlertKind.RUN_FAILED, True, None, 60, _TO_OWNER),
    AlertKind.CONNECTION_ERROR: Rule(AlertKind.CONNECTION_ERROR, True, None, 60, _TO_OWNER),
    # Only who draws a workflow knows how often it should succeed.
    AlertKind.NO_SUCCESS: Rule(AlertKind.NO_SUCCESS, False, 24 * 60, 24 * 60, _TO_OWNER),
    AlertKind.BACKLOG: Rule(AlertKind.BACKLOG, True, 15, 60, ({"type": "email", "to": ADMINS},)),
}


def company_rules(company_id: uuid.UUID) -> list[Rule]:
    """What holds for the company, each kind once, and after it what workflows have in its place."""
    rows = list(AlertRule.objects.filter(company_id=company_id).order_by("workflow_id", "id"))
    own = {row.kind: _read(row) for row in rows if row.workflow_id is None}
    shared = [own.get(kind, DEFAULTS[kind]) for kind in COMPANY_KINDS]
    return shared + [_read(row) for row in rows if row.workflow_id is not None]


def workflow_rules(company_id: uuid.UUID, workflow_id: uuid.UUID) -> list[Rule]:
    """What holds for the workflow, each kind once."""
    return [rule_for(company_id, kind, workflow_id) for kind in WORKFLOW_KINDS]


def rule_for(company_id: uuid.UUID, kind: str, workflow_id: uuid.UUID | None = None) -> Rule:
    rows = {
        row.workflow_id: row
        for row in AlertRule.objects.filter(company_id=company_id, kind=kind)
        if row.workflow_id in (None, workflow_id)
    }
    if workflow_id is not None and workflow_id in rows:
        return _read(rows[workflow_id])
    shared = _read(rows[None]) if None in rows else DEFAULTS[kind]
    return shared if workflow_id is None else replace(shared, workflow_id=workflow_id, is_own=False)


def _read(row: AlertRule) -> Rule:
    return Rule(
        kind=row.kind,
        is_enabled=row.is_enabled,
        minutes=row.minutes,
        group_minutes=row.group_minutes,
        targets=row.targets,
        workflow_id=row.workflow_id,
        is_own=True,
        updated_by=row.updated_by,
        updated_at=row.updated_at,
    )


# --- setting ------------------------------------------------------------------------------------


@transaction.atomic
def set_rule(
    *,
    company_id: uuid.UUID,
    kind: str,
    workflow_id: uuid.UUID | None,
    is_enabled: bool,
    minutes: int | None,
    group_minutes: int,
    targets: Sequence[Mapping[str, Any]],
    actor: Identity,
    ip: str | None = None,
) -> Rule:
    row, _is_new = AlertRule.objects.update_or_create(
        **_place(company_id, workflow_id),
        kind=kind,
        defaults={
            "is_enabled": is_enabled,
            "minutes": (minutes or DEFAULTS[kind].minutes) if kind in TIMED_KINDS else None,
            "group_minutes": group_minutes,
            "targets": [dict(target) for target in targets],
            "updated_by": actor.label[:200],
        },
    )
    _audit(company_id, kind, workflow_id, "alert.changed", actor, ip, enabled=is_enabled, targets=row.targets)
    return _read(row)


@transaction.atomic
def reset_rule(
    *,
    company_id: uuid.UUID,
    kind: str,
    workflow_id: uuid.UUID | None,
    actor: Identity,
    ip: str | None = None,
) -> Rule:
    """Back to the company's rule, or for the company to what holds from the start."""
    AlertRule.objects.filter(**_place(company_id, workflow_id), kind=kind).delete()
    _audit(company_id, kind, workflow_id, "alert.reset", actor, ip)
    return rule_for(company_id, kind, workflow_id)


def _place(company_id: uuid.UUID, workflow_id: uuid.UUID | None) -> dict[str, Any]:
    return {"company_id": company_id, "workflow_id": workflow_id}


def _audit(
    company_id: uuid.UUID,
    kind: str,
    workflow_id: uuid.UUID | None,
    action: str,
    actor: Identity,
    ip: str | None,
    **data: Any,
) -> None:
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action=action,
        target=kind,
        data={"workflowId": str(workflow_id) if workflow_id else None, **data},
        ip=ip,
    )
