"""Stripe: customer lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor, LastId
from integrations.fields import PagedForm, extra, field, needed
from integrations.schemas import many


class ListCustomers(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    email: str | None = field("Email", "The whole address, with its capitals.")


LIST_CUSTOMERS = Operation(
    id="listCustomers",
    name="List customers",
    description="Lists customers, the newest first.",
    sentence="List customers[ with {email}]",
    form=ListCustomers,
    call=Call("GET /customers", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, email, name"),
    order=50,
)


class SearchCustomers(PagedForm):
    query: str = needed(
        "Search",
        "Stripe’s search language: email:'a@b.c' AND metadata['plan']:'pro'",
        placeholder="email:'ada@example.com'",
    )
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    page: str | None = extra("Page", "The next page’s token of the answer before.")


SEARCH_CUSTOMERS = Operation(
    id="searchCustomers",
    name="Search customers",
    description="Finds customers by Stripe’s search language. New ones can take a minute to be found.",
    sentence="Search customers for {query}",
    form=SearchCustomers,
    call=Call("GET /customers/search", unwrap="data", pages=Cursor("page", next="next_page")),
    effect="read",
    output_schema=many("id, email, name"),
    order=60,
)
