"""Stripe: subscription lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, LastId
from integrations.fields import PagedForm, extra, field
from integrations.schemas import many


class ListSubscriptions(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    customer: str | None = field("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    price: str | None = field("Price", "Its id, price_…", also=("priceId",), options_from="prices")
    status: str | None = field(
        "Status", "active, past_due, unpaid, canceled, trialing, paused, incomplete, ended or all."
    )


LIST_SUBSCRIPTIONS = Operation(
    id="listSubscriptions",
    name="List subscriptions",
    description="Lists subscriptions; cancelled ones only when their status is asked for.",
    sentence="List[ {status}] subscriptions[ of {customer}]",
    form=ListSubscriptions,
    call=Call("GET /subscriptions", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, status, customer"),
    order=210,
)
