"""Gmail: changes."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, Texts, extra, field, needed
from integrations.schemas import many, one


class Watch(OperationForm):
    topic_name: str = needed(
        "Pub/Sub topic",
        "projects/…/topics/…; gmail-api-push@system.gserviceaccount.com must be allowed to publish.",
        wire="topicName",
    )
    label_ids: Texts | None = extra("Labels", "Their ids.", wire="labelIds", options_from="labels")
    label_filter_behavior: Literal["include", "exclude"] | None = field(
        "These labels",
        wire="labelFilterBehavior",
        labels={"include": "Only these", "exclude": "All but these"},
    )


WATCH = Operation(
    id="watch",
    name="Start push notifications",
    description="Asks Gmail to announce changes to a Pub/Sub topic for seven days.",
    sentence="Watch the mailbox",
    form=Watch,
    call=Call("POST /users/me/watch"),
    effect="write",
    output_schema=one("historyId, expiration"),
    order=160,
)


class ListHistory(PagedForm):
    start_history_id: str = needed("Since", "A history id.", wire="startHistoryId")
    history_types: Texts | None = extra(
        "Kinds", "messageAdded, messageDeleted, labelAdded, labelRemoved.", wire="historyTypes"
    )
    label_id: str | None = field("Label", "Its id.", wire="labelId", options_from="labels")
    page_token: str | None = extra("Page", "nextPageToken of the answer before.", wire="pageToken")
    max_results: int | None = extra("Page size", "At most 500.", wire="maxResults", ge=1, le=500)


LIST_HISTORY = Operation(
    id="listHistory",
    name="List changes",
    description="Lists what changed in the mailbox since a history id.",
    sentence="List changes since {startHistoryId}",
    form=ListHistory,
    call=Call("GET /users/me/history", unwrap="history", pages=Cursor("page_token", next="nextPageToken")),
    effect="read",
    output_schema=many("id, messagesAdded[].message.id, historyId"),
    order=170,
)
