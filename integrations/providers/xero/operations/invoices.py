"""Xero: invoices."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, extra, field, needed
from integrations.providers.xero.values import ContactRef
from integrations.schemas import one


class CreateInvoice(OperationForm):
    type: Literal["ACCREC", "ACCPAY"] = needed(
        "Kind", wire="Type", labels={"ACCREC": "Sales invoice", "ACCPAY": "Bill"}
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
    due_date: str | None = field("Due date", "YYYY-MM-DD; needed for an approved invoice.", wire="DueDate")
    line_amount_types: Literal["Exclusive", "Inclusive", "NoTax"] | None = field(
        "Amounts are",
        wire="LineAmountTypes",
        labels={"Exclusive": "Without tax", "Inclusive": "With tax", "NoTax": "Not taxed"},
    )
    invoice_number: str | None = field("Number", "Empty: the next one.", wire="InvoiceNumber")
    reference: str | None = field("Reference", "Of a sales invoice.", wire="Reference")
    currency_code: str | None = extra("Currency", "Three letters.", wire="CurrencyCode")
    status: Literal["DRAFT", "SUBMITTED", "AUTHORISED"] | None = field(
        "Status",
        wire="Status",
        labels={"DRAFT": "Draft", "SUBMITTED": "For approval", "AUTHORISED": "Approved"},
    )
    branding_theme_id: str | None = extra("Branding theme", "Its id.", wire="BrandingThemeID")
    sent_to_contact: bool | None = extra("Counts as sent", wire="SentToContact")
    url: str | None = extra("Link", "Shown with the invoice.", wire="Url")
    unit_decimals: int | None = extra(
        "Decimals of unit amounts", "4, or 2 unless given.", at="query", wire="unitdp"
    )
    summarize_errors: bool | None = extra("Stop at the first error", at="query", wire="summarizeErrors")


CREATE_INVOICE = Operation(
    id="createInvoice",
    name="Create invoice or bill",
    description="Creates a sales invoice or a bill.",
    sentence="Create an invoice for {contact}",
    form=CreateInvoice,
    call=Call("PUT /Invoices", wrap="Invoices[]", unwrap="Invoices[0]"),
    effect="write",
    output_schema=one(
        "InvoiceID, InvoiceNumber, Type, Status, Total:integer, AmountDue:number, AmountPaid:number, DueDateString"
    ),
    aliases=("createBill",),
    presets={"createBill": {"type": "ACCPAY"}},
    order=70,
)


class GetInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id or number.", also=("invoiceNumber",))


GET_INVOICE = Operation(
    id="getInvoice",
    name="Get invoice or bill",
    description="Reads one invoice or bill.",
    sentence="Get invoice {invoiceId}",
    form=GetInvoice,
    call=Call("GET /Invoices/{invoice_id}", unwrap="Invoices[0]"),
    effect="read",
    output_schema=one("InvoiceID, Status, LineItems:array, Payments:array"),
    aliases=("getBill",),
    order=80,
)


class UpdateInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id or number.", also=("invoiceNumber",))
    status: Literal["SUBMITTED", "AUTHORISED", "VOIDED", "DELETED"] | None = field(
        "Status",
        "Drafts are deleted, approved unpaid ones voided.",
        wire="Status",
        labels={
            "SUBMITTED": "For approval",
            "AUTHORISED": "Approved",
            "VOIDED": "Voided",
            "DELETED": "Deleted",
        },
    )
    line_items: Rows | None = field("Lines", "Replaces all lines; keep each LineItemID.", wire="LineItems")
    due_date: str | None = field("Due date", "YYYY-MM-DD; needed for an approved invoice.", wire="DueDate")
    reference: str | None = field("Reference", wire="Reference")


UPDATE_INVOICE = Operation(
    id="updateInvoice",
    name="Update invoice or bill",
    description="Changes, approves, voids or deletes an invoice or bill.",
    sentence="Update invoice {invoiceId}",
    form=UpdateInvoice,
    call=Call("POST /Invoices/{invoice_id}", wrap="Invoices[]", unwrap="Invoices[0]"),
    effect="write",
    output_schema=one("InvoiceID, Status"),
    aliases=("voidInvoice", "deleteInvoice"),
    presets={"voidInvoice": {"status": "VOIDED"}, "deleteInvoice": {"status": "DELETED"}},
    order=90,
)
