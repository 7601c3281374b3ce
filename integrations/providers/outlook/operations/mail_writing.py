"""Outlook: sending, and writing drafts."""

from __future__ import annotations

from typing import Any

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field
from integrations.mail import MailForm
from integrations.providers.outlook.values import Recipients, message_of
from integrations.schemas import one


class SendEmail(MailForm):
    save_to_sent_items: bool | None = extra("Keep a copy", "In the sent items; yes unless switched off.")
    message: Data | None = extra("Finished message", "Microsoft’s message object, in place of all this.")


class CreateDraft(OperationForm):
    subject: str | None = field("Subject")
    to: Recipients | None = field("To", "Addresses, with commas or as a list.", wire="toRecipients")
    body: Data | str | None = field(
        "Text", 'Text, or {"contentType": "HTML", "content": "…"}.', widget="textarea"
    )
    cc: Recipients | None = extra("Copies to", wire="ccRecipients")
    bcc: Recipients | None = extra("Blind copies to", wire="bccRecipients")


def _send(config: SendEmail) -> dict[str, Any]:
    kept = {} if config.save_to_sent_items is None else {"saveToSentItems": config.save_to_sent_items}
    return {"message": config.message or message_of(config), **kept}


def _draft(config: CreateDraft) -> dict[str, Any]:
    body = {"contentType": "Text", "content": config.body} if isinstance(config.body, str) else config.body
    draft = {
        "subject": config.subject,
        "body": body,
        "toRecipients": config.to,
        "ccRecipients": config.cc,
        "bccRecipients": config.bcc,
    }
    return {name: value for name, value in draft.items() if value is not None}


SEND_EMAIL = Operation(
    id="sendEmail",
    name="Send email",
    description="Sends an email. Microsoft gives no id for it; create and send a draft where one is needed.",
    sentence="Email {to}[: {subject}]",
    form=SendEmail,
    call=Call("POST /me/sendMail", body=_send, success=(202,), empty={"sent": True}),
    effect="write",
    output_schema=one("sent:boolean"),
    aliases=("send",),
    scopes=("Mail.Send",),
    order=10,
)

CREATE_DRAFT = Operation(
    id="createDraft",
    name="Create draft",
    description="Saves a draft.",
    sentence="Draft[ {subject}][ to {to}]",
    form=CreateDraft,
    call=Call("POST /me/messages", body=_draft, success=(201,)),
    effect="write",
    output_schema=one("id, conversationId, internetMessageId, webLink"),
    scopes=("Mail.ReadWrite",),
    order=20,
)
