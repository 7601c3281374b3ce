"""Rillet: bills."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, field, needed
from integrations.schemas import one


class CreateBill(OperationForm):
    vendor_id: str = needed("Vendor", "Its id.")
    expense_number: str = needed("Number")
    bill_date: str = needed("Date", "YYYY-MM-DD.")
    due_date: str = needed("Due date", "YYYY-MM-DD.")
    items: Rows = needed(
        "Lines",
        '[{"account_code": "…", "amount": {"amount": "10.00", "currency": "USD"}, "description": "…"}]',
    )


CREATE_BILL = Operation(
    id="createBill",
    name="Create bill",
    description="Records a bill of a vendor.",
    sentence="Create bill {expenseNumber}",
    form=CreateBill,
    call=Call("POST /bills"),
    effect="write",
    output_schema=one("id, status"),
    order=180,
)


class CreateVendor(OperationForm):
    name: str = needed("Name")
    email: str | None = field("Email")
    payment_terms: int | None = field("Payment terms", "Days.")
    account_code: str | None = field("Account", "Its code.", options_from="accounts")
    address: Data | None = field("Address", "line1, line2, city, state, zip_code, country (two letters).")


CREATE_VENDOR = Operation(
    id="createVendor",
    name="Create vendor",
    description="Creates a vendor.",
    sentence="Create vendor {name}",
    form=CreateVendor,
    call=Call("POST /vendors"),
    effect="write",
    output_schema=one("id, name"),
    order=190,
)
