"""Starting, cancelling and repeating runs. Times and states are the engine's; these only ask."""

from __future__ import annotations

import uuid

from django.db import transaction

from accounts.api.errors import ApiError, conflict, not_found
from accounts.identity import Identity
from accounts.services import record_audit
from runs import bell, waking
from runs.accept import accept
from runs.models import Run
from runs.sql import db_uuid, write_transaction
from runs.start_request import Accepted, StartRequest
from workflows.models import Workflow, WorkflowVersion
from workflows.services import archive, snapshot_draft


def start_run(request: StartRequest) -> Accepted:
    """Accept one run durably. Raises ApiError for what the caller did wrong."""
    [result] = accept([request])
    if isinstance(result, ApiError):
        raise result
    return result


def resolve_version(*, workflow: Workflow, wanted: str | int | None) -> uuid.UUID | None:
    """The version a caller names: None is the live one, "draft" a snapshot of the draft as it is now, else a number.

    Raises ApiError 404 for a number that does not exist.
    """
    if wanted is None:
        return None
    if wanted == "draft":
        return snapshot_draft(workflow).id
    number = int(wanted)
    version = WorkflowVersion.objects.filter(workflow=workflow, number=number).only("id").first()
    if version is None:
        raise not_found(f"This workflow has no version {number}.")
    return version.id


def cancel_run(*, run: Run, identity: Identity) -> None:
    """Ask for the run to end. A run on board of a worker stops before its next step, within a second."""
    with write_transaction() as sql:
        is_asked = waking.ask_to_cancel(sql, db_uuid(run.id), identity.label[:200])
    if not is_asked:
        raise conflict(f"Run {run.number} has already ended ({run.get_status_display().lower()}).")
    record_audit(
        identity_or_label=identity, company_id=run.company_id, action="run.cancelled", target=f"run_{run.id}"
    )
    bell.ring(everyone=True)


def archive_workflow(*, workflow: Workflow, by: Identity | str, ip: str | None = None) -> Workflow:
    """Archive a workflow and end its runs that have not begun, in one transaction. Those in flight go on."""
    label = by if isinstance(by, str) else by.label
    with transaction.atomic():
        workflow = archive(workflow=workflow, by=by, ip=ip)
        with write_transaction() as sql:
            count = waking.cancel_pending(sql, db_uuid(workflow.id), label[:200])
    if count:
        bell.ring(everyone=True)
    return workflow
