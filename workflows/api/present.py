"""Workflows, versions and problems as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.api.envelope import iso
from accounts.ids import public_id
from workflows.definition import Definition, to_json
from workflows.models import Workflow, WorkflowVersion
from workflows.problems import Problem
from workflows.reading import Json
from workflows.selectors import Outline, version_ref

#: What is known of the runs of a workflow where nobody tells (see `WorkflowView.activity`).
NO_ACTIVITY: dict[str, Json] = {"lastRun": None, "stats": {"days": [], "completedShare": None, "perDay": 0}}


def workflow_item(
    workflow: Workflow, outline: Outline, activity: Mapping[str, Json] | None = None
) -> dict[str, Any]:
    live = workflow.published
    return {
        "id": public_id("wf", workflow.id),
        "name": workflow.name,
        "description": workflow.description,
        "status": workflow.status,
        "revision": outline.revision,
        "version": (live.number if live else None) or 0,
        "publishedVersion": live.number if live else None,
        "trigger": outline.trigger,
        "blockTypes": outline.block_types,
        "hasUnpublishedChanges": outline.has_unpublished_changes,
        **(activity or NO_ACTIVITY),
        "createdAt": iso(workflow.created_at),
        "updatedAt": iso(workflow.updated_at),
    }


def version_item(workflow: Workflow, version: WorkflowVersion) -> dict[str, Any]:
    ref = version_ref(version)
    return {
        "version": int(ref) if ref.isdigit() else ref,
        "note": version.note,
        "author": str(version.author) if version.author else None,
        "createdAt": iso(version.created_at),
        "live": version.id == workflow.published_id,
    }


def version_definition(
    workflow: Workflow, version: WorkflowVersion, definition: Definition
) -> dict[str, Any]:
    return {**to_json(definition), **version_item(workflow, version)}


def problem_item(problem: Problem) -> dict[str, Any]:
    return {
        "path": problem.path,
        "blockId": problem.block_id,
        "field": problem.field,
        "severity": problem.severity,
        "code": problem.code,
        "message": problem.message,
    }
