"""From a row of the outbox to what happened, in the shape in which everybody outside is told of it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from accounts.ids import public_id
from accounts.models import Outbox
from connections.services.restoring import BROKEN
from runs.models import Run
from runs.news import RUN_TOPICS
from runs.outbound.events import (
    OUTPUT_BYTES,
    ConnectionData,
    ConnectionEventBody,
    ConnectionNews,
    EventBody,
    RunData,
    RunErrorNews,
    RunEventBody,
    RunNews,
    WaitNews,
)
from runs.present import duration_ms
from runs.selectors import output_size, whole_output
from runs.start_facts import start_facts

TOPICS = RUN_TOPICS | {BROKEN}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened. `run` is None for what is not about one."""

    topic: str
    company_id: uuid.UUID
    body: EventBody
    run: Run | None = None
    connection_id: uuid.UUID | None = None


def occurrence_of(row: Outbox) -> Occurrence | None:
    """None where there is nothing left to tell of: the run was deleted meanwhile."""
    if row.topic == BROKEN:
        return _connection_broke(row)
    run = (
        Run.objects.select_related("workflow", "version")
        .filter(company_id=row.company_id, id=uuid.UUID(row.data["run"]))
        .first()
    )
    if run is None:
        return None
    body = RunEventBody(
        type=row.topic,  # one of RUN_TOPICS; pydantic looks
        timestamp=row.created_at,
        company_id=row.company_id,
        data=RunData(run=_run_news(run, row.topic.removeprefix("run."), row.data.get("waiting") or [])),
    )
    return Occurrence(row.topic, row.company_id, body, run=run)


def _run_news(run: Run, status: str, waiting: list[Mapping[str, Any]]) -> RunNews:
    """The end of a run never changes; of a suspension the row has what was true then."""
    has_ended = status != "suspended"
    news = RunNews(
        id=public_id("run", run.id),
        number=run.number,
        workflow_id=public_id("wf", run.workflow_id),
        workflow_name=run.workflow.name,
        workflow_version=run.version.number,
        status=status,
        trigger_type=run.trigger_type,
        parent_run_id=public_id("run", run.parent_id) if run.parent_id else None,
        created_at=run.created_at,
        started_at=run.started_at,
        completed_at=run.finished_at if has_ended else None,
        duration_ms=duration_ms(run.started_at, run.finished_at) if has_ended else None,
        url=f"{settings.PUBLIC_URL}/runs/{public_id('run', run.id)}",
        waiting=[_wait_news(entry) for entry in waiting],
    )
    if status == "completed":
        news.output_omitted = output_size(run) > OUTPUT_BYTES
        news.output = None if news.output_omitted else whole_output(run)
    elif has_ended:
        news.error = _error_news(run)
    return news


def _error_news(run: Run) -> RunErrorNews | None:
    if run.error is None:
        return None
    block_id = run.error.get("step")
    known = start_facts(run.version_id).names.get(block_id or "")
    return RunErrorNews(
        code=str(run.error.get("code") or "STEP_ERROR"),
        message=str(run.error.get("message") or ""),
        block_id=block_id,
        block_name=known[0] if known else None,
    )


def _wait_news(entry: Mapping[str, Any]) -> WaitNews:
    until_ms = entry.get("until")
    return WaitNews(
        step_id=entry["stepId"],
        block_id=entry["blockId"],
        reason=entry["reason"],
        until=None if until_ms is None else datetime.fromtimestamp(until_ms / 1000, UTC),
        title=entry.get("title"),
    )


def _connection_broke(row: Outbox) -> Occurrence:
    told = row.data
    connection_id = uuid.UUID(told["connectionId"])
    news = ConnectionNews(
        id=public_id("conn", connection_id),
        name=told["name"],
        provider=told["provider"],
        status=told["status"],
        reason=told["reason"],
        url=f"{settings.PUBLIC_URL}/connections?open={public_id('conn', connection_id)}",
    )
    body = ConnectionEventBody(
        type="connection.error",
        timestamp=row.created_at,
        company_id=row.company_id,
        data=ConnectionData(connection=news),
    )
    return Occurrence(row.topic, row.company_id, body, connection_id=connection_id)
