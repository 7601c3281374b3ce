"""`trigger.webhook`: starts a run for each request to an address of its own; its output is the request's body."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Done, Outcome
from workflows.filters import checked_filter

_WITH_SECRET = {"auth": ["token", "hmac"]}
_HMAC = {"auth": "hmac"}


class WebhookTriggerConfig(Form):
    path: Annotated[
        str,
        ui(
            "text",
            order=1,
            template=False,
            help="The last part of the address. Without a token or a signature it is the secret: keep it hard to guess.",
        ),
    ] = Field(title="Path", min_length=1, max_length=200, pattern=r"^/?[A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*$")
    auth: Annotated[
        Literal["none", "token", "hmac"],
        ui(
            "select",
            order=2,
            template=False,
            labels={"none": "Secret path only", "token": "Token in a header", "hmac": "Signed body (HMAC)"},
        ),
    ] = Field("none", title="Who may call it")
    secret_ref: Annotated[
        str | None,
        ui(
            "options",
            order=3,
            template=False,
            optionsFrom="secrets",
            visible_when=_WITH_SECRET,
            help="The name of one of the company’s secrets.",
        ),
    ] = Field(None, title="Secret", max_length=64)
    previous_secret_ref: Annotated[
        str | None,
        ui(
            "options",
            order=4,
            template=False,
            optionsFrom="secrets",
            visible_when=_WITH_SECRET,
            advanced=True,
            help="Also accepted, while the sender changes from one secret to the other.",
        ),
    ] = Field(None, title="Previous secret", max_length=64)
    signature: Annotated[
        Literal["body", "timestamped", "standard"],
        ui(
            "select",
            order=5,
            template=False,
            visible_when=_HMAC,
            labels={
                "body": "Of the body",
                "timestamped": "Of timestamp.body",
                "standard": "Standard Webhooks",
            },
            help="HMAC-SHA256 as hex or base64; a prefix such as sha256= is understood.",
        ),
    ] = Field("body", title="Signature")
    header_name: Annotated[
        str | None,
        ui(
            "text",
            order=6,
            template=False,
            visible_when=_WITH_SECRET,
            advanced=True,
            help="Empty: Authorization or X-Webhook-Token for a token, X-Signature for a signature.",
        ),
    ] = Field(None, title="Header", max_length=100, pattern=r"^[A-Za-z0-9-]*$")
    timestamp_header: Annotated[
        str | None,
        ui(
            "text",
            order=7,
            template=False,
            visible_when={"signature": "timestamped"},
            advanced=True,
            help="Unix seconds, at most five minutes old. Empty: X-Timestamp.",
        ),
    ] = Field(None, title="Timestamp header", max_length=100, pattern=r"^[A-Za-z0-9-]*$")
    filter: Annotated[
        dict[str, Any] | None,
        AfterValidator(checked_filter),
        ui(
            "json",
            order=8,
            template=False,
            help='{"status": {"$eq": "paid"}}: what the body must hold. Empty: all.',
        ),
    ] = Field(None, title="Only when")
    dedupe_key: Annotated[
        str | None,
        ui(
            "template",
            order=9,
            advanced=True,
            placeholder="{{input.id}}",
            help="Requests with the same value within 7 days start one run. Empty: the header webhook-id or Idempotency-Key.",
        ),
    ] = Field(None, title="Same event when", max_length=1000)
    respond: Annotated[
        Literal["now", "response"],
        ui(
            "select",
            order=10,
            template=False,
            labels={"now": "At once: received", "response": "With the Response block, within 55 s"},
        ),
    ] = Field("now", title="Answer")

    @model_validator(mode="after")
    def _has_a_secret(self) -> Self:
        if self.auth != "none" and not self.secret_ref:
            raise ValueError(
                "Choose the secret that senders must know. Without one, nobody could be verified."
            )
        return self


def run(context: StepContext, _config: WebhookTriggerConfig) -> Outcome:
    return Done(context.input)


BLOCK = BlockType(
    type="trigger.webhook",
    name="Webhook",
    category="Triggers",
    description="Starts when a request arrives at an address of its own.",
    icon="webhook",
    form=WebhookTriggerConfig,
    run=run,
    sentence="Starts by a request to …/{path}",
    empty_sentence="Give it a path to listen on",
    inline=True,
    is_trigger=True,
    order=20,
)
