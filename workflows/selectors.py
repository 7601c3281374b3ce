"""Reads, always scoped by company, except where a version is already known to be the caller's."""

from __future__ import annotations

from uuid import UUID

from accounts.ids import parse_public_id, public_id
from workflows.definition import Definition
from workflows.models import VersionKind, Workflow, WorkflowVersion
from workflows.rows import read_definition


def load_definition(version_id: UUID) -> Definition:
    """The definition of a version (three small queries; immutable unless it is the draft's, so worth caching).

    For callers that got the id from a row of their own company. Raises WorkflowVersion.DoesNotExist.
    """
    return read_definition(WorkflowVersion.objects.get(id=version_id))


def version_ref(version: WorkflowVersion) -> str:
    """How a version is named in URLs and answers: "7", "snap_<uuid>" or "draft"."""
    if version.kind == VersionKind.PUBLISHED:
        return str(version.number)
    return "draft" if version.kind == VersionKind.DRAFT else public_id("snap", version.id)


def get_workflow(*, company_id: UUID, workflow_id: UUID | None) -> Workflow | None:
    """The company's workflow, archived ones included; None when it is unknown or another company's."""
    if workflow_id is None:
        return None
    return Workflow.objects.select_related("published").filter(company_id=company_id, id=workflow_id).first()


def draft_of(workflow: Workflow) -> WorkflowVersion:
    return WorkflowVersion.objects.get(workflow=workflow, kind=VersionKind.DRAFT)


def find_version(*, workflow: Workflow, ref: str) -> WorkflowVersion | None:
    """The version called "7", "snap_<uuid>" or "draft"; None when the workflow has none such."""
    versions = WorkflowVersion.objects.filter(workflow=workflow).select_related("author")
    if ref == "draft":
        return versions.get(kind=VersionKind.DRAFT)
    if ref.isascii() and ref.isdigit() and len(ref) < 10:
        return versions.filter(kind=VersionKind.PUBLISHED, number=int(ref)).first()
    snapshot_id = parse_public_id("snap", ref)
    if snapshot_id is None:
        return None
    return versions.filter(kind=VersionKind.SNAPSHOT, id=snapshot_id).first()
