"""Reads, always scoped by company, except where a version is already known to be the caller's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.ids import parse_public_id, public_id
from workflows.definition import Definition
from workflows.models import Block, Schedule, VersionKind, Workflow, WorkflowStatus, WorkflowVersion
from workflows.reading import Json
from workflows.rows import read_definition

TRIGGER = "trigger."
MAX_VERSIONS = 500  # in one list, the newest
MAX_OUTLINE = 50  # types of blocks in a list's row
_BIG_COLUMNS = ("input_schema", "output_schema", "variables", "settings", "notes")


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


def draft_definition(workflow: Workflow) -> Definition:
    return read_definition(draft_of(workflow))


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


# --- lists --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outline:
    """What a list shows of a draft. `trigger` is its first trigger's config with a short `type` ("api"), or None."""

    revision: int
    has_unpublished_changes: bool
    trigger: dict[str, Json] | None
    block_types: list[str]
    next_schedule: Schedule | None  # of those that are live, the one that fires first


def list_workflows(
    *,
    company_id: UUID,
    statuses: Collection[str],
    search: str = "",
    names_only: bool = False,
    limit: int = 50,
    after: tuple[datetime, UUID] | None = None,
) -> list[Workflow]:
    """The company's workflows in these states, the newest change first, beginning after (updated_at, id)."""
    found = (
        _matching(company_id, search, names_only=names_only)
        .filter(status__in=statuses)
        .select_related("published")
    )
    if after is not None:
        at, last_id = after
        found = found.filter(Q(updated_at__lt=at) | Q(updated_at=at, id__lt=last_id))
    return list(found.order_by("-updated_at", "-id")[:limit])


def count_workflows(*, company_id: UUID, search: str = "") -> dict[str, int]:
    """How many match, by state; `all` leaves out the archived ones, as the list does."""
    rows = _matching(company_id, search).values_list("status").annotate(count=Count("id")).order_by()
    counts = dict.fromkeys(WorkflowStatus.values, 0) | dict(rows)
    return {"all": sum(counts.values()) - counts[WorkflowStatus.ARCHIVED], **counts}


def outlines(workflows: Iterable[Workflow]) -> dict[UUID, Outline]:
    """By workflow id, in four queries however many there are."""
    live = {workflow.id: workflow.published for workflow in workflows}
    drafts = WorkflowVersion.objects.filter(workflow__in=list(live), kind=VersionKind.DRAFT).values_list(
        "id", "workflow_id", "revision", "release_checksum"
    )
    types: dict[UUID, list[str]] = defaultdict(list)
    rows = list(drafts)
    versions = [row[0] for row in rows]
    blocks = Block.objects.filter(version__in=versions)
    # From top to bottom, as a person reads the drawing.
    for version_id, type_ in blocks.order_by("y", "x", "index").values_list("version_id", "type"):
        if len(types[version_id]) < MAX_OUTLINE:
            types[version_id].append(type_)
    triggers: dict[UUID, dict[str, Json]] = {}
    for version_id, key, name, type_, config in (
        blocks.filter(type__startswith=TRIGGER)
        .order_by("index")
        .values_list("version_id", "key", "name", "type", "config")
    ):
        summary = {**config, "type": type_.removeprefix(TRIGGER), "blockId": key, "name": name}
        triggers.setdefault(version_id, summary)
    next_schedules: dict[UUID, Schedule] = {}
    due = Schedule.objects.filter(trigger__workflow__in=list(live), trigger__live=True, next_at__isnull=False)
    for schedule in due.order_by("next_at").select_related("trigger"):
        next_schedules.setdefault(schedule.trigger.workflow_id, schedule)
    return {
        workflow_id: Outline(
            revision=revision,
            has_unpublished_changes=_is_unpublished(live[workflow_id], checksum),
            trigger=triggers.get(version_id),
            block_types=types[version_id],
            next_schedule=next_schedules.get(workflow_id),
        )
        for version_id, workflow_id, revision, checksum in rows
    }


def list_versions(*, workflow: Workflow, snapshots: bool = False) -> list[WorkflowVersion]:
    """The publications, the newest first; with `snapshots` the kept drafts among them, by time."""
    kinds = [VersionKind.PUBLISHED, VersionKind.SNAPSHOT] if snapshots else [VersionKind.PUBLISHED]
    versions = WorkflowVersion.objects.filter(workflow=workflow, kind__in=kinds).select_related("author")
    return list(versions.defer(*_BIG_COLUMNS).order_by("-created_at", "-id")[:MAX_VERSIONS])


def _matching(company_id: UUID, search: str, *, names_only: bool = False) -> QuerySet[Workflow]:
    found = Workflow.objects.filter(company_id=company_id)
    if search:
        in_description = Q() if names_only else Q(description__icontains=search)
        found = found.filter(Q(name__icontains=search) | in_description)
    return found


def _is_unpublished(live: WorkflowVersion | None, checksum: str) -> bool:
    return live is None or live.release_checksum != checksum


def list_schedules(*, workflow: Workflow) -> list[Schedule]:
    """Those of the live version, whether they run or are paused, in the order of their blocks' names."""
    rows = Schedule.objects.filter(
        Q(trigger__live=True) | Q(trigger__paused=True), trigger__workflow=workflow
    )
    return list(rows.select_related("trigger").order_by("trigger__name", "pk"))
