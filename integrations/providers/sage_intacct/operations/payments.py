"""Sage Intacct: payments."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, field, needed
from integrations.providers.sage_intacct.values import UsDate
from integrations.schemas import one


class CreateArPayment(OperationForm):
    customer_id: str = needed("Customer", "Its id.", wire="CUSTOMERID")
    payment_method: str = needed(
        "Payment method", "Printed Check, Cash, EFT, Credit Card …", wire="PAYMENTMETHOD"
    )
    received_on: UsDate = needed("Date", "YYYY-MM-DD.", wire="RECEIPTDATE")
    bank_account: str | None = field("Bank account", "Its id.", wire="FINANCIALENTITY")
    invoices: Rows = needed(
        "Invoices",
        '[{"RECORDKEY": "12", "TRX_PAYMENTAMOUNT": 100}]; RECORDKEY is the invoice’s record number.',
        also=("ARPYMTDETAILS",),
        wire="ARPYMTDETAILS.ARPYMTDETAIL",
    )


CREATE_AR_PAYMENT = Operation(
    id="createArPayment",
    name="Record customer payment",
    description="Records money received and applies it to invoices.",
    sentence="Record a payment from {customerId}",
    form=CreateArPayment,
    call=Call("POST ", wrap="create.ARPYMT", unwrap="response.operation.result.data.arpymt"),
    effect="write",
    output_schema=one("RECORDNO"),
    aliases=("createPayment", "createARPayment"),
    order=90,
)


class CreateApPayment(OperationForm):
    vendor_id: str = needed("Vendor", "Its id.", wire="VENDORID")
    payment_method: str = needed(
        "Payment method", "Printed Check, Cash, EFT, Credit Card …", wire="PAYMENTMETHOD"
    )
    bank_account: str = needed("Bank account", "Its id.", wire="FINANCIALENTITY")
    paid_on: UsDate = needed("Date", "YYYY-MM-DD.", wire="PAYMENTDATE")
    bills: Rows = needed(
        "Bills",
        '[{"RECORDKEY": "12", "TRX_PAYMENTAMOUNT": 100}]; RECORDKEY is the bill’s record number.',
        also=("APPYMTDETAILS",),
        wire="APPYMTDETAILS.APPYMTDETAIL",
    )


CREATE_AP_PAYMENT = Operation(
    id="createApPayment",
    name="Pay bills",
    description="Records that bills were paid.",
    sentence="Pay {vendorId}",
    form=CreateApPayment,
    call=Call("POST ", wrap="create.APPYMT", unwrap="response.operation.result.data.appymt"),
    effect="write",
    output_schema=one("RECORDNO"),
    aliases=("createAPPayment",),
    order=100,
)
