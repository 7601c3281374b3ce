"""What the workflows know of a connection: who uses it."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import whole
from accounts.api.errors import not_found
from accounts.api.forms import Shape
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from connections.selectors import get_connection
from workflows.usage import Use, use_counts, uses_of


class UseShape(Shape):
    """A workflow that runs with the connection. `atRisk`: it is active, so its next run needs it."""

    workflow_id: str
    name: str
    status: str
    live_blocks: list[str]
    draft_blocks: list[str]
    is_chosen: bool
    at_risk: bool

    @classmethod
    def of(cls, use: Use) -> UseShape:
        return cls(
            workflow_id=public_id("wf", use.workflow.id),
            name=use.workflow.name,
            status=use.workflow.status,
            live_blocks=use.live_blocks,
            draft_blocks=use.draft_blocks,
            is_chosen=use.is_chosen,
            at_risk=use.is_at_risk,
        )


class UseCountShape(Shape):
    """`workflows` run with the connection; `atRisk` of them are active, so their next run needs it."""

    connection_id: str
    workflows: int
    at_risk: int


class ConnectionUseCounts(ApiView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="How many workflows use each connection",
        description="Only connections that are used; `/connections/{connection_id}/usage` names the workflows.",
        list_of=UseCountShape,
    )
    def get(self, request: Request) -> Response:
        del request
        counts = use_counts(self.identity.company_id)
        return whole(
            [
                UseCountShape(
                    connection_id=public_id("conn", id), workflows=count.workflows, at_risk=count.at_risk
                )
                for id, count in counts.items()
            ]
        )


class ConnectionUsage(ApiView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="Who uses a connection",
        description=(
            "Workflows whose blocks name it, and those it is chosen for because it is the default or the only one "
            "(`isChosen`). Those whose next run needs it come first."
        ),
        list_of=UseShape,
    )
    def get(self, request: Request, connection_id: str) -> Response:
        del request
        id = parse_public_id("conn", connection_id)
        if id is None:
            raise not_found()
        connection = get_connection(self.identity.company_id, id)
        return whole([UseShape.of(use) for use in uses_of(connection)])
