"""What goes in and out of the API of outbound webhooks."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from pydantic import AfterValidator, Field, StringConstraints

from accounts.api.forms import Form, Shape
from accounts.ids import parse_public_id, public_id
from runs.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from runs.outbound.deliveries import message_id
from runs.outbound.endpoints import Wanted
from runs.outbound.events import EVENT_TYPES


def _known_type(value: str) -> str:
    if value not in EVENT_TYPES:
        raise ValueError(f"There is no event “{value}”. Events are {', '.join(EVENT_TYPES)}.")
    return value


def _workflow(value: str) -> str:
    if parse_public_id("wf", value) is None:
        raise ValueError(f"“{value[:60]}” is not the id of a workflow.")
    return value


EventType = Annotated[str, AfterValidator(_known_type), Field(json_schema_extra={"enum": list(EVENT_TYPES)})]
WorkflowId = Annotated[str, AfterValidator(_workflow)]
Url = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Description = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class NewEndpoint(Form):
    url: Url = Field(title="URL", description="Gets a POST for each event.")
    description: Description = Field(default="", title="Description")
    events: list[EventType] = Field(title="Events", min_length=1)
    workflow_ids: list[WorkflowId] = Field(
        default_factory=list, title="Workflows", description="Only their runs; none: those of all."
    )
    enabled: bool = Field(default=True, title="Enabled")

    def wanted(self) -> Wanted:
        return Wanted(
            url=self.url,
            description=self.description,
            events=self.events,
            workflows=_uuids(self.workflow_ids),
            is_enabled=self.enabled,
        )


class EndpointChange(Form):
    """What is absent stays."""

    url: Url | None = Field(default=None, title="URL")
    description: Description | None = Field(default=None, title="Description")
    events: Annotated[list[EventType], Field(min_length=1)] | None = Field(default=None, title="Events")
    workflow_ids: list[WorkflowId] | None = Field(default=None, title="Workflows")
    enabled: bool | None = Field(default=None, title="Enabled")

    def wanted(self) -> Wanted:
        return Wanted(
            url=self.url,
            description=self.description,
            events=self.events,
            workflows=None if self.workflow_ids is None else _uuids(self.workflow_ids),
            is_enabled=self.enabled,
        )


def _uuids(ids: list[str]) -> list[UUID]:
    return [found for one in ids if (found := parse_public_id("wf", one)) is not None]


class SecretRotation(Form):
    overlap_hours: int = Field(
        default=24,
        ge=0,
        le=168,
        title="Overlap in hours",
        description="So long the secret before signs as well; 0 ends it at once.",
    )


class EventToTry(Form):
    event: EventType | None = Field(
        default=None, title="Event", description="Without it, the first the endpoint asks for."
    )


class DeliveryQuery(Form):
    status: Literal["pending", "delivered", "failed", ""] = Field(
        default="", description="Those in this state."
    )
    event: EventType | Literal[""] = Field(default="", description="Those of this type.")
    run_id: str = Field(default="", description="Those about this run.")


class WebhookEventShape(Shape):
    type: str
    description: str
    sample: Any = Field(description="A body as it is sent; the data is made up.")


class EndpointShape(Shape):
    """Never the secret. While `failingSince` is set, nothing has been delivered since; after a day of it the endpoint is
    switched off and `disabledReason` says so.
    """

    id: str
    url: str
    description: str
    events: list[str]
    workflow_ids: list[str] = Field(description="Empty: all workflows.")
    enabled: bool
    disabled_reason: str | None = Field(description="Null where a person did it.")
    disabled_at: datetime | None
    failing_since: datetime | None
    previous_secret_until: datetime | None = Field(description="So long two secrets sign.")
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def values_of(cls, endpoint: WebhookEndpoint) -> dict[str, Any]:
        return {
            "id": public_id("we", endpoint.id),
            "url": endpoint.url,
            "description": endpoint.description,
            "events": endpoint.events,
            "workflow_ids": [public_id("wf", one) for one in endpoint.workflows],
            "enabled": endpoint.is_enabled,
            "disabled_reason": endpoint.disabled_reason or None,
            "disabled_at": endpoint.disabled_at,
            "failing_since": _time(endpoint.failing_since_ms),
            "previous_secret_until": _time(endpoint.previous_secret_until_ms),
            "created_by": endpoint.created_by,
            "created_at": endpoint.created_at,
            "updated_at": endpoint.updated_at,
        }

    @classmethod
    def of(cls, endpoint: WebhookEndpoint) -> EndpointShape:
        return cls(**cls.values_of(endpoint))


class EndpointWithSecret(EndpointShape):
    """`secret` is shown this once: `whsec_` and the key in base64, as Standard Webhooks has it."""

    secret: str


class DeliveryShape(Shape):
    """`attempts` counts all tries, `nextAttemptAt` is the next one's time; `messageId` is sent as `webhook-id`."""

    id: str
    message_id: str
    event: str
    run_id: str | None
    status: Literal["pending", "delivered", "failed"]
    test: bool
    attempts: int
    last_status: int | None = Field(description="HTTP status of the last answer; null: there was none.")
    last_error: str | None = Field(description="Why the last try does not count, in words.")
    next_attempt_at: datetime | None
    created_at: datetime
    settled_at: datetime | None

    @classmethod
    def values_of(cls, delivery: WebhookDelivery) -> dict[str, Any]:
        return {
            "id": public_id("dlv", delivery.id),
            "message_id": message_id(delivery),
            "event": delivery.event_type,
            "run_id": public_id("run", delivery.run_id) if delivery.run_id else None,
            "status": delivery.status,
            "test": delivery.is_test,
            "attempts": delivery.attempts,
            "last_status": delivery.last_status,
            "last_error": delivery.last_error or None,
            "next_attempt_at": _time(delivery.due_at_ms),
            "created_at": delivery.created_at,
            "settled_at": delivery.settled_at,
        }

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> DeliveryShape:
        return cls(**cls.values_of(delivery))


class AttemptShape(Shape):
    number: int
    at: datetime
    duration_ms: int
    headers: dict[str, str] = Field(description="Of the request: id, time and signature.")
    status: int | None = Field(description="Null: no answer came.")
    answer: str = Field(description="The first 4 KB of the answer's body.")
    error: str | None = Field(description="Why it does not count as delivered, in words.")

    @classmethod
    def of(cls, attempt: WebhookAttempt) -> AttemptShape:
        return cls(
            number=attempt.number,
            at=datetime.fromtimestamp(attempt.at_ms / 1000, UTC),
            duration_ms=attempt.duration_ms,
            headers=attempt.headers,
            status=attempt.status,
            answer=attempt.answer,
            error=attempt.error or None,
        )


class DeliveryDetail(DeliveryShape):
    """With what was sent and each answer. A try without an entry was cut off: the process that made it ended."""

    payload: Any = Field(description="The body, as JSON.")
    attempt_log: list[AttemptShape]

    @classmethod
    def of(cls, delivery: WebhookDelivery) -> DeliveryDetail:
        return cls(
            **cls.values_of(delivery),
            payload=orjson.loads(delivery.body),
            attempt_log=[AttemptShape.of(attempt) for attempt in delivery.attempt_log.all()],
        )


class ResentShape(Shape):
    count: int = Field(description="How many deliveries are sent again.")


def _time(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
