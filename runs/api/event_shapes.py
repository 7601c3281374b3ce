"""What the endpoints of events take and answer."""

from __future__ import annotations

import datetime
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from accounts.api.forms import Form, Shape, UtcTime

EventState = Literal["started", "duplicate", "filtered", "held", "dropped", "rejected", "unheard", "captured"]


class AppEventRequest(Form):
    name: str = Field(min_length=1, max_length=200, description="Which App event triggers it starts.")
    payload: Any = Field(None, description="Exactly what templates read as `input`.")
    idempotency_key: str | None = Field(
        None, min_length=1, max_length=200, description="The same key within 7 days names the same event."
    )


class ReceivedEvent(Shape):
    received: bool
    event_id: str
    workflows_triggered: int


class EventQuery(Form):
    source: str | None = Field(None, max_length=64, description="`custom`, `app`, or a provider.")
    status: str | None = Field(None, max_length=200, description="One or several by commas.")
    workflow_id: str | None = Field(None, max_length=64, description="Events that a workflow listened to.")
    search: str | None = Field(
        None, max_length=200, description="In the topic, the reason and the first 4 KB of the body."
    )
    from_: UtcTime | None = Field(
        None, alias="from", description="Received then or later: ISO 8601; without a zone it is UTC."
    )
    to: UtcTime | None = Field(None, description="Received before then.")

    @model_validator(mode="after")
    def _are_in_order(self) -> Self:
        if self.from_ and self.to and self.from_ >= self.to:
            raise ValueError("“from” has to be before “to”.")
        return self


class DecisionItem(Shape):
    workflow_id: str
    workflow_name: str
    trigger_id: str = Field(description="The trigger's block.")
    status: EventState
    reason: str
    run_id: str | None
    run_number: int | None = Field(description="Null also when the run has been pruned.")
    run_status: str | None


class InboundEvent(Shape):
    id: str
    source: str
    topic: str = Field(description="The path, the app event's name, or the provider's event type.")
    status: EventState
    reason: str
    first_id: str | None = Field(
        description="Of a duplicate the event that came before; of a redelivery the one that was delivered again."
    )
    size: int = Field(description="Bytes of the body.")
    preview: str = Field(description="The beginning of the body.")
    decisions: list[DecisionItem]
    received_at: datetime.datetime


class InboundEventDetail(InboundEvent):
    method: str
    headers: dict[str, Any] = Field(description="Credentials are hidden.")
    query: dict[str, Any]
    body: str | None = Field(description="As text; null where it was not kept or is no text.")
    can_redeliver: bool


class EventCounts(Shape):
    counts: dict[str, int]


class RedeliverRequest(Form):
    workflow_id: str | None = Field(
        None, max_length=64, description="Absent: to every workflow that listens."
    )
    version: Literal["draft"] | None = Field(
        None, description="`draft`: a test run of that workflow's draft with this event as its input."
    )


class Redelivered(Shape):
    event_id: str = Field(description="Of a test run the event itself.")
    status: EventState | None
    decisions: list[DecisionItem]
    run_id: str | None = Field(description="The first run that was started.")


class HeldEvents(Shape):
    count: int
    since: datetime.datetime | None


class HeldAction(Form):
    action: Literal["run", "drop"]


class HeldOutcome(Shape):
    done: int
    left: int = Field(description="Call again until it is 0.")


class Listening(Shape):
    base: str = Field(
        description="Where the company's webhooks are: followed by the path, the published address."
    )
    listening: bool
    url: str | None = Field(description="Send a request here; nothing runs.")
    expires_at: datetime.datetime | None
    event: InboundEventDetail | None = Field(description="What arrived.")
    input: Any = Field(description="What a run of it would get as `input`.")
