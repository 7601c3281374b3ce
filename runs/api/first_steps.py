"""How far a newcomer has come in the demo company."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.forms import Shape
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import public_id
from runs.first_steps import first_steps


class FirstStepsShape(Shape):
    workflow_id: str | None
    failed_run_id: str | None
    ran: bool
    completed: bool
    built: bool
    connected: bool


class FirstStepsView(ApiView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="See how far one has come with the demo",
        description="What the caller has really done: run a demo workflow, seen it complete, built one, connected an account."
        " `workflowId` is null where the company is no demo, or no longer.",
        response=FirstStepsShape,
    )
    def get(self, request: Request) -> Response:
        who = self.identity
        found = first_steps(company_id=who.company_id, user_id=who.user_id, label=who.label)
        return ok(
            {
                "workflowId": None if found.workflow_id is None else public_id("wf", found.workflow_id),
                "failedRunId": None if found.failed_run_id is None else public_id("run", found.failed_run_id),
                "ran": found.ran,
                "completed": found.completed,
                "built": found.built,
                "connected": found.connected,
            }
        )
