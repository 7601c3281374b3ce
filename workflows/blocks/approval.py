"""`approval`: parks the run until somebody approves or rejects, or the time for it is over."""

from __future__ import annotations

import re
from typing import Annotated, Any, Self

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from integrations.blocktype import BlockType, Port
from integrations.context import StepContext
from integrations.forms import Form, Text, ui
from integrations.outcomes import Decide, Json, Outcome

ROLES = ("owner", "admin", "editor", "operator", "viewer")
LONGEST_HOURS = 366 * 24
_ADDRESS = re.compile(r"[^@\s,<>\"]{1,64}@[A-Za-z0-9.-]{1,255}")


def _listed(value: Any) -> Any:
    """A template may give one address, several by commas, or a list."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _approver(value: str) -> str:
    name = value.strip().lower()
    if name in ROLES or _ADDRESS.fullmatch(name):
        return name
    raise ValueError(f"“{value[:80]}” is neither an email address nor a role ({', '.join(ROLES)}).")


class Channels(Form):
    email: Annotated[bool, ui("switch", order=1)] = Field(True, title="Email the approvers")
    slack: Annotated[str | None, ui("template", order=2)] = Field(None, title="Slack channel")
    slack_thread_ts: Annotated[str | None, ui("template", order=3)] = Field(None, title="Slack thread")


class ApprovalConfig(Form):
    title: Annotated[Text, ui("template", order=1, placeholder="Post invoice {{input.number}}?")] = Field(
        "", title="Question", max_length=300
    )
    description: Annotated[Text, ui("template", order=2, help="What the approver has to know to decide.")] = (
        Field("", title="Details", max_length=20_000)
    )
    approvers: Annotated[
        list[Annotated[str, AfterValidator(_approver)]],
        BeforeValidator(_listed),
        ui("list", order=3, help="Email addresses or roles. Empty: everybody who may decide approvals."),
    ] = Field(default_factory=list, title="Approvers", max_length=50)
    timeout_hours: Annotated[
        float, ui("number", order=4, help="Without an answer by then it counts as rejected.")
    ] = Field(168, title="Hours to answer", gt=0, le=LONGEST_HOURS, allow_inf_nan=False)
    form: Annotated[
        dict[str, Any] | None,
        ui("json", order=5, advanced=True, help="A JSON Schema of what the approver fills in."),
    ] = Field(None, title="Form")
    four_eyes: Annotated[
        bool,
        ui("switch", order=6, help="Whoever started the run or edited the workflow may not decide."),
    ] = Field(False, title="Four eyes")
    notify_channel: Annotated[
        str | None, ui("template", order=7, advanced=True, help="A Slack channel, by name or id.")
    ] = Field(None, title="Slack channel")
    notify_channels: Annotated[Channels | None, ui("json", order=8, advanced=True)] = Field(
        None, title="Where to tell them"
    )

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        if not self.title.strip() and not self.description.strip():
            raise ValueError("Say what is to be decided.")
        if self.form is not None:
            try:
                Draft202012Validator.check_schema(self.form)
            except SchemaError as error:
                raise ValueError(f"The form is not a valid JSON Schema: {error.message}.") from None
            if self.form.get("type", "object") != "object":
                raise ValueError("The form must describe an object: what is filled in has names.")
        return self


def run(_context: StepContext, config: ApprovalConfig) -> Outcome:
    channels = config.notify_channels or Channels.model_validate({})
    return Decide(
        title=config.title.strip(),
        description=config.description.strip(),
        approvers=list(dict.fromkeys(config.approvers)),
        seconds=config.timeout_hours * 3600,
        form=config.form,
        needs_other_eyes=config.four_eyes,
        notify={
            "email": channels.email,
            "slack": channels.slack or config.notify_channel,
            "slackThreadTs": channels.slack_thread_ts,
        },
    )


def _port_of(output: Json) -> str:
    return "approved" if isinstance(output, dict) and output.get("approved") is True else "rejected"


BLOCK = BlockType(
    type="approval",
    name="Approval",
    category="Control",
    description="Asks people before the run goes on: one way when they approve, another when they reject.",
    icon="user-check",
    form=ApprovalConfig,
    run=run,
    sentence="Ask[ {approvers}]: {title}",
    empty_sentence="Say what is to be decided",
    output_schema={
        "type": "object",
        "properties": {
            "approved": {"type": "boolean", "title": "Approved"},
            "approvedBy": {"type": ["string", "null"], "title": "Decided by"},
            "approvedAt": {"type": ["string", "null"], "title": "Decided at", "format": "date-time"},
            "comment": {"type": ["string", "null"], "title": "Comment"},
            "form": {"title": "Form", "description": "What was filled in."},
        },
        "required": ["approved", "approvedBy", "approvedAt", "comment", "form"],
    },
    ports=(Port("approved", "Approved"), Port("rejected", "Rejected")),
    leaves_by=_port_of,
    inline=True,
    can_fail=True,
    order=32,
)
