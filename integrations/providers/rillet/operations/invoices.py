"""Rillet: invoices."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import Data, OperationForm, PagedForm, Rows, extra, field, needed
from integrations.schemas import many, one


class CreateInvoice(OperationForm):
    customer_id: str = needed("Customer", "Its id.", options_from="customers")
    invoice_date: str = needed("Date", "YYYY-MM-DD.")
    items: Rows = needed(
        "Lines",
        '[{"description": "…", "price": {"product_id": "…", "quantity": 1, "amount_per_unit": {"amount": "12.34", "currency": "USD"}}}]',
    )
    due_date: str | None = field("Due date", "YYYY-MM-DD.")
    scope: Literal["FULL", "REVENUE_RECOGNITION_ONLY", "AR_ONLY"] | None = extra(
        "Scope",
        labels={
            "FULL": "Issued by Rillet",
            "REVENUE_RECOGNITION_ONLY": "Revenue recognition only",
            "AR_ONLY": "Receivables only",
        },
    )
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")
    purchase_order_number: str | None = extra("Purchase order number")
    memo: str | None = field("Memo", widget="textarea")
    bank_account_id: str | None = extra("Bank account", "Its id.")
    external_references: Rows | None = extra("External references", '[{"type": "…", "id": "…", "url": "…"}]')
    exchange_rate: Data | None = extra(
        "Exchange rate", '{"base": "EUR", "target": "USD", "rate": "1.08", "date": "2026-01-31"}'
    )


CREATE_INVOICE = Operation(
    id="createInvoice",
    name="Create invoice",
    description="Creates an invoice, or imports one that was issued elsewhere.",
    sentence="Create an invoice for {customerId}",
    form=CreateInvoice,
    call=Call("POST /invoices"),
    effect="write",
    output_schema=one("id, invoice_number, status, total:integer, amount_due:integer, due_date:integer"),
    order=50,
)


class GetInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id.")


GET_INVOICE = Operation(
    id="getInvoice",
    name="Get invoice",
    description="Reads one invoice.",
    sentence="Get invoice {invoiceId}",
    form=GetInvoice,
    call=Call("GET /invoices/{invoice_id}"),
    effect="read",
    output_schema=one("id, status, items, total:integer"),
    order=60,
)


class ListInvoices(PagedForm):
    customer_id: str | None = field("Customer", "Its id.", options_from="customers")
    status: str | None = field("Status")
    overdue: bool | None = field("Overdue only")
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")
    updated_after: str | None = field(
        "Changed since", "ISO 8601, such as 2026-01-31T00:00:00Z.", wire="updated.gt"
    )
    limit: int | None = extra("Page size", "At most 100; 25 unless given.", ge=1, le=100)
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")


LIST_INVOICES = Operation(
    id="listInvoices",
    name="List invoices",
    description="Lists invoices, the newest first.",
    sentence="List[ {status}] invoices[ of {customerId}]",
    form=ListInvoices,
    call=Call("GET /invoices", unwrap="invoices", pages=Cursor("cursor", next="pagination.next_cursor")),
    effect="read",
    output_schema=many("id, updated_at"),
    order=70,
)
