"""Xero: invoice lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import PagedForm, extra, field
from integrations.schemas import many


class ListInvoices(PagedForm):
    page: int | None = extra("Page", "From 1; needed to get line items.")
    page_size: int | None = extra(
        "Page size", "1 to 1,000; 100 unless given.", wire="pageSize", ge=1, le=1000
    )
    where: str | None = field("Filter", 'Type=="ACCREC" AND Date>=DateTime(2026, 1, 1)')
    order: str | None = extra("Sort", "UpdatedDateUTC DESC")
    statuses: str | None = field("Statuses", "With commas: DRAFT,AUTHORISED,PAID.", wire="Statuses")
    contact_ids: str | None = extra("Contacts", "Ids, with commas.", wire="ContactIDs")
    invoice_numbers: str | None = extra("Numbers", "With commas.", wire="InvoiceNumbers")
    ids: str | None = extra("Ids", "With commas.", wire="IDs")
    created_by_my_app: bool | None = extra("Made by this app only", wire="createdByMyApp")
    summary_only: bool | None = extra("Without details", "Quicker.", wire="summaryOnly")
    search_term: str | None = field("Search", wire="searchTerm")
    modified_since: str | None = field(
        "Changed since", "UTC, such as 2026-01-31T00:00:00.", at="header", wire="If-Modified-Since"
    )


LIST_INVOICES = Operation(
    id="listInvoices",
    name="List invoices and bills",
    description="Lists invoices and bills.",
    sentence="List[ {statuses}] invoices",
    form=ListInvoices,
    call=Call(
        "GET /Invoices", unwrap="Invoices", pages=PageNumber("page", size="page_size", default_size=100)
    ),
    effect="read",
    output_schema=many("InvoiceID, InvoiceNumber, Status, AmountDue:number"),
    aliases=("listBills",),
    order=100,
)
