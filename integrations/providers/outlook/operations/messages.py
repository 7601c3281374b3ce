"""Outlook: messages."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, NextUrl
from integrations.fields import Data, OperationForm, PagedForm, Texts, extra, field, needed
from integrations.schemas import many, one


class ListMessages(PagedForm):
    top: int | None = extra("Page size", "At most 1,000; 10 unless given.", wire="$top", ge=1, le=1000)
    filter: str | None = field(
        "Filter", "receivedDateTime ge 2026-01-01T00:00:00Z and isRead eq false", wire="$filter"
    )
    order_by: str | None = extra(
        "Sort", "receivedDateTime desc; what is sorted by comes first in the filter.", wire="$orderby"
    )
    search: str | None = field(
        "Search", "“subject:invoice” in double quotes; not together with a filter.", wire="$search"
    )
    select: str | None = extra("Fields", "Names with commas; empty: all.", wire="$select")
    skip: int | None = extra("Skip", wire="$skip")


LIST_MESSAGES = Operation(
    id="listMessages",
    name="List messages",
    description="Lists or searches emails.",
    sentence="List messages[ matching {search}]",
    form=ListMessages,
    call=Call("GET /me/messages", unwrap="value", pages=NextUrl("['@odata.nextLink']")),
    effect="read",
    output_schema=many(
        "id, subject, from, receivedDateTime, isRead:boolean, bodyPreview, conversationId, hasAttachments:boolean"
    ),
    aliases=("readEmails", "searchMessages"),
    scopes=("Mail.Read",),
    order=60,
)


class GetMessage(OperationForm):
    message_id: str = needed("Message", "Its id.")
    select: str | None = extra("Fields", "Names with commas; empty: all.", wire="$select")
    expand: str | None = extra("Include", "attachments", wire="$expand")


GET_MESSAGE = Operation(
    id="getMessage",
    name="Get message",
    description="Reads one email.",
    sentence="Get message {messageId}",
    form=GetMessage,
    call=Call("GET /me/messages/{message_id}"),
    effect="read",
    output_schema=one("id, subject, body.content, toRecipients:array, internetMessageHeaders:array"),
    order=70,
)


class UpdateMessage(OperationForm):
    message_id: str = needed("Message", "Its id.")
    is_read: bool | None = field("Read", wire="isRead")
    categories: Texts | None = field("Categories")
    flag: Data | None = extra("Flag", '{"flagStatus": "flagged"}')
    importance: str | None = extra("Importance", "low, normal or high.")


UPDATE_MESSAGE = Operation(
    id="updateMessage",
    name="Update message",
    description="Marks an email as read, or sets categories and flag.",
    sentence="Update message {messageId}",
    form=UpdateMessage,
    call=Call("PATCH /me/messages/{message_id}"),
    effect="write",
    output_schema=one("id, isRead:boolean"),
    aliases=("markAsRead",),
    presets={"markAsRead": {"isRead": True}},
    order=80,
)


class MoveMessage(OperationForm):
    message_id: str = needed("Message", "Its id.")
    destination_id: str = needed(
        "Folder",
        "Its id, or inbox, archive, deleteditems, junkemail.",
        wire="destinationId",
        also=("folderId",),
        options_from="folders",
    )


MOVE_MESSAGE = Operation(
    id="moveMessage",
    name="Move message",
    description="Moves an email to a folder; its id changes.",
    sentence="Move {messageId} to {destinationId}",
    form=MoveMessage,
    call=Call("POST /me/messages/{message_id}/move", success=(201,)),
    effect="write",
    output_schema=one("id"),
    order=90,
)


class DeleteMessage(OperationForm):
    message_id: str = needed("Message", "Its id.")


DELETE_MESSAGE = Operation(
    id="deleteMessage",
    name="Delete message",
    description="Moves an email to the deleted items.",
    sentence="Delete {messageId}",
    form=DeleteMessage,
    call=Call(
        "DELETE /me/messages/{message_id}", success=(204,), empty={"id": "{message_id}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=100,
)
