"""Slack: conversations."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class GetChannelHistory(PagedForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    oldest: str | None = field("From", "A ts, or Unix seconds.")
    latest: str | None = field("To", "A ts, or Unix seconds.")
    inclusive: bool | None = extra("Including both ends")
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")
    limit: int | None = extra("Page size", "At most 1,000; 200 is a good size.", ge=1, le=1000)


GET_CHANNEL_HISTORY = Operation(
    id="getChannelHistory",
    name="Read channel messages",
    description="Reads a channel’s messages, the newest first.",
    sentence="Read {channel}",
    form=GetChannelHistory,
    call=Call(
        "GET /conversations.history",
        unwrap="messages",
        pages=Cursor("cursor", next="response_metadata.next_cursor"),
    ),
    effect="read",
    output_schema=many("ts, user, text, thread_ts"),
    aliases=("getHistory",),
    scopes=("channels:history",),
    order=130,
)


class GetThreadReplies(PagedForm):
    channel: str = needed("Channel", "Its id, such as C024BE91L.", options_from="channels")
    ts: str = needed("Thread", "The ts of its first message.", also=("messageTs", "messageId"))
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")
    limit: int | None = extra("Page size", "At most 1,000; 200 is a good size.", ge=1, le=1000)


GET_THREAD_REPLIES = Operation(
    id="getThreadReplies",
    name="Read thread",
    description="Reads the messages of a thread.",
    sentence="Read a thread of {channel}",
    form=GetThreadReplies,
    call=Call(
        "GET /conversations.replies",
        unwrap="messages",
        pages=Cursor("cursor", next="response_metadata.next_cursor"),
    ),
    effect="read",
    output_schema=many("ts, user, text"),
    order=140,
)


class OpenDm(OperationForm):
    users: str = needed("People", "Ids, with commas.")


OPEN_DM = Operation(
    id="openDm",
    name="Open direct message",
    description="Opens a direct message with one or more people.",
    sentence="Open a message with {users}",
    form=OpenDm,
    call=Call("POST /conversations.open", unwrap="channel"),
    effect="write",
    output_schema=one("id"),
    scopes=("im:write",),
    order=150,
)
