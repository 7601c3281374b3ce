"""How the event triggers of a workflow hear of events, over HTTP."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Literal

from pydantic import Field
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import whole
from accounts.api.errors import not_found
from accounts.api.forms import Shape
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id
from connections.api.subscription_shapes import SubscriptionShape
from runs.models import TriggerPoll
from runs.subscriptions import Hearing, hearings_of
from workflows.selectors import get_workflow


class PollShape(Shape):
    """`error` is what went wrong with the last look, in words, or what a person should know of it."""

    polled_at: datetime | None
    succeeded_at: datetime | None
    next_at: datetime
    failures: int = Field(description="Since the last success.")
    error_code: str
    error: str
    found: int = Field(description="Events so far.")

    @classmethod
    def of(cls, row: TriggerPoll) -> PollShape:
        return cls(
            polled_at=row.polled_at,
            succeeded_at=row.succeeded_at,
            next_at=row.due_at,
            failures=row.failures,
            error_code=row.error_code,
            error=row.error,
            found=row.found,
        )


class HearingShape(Shape):
    """How one event trigger of the live version hears of events."""

    block_id: str
    name: str
    provider: str
    is_paused: bool
    delivery: Literal["webhook", "poll"]
    is_proven: bool = Field(description="Webhooks can be told from forged ones: a secret is set.")
    poll: PollShape | None
    subscriptions: list[SubscriptionShape] = Field(
        description="What was ordered at the provider for it: one, at Outlook one for each kind of thing."
    )
    by_hand: str = Field(
        description="Why a person has to enter the address at the provider; empty where it is registered from here."
    )

    @classmethod
    def of(cls, one: Hearing) -> HearingShape:
        trigger = one.trigger
        return cls(
            block_id=trigger.block_key,
            name=trigger.name,
            provider=str(trigger.config.get("provider") or ""),
            is_paused=trigger.paused,
            delivery="poll" if one.is_polled else "webhook",
            is_proven=one.is_proven,
            poll=PollShape.of(one.poll) if one.poll else None,
            subscriptions=[SubscriptionShape.of(row) for row in one.subscriptions],
            by_hand=one.by_hand,
        )


class WorkflowSubscriptions(ApiView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="See how event triggers hear of events",
        description=(
            "For each of the live version: told by webhook, and what was ordered at the provider for that; or looking now "
            "and then: when last, when next, what went wrong."
        ),
        list_of=HearingShape,
    )
    def get(self, request: Request, workflow_id: str) -> Response:
        del request
        workflow = get_workflow(
            company_id=self.identity.company_id, workflow_id=parse_public_id("wf", workflow_id)
        )
        if workflow is None:
            raise not_found("There is no workflow with this id.")
        return whole([HearingShape.of(one) for one in hearings_of(workflow)])
