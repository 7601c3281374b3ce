"""Stripe: customers."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import one


class CreateCustomer(OperationForm):
    email: str | None = field("Email")
    name: str | None = field("Name")
    description: str | None = field("Description", widget="textarea")
    phone: str | None = field("Phone")
    address: Data | None = field("Address", "line1, line2, city, state, postal_code, country (two letters).")
    shipping: Data | None = extra("Shipping", "name, phone and an address.")
    payment_method: str | None = field("Payment method", "Its id, pm_…")
    invoice_settings: Data | None = extra(
        "Invoice settings", 'For example {"default_payment_method": "pm_…"}.'
    )
    tax_exempt: Literal["none", "exempt", "reverse"] | None = extra(
        "Tax exempt", labels={"none": "Not exempt", "exempt": "Exempt", "reverse": "Reverse charge"}
    )
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


CREATE_CUSTOMER = Operation(
    id="createCustomer",
    name="Create customer",
    description="Creates a customer. Nothing is charged yet.",
    sentence="Create customer[ {name}][ {email}]",
    form=CreateCustomer,
    call=Call("POST /customers"),
    effect="write",
    output_schema=one(
        "id, object, email, name, phone, balance:integer, currency, delinquent:boolean, created:integer, livemode:boolean, metadata:object"
    ),
    order=10,
)


class GetCustomer(OperationForm):
    customer_id: str = needed("Customer", "Its id, cus_…", options_from="customers")


GET_CUSTOMER = Operation(
    id="getCustomer",
    name="Get customer",
    description="Reads one customer.",
    sentence="Get customer {customerId}",
    form=GetCustomer,
    call=Call("GET /customers/{customer_id}"),
    effect="read",
    output_schema=one("id, email, name, balance:integer, metadata:object"),
    order=20,
)


class UpdateCustomer(OperationForm):
    customer_id: str = needed("Customer", "Its id, cus_…", options_from="customers")
    email: str | None = field("Email")
    name: str | None = field("Name")
    phone: str | None = field("Phone")
    address: Data | None = field("Address", "line1, line2, city, state, postal_code, country (two letters).")
    metadata: Data | None = extra(
        "Metadata", "Names and values of your own; an empty value removes the name.", widget="keyvalue"
    )


UPDATE_CUSTOMER = Operation(
    id="updateCustomer",
    name="Update customer",
    description="Changes a customer; fields left empty stay as they are.",
    sentence="Update customer {customerId}",
    form=UpdateCustomer,
    call=Call("POST /customers/{customer_id}"),
    effect="write",
    output_schema=one("id, email, name, metadata:object"),
    order=30,
)


class DeleteCustomer(OperationForm):
    customer_id: str = needed("Customer", "Its id, cus_…", options_from="customers")


DELETE_CUSTOMER = Operation(
    id="deleteCustomer",
    name="Delete customer",
    description="Deletes a customer and cancels their subscriptions. It cannot be undone.",
    sentence="Delete customer {customerId}",
    form=DeleteCustomer,
    call=Call("DELETE /customers/{customer_id}"),
    effect="write",
    output_schema=one("id, deleted:boolean"),
    order=40,
)
