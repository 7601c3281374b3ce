"""QuickBooks Online: bills."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, ValueRef, extra, field, needed
from integrations.providers.quickbooks.values import Address, Phone
from integrations.schemas import one


class CreateBill(OperationForm):
    vendor_ref: ValueRef = needed(
        "Vendor", "Its id.", wire="VendorRef", also=("vendor", "vendorId"), options_from="vendors"
    )
    line: Rows = needed(
        "Lines",
        '[{"Amount": 100, "DetailType": "AccountBasedExpenseLineDetail", "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "7"}}}]',
        wire="Line",
        also=("lines",),
    )
    txn_date: str | None = field("Date", "YYYY-MM-DD; empty: today.", wire="TxnDate", also=("date",))
    due_date: str | None = field("Due date", "YYYY-MM-DD.", wire="DueDate")
    doc_number: str | None = field("Number", "At most 21 characters.", wire="DocNumber", max_length=21)
    ap_account_ref: ValueRef | None = extra(
        "Payables account", "Its id.", wire="APAccountRef", options_from="accounts"
    )
    private_note: str | None = field(
        "Private note", "The customer does not see it.", wire="PrivateNote", widget="textarea"
    )


CREATE_BILL = Operation(
    id="createBill",
    name="Create bill",
    description="Records a bill of a vendor.",
    sentence="Create a bill of {vendorRef}",
    form=CreateBill,
    call=Call("POST /bill", unwrap="Bill"),
    effect="write",
    output_schema=one("Id, SyncToken, TotalAmt:number, Balance:number"),
    order=140,
)


class CreateBillPayment(OperationForm):
    vendor_ref: ValueRef = needed(
        "Vendor", "Its id.", wire="VendorRef", also=("vendor", "vendorId"), options_from="vendors"
    )
    pay_type: Literal["Check", "CreditCard"] = needed(
        "Paid by", wire="PayType", labels={"Check": "Check", "CreditCard": "Credit card"}
    )
    total_amt: float = needed("Amount", wire="TotalAmt")
    line: Rows = needed(
        "Bills",
        '[{"Amount": 100, "LinkedTxn": [{"TxnId": "12", "TxnType": "Bill"}]}]',
        wire="Line",
        also=("lines",),
    )
    check_payment: Data | None = field("Check", '{"BankAccountRef": {"value": "35"}}', wire="CheckPayment")
    credit_card_payment: Data | None = field(
        "Credit card", '{"CCAccountRef": {"value": "41"}}', wire="CreditCardPayment"
    )


CREATE_BILL_PAYMENT = Operation(
    id="createBillPayment",
    name="Pay bill",
    description="Records that bills were paid.",
    sentence="Pay {totalAmt} to {vendorRef}",
    form=CreateBillPayment,
    call=Call("POST /billpayment", unwrap="BillPayment"),
    effect="write",
    output_schema=one("Id, TotalAmt:number"),
    order=150,
)


class CreateVendor(OperationForm):
    display_name: str = needed(
        "Display name", "New among customers, vendors and employees; no colon.", wire="DisplayName"
    )
    company_name: str | None = field("Company", wire="CompanyName")
    primary_email_addr: Address | None = field("Email", wire="PrimaryEmailAddr", also=("email",))
    primary_phone: Phone | None = field("Phone", wire="PrimaryPhone", also=("phone",))
    bill_addr: Data | None = field(
        "Billing address",
        "Line1, City, CountrySubDivisionCode, PostalCode, Country.",
        wire="BillAddr",
        also=("billingAddress",),
    )
    vendor_1099: bool | None = extra("Gets a 1099", wire="Vendor1099")


CREATE_VENDOR = Operation(
    id="createVendor",
    name="Create vendor",
    description="Creates a vendor.",
    sentence="Create vendor {displayName}",
    form=CreateVendor,
    call=Call("POST /vendor", unwrap="Vendor"),
    effect="write",
    output_schema=one("Id, DisplayName"),
    order=160,
)
