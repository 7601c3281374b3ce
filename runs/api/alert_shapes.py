"""What goes in and out of the API of alerts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter, ValidationError

from accounts.api.forms import Form, Shape
from accounts.api.shapes import Email
from accounts.ids import parse_public_id, public_id
from runs.alerts.rules import TIMED_KINDS, Rule
from runs.models import AlertKind

_ADDRESS: TypeAdapter[str] = TypeAdapter(Email)
_A_YEAR = 366 * 24 * 60


def _endpoint(value: str) -> str:
    if parse_public_id("we", value) is None:
        raise ValueError(f"“{value[:60]}” is not the id of a webhook endpoint.")
    return value


def _connection(value: str) -> str:
    if parse_public_id("conn", value) is None:
        raise ValueError(f"“{value[:60]}” is not the id of a connection.")
    return value


def _told(value: str) -> str:
    if value in ("owner", "admins"):
        return value
    try:
        return _ADDRESS.validate_python(value)
    except ValidationError:
        raise ValueError(f"“{value[:80]}” is not an email address.") from None


class EmailTarget(Form):
    """`owner` is who made the workflow or connection, `admins` are the company's owners and admins."""

    type: Literal["email"]
    # No union: of one that fits nothing, pydantic says what is wrong with each half of it.
    to: Annotated[str, AfterValidator(_told)] = Field(description="`owner`, `admins` or an email address.")


class SlackTarget(Form):
    type: Literal["slack"]
    channel: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)] = Field(
        description="Its #name or id."
    )
    connection_id: Annotated[str, AfterValidator(_connection)] | None = Field(
        default=None, description="Null: the company's default connection to Slack."
    )


class WebhookTarget(Form):
    """The endpoint gets `alert.raised`, whatever events it asks for."""

    type: Literal["webhook"]
    endpoint_id: Annotated[str, AfterValidator(_endpoint)]


Target = Annotated[EmailTarget | SlackTarget | WebhookTarget, Field(discriminator="type")]


Kind = Literal["run_failed", "connection_error", "no_success", "backlog"]


class AlertQuery(Form):
    kind: Kind = Field(description="Which alert.")


class AlertChange(Form):
    kind: Kind
    enabled: bool
    minutes: int | None = Field(
        default=None, ge=1, le=_A_YEAR, description="Of `no_success` and `backlog`: how long is too long."
    )
    group_minutes: int = Field(
        default=60, ge=1, le=7 * 24 * 60, description="What follows a message within so long comes in one."
    )
    targets: list[Target] = Field(max_length=20)

    def stored_targets(self) -> list[dict[str, Any]]:
        return [target.model_dump(by_alias=True) for target in self.targets]


class AlertTest(Form):
    kind: Kind
    targets: list[Target] | None = Field(
        default=None, max_length=20, description="Absent: those who would be told. Nothing is saved."
    )

    def stored_targets(self) -> list[dict[str, Any]] | None:
        return None if self.targets is None else [target.model_dump(by_alias=True) for target in self.targets]


class AlertTrial(Shape):
    target: Target
    sent: bool = Field(description="It was taken: by the mail server, by Slack, by the endpoint.")
    words: str = Field(description="What came of it, in a sentence.")


class AlertShape(Shape):
    """`isOwn`: it was set for this company or workflow. Otherwise the company's holds for a workflow, and for the company what
    holds from the start.
    """

    kind: Kind
    title: str
    workflow_id: str | None
    enabled: bool
    minutes: int | None
    group_minutes: int
    targets: list[Target]
    is_own: bool
    updated_by: str | None
    updated_at: datetime | None

    @classmethod
    def of(cls, rule: Rule) -> AlertShape:
        return cls.model_validate(
            {
                "kind": rule.kind,
                "title": AlertKind(rule.kind).label,
                "workflowId": public_id("wf", rule.workflow_id) if rule.workflow_id else None,
                "enabled": rule.is_enabled,
                "minutes": rule.minutes if rule.kind in TIMED_KINDS else None,
                "groupMinutes": rule.group_minutes,
                "targets": list(rule.targets),
                "isOwn": rule.is_own,
                "updatedBy": rule.updated_by or None,
                "updatedAt": rule.updated_at,
            }
        )
