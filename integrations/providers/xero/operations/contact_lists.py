"""Xero: contact lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import PagedForm, extra, field
from integrations.schemas import many


class ListContacts(PagedForm):
    page: int | None = extra("Page", "From 1; needed to get line items.")
    page_size: int | None = extra(
        "Page size", "1 to 1,000; 100 unless given.", wire="pageSize", ge=1, le=1000
    )
    where: str | None = field("Filter", 'Type=="ACCREC" AND Date>=DateTime(2026, 1, 1)')
    order: str | None = extra("Sort", "UpdatedDateUTC DESC")
    search_term: str | None = field("Search", wire="searchTerm")
    ids: str | None = extra("Ids", "With commas.", wire="IDs")
    include_archived: bool | None = extra("Archived ones too", wire="includeArchived")
    summary_only: bool | None = extra("Without details", "Quicker.", wire="summaryOnly")
    modified_since: str | None = field(
        "Changed since", "UTC, such as 2026-01-31T00:00:00.", at="header", wire="If-Modified-Since"
    )


LIST_CONTACTS = Operation(
    id="listContacts",
    name="List contacts",
    description="Lists or searches contacts.",
    sentence="List contacts[ matching {searchTerm}]",
    form=ListContacts,
    call=Call(
        "GET /Contacts", unwrap="Contacts", pages=PageNumber("page", size="page_size", default_size=100)
    ),
    effect="read",
    output_schema=many("ContactID, Name, EmailAddress"),
    aliases=("findContact",),
    order=60,
)
