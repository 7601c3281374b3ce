"""Gmail: messages."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, Texts, extra, field, needed
from integrations.schemas import many, one


class SearchMessages(PagedForm):
    q: str | None = field("Search", "from:ada subject:invoice has:attachment is:unread")
    label_ids: Texts | None = extra("Labels", "Their ids.", wire="labelIds", options_from="labels")
    max_results: int | None = extra("Page size", "At most 500.", wire="maxResults", ge=1, le=500)
    page_token: str | None = extra("Page", "nextPageToken of the answer before.", wire="pageToken")
    include_spam_trash: bool | None = extra("Spam and trash too", wire="includeSpamTrash")


SEARCH_MESSAGES = Operation(
    id="searchMessages",
    name="Search messages",
    description="Finds emails with Gmail’s search. It gives ids; Get message reads one.",
    sentence="Search[ {q}]",
    form=SearchMessages,
    call=Call("GET /users/me/messages", unwrap="messages", pages=Cursor("page_token", next="nextPageToken")),
    effect="read",
    output_schema=many("id, threadId, resultSizeEstimate:integer"),
    aliases=("searchInbox", "listMessages"),
    order=30,
)


class GetMessage(OperationForm):
    message_id: str = needed("Message", "Its id.")
    format: Literal["full", "metadata", "minimal", "raw"] | None = extra(
        "Format",
        labels={
            "full": "All of it",
            "metadata": "Headers only",
            "minimal": "Ids and labels",
            "raw": "As it was sent",
        },
    )
    metadata_headers: Texts | None = extra(
        "Headers", "Names, with the format “headers only”.", wire="metadataHeaders"
    )


GET_MESSAGE = Operation(
    id="getMessage",
    name="Get message",
    description="Reads one email.",
    sentence="Get message {messageId}",
    form=GetMessage,
    call=Call("GET /users/me/messages/{message_id}"),
    effect="read",
    output_schema=one(
        "id, threadId, labelIds:array, snippet, internalDate, payload.headers[]:object, payload.parts[]:object"
    ),
    aliases=("readEmail",),
    order=40,
)


class GetAttachment(OperationForm):
    message_id: str = needed("Message", "Its id.")
    attachment_id: str = needed("Attachment", "Its id.")


GET_ATTACHMENT = Operation(
    id="getAttachment",
    name="Get attachment",
    description="Reads an attachment, as base64url.",
    sentence="Get attachment {attachmentId}",
    form=GetAttachment,
    call=Call("GET /users/me/messages/{message_id}/attachments/{attachment_id}"),
    effect="read",
    output_schema=one("size:integer, data"),
    order=50,
)


class ModifyLabels(OperationForm):
    message_id: str = needed("Message", "Its id.")
    add_label_ids: Texts | None = field(
        "Add labels", "Their ids, such as STARRED.", wire="addLabelIds", options_from="labels"
    )
    remove_label_ids: Texts | None = field(
        "Remove labels", "UNREAD marks as read, INBOX archives.", wire="removeLabelIds", options_from="labels"
    )


MODIFY_LABELS = Operation(
    id="modifyLabels",
    name="Add or remove labels",
    description="Labels, archives, or marks an email as read.",
    sentence="Change labels of {messageId}",
    form=ModifyLabels,
    call=Call("POST /users/me/messages/{message_id}/modify"),
    effect="write",
    output_schema=one("id, labelIds:array"),
    aliases=("addLabel", "markAsRead", "archive"),
    presets={"markAsRead": {"removeLabelIds": ["UNREAD"]}, "archive": {"removeLabelIds": ["INBOX"]}},
    scopes=("gmail.modify",),
    order=60,
)


class TrashMessage(OperationForm):
    message_id: str = needed("Message", "Its id.")


TRASH_MESSAGE = Operation(
    id="trashMessage",
    name="Move to trash",
    description="Moves an email to the trash.",
    sentence="Trash {messageId}",
    form=TrashMessage,
    call=Call("POST /users/me/messages/{message_id}/trash", encoding="none"),
    effect="write",
    output_schema=one("id, labelIds:array"),
    aliases=("deleteMessage",),
    order=70,
)
