"""What the inspector asks while a person types: what a template reads as, and which functions there are."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok
from accounts.api.errors import not_found
from accounts.api.permissions import SIGNED_IN
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from runs.api import shapes
from runs.firing_facts import trigger_scope
from runs.inbox.listening import caught_since
from runs.known_values import known_values
from runs.rehearsing import with_pins
from workflows.expressions import (
    ExpressionError,
    ExpressionSyntaxError,
    MissingPath,
    compile_expression,
    compile_template,
    functions,
)
from workflows.selectors import draft_definition, get_workflow


class ExpressionPreview(ApiView):
    """Nothing is stored; counted with the reads, since a person types fast."""

    scopes = {"POST": "runs:read"}
    throttle_kind = "read"

    @describe(
        summary="Evaluate a template with the values of the last run",
        description="Or of a test event, where one was caught since.",
        request=shapes.PreviewRequest,
        response=shapes.PreviewResult,
        errors=[404],
    )
    def post(self, request: Request) -> Response:
        body = self.read(shapes.PreviewRequest)
        workflow = get_workflow(
            company_id=self.identity.company_id, workflow_id=parse_public_id("wf", body.workflow_id)
        )
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        known = known_values(company_id=workflow.company_id, workflow_id=workflow.id)
        known.whole()
        draft = draft_definition(workflow)
        caught = caught_since(workflow_id=workflow.id, moment=known.run.created_at if known.run else None)
        trigger = trigger_scope("api", {"firedAt": iso(timezone.now())}, None)
        if caught is not None:
            trigger = trigger_scope("webhook", caught.fired, caught.input)
        scope = {
            **body.items,
            **with_pins(known.scope(), {block.id: block for block in draft.blocks if block.is_pinned}),
            **({} if caught is None else {"input": caught.input}),
            "variables": dict(draft.variables),
            "now": iso(timezone.now()),
            "workflow": {"id": public_id("wf", workflow.id), "version": 0},
            "trigger": trigger,
            "user": None,
            "settings": None,
        }
        return ok(_evaluate(body, scope))


def _evaluate(body: shapes.PreviewRequest, scope: dict[str, Any]) -> dict[str, Any]:
    warnings: list[MissingPath] = []
    compile_text = compile_template if body.kind == "template" else compile_expression
    try:
        value = compile_text(body.template).resolve(scope, warnings=warnings)
    except ExpressionSyntaxError as error:
        return {
            "value": None,
            "warnings": [],
            "error": {"message": error.message, "position": error.position},
        }
    except ExpressionError as error:
        return {"value": None, "warnings": [], "error": {"message": error.message, "position": None}}
    missing = [{"path": warning.path, "message": warning.message} for warning in warnings]
    return {"value": value, "warnings": missing, "error": None}


class ExpressionFunctions(ApiView):
    scopes = {"GET": SIGNED_IN}

    @describe(summary="List the functions of the expression language", list_of=shapes.FunctionItem)
    def get(self, request: Request) -> Response:
        return ok(
            [
                {
                    "name": one.name,
                    "signature": one.signature,
                    "description": one.description,
                    "example": one.example,
                    "result": one.result,
                }
                for one in functions()
            ]
        )
