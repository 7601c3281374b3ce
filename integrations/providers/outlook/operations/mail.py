"""Outlook: mail."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.providers.outlook.values import Recipients
from integrations.schemas import one


class Reply(OperationForm):
    message_id: str = needed("Message", "Its id.")
    comment: str | None = field("Text", widget="textarea")
    message: Data | None = extra("Message", "Microsoft’s message object, in place of the text.")


REPLY = Operation(
    id="reply",
    name="Reply",
    description="Answers an email.",
    sentence="Reply to {messageId}",
    form=Reply,
    call=Call("POST /me/messages/{message_id}/reply", success=(202,), empty={"sent": True}),
    effect="write",
    output_schema=one("sent"),
    order=40,
)


class Forward(OperationForm):
    message_id: str = needed("Message", "Its id.")
    to_recipients: Recipients = needed("To", "Addresses, with commas.", wire="toRecipients", also=("to",))
    comment: str | None = field("Text", widget="textarea")


FORWARD = Operation(
    id="forward",
    name="Forward",
    description="Forwards an email.",
    sentence="Forward {messageId}",
    form=Forward,
    call=Call("POST /me/messages/{message_id}/forward", success=(202,), empty={"sent": True}),
    effect="write",
    output_schema=one("sent"),
    order=50,
)
