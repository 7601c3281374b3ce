"""Stripe: invoice lists."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, LastId
from integrations.fields import PagedForm, extra, field
from integrations.schemas import many


class ListInvoices(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    customer: str | None = field("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    status: Literal["draft", "open", "paid", "uncollectible", "void"] | None = field("Status")
    subscription: str | None = field("Subscription", "Its id, sub_…", also=("subscriptionId",))
    collection_method: str | None = extra(
        "Collected by",
        "charge_automatically or send_invoice.",
        labels={"charge_automatically": "Charging automatically", "send_invoice": "Sending the invoice"},
    )
    due_before: int | None = field("Due before", "Unix seconds.", wire="due_date[lt]")


LIST_INVOICES = Operation(
    id="listInvoices",
    name="List invoices",
    description="Lists invoices, the newest first.",
    sentence="List[ {status}] invoices[ of {customer}]",
    form=ListInvoices,
    call=Call("GET /invoices", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, number, status, amount_due:integer, due_date:integer"),
    order=110,
)
