"""Slack: message edits."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, field, needed
from integrations.schemas import one


class UpdateMessage(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    ts: str = needed("Message", "Its ts.", also=("messageTs", "messageId"))
    text: str | None = field("Text", "Also shown in notifications; needed without blocks.", widget="textarea")
    blocks: Rows | None = field("Blocks", "Slack’s Block Kit; at most 50.")


UPDATE_MESSAGE = Operation(
    id="updateMessage",
    name="Update message",
    description="Changes a message that was posted before.",
    sentence="Update message in {channel}",
    form=UpdateMessage,
    call=Call("POST /chat.update"),
    effect="write",
    output_schema=one("channel, ts, text"),
    scopes=("chat:write",),
    order=40,
)


class DeleteMessage(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    ts: str = needed("Message", "Its ts.", also=("messageTs", "messageId"))


DELETE_MESSAGE = Operation(
    id="deleteMessage",
    name="Delete message",
    description="Deletes a message that was posted before.",
    sentence="Delete message in {channel}",
    form=DeleteMessage,
    call=Call("POST /chat.delete"),
    effect="write",
    output_schema=one("channel, ts"),
    scopes=("chat:write",),
    order=50,
)


class GetPermalink(OperationForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    message_ts: str = needed("Message", "Its ts.", also=("ts",))


GET_PERMALINK = Operation(
    id="getPermalink",
    name="Get link to message",
    description="Reads a message’s address.",
    sentence="Link to message in {channel}",
    form=GetPermalink,
    call=Call("GET /chat.getPermalink"),
    effect="read",
    output_schema=one("permalink"),
    order=60,
)
