"""What endpoints are told: the types of events and the shape of each body. The OpenAPI document has them as `webhooks`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from accounts.api.forms import Shape
from accounts.ids import public_id

#: Larger outputs stay out of the body; `outputOmitted` says so and the run has them.
OUTPUT_BYTES = 64 * 1024

#: Every type an endpoint can ask for, in words.
EVENT_TYPES: dict[str, str] = {
    "run.completed": "A run has ended well; its output is with it",
    "run.failed": "A run has failed at a step, and nothing in the workflow caught it",
    "run.timed_out": "A run took longer than its workflow allows",
    "run.cancelled": "Somebody cancelled a run, or a limit let it not begin",
    "run.suspended": "A run waits: for a time, an approval, a connection or another run",
    "connection.error": "A connection does not work any more until somebody acts",
}


class RunErrorNews(Shape):
    code: str
    message: str
    block_id: str | None = Field(description="The block that failed.")
    block_name: str | None


class WaitNews(Shape):
    step_id: str
    block_id: str
    reason: str = Field(
        description="`time`, `approval`, `uncertain`, `subworkflow`, `connection` and the like."
    )
    until: datetime | None = Field(
        description="When it goes on by itself at the latest; null: not by itself."
    )
    title: str | None = Field(description="Of an approval.")


class RunNews(Shape):
    """The run as it was when the event happened. `url` is its page in the studio."""

    id: str
    number: int
    workflow_id: str
    workflow_name: str
    workflow_version: int | None = Field(description="Null for a run of the draft.")
    status: str
    trigger_type: str
    parent_run_id: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    duration_ms: int | None
    url: str
    output: Any = Field(default=None, description="Of a completed run, up to 64 KB.")
    output_omitted: bool = Field(
        default=False, description="There is an output, too large for here: `GET /runs/{id}`."
    )
    error: RunErrorNews | None = None
    waiting: list[WaitNews] = Field(
        default_factory=list, description="What a suspended run waits for, up to 100."
    )


class ConnectionNews(Shape):
    id: str
    name: str
    provider: str
    status: str
    reason: str = Field(description="In words, with what to do.")
    url: str


class RunData(Shape):
    run: RunNews


class ConnectionData(Shape):
    connection: ConnectionNews


class RunEventBody(Shape):
    """Sent by POST with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`."""

    type: Literal["run.completed", "run.failed", "run.timed_out", "run.cancelled", "run.suspended"]
    timestamp: datetime = Field(description="When it happened.")
    company_id: UUID
    test: bool = Field(default=False, description="Somebody tries the endpoint; the data is made up.")
    data: RunData


class ConnectionEventBody(Shape):
    """Sent by POST with the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`."""

    type: Literal["connection.error"]
    timestamp: datetime = Field(description="When it happened.")
    company_id: UUID
    test: bool = Field(default=False, description="Somebody tries the endpoint; the data is made up.")
    data: ConnectionData


class AlertNews(Shape):
    kind: Literal["run_failed", "connection_error", "no_success", "backlog"]
    subject: str = Field(description="What went wrong, in a line.")
    lines: list[str] = Field(description="The same, in whole sentences.")
    count: int = Field(description="How often since the last alert about it.")
    since: datetime = Field(description="When it began.")
    workflow_id: str | None
    url: str


class AlertData(Shape):
    alert: AlertNews


class AlertEventBody(Shape):
    """Sent to the endpoints that an alert names, whatever events they ask for."""

    type: Literal["alert.raised"]
    timestamp: datetime
    company_id: UUID
    test: bool = Field(default=False, description="Somebody tries the endpoint; the data is made up.")
    data: AlertData


EventBody = RunEventBody | ConnectionEventBody | AlertEventBody

#: Not asked for by endpoints, but sent to those that an alert names.
ALERT_TYPE = "alert.raised"


_OTHERS: dict[str, type[EventBody]] = {"connection.error": ConnectionEventBody, ALERT_TYPE: AlertEventBody}


def body_of(event_type: str) -> type[EventBody]:
    """The shape of an event's body."""
    return _OTHERS.get(event_type, RunEventBody)


# --- for trying an endpoint ---------------------------------------------------------------------

_SAMPLE_ID = UUID("01900000-0000-7000-8000-000000000000")
_SAMPLE_AT = datetime(2026, 3, 2, 8, 0, 12, 500000, tzinfo=UTC)


def sample(event_type: str, *, company_id: UUID, studio: str) -> EventBody:
    """A made-up event of this type, marked as a test."""
    if event_type == "connection.error":
        connection = ConnectionNews(
            id=public_id("conn", _SAMPLE_ID),
            name="Stripe",
            provider="stripe",
            status="expired",
            reason="Stripe does not accept the access of Stripe any more. Connect it again.",
            url=f"{studio}/connections",
        )
        return ConnectionEventBody(
            type="connection.error",
            timestamp=_SAMPLE_AT,
            company_id=company_id,
            test=True,
            data=ConnectionData(connection=connection),
        )
    status = event_type.removeprefix("run.")
    has_ended = status != "suspended"
    run = RunNews(
        id=public_id("run", _SAMPLE_ID),
        number=12,
        workflow_id=public_id("wf", _SAMPLE_ID),
        workflow_name="Invoice paid",
        workflow_version=3,
        status=status,
        trigger_type="webhook",
        parent_run_id=None,
        created_at=_SAMPLE_AT.replace(second=9),
        started_at=_SAMPLE_AT.replace(second=10),
        completed_at=_SAMPLE_AT if has_ended else None,
        duration_ms=2500 if has_ended else None,
        url=f"{studio}/runs/{public_id('run', _SAMPLE_ID)}",
    )
    if status == "completed":
        run.output = {"invoice": "INV-1042", "amount": 1200}
    elif status == "suspended":
        run.waiting = [
            WaitNews(
                step_id=public_id("step", _SAMPLE_ID),
                block_id="approve",
                reason="approval",
                until=_SAMPLE_AT.replace(day=4),
                title="Send invoice INV-1042?",
            )
        ]
    else:
        run.error = _SAMPLE_ERRORS[status]
    return RunEventBody(
        type=event_type,  # one of EVENT_TYPES; pydantic looks
        timestamp=_SAMPLE_AT,
        company_id=company_id,
        test=True,
        data=RunData(run=run),
    )


_SAMPLE_ERRORS = {
    "failed": RunErrorNews(
        code="STEP_ERROR",
        message="Stripe answered 402: the card was declined.",
        block_id="charge",
        block_name="Charge",
    ),
    "timed_out": RunErrorNews(
        code="LIMIT_RUN_TIME", message="The run took longer than 1 hour.", block_id=None, block_name=None
    ),
    "cancelled": RunErrorNews(
        code="CANCELLED", message="ada@acme.example cancelled the run.", block_id=None, block_name=None
    ),
}
