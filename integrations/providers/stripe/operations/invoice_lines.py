"""Stripe: lines of invoices."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Texts, extra, field, needed
from integrations.schemas import one


class CreateInvoiceItem(OperationForm):
    customer: str = needed("Customer", "Its id, cus_…", also=("customerId",), options_from="customers")
    invoice: str | None = field(
        "Invoice", "A draft’s id, in_…; empty: the customer’s next invoice.", also=("invoiceId",)
    )
    amount: int | None = field(
        "Amount", "In the smallest unit of the currency: 1999 is 19.99 USD. Negative for a discount."
    )
    currency: str | None = field("Currency", "Three letters, such as usd.", placeholder="usd")
    price: str | None = field(
        "Price", "Its id, price_…, in place of an amount.", wire="pricing[price]", options_from="prices"
    )
    quantity: int | None = field("Quantity", ge=0)
    unit_amount_decimal: str | None = extra(
        "Unit amount", "In the smallest unit, with decimals, in place of an amount."
    )
    description: str | None = field("Description", widget="textarea")
    tax_rates: Texts | None = extra("Tax rates", "Ids, txr_…", wire="tax_rates[]")
    discountable: bool | None = extra("Discountable")
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


CREATE_INVOICE_ITEM = Operation(
    id="createInvoiceItem",
    name="Add invoice line",
    description="Adds a line to a draft invoice, or to the customer’s next one.",
    sentence="Add a line[ of {amount} {currency}][ to {invoice}]",
    form=CreateInvoiceItem,
    call=Call("POST /invoiceitems"),
    effect="write",
    output_schema=one("id, invoice, amount:integer, currency, description, quantity:integer"),
    order=80,
)
