"""Stripe: lists to choose from that no block reads by itself."""

from __future__ import annotations

from typing import Any

from integrations.blocktype import Operation
from integrations.calls import Call, LastId
from integrations.fields import PagedForm, field
from integrations.schemas import many

#: Amounts in these are whole units (docs.stripe.com/currencies#zero-decimal).
_WHOLE = frozenset(
    "bif clp djf gnf jpy kmf krw mga pyg rwf ugx vnd vuv xaf xof xpf".split()  # noqa: SIM905 - one line to read
)


class OnePage(PagedForm):
    limit: int | None = field("Page size", ge=1, le=100)
    starting_after: str | None = field("After")


PRICES = Operation(
    id="listPrices",
    name="List prices",
    form=OnePage,
    call=Call(
        "GET /prices",
        query={"active": "true", "expand[]": "data.product"},
        unwrap="data",
        pages=LastId("starting_after"),
    ),
    effect="read",
    output_schema=many("id, nickname, product.name, unit_amount:integer, currency"),
)

PRODUCTS = Operation(
    id="listProducts",
    name="List products",
    form=OnePage,
    call=Call("GET /products", query={"active": "true"}, unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, name, description"),
)


def price_words(price: Any) -> str:
    """What a price costs: "19.99 USD every month"."""
    amount, currency = price.get("unit_amount"), str(price.get("currency") or "")
    if not isinstance(amount, int):
        return currency.upper()
    digits = 0 if currency in _WHOLE else 2
    words = f"{amount / 10**digits:,.{digits}f} {currency.upper()}"
    every = price.get("recurring") or {}
    if not every.get("interval"):
        return words
    count, interval = every.get("interval_count") or 1, every["interval"]
    return f"{words} every {interval}" if count == 1 else f"{words} every {count} {interval}s"
