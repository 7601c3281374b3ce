"""How runs fared, in figures: over time, by hour, by block."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.errors import not_found, validation_error
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id
from runs import figures
from runs.api import figure_shapes as shapes
from runs.heat import heat
from workflows.models import Workflow
from workflows.schedules.errors import ScheduleError
from workflows.schedules.zones import find_zone
from workflows.selectors import get_workflow


class FiguresView(ApiView):
    scopes = {"GET": "runs:read"}

    def get_workflow(self, workflow_id: str) -> Workflow:
        workflow = get_workflow(
            company_id=self.identity.company_id, workflow_id=parse_public_id("wf", workflow_id)
        )
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        return workflow


class RunFigures(FiguresView):
    @describe(
        summary="Read outcomes, durations and failures over a time",
        description="Without test runs. Of a period with more than 250,000 runs the newest count, and `isWhole` is false.",
        query=shapes.FiguresQuery,
        response=shapes.Figures,
        errors=[404],
    )
    def get(self, request: Request) -> Response:
        query = self.read_query(shapes.FiguresQuery)
        try:
            zone = find_zone(query.time_zone)
        except ScheduleError as error:
            raise validation_error(error.message, [{"path": "timeZone", "message": error.message}]) from None
        workflow = None if query.workflow_id is None else self.get_workflow(query.workflow_id)
        scope = figures.Scope(self.identity.company_id, workflow)
        return ok(figures.figures(scope=scope, period=query.period, zone=zone))


class RunStatistics(FiguresView):
    @describe(summary="Count runs by hour and outcome", query=shapes.StatsQuery, response=shapes.RunStats)
    def get(self, request: Request) -> Response:
        hours = self.read_query(shapes.StatsQuery).hours
        return ok(figures.stats(scope=figures.Scope(self.identity.company_id), hours=hours))


class WorkflowHeat(FiguresView):
    @describe(
        summary="Count a workflow's steps by block",
        description="Volume, failures and durations per block over the last hours, from the newest runs. Without test runs.",
        query=shapes.HeatQuery,
        response=shapes.Heat,
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        query = self.read_query(shapes.HeatQuery)
        workflow = self.get_workflow(workflow_id)
        return ok(
            heat(
                company_id=workflow.company_id,
                workflow_id=workflow.id,
                hours=query.hours,
                version=query.version,
            )
        )
