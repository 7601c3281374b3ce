"""Sage Intacct: customers."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import one


class CreateCustomer(OperationForm):
    customer_id: str | None = field(
        "Customer id", "Leave empty where numbers are given by Intacct.", wire="CUSTOMERID"
    )
    name: str = needed("Name", wire="NAME")
    display_contact: Data | None = field(
        "Contact",
        '{"PRINTAS": "Acme", "EMAIL1": "…", "MAILADDRESS": {"ADDRESS1": "…", "CITY": "…"}}; PRINTAS is needed.',
        wire="DISPLAYCONTACT",
    )
    term_name: str | None = field(
        "Terms", "Their name, such as Net 30.", wire="TERMNAME", also=("paymentTerm",)
    )
    customer_type: str | None = extra("Customer type", wire="CUSTTYPE")
    currency: str | None = extra("Currency", "Three letters.", wire="CURRENCY")
    credit_limit: float | None = extra("Credit limit", wire="CREDITLIMIT")
    status: Literal["active", "inactive"] | None = extra(
        "Status", wire="STATUS", labels={"active": "Active", "inactive": "Inactive"}
    )


CREATE_CUSTOMER = Operation(
    id="createCustomer",
    name="Create customer",
    description="Creates a customer.",
    sentence="Create customer {name}",
    form=CreateCustomer,
    call=Call("POST ", wrap="create.CUSTOMER", unwrap="response.operation.result.data.customer"),
    effect="write",
    output_schema=one("RECORDNO, CUSTOMERID"),
    order=40,
)


class UpdateCustomer(OperationForm):
    customer_id: str = needed("Customer", "Its id.", wire="CUSTOMERID")
    fields: Data | None = field(
        "Changes", 'Fields by Intacct’s names: {"NAME": "…"}.', wire="*", widget="keyvalue"
    )


UPDATE_CUSTOMER = Operation(
    id="updateCustomer",
    name="Update customer",
    description="Changes the given fields of a customer.",
    sentence="Update customer {customerId}",
    form=UpdateCustomer,
    call=Call("POST ", wrap="update.CUSTOMER", unwrap="response.operation.result.data.customer"),
    effect="write",
    output_schema=one("RECORDNO"),
    order=50,
)


class CreateVendor(OperationForm):
    vendor_id: str | None = field(
        "Vendor id", "Leave empty where numbers are given by Intacct.", wire="VENDORID"
    )
    name: str = needed("Name", wire="NAME")
    display_contact: Data | None = field(
        "Contact",
        '{"PRINTAS": "Acme", "EMAIL1": "…", "MAILADDRESS": {"ADDRESS1": "…", "CITY": "…"}}; PRINTAS is needed.',
        wire="DISPLAYCONTACT",
    )
    term_name: str | None = field(
        "Terms", "Their name, such as Net 30.", wire="TERMNAME", also=("paymentTerm",)
    )


CREATE_VENDOR = Operation(
    id="createVendor",
    name="Create vendor",
    description="Creates a vendor.",
    sentence="Create vendor {name}",
    form=CreateVendor,
    call=Call("POST ", wrap="create.VENDOR", unwrap="response.operation.result.data.vendor"),
    effect="write",
    output_schema=one("RECORDNO, VENDORID"),
    order=60,
)
