"""Writes: the draft, its publications and snapshots, and the states of a workflow.

Each function owns its transaction and locks the workflow's row first, so that two writers of one workflow go one after
the other. `by` is who does it: an identity, or a label for what no member does (the demo company, a command).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max

from accounts.identity import Identity
from accounts.ids import public_id
from accounts.services import record_audit
from workflows.agent_settings import without_agents
from workflows.agents.filling import fill_agents
from workflows.definition import (
    MAX_NAME,
    Definition,
    checksum,
    parse_definition,
    to_json,
    with_name,
    without_pins,
)
from workflows.documents import read_file
from workflows.errors import RefusedError, StaleRevisionError, UnknownVersionError, UnpublishableError
from workflows.models import VersionKind, Workflow, WorkflowStatus, WorkflowVersion
from workflows.problems import Problem
from workflows.reading import Json
from workflows.rows import insert_rows, read_definition, replace_rows, version_columns
from workflows.selectors import find_version, version_ref
from workflows.triggers import sync_triggers
from workflows.validation import find_problems

By = Identity | str
Gate = Callable[[Workflow, Definition], list[Problem]]


@transaction.atomic
def create_workflow(
    *,
    company_id: UUID,
    definition: Definition,
    by: By,
    action: str = "workflow.created",
    ip: str | None = None,
) -> Workflow:
    """A new workflow in state `draft`, whose draft is `definition`."""
    workflow = Workflow.objects.create(
        company_id=company_id,
        name=definition.name,
        description=definition.description,
        created_by_id=_user_id(by),
    )
    _insert_version(workflow, without_agents(definition), kind=VersionKind.DRAFT, by=by)
    _audit(workflow, action, by, ip)
    return workflow


def save_draft(
    *, workflow: Workflow, definition: Definition, by: By, revision: int | None = None, ip: str | None = None
) -> WorkflowVersion | None:
    """Make the draft say `definition`; see `revise_draft`."""
    return revise_draft(workflow=workflow, revise=lambda _before: definition, by=by, revision=revision, ip=ip)


@transaction.atomic
def revise_draft(
    *,
    workflow: Workflow,
    revise: Callable[[Definition], Definition],
    by: By,
    revision: int | None = None,
    ip: str | None = None,
) -> WorkflowVersion | None:
    """Make the draft say what `revise` makes of it; a draft that says it already is left alone.

    With `revision`, raises StaleRevisionError unless it is the draft's. Without, the draft is replaced, and the snapshot
    that keeps the one before is returned.
    """
    workflow = _lock(workflow)
    _refuse_archived(workflow)
    draft = _lock_draft(workflow)
    if revision is not None and revision != draft.revision:
        raise StaleRevisionError(given=revision, current=draft.revision)
    before = read_definition(draft)
    after = without_agents(revise(before))
    if before == after:
        return None
    kept = None
    if revision is None:
        kept = _snapshot(workflow, draft, before, note=f"The draft before revision {draft.revision + 1}")
        _audit(workflow, "workflow.replaced", by, ip, keptAs=version_ref(kept))
    _write_draft(workflow, draft, before, after, by=by)
    return kept


@transaction.atomic
def publish(
    *, workflow: Workflow, by: By, note: str = "", ip: str | None = None, gate: Gate | None = None
) -> WorkflowVersion:
    """Make the draft the live version and the workflow active; returns the live version.

    A draft equal to the live version makes no new one. `gate` finds more problems. Raises UnpublishableError while the draft has errors.
    """
    workflow = _lock(workflow)
    _refuse_archived(workflow)
    definition = without_pins(read_definition(_lock_draft(workflow)))
    definition = fill_agents(definition, company_id=workflow.company_id)
    problems = find_problems(definition, company_id=workflow.company_id, workflow_id=workflow.id)
    problems += gate(workflow, definition) if gate else []
    if any(problem.severity == "error" for problem in problems):
        raise UnpublishableError(problems)
    live = workflow.published
    if live is None or live.checksum != checksum(definition):
        newest = workflow.versions.aggregate(newest=Max("number"))["newest"] or 0
        live = _insert_version(
            workflow,
            definition,
            kind=VersionKind.PUBLISHED,
            by=by,
            number=newest + 1,
            note=note,
            editors=_with_editor(_draft(workflow).editors, by),
        )
        workflow.published = live
        _audit(workflow, "workflow.published", by, ip, version=live.number)
    elif workflow.status != WorkflowStatus.ACTIVE:
        _audit(workflow, "workflow.activated", by, ip, version=live.number)
    workflow.status = WorkflowStatus.ACTIVE
    workflow.save(update_fields=["published", "status", "updated_at"])
    _sync_triggers(workflow)
    return live


@transaction.atomic
def roll_back(*, workflow: Workflow, ref: str, by: By, ip: str | None = None) -> WorkflowVersion:
    """Make a version that was published before the live one again; the draft stays as it is. Doing it twice does nothing.

    Raises UnknownVersionError for what was never published, UnpublishableError when it cannot run any more.
    """
    workflow = _lock(workflow)
    _refuse_archived(workflow)
    version = find_version(workflow=workflow, ref=ref)
    if version is None or version.kind != VersionKind.PUBLISHED:
        raise UnknownVersionError
    if workflow.published_id == version.id and workflow.status == WorkflowStatus.ACTIVE:
        return version
    problems = find_problems(
        read_definition(version), company_id=workflow.company_id, workflow_id=workflow.id
    )
    if any(problem.severity == "error" for problem in problems):
        raise UnpublishableError(problems)
    before = workflow.published
    workflow.published = version
    workflow.status = WorkflowStatus.ACTIVE
    workflow.save(update_fields=["published", "status", "updated_at"])
    _sync_triggers(workflow)
    _audit(
        workflow,
        "workflow.rolled_back",
        by,
        ip,
        version=version.number,
        before=before.number if before else None,
    )
    return version


@transaction.atomic
def pause(*, workflow: Workflow, by: By, ip: str | None = None) -> Workflow:
    """From `active` to `paused`: nothing starts it any more, runs in flight go on. Pausing a paused one does nothing."""
    workflow = _lock(workflow)
    if workflow.status == WorkflowStatus.DRAFT:
        raise RefusedError(f"“{workflow.name}” was never published, so there is nothing to pause.")
    return _move(workflow, WorkflowStatus.PAUSED, "workflow.paused", by, ip)


@transaction.atomic
def resume(*, workflow: Workflow, by: By, ip: str | None = None) -> Workflow:
    """From `paused` back to `active`, on the version that was live. Resuming an active one does nothing."""
    workflow = _lock(workflow)
    if workflow.status == WorkflowStatus.DRAFT:
        raise RefusedError(f"“{workflow.name}” was never published. Publish it to make it run.")
    return _move(workflow, WorkflowStatus.ACTIVE, "workflow.resumed", by, ip)


@transaction.atomic
def archive(*, workflow: Workflow, by: By, ip: str | None = None) -> Workflow:
    """From any state to `archived`, for good: it neither runs nor changes, but stays readable."""
    workflow = _lock(workflow)
    if workflow.status == WorkflowStatus.ARCHIVED:
        return workflow
    return _move(workflow, WorkflowStatus.ARCHIVED, "workflow.archived", by, ip)


@transaction.atomic
def duplicate(*, workflow: Workflow, by: By, name: str | None = None, ip: str | None = None) -> Workflow:
    """A new workflow whose draft is this one's draft; archived ones can be duplicated too."""
    definition = read_definition(_draft(workflow))
    copy = with_name(definition, name or f"{definition.name[: MAX_NAME - 7]} (copy)")
    return create_workflow(
        company_id=workflow.company_id, definition=copy, by=by, action="workflow.duplicated", ip=ip
    )


@transaction.atomic
def restore_version(*, workflow: Workflow, ref: str, by: By, ip: str | None = None) -> WorkflowVersion | None:
    """Make the draft say what version `ref` ("7", "snap_<uuid>") says; returns the snapshot that keeps the draft before.

    Publishes nothing. Raises UnknownVersionError.
    """
    version = find_version(workflow=workflow, ref=ref)
    if version is None:
        raise UnknownVersionError
    kept = save_draft(workflow=workflow, definition=read_definition(version), by=by, ip=ip)
    _audit(workflow, "workflow.restored", by, ip, version=ref)
    return kept


@transaction.atomic
def snapshot_draft(workflow: Workflow) -> WorkflowVersion:
    """The frozen copy of the draft and its agents' settings as they are now, made if there is none of this content yet:
    what a run of it executes.
    """
    draft = _draft(workflow)
    found = _snapshot_of(workflow, draft.checksum)
    if found is not None and not draft.blocks.filter(type="agent").exists():
        return found
    workflow = _lock(workflow)
    draft = _lock_draft(workflow)
    return _snapshot(workflow, draft, fill_agents(read_definition(draft), company_id=workflow.company_id))


@transaction.atomic
def freeze_definition(*, workflow: Workflow, definition: Definition, by: By) -> WorkflowVersion:
    """The frozen copy of a definition that was never the draft: what a run with edited blocks executes."""
    definition = fill_agents(definition, company_id=workflow.company_id)
    found = _snapshot_of(workflow, checksum(definition))
    return found or _insert_version(workflow, definition, kind=VersionKind.SNAPSHOT, by=by)


@transaction.atomic
def import_workflow(
    *, company_id: UUID, data: Json, by: By, ip: str | None = None
) -> tuple[Workflow, list[Problem]]:
    """A new draft from a file's content, and the problems that stand in the way of publishing it here.

    Raises DefinitionInvalid.
    """
    definition = read_file(data)
    definition = with_name(definition, _free_name(company_id, definition.name))
    workflow = create_workflow(
        company_id=company_id, definition=definition, by=by, action="workflow.imported", ip=ip
    )
    problems = find_problems(definition, company_id=company_id)
    return workflow, [problem for problem in problems if problem.severity == "error"]


@transaction.atomic
def accept_edited_rows(*, draft: WorkflowVersion, by: By, ip: str | None = None) -> None:
    """After an operator changed rows of the draft in the admin: a new revision, whose checksum is that of the rows.

    Raises DefinitionInvalid when the rows no longer make a definition; nothing is changed then.
    """
    workflow = _lock(draft.workflow)
    draft = _lock_draft(workflow)
    definition = parse_definition(to_json(read_definition(draft)))
    _write_columns(workflow, draft, definition, by=by)
    _audit(workflow, "workflow.edited_by_operator", by, ip, revision=draft.revision)


def _free_name(company_id: UUID, name: str) -> str:
    """The name, numbered where the company has a workflow called so already: two of one name cannot be told apart."""
    taken = set(
        Workflow.objects.filter(company_id=company_id, name__startswith=name[: MAX_NAME - 7])
        .exclude(status=WorkflowStatus.ARCHIVED)
        .values_list("name", flat=True)
    )
    numbered = (f"{name[: MAX_NAME - 7]} ({number})" for number in count(2))
    return name if name not in taken else next(each for each in numbered if each not in taken)


# --- parts ------------------------------------------------------------------------------------------------------


def _lock(workflow: Workflow) -> Workflow:
    # Without the live version: after waiting for the lock PostgreSQL gives the new row, but what it had joined before.
    return Workflow.objects.select_for_update().get(pk=workflow.pk)


def _draft(workflow: Workflow) -> WorkflowVersion:
    return WorkflowVersion.objects.get(workflow=workflow, kind=VersionKind.DRAFT)


def _lock_draft(workflow: Workflow) -> WorkflowVersion:
    return WorkflowVersion.objects.select_for_update().get(workflow=workflow, kind=VersionKind.DRAFT)


def _refuse_archived(workflow: Workflow) -> None:
    if workflow.status == WorkflowStatus.ARCHIVED:
        raise RefusedError(f"“{workflow.name}” is archived. Duplicate it to go on from here.")


def _move(workflow: Workflow, status: WorkflowStatus, action: str, by: By, ip: str | None) -> Workflow:
    _refuse_archived(workflow)
    if workflow.status != status:
        workflow.status = status
        workflow.save(update_fields=["status", "updated_at"])
        _sync_triggers(workflow)
        _audit(workflow, action, by, ip)
    return workflow


def _sync_triggers(workflow: Workflow) -> None:
    try:
        sync_triggers(workflow)
    except IntegrityError:
        # Two were published at the same moment; the check before found neither.
        raise RefusedError("Another workflow has just taken the path of a webhook of this one.") from None


def _write_draft(
    workflow: Workflow, draft: WorkflowVersion, before: Definition, after: Definition, *, by: By
) -> None:
    _write_columns(workflow, draft, after, by=by)
    replace_rows(draft, before, after)


def _write_columns(workflow: Workflow, draft: WorkflowVersion, definition: Definition, *, by: By) -> None:
    is_as_published = workflow.published is not None and (
        draft.release_checksum == workflow.published.release_checksum
    )
    draft.editors = _with_editor([] if is_as_published else draft.editors, by)
    for column, value in version_columns(definition).items():
        setattr(draft, column, value)
    draft.revision += 1
    draft.author_id = _user_id(by)
    draft.save()
    workflow.name = definition.name
    workflow.description = definition.description
    workflow.save(update_fields=["name", "description", "updated_at"])


def _snapshot_of(workflow: Workflow, content: str) -> WorkflowVersion | None:
    return workflow.versions.filter(kind=VersionKind.SNAPSHOT, checksum=content).first()


def _snapshot(
    workflow: Workflow, draft: WorkflowVersion, definition: Definition, note: str = ""
) -> WorkflowVersion:
    found = _snapshot_of(workflow, checksum(definition))
    if found is not None:
        return found
    version = WorkflowVersion.objects.create(
        workflow=workflow,
        kind=VersionKind.SNAPSHOT,
        revision=draft.revision,
        note=note,
        author_id=draft.author_id,
        editors=draft.editors,
        **version_columns(definition),
    )
    insert_rows(version, definition)
    return version


def _insert_version(
    workflow: Workflow,
    definition: Definition,
    *,
    kind: VersionKind,
    by: By,
    number: int | None = None,
    note: str = "",
    editors: list[str] | None = None,
) -> WorkflowVersion:
    version = WorkflowVersion.objects.create(
        workflow=workflow,
        kind=kind,
        number=number,
        note=note,
        author_id=_user_id(by),
        editors=_with_editor([], by) if editors is None else editors,
        **version_columns(definition),
    )
    insert_rows(version, definition)
    return version


def _with_editor(editors: list[str], by: By) -> list[str]:
    return sorted({*editors, by if isinstance(by, str) else by.label})


def _user_id(by: By) -> int | None:
    return by.user_id if isinstance(by, Identity) else None


def _audit(workflow: Workflow, action: str, by: By, ip: str | None, **data: object) -> None:
    record_audit(
        identity_or_label=by,
        company_id=workflow.company_id,
        action=action,
        target=public_id("wf", workflow.id),
        data={"name": workflow.name, **data},
        ip=ip,
    )
