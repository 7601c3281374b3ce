"""Gmail: threads."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, extra, needed
from integrations.schemas import many, one


class GetThread(OperationForm):
    thread_id: str = needed("Thread", "Its id.")
    format: Literal["full", "metadata", "minimal", "raw"] | None = extra(
        "Format",
        labels={
            "full": "All of it",
            "metadata": "Headers only",
            "minimal": "Ids and labels",
            "raw": "As it was sent",
        },
    )


GET_THREAD = Operation(
    id="getThread",
    name="Get thread",
    description="Reads all emails of a thread.",
    sentence="Get thread {threadId}",
    form=GetThread,
    call=Call("GET /users/me/threads/{thread_id}"),
    effect="read",
    output_schema=one("id, messages[]:object"),
    order=130,
)


class ListLabels(OperationForm):
    """Nothing is asked for."""


LIST_LABELS = Operation(
    id="listLabels",
    name="List labels",
    description="Lists labels.",
    sentence="List labels",
    form=ListLabels,
    call=Call("GET /users/me/labels", unwrap="labels"),
    effect="read",
    output_schema=many("id, name, type"),
    order=140,
)


class CreateLabel(OperationForm):
    name: str = needed("Name")
    label_list_visibility: str | None = extra(
        "In the label list", "labelShow, labelShowIfUnread or labelHide.", wire="labelListVisibility"
    )
    message_list_visibility: str | None = extra(
        "In the message list", "show or hide.", wire="messageListVisibility"
    )


CREATE_LABEL = Operation(
    id="createLabel",
    name="Create label",
    description="Creates a label.",
    sentence="Create label {name}",
    form=CreateLabel,
    call=Call("POST /users/me/labels"),
    effect="write",
    output_schema=one("id, name"),
    order=150,
)
