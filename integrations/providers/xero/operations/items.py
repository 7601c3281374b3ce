"""Xero: items."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import many, one


class ListItems(OperationForm):
    """Nothing is asked for."""


LIST_ITEMS = Operation(
    id="listItems",
    name="List items",
    description="Lists products and services.",
    sentence="List items",
    form=ListItems,
    call=Call("GET /Items", unwrap="Items"),
    effect="read",
    output_schema=many("ItemID, Code, Name"),
    order=240,
)


class CreateItem(OperationForm):
    code: str = needed("Code", "At most 30 characters.", wire="Code", max_length=30)
    name: str | None = field("Name", wire="Name")
    description: str | None = field("Description", wire="Description", widget="textarea")
    sales_details: Data | None = field(
        "Sales", '{"UnitPrice": 100, "AccountCode": "200", "TaxType": "OUTPUT"}', wire="SalesDetails"
    )
    purchase_details: Data | None = extra("Purchases", "As for sales.", wire="PurchaseDetails")


CREATE_ITEM = Operation(
    id="createItem",
    name="Create item",
    description="Creates a product or service.",
    sentence="Create item {code}",
    form=CreateItem,
    call=Call("PUT /Items", wrap="Items[]", unwrap="Items[0]"),
    effect="write",
    output_schema=one("ItemID, Code"),
    order=250,
)
