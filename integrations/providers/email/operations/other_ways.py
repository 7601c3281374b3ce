"""Email: one way by name, for workflows that must not depend on the connection's."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.context import StepContext
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.mail import MailForm
from integrations.outcomes import Outcome
from integrations.providers.email.provider import SENDGRID
from integrations.providers.email.smtp import send_by_server
from integrations.schemas import one


class SmtpSend(MailForm):
    sender: str | None = field("From", "Empty: the connection’s.", alias="from")
    headers: Data | None = extra("Headers", "Names and values.", widget="keyvalue")


def run_smtp(context: StepContext, config: SmtpSend) -> Outcome:
    return send_by_server(context, config.loaded(context), sender=config.sender, headers=config.headers)


class SendgridSend(OperationForm):
    personalizations: Rows = needed(
        "Recipients", '[{"to": [{"email": "a@b.c"}], "dynamic_template_data": {}}]'
    )
    sender: Data = needed("From", '{"email": "a@b.c", "name": "Ada"}', alias="from", wire="from")
    subject: str | None = field("Subject")
    content: Rows | None = field("Content", '[{"type": "text/html", "value": "…"}]')
    template_id: str | None = field("Template", "Its id, d-…")
    attachments: Rows | None = extra(
        "Attachments", '[{"content": "…", "filename": "…", "type": "…"}]; base64.'
    )
    reply_to: Data | None = extra("Answers to", '{"email": "a@b.c"}')
    send_at: int | None = extra("Send at", "Unix seconds, at most 72 hours ahead.")


SMTP_SEND = Operation(
    id="smtpSend",
    name="Send email (mail server)",
    description="Sends an email through a mail server.",
    sentence="Email {to}[: {subject}]",
    form=SmtpSend,
    run=run_smtp,
    effect="write",
    output_schema=one("messageId, accepted:array, rejected[].address, rejected[].reason"),
    order=80,
)

SENDGRID_SEND = Operation(
    id="sendgridSend",
    name="Send email (SendGrid)",
    description="Sends an email with all that SendGrid can do.",
    sentence="Email[: {subject}] by SendGrid",
    form=SendgridSend,
    call=Call("POST /v3/mail/send", base_url=SENDGRID, success=(202,), empty={"sent": True}),
    effect="write",
    output_schema=one("sent:boolean"),
    order=90,
)
