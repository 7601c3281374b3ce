"""Keeps the rows of `Trigger` to what the live version and the state of a workflow say.

Called inside the transactions that change either: publish, pause, resume, archive. A draft has none, so creating,
duplicating, importing and restoring change nothing here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflows.models import Block, Trigger, Workflow, WorkflowStatus
from workflows.reading import Json
from workflows.scheduling import sync_schedules

PREFIX = "trigger."
WEBHOOK = "trigger.webhook"
EVENT = "trigger.event"

_WATCHED = ("type", "name", "config", "source", "live", "paused")


def source_of(type_name: str, config: Mapping[str, Json]) -> str:
    """What a trigger of this type and config listens to, as `Trigger.source` holds it."""
    match type_name:
        case "trigger.webhook":
            return f"webhook:{str(config.get('path') or '').strip('/')}"
        case "trigger.app":
            return f"app:{str(config.get('event') or '').strip()}"
        case "trigger.event":
            return f"event:{config.get('provider') or ''}"
        case _:
            return type_name.removeprefix(PREFIX)


def sync_triggers(workflow: Workflow) -> None:
    """Make the rows say what the workflow's live version and state say. `workflow` is locked by the caller.

    Rows of blocks that the live version does not have any more are kept, switched off. `revision` grows with every row
    that changes, and only with those.
    """
    known = {row.block_key: row for row in Trigger.objects.filter(workflow=workflow)}
    wanted = _wanted(workflow)
    for key in known.keys() - wanted.keys():
        wanted[key] = {"live": False, "paused": False}
    # Switched off first: a path that moves from one block to another is never taken twice.
    for key, facts in sorted(wanted.items(), key=lambda item: item[1]["live"] or item[1]["paused"]):
        row = known.get(key)
        if row is None:
            Trigger.objects.create(company_id=workflow.company_id, workflow=workflow, block_key=key, **facts)
            continue
        if all(getattr(row, name) == value for name, value in facts.items()):
            continue
        for name, value in facts.items():
            setattr(row, name, value)
        row.revision += 1
        row.save(update_fields=[*_WATCHED, "revision", "updated_at"])
    sync_schedules(workflow)


def _wanted(workflow: Workflow) -> dict[str, dict[str, Any]]:
    if workflow.published_id is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    rows = Block.objects.filter(version_id=workflow.published_id, type__startswith=PREFIX).values_list(
        "key", "type", "name", "config", "options"
    )
    for key, type_name, name, config, options in rows:
        is_on = not options.get("disabled")
        found[key] = {
            "type": type_name,
            "name": name,
            "config": config,
            "source": source_of(type_name, config)[:300],
            "live": is_on and workflow.status == WorkflowStatus.ACTIVE,
            "paused": is_on and workflow.status == WorkflowStatus.PAUSED,
        }
    return found
