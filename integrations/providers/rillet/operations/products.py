"""Rillet: products."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import PagedForm, extra, field
from integrations.schemas import many


class ListProducts(PagedForm):
    status: str | None = field("Status")
    currency: str | None = field("Currency", "Three letters.")
    limit: int | None = extra("Page size", "At most 100; 25 unless given.", ge=1, le=100)
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")


LIST_PRODUCTS = Operation(
    id="listProducts",
    name="List products",
    description="Lists products.",
    sentence="List products",
    form=ListProducts,
    call=Call("GET /products", unwrap="products", pages=Cursor("cursor", next="pagination.next_cursor")),
    effect="read",
    output_schema=many("id, name, price, status, revenue_pattern"),
    order=150,
)
