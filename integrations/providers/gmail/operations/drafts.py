"""Gmail: drafts."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many, one


class SendDraft(OperationForm):
    id: str = needed("Draft", "Its id.", also=("draftId",))


SEND_DRAFT = Operation(
    id="sendDraft",
    name="Send draft",
    description="Sends a draft.",
    sentence="Send draft {id}",
    form=SendDraft,
    call=Call("POST /users/me/drafts/send"),
    effect="write",
    output_schema=one("id, threadId"),
    order=100,
)


class ListDrafts(PagedForm):
    q: str | None = field("Search", "from:ada subject:invoice has:attachment is:unread")
    max_results: int | None = extra("Page size", "At most 500.", wire="maxResults", ge=1, le=500)
    page_token: str | None = extra("Page", "nextPageToken of the answer before.", wire="pageToken")


LIST_DRAFTS = Operation(
    id="listDrafts",
    name="List drafts",
    description="Lists drafts.",
    sentence="List drafts",
    form=ListDrafts,
    call=Call("GET /users/me/drafts", unwrap="drafts", pages=Cursor("page_token", next="nextPageToken")),
    effect="read",
    output_schema=many("id, message.id"),
    order=110,
)


class DeleteDraft(OperationForm):
    draft_id: str = needed("Draft", "Its id.")


DELETE_DRAFT = Operation(
    id="deleteDraft",
    name="Delete draft",
    description="Deletes a draft for good.",
    sentence="Delete draft {draftId}",
    form=DeleteDraft,
    call=Call(
        "DELETE /users/me/drafts/{draft_id}", success=(204, 200), empty={"id": "{draft_id}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=120,
)
