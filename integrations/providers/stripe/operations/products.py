"""Stripe: products."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import one


class CreateProduct(OperationForm):
    name: str = needed("Name")
    description: str | None = field("Description", widget="textarea")
    active: bool | None = extra("Active")
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


CREATE_PRODUCT = Operation(
    id="createProduct",
    name="Create product",
    description="Creates a product that prices can be made for.",
    sentence="Create product {name}",
    form=CreateProduct,
    call=Call("POST /products"),
    effect="write",
    output_schema=one("id, name, active:boolean, default_price"),
    order=310,
)


class CreatePrice(OperationForm):
    currency: str = needed("Currency", "Three letters, such as usd.", placeholder="usd")
    product: str | None = field("Product", "Its id, prod_…", also=("productId",), options_from="products")
    unit_amount: int | None = field("Unit amount", "In the smallest unit of the currency: 1999 is 19.99 USD.")
    interval: Literal["day", "week", "month", "year"] | None = field(
        "Every", "Empty: a one-off price.", wire="recurring[interval]"
    )
    interval_count: int | None = extra(
        "Number of intervals", "3 with “month”: every quarter.", wire="recurring[interval_count]", ge=1
    )
    nickname: str | None = extra("Nickname", "For yourselves; customers do not see it.")


CREATE_PRICE = Operation(
    id="createPrice",
    name="Create price",
    description="Creates a price of a product, one-off or recurring.",
    sentence="Create a price[ of {unitAmount}] {currency}",
    form=CreatePrice,
    call=Call("POST /prices"),
    effect="write",
    output_schema=one("id, product, unit_amount:integer, currency, recurring:object"),
    order=320,
)
