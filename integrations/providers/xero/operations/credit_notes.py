"""Xero: credit notes."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, Rows, extra, field, needed
from integrations.providers.xero.values import ContactRef
from integrations.schemas import many, one


class CreateCreditNote(OperationForm):
    type: Literal["ACCRECCREDIT", "ACCPAYCREDIT"] = needed(
        "Kind", wire="Type", labels={"ACCRECCREDIT": "For a customer", "ACCPAYCREDIT": "Of a supplier"}
    )
    contact: ContactRef = needed(
        "Contact", 'Its id, or {"Name": "…"}.', wire="Contact", also=("contactId",), options_from="contacts"
    )
    line_items: Rows = needed(
        "Lines",
        '[{"Description": "…", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}]; each needs a Description or an ItemCode.',
        wire="LineItems",
    )
    date: str | None = field("Date", "YYYY-MM-DD.", wire="Date")
    status: str | None = field("Status", "DRAFT, SUBMITTED or AUTHORISED.", wire="Status")
    reference: str | None = field("Reference", wire="Reference")


CREATE_CREDIT_NOTE = Operation(
    id="createCreditNote",
    name="Create credit note",
    description="Creates a credit note for a customer or of a supplier.",
    sentence="Create a credit note for {contact}",
    form=CreateCreditNote,
    call=Call("PUT /CreditNotes", wrap="CreditNotes[]", unwrap="CreditNotes[0]"),
    effect="write",
    output_schema=one("CreditNoteID, CreditNoteNumber, RemainingCredit:number"),
    order=200,
)


class ListCreditNotes(PagedForm):
    page: int | None = extra("Page", "From 1; needed to get line items.")
    page_size: int | None = extra(
        "Page size", "1 to 1,000; 100 unless given.", wire="pageSize", ge=1, le=1000
    )
    where: str | None = field("Filter", 'Type=="ACCREC" AND Date>=DateTime(2026, 1, 1)')
    order: str | None = extra("Sort", "UpdatedDateUTC DESC")
    modified_since: str | None = field(
        "Changed since", "UTC, such as 2026-01-31T00:00:00.", at="header", wire="If-Modified-Since"
    )


LIST_CREDIT_NOTES = Operation(
    id="listCreditNotes",
    name="List credit notes",
    description="Lists credit notes.",
    sentence="List credit notes",
    form=ListCreditNotes,
    call=Call(
        "GET /CreditNotes", unwrap="CreditNotes", pages=PageNumber("page", size="page_size", default_size=100)
    ),
    effect="read",
    output_schema=many("CreditNoteID, RemainingCredit:number, Status"),
    aliases=("getCreditNote",),
    order=210,
)
