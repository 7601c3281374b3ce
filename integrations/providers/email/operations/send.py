"""Email: sending one, by whichever way the connection has."""

from __future__ import annotations

from typing import Any

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.context import StepContext
from integrations.fields import Data, Rows, extra, field
from integrations.mail import MailForm
from integrations.outcomes import Done, Outcome, Permanent
from integrations.performing import ask, request_for
from integrations.providers.email.provider import PROVIDER
from integrations.providers.email.sendgrid import sendgrid_mail
from integrations.providers.email.smtp import send_by_server
from integrations.schemas import one


class SendEmail(MailForm):
    subject: str | None = field("Subject", "Needed without a template.", at="nowhere")  # type: ignore[assignment]
    sender: str | None = field(
        "From", "Ada <ada@example.com>, of a domain you have verified; empty: the connection’s.", alias="from"
    )
    template: Data | None = extra(
        "Template", '{"id": "…", "variables": {}} of Resend or SendGrid, in place of a text.'
    )
    scheduled_at: str | None = extra(
        "Send at", "ISO 8601; Resend and SendGrid only.", also=("send_at", "sendAt")
    )
    headers: Data | None = extra("Headers", "Names and values.", widget="keyvalue")
    tags: Rows | None = extra("Tags", '[{"name": "…", "value": "…"}], for Resend.')


def resend_mail(config: SendEmail) -> dict[str, Any]:
    """The mail as Resend takes it."""
    mail = {
        "from": config.sender,
        "to": config.to,
        "subject": config.subject,
        "html": config.html,
        "text": config.text,
        "cc": config.cc,
        "bcc": config.bcc,
        "reply_to": config.reply_to,
        "headers": config.headers,
        "attachments": [_file(entry) for entry in config.attachments or []] or None,
        "tags": config.tags,
        "scheduled_at": config.scheduled_at,
        "template": config.template,
    }
    return {name: value for name, value in mail.items() if value is not None}


def _file(entry: dict[str, Any]) -> dict[str, Any]:
    kind = {"content_type": entry["contentType"]} if "contentType" in entry else {}
    return {name: value for name, value in {**entry, **kind}.items() if name != "contentType"}


def run(context: StepContext, config: SendEmail) -> Outcome:
    config = config.loaded(context)
    method = context.connection.method if context.connection else ""
    if method == "smtp":
        if config.template or config.scheduled_at:
            raise Permanent("A mail server knows neither templates nor a time to send at; use a wait block.")
        return send_by_server(context, config, sender=config.sender, headers=config.headers)
    if not (config.subject or config.template):
        raise Permanent("The subject is missing.")
    way = _BY_SENDGRID if method == "sendgrid_api_key" else SEND_EMAIL
    if way is SEND_EMAIL and not config.sender:
        raise Permanent("From is missing: Resend sends only as somebody of a verified domain.")
    _whole, output = ask(PROVIDER, way, context, config, request_for(PROVIDER, way, context, config))
    return Done(output)


SEND_EMAIL = Operation(
    id="sendEmail",
    name="Send email",
    description="Sends an email, at once or later.",
    sentence="Email {to}[: {subject}]",
    form=SendEmail,
    call=Call("POST /emails", body=resend_mail),
    run=run,
    effect="write",
    output_schema=one("id"),
    aliases=("send", "sendTemplate", "schedule"),
    idempotent=False,  # a mail server and SendGrid know no key
    order=10,
)

_BY_SENDGRID = Operation(
    id="sendEmail",
    name="Send email",
    form=SendEmail,
    call=Call(
        "POST /v3/mail/send",
        base_url="https://api.sendgrid.com",
        body=sendgrid_mail,
        success=(202,),
        empty={"sent": True},
    ),
    effect="write",
)
