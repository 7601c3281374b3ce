"""Outlook: drafts."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, needed
from integrations.schemas import one


class SendDraft(OperationForm):
    message_id: str = needed("Message", "Its id.")


SEND_DRAFT = Operation(
    id="sendDraft",
    name="Send draft",
    description="Sends a draft.",
    sentence="Send draft {messageId}",
    form=SendDraft,
    call=Call("POST /me/messages/{message_id}/send", encoding="none", success=(202,), empty={"sent": True}),
    effect="write",
    output_schema=one("sent"),
    order=30,
)
