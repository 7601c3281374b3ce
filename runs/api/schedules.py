"""The schedules of a workflow as they stand, and the ledger of their ticks."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, page, whole
from accounts.api.errors import validation_error
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.ids import parse_public_id, public_id
from runs import selectors
from runs.api import schedule_shapes as shapes
from runs.models import Run
from runs.tick_models import Tick, TickStatus
from workflows.api import present
from workflows.api.schedules import upcoming
from workflows.api.views import WorkflowView
from workflows.models import Schedule
from workflows.schedules.errors import ScheduleError
from workflows.schedules.words import in_words
from workflows.schedules.zones import find_zone
from workflows.scheduling import plan_of
from workflows.selectors import list_schedules

SHOWN_FIRES = 10


class WorkflowSchedules(WorkflowView):
    scopes = {"GET": "workflows:read"}

    @describe(
        summary="List a workflow's schedules",
        description="Those of its live version: when they fire next, and whether they can.",
        list_of=shapes.ScheduleShape,
        errors=[404],
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        return whole([_schedule_item(row) for row in list_schedules(workflow=self.find(workflow_id))])


class WorkflowTicks(WorkflowView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="List what became of a workflow's ticks",
        description="The newest first. Each tick that was expected is here: fired, fired late, queued behind the run"
        " before it, skipped with the reason, or missed.",
        query=shapes.TicksQuery,
        page_of=shapes.TickShape,
        errors=[404],
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        query, asked = self.read_query(shapes.TicksQuery), parse_page(request)
        statuses = [each.strip() for each in query.status.split(",") if each.strip()]
        if unknown := [each for each in statuses if each not in TickStatus.values]:
            raise validation_error(
                f"There is no tick status “{unknown[0][:20]}”.",
                [{"path": "status", "message": f"Use some of: {', '.join(TickStatus.values)}."}],
            )
        after = None
        if asked.cursor is not None:
            last_id = parse_public_id("tick", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            after = asked.cursor.at, last_id
        found = selectors.list_ticks(
            workflow=self.find(workflow_id),
            block_key=query.block_id,
            statuses=statuses,
            limit=asked.limit + 1,
            after=after,
        )
        shown = found[: asked.limit]
        runs = selectors.runs_of_ticks(shown)
        cursor = (
            encode_cursor(shown[-1].at, public_id("tick", shown[-1].id)) if len(found) > asked.limit else None
        )
        return page(
            [_tick_item(tick, runs.get(tick.run_id) if tick.run_id else None) for tick in shown], cursor
        )


def _schedule_item(row: Schedule) -> dict[str, Any]:
    error = row.error
    words, fires = "", []
    try:
        plan = plan_of(row.rule, row.zone)
        words = in_words(plan)
        fires = upcoming(plan, timezone.now(), count=SHOWN_FIRES, anchor=row.anchor_at)
    except ScheduleError as refused:
        error = error or refused.message
    return {
        "blockId": row.trigger.block_key,
        "name": row.trigger.name,
        "words": words,
        "timezone": row.zone,
        "usesCompanyTimezone": row.is_company_zone,
        "missed": row.missed,
        "overlap": row.overlap,
        "status": "live" if row.trigger.live else "paused",
        "error": error or None,
        "queued": row.queued,
        "nextFires": fires,
    }


def _tick_item(tick: Tick, run: Run | None) -> dict[str, Any]:
    try:
        local = present.fire(tick.at, find_zone(tick.schedule.zone))["local"]
    except ScheduleError:
        local = iso(tick.at)
    return {
        "id": public_id("tick", tick.id),
        "blockId": tick.schedule.trigger.block_key,
        "at": iso(tick.at),
        "local": local,
        "status": tick.status,
        "reason": tick.reason,
        "lateMs": tick.late_ms,
        "through": None if tick.through_at is None else iso(tick.through_at),
        "count": tick.count,
        "run": None
        if run is None
        else {"id": public_id("run", run.id), "number": run.number, "status": run.status},
    }
