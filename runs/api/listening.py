"""Listening for a test event of a draft's webhook, from the studio."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok
from accounts.api.errors import conflict, not_found
from accounts.api.schema import describe
from runs.api import event_shapes as shapes
from runs.api.events import EventView, event_detail
from runs.inbox import listening
from runs.models import Listening
from workflows.definition import BlockDef
from workflows.models import Workflow
from workflows.selectors import draft_definition
from workflows.triggers import WEBHOOK


class ListenForEvent(EventView):
    scopes = {"GET": "workflows:read", "POST": "workflows:execute", "DELETE": "workflows:execute"}
    throttle_kind = "write"

    @describe(summary="Read what a webhook under test has received", response=shapes.Listening)
    def get(self, request: Request, workflow_id: str, block_id: str) -> Response:
        workflow, block = self._block(workflow_id, block_id)
        return ok(_shown(workflow, listening.listening_of(workflow_id=workflow.id, block_key=block.id)))

    @describe(
        summary="Listen for a test event",
        description="For ten minutes the next request to the answer's `url` (or to the webhook's own address, while no"
        " published workflow listens there) is kept and shown, and starts nothing.",
        response=shapes.Listening,
        status=201,
        errors=[409],
    )
    def post(self, request: Request, workflow_id: str, block_id: str) -> Response:
        workflow, block = self._block(workflow_id, block_id)
        if not block.config.get("path"):
            raise conflict("Give the webhook a path first; it is a part of its address.")
        row = listening.listen(
            company_id=workflow.company_id, workflow_id=workflow.id, block_key=block.id, config=block.config
        )
        return ok(_shown(workflow, row), status=201)

    @describe(summary="Stop listening for a test event")
    def delete(self, request: Request, workflow_id: str, block_id: str) -> Response:
        workflow, block = self._block(workflow_id, block_id)
        listening.stop_listening(workflow_id=workflow.id, block_key=block.id)
        return ok(None)

    def _block(self, workflow_id: str, block_id: str) -> tuple[Workflow, BlockDef]:
        workflow = self.find_workflow(workflow_id)
        found = next((block for block in draft_definition(workflow).blocks if block.id == block_id), None)
        if found is None or found.type != WEBHOOK:
            raise not_found("There is no webhook with this id in the draft.")
        return workflow, found


def _shown(workflow: Workflow, row: Listening | None) -> dict[str, Any]:
    base = f"{settings.PUBLIC_URL}/webhooks/custom/{workflow.company_id}/"
    if row is None:
        return {
            "base": base,
            "listening": False,
            "url": None,
            "expiresAt": None,
            "event": None,
            "input": None,
        }
    return {
        "base": base,
        "listening": row.event is None,
        "url": f"{settings.PUBLIC_URL}/webhooks/test/{workflow.company_id}/{row.path}",
        "expiresAt": iso(row.expires_at),
        "event": None if row.event is None else event_detail(row.event),
        "input": row.input,
    }
