"""Outlook: folders."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, NextUrl
from integrations.fields import OperationForm, PagedForm, extra, needed
from integrations.schemas import many, one


class ListAttachments(OperationForm):
    message_id: str = needed("Message", "Its id.")


LIST_ATTACHMENTS = Operation(
    id="listAttachments",
    name="List attachments",
    description="Lists an email’s attachments with their content.",
    sentence="List attachments of {messageId}",
    form=ListAttachments,
    call=Call("GET /me/messages/{message_id}/attachments", unwrap="value"),
    effect="read",
    output_schema=one("id, name, contentType, size:integer, contentBytes"),
    order=110,
)


class ListFolders(PagedForm):
    top: int | None = extra("Page size", "At most 1,000; 10 unless given.", wire="$top", ge=1, le=1000)
    include_hidden_folders: bool | None = extra("Hidden ones too", wire="includeHiddenFolders")


LIST_FOLDERS = Operation(
    id="listFolders",
    name="List folders",
    description="Lists mail folders.",
    sentence="List folders",
    form=ListFolders,
    call=Call("GET /me/mailFolders", unwrap="value", pages=NextUrl("['@odata.nextLink']")),
    effect="read",
    output_schema=many("id, displayName, unreadItemCount:integer"),
    order=120,
)
