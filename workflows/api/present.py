"""Workflows, versions and problems as the API shows them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from accounts.api.envelope import iso
from accounts.ids import public_id
from workflows.definition import Definition, to_json
from workflows.models import Schedule, Workflow, WorkflowVersion
from workflows.problems import Problem
from workflows.reading import Json
from workflows.schedules.errors import ScheduleError
from workflows.schedules.zones import find_zone
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
        "nextFire": next_fire(outline.next_schedule),
        **(activity or NO_ACTIVITY),
        "createdAt": iso(workflow.created_at),
        "updatedAt": iso(workflow.updated_at),
    }


def fire(at: datetime, zone: ZoneInfo, note: str = "") -> dict[str, str]:
    """A moment, in UTC and on the clocks of its zone."""
    return {"at": iso(at), "local": at.astimezone(zone).isoformat(timespec="seconds"), "note": note}


def next_fire(schedule: Schedule | None) -> dict[str, str] | None:
    if schedule is None or schedule.next_at is None:
        return None
    try:
        return fire(schedule.next_at, find_zone(schedule.zone))
    except (
        ScheduleError
    ):  # a zone that this machine does not know any more: the schedule is broken, and says so
        return None


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
