"""Gmail: sending and answering."""

from __future__ import annotations

from typing import Any

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import extra, field, needed
from integrations.mail import MailForm, compose, raw_of
from integrations.schemas import one


class SendEmail(MailForm):
    sender: str | None = extra("From", "One of the mailbox’s own addresses.", alias="from", at="nowhere")
    thread_id: str | None = extra("Thread", "Its id; the email is put into it.", wire="threadId")
    raw: str | None = extra("Finished message", "RFC 5322 as base64url, in place of all this.")


class Reply(MailForm):
    thread_id: str = needed("Thread", "Its id.", wire="threadId")
    in_reply_to: str | None = field(
        "Message answered",
        "Its Message-ID header; without it some mail programs do not see a thread.",
        at="nowhere",
    )
    sender: str | None = extra("From", "One of the mailbox’s own addresses.", alias="from", at="nowhere")
    raw: str | None = extra("Finished message", "RFC 5322 as base64url, in place of all this.")


def _body(config: SendEmail | Reply) -> dict[str, Any]:
    headers: dict[str, str] = {}
    if isinstance(config, Reply) and config.in_reply_to:
        headers = {"In-Reply-To": config.in_reply_to, "References": config.in_reply_to}
    if config.bcc:
        headers["Bcc"] = ", ".join(config.bcc)  # Gmail takes them from here and takes the header off
    raw = config.raw or raw_of(compose(config, headers=headers, sender=config.sender))
    return {"raw": raw, **({"threadId": config.thread_id} if config.thread_id else {})}


SEND_EMAIL = Operation(
    id="sendEmail",
    name="Send email",
    description="Sends an email.",
    sentence="Email {to}[: {subject}]",
    form=SendEmail,
    call=Call("POST /users/me/messages/send", body=_body),
    effect="write",
    output_schema=one("id, threadId, labelIds:array"),
    aliases=("send",),
    scopes=("https://www.googleapis.com/auth/gmail.send",),
    order=10,
)

REPLY = Operation(
    id="reply",
    name="Reply",
    description="Answers an email in its thread.",
    sentence="Reply to {to}[: {subject}]",
    form=Reply,
    call=Call("POST /users/me/messages/send", body=_body),
    effect="write",
    output_schema=one("id, threadId"),
    aliases=("replyToEmail",),
    scopes=("https://www.googleapis.com/auth/gmail.send",),
    order=20,
)
