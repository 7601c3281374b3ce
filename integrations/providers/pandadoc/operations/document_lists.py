"""PandaDoc: document lists."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, extra, field
from integrations.schemas import many


class ListDocuments(PagedForm):
    q: str | None = field("Search")
    status: Literal[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13] | None = field(
        "Status",
        labels={
            "0": "Draft",
            "1": "Sent",
            "2": "Completed",
            "3": "Uploaded",
            "4": "Error",
            "5": "Viewed",
            "6": "Waiting for approval",
            "7": "Approved",
            "8": "Rejected",
            "9": "Waiting for payment",
            "10": "Paid",
            "11": "Voided",
            "12": "Declined",
            "13": "External review",
        },
    )
    tag: str | None = field("Tag")
    template_id: str | None = field("Template", "Its id.", options_from="templates")
    folder_id: str | None = extra("Folder", "Its id.", wire="folder_uuid", options_from="folders")
    modified_from: str | None = field("Changed since", "ISO 8601, such as 2026-01-31T00:00:00Z.")
    created_from: str | None = extra("Created since", "ISO 8601, such as 2026-01-31T00:00:00Z.")
    completed_from: str | None = extra("Completed since", "ISO 8601, such as 2026-01-31T00:00:00Z.")
    order_by: str | None = extra("Sort", "date_modified; -date_modified for the newest first.")
    count: int | None = extra("Page size", "At most 100; 50 unless given.", ge=1, le=100)
    page: int | None = extra("Page", "From 1.")


LIST_DOCUMENTS = Operation(
    id="listDocuments",
    name="List documents",
    description="Lists documents.",
    sentence="List documents[ matching {q}]",
    form=ListDocuments,
    call=Call("GET /documents", unwrap="results", pages=PageNumber("page", size="count", default_size=50)),
    effect="read",
    output_schema=many("id, name, status, date_modified"),
    order=60,
)


class ListFolders(OperationForm):
    parent_id: str | None = field("In folder", "Its id.", wire="parent_uuid")
    count: int | None = extra("Page size", "At most 100; 50 unless given.", ge=1, le=100)
    page: int | None = extra("Page", "From 1.")


LIST_FOLDERS = Operation(
    id="listFolders",
    name="List document folders",
    description="Lists folders of documents.",
    sentence="List folders",
    form=ListFolders,
    call=Call("GET /documents/folders", unwrap="results"),
    effect="read",
    output_schema=many("uuid, name"),
    order=140,
)
