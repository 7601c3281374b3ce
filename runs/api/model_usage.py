"""What language models took and cost."""

from __future__ import annotations

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.schema import describe
from accounts.api.views import ApiView
from runs.api import model_usage_shapes as shapes
from runs.model_costs import model_costs


class ModelUsageView(ApiView):
    scopes = {"GET": "runs:read"}

    @describe(
        summary="Read what language models cost",
        description="Requests of Agent blocks, their tokens and what they cost, test runs and failed steps included. It stays "
        "when runs are deleted.",
        query=shapes.ModelUsageQuery,
        response=shapes.ModelUsageAnswer,
    )
    def get(self, request: Request) -> Response:
        query = self.read_query(shapes.ModelUsageQuery)
        since, until = query.days()
        return ok(
            model_costs(
                company_id=self.identity.company_id, since=since, until=until, group_by=query.group_by
            )
        )
