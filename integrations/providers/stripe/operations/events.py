"""Stripe: events."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, LastId
from integrations.fields import PagedForm, Texts, extra, field
from integrations.schemas import many


class ListEvents(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    type: str | None = field("Type", "Such as invoice.paid; invoice.* for all of a kind.")
    types: Texts | None = field("Types", "Up to 20.", wire="types[]")
    delivery_success: bool | None = extra("Delivered", "Whether webhooks were delivered.")


LIST_EVENTS = Operation(
    id="listEvents",
    name="List events",
    description="Lists what happened in the account in the last 30 days, the newest first.",
    sentence="List events[ {type}]",
    form=ListEvents,
    call=Call("GET /events", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, type, created:integer, data.object:object"),
    order=340,
)
