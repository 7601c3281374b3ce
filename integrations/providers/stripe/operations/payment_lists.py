"""Stripe: payment lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, LastId
from integrations.fields import PagedForm, extra, field
from integrations.schemas import many


class ListPaymentIntents(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    customer: str | None = field("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")


LIST_PAYMENT_INTENTS = Operation(
    id="listPaymentIntents",
    name="List payment intents",
    description="Lists payment intents, the newest first.",
    sentence="List payments[ of {customer}]",
    form=ListPaymentIntents,
    call=Call("GET /payment_intents", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, status, amount:integer"),
    order=270,
)


class ListCharges(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    customer: str | None = field("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    payment_intent: str | None = field(
        "Payment intent", "Its id, pi_…; it or a charge is needed.", also=("paymentIntentId",)
    )


LIST_CHARGES = Operation(
    id="listCharges",
    name="List charges",
    description="Lists charges, the newest first.",
    sentence="List charges[ of {customer}]",
    form=ListCharges,
    call=Call("GET /charges", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, amount:integer, status, paid:boolean, refunded:boolean"),
    order=330,
)
