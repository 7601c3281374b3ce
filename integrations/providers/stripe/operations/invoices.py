"""Stripe: invoices."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Texts, extra, field, needed
from integrations.schemas import one


class GetInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))
    expand: Texts | None = extra(
        "Expand", "Parts to include in full, such as payments or customer.", wire="expand[]"
    )


GET_INVOICE = Operation(
    id="getInvoice",
    name="Get invoice",
    description="Reads one invoice.",
    sentence="Get invoice {invoiceId}",
    form=GetInvoice,
    call=Call("GET /invoices/{invoice_id}"),
    effect="read",
    output_schema=one(
        "id, number, status, amount_due:integer, amount_paid:integer, hosted_invoice_url, invoice_pdf"
    ),
    order=90,
)


class UpdateInvoice(OperationForm):
    invoice_id: str = needed("Invoice", "Its id, in_…", also=("invoice",))
    description: str | None = field("Description", widget="textarea")
    due_date: int | None = field("Due date", "Unix seconds.")
    auto_advance: bool | None = field(
        "Finalize by itself", "Stripe finalizes and collects without a further step."
    )
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


UPDATE_INVOICE = Operation(
    id="updateInvoice",
    name="Update draft invoice",
    description="Changes a draft; of a finalized invoice only some fields can change.",
    sentence="Update invoice {invoiceId}",
    form=UpdateInvoice,
    call=Call("POST /invoices/{invoice_id}"),
    effect="write",
    output_schema=one("id, status"),
    order=100,
)
