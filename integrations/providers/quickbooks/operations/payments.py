"""QuickBooks Online: payments."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, ValueRef, extra, field, needed
from integrations.schemas import one


class CreatePayment(OperationForm):
    customer_ref: ValueRef = needed(
        "Customer", "Its id.", wire="CustomerRef", also=("customer", "customerId"), options_from="customers"
    )
    total_amt: float = needed("Amount", wire="TotalAmt")
    line: Rows | None = field(
        "Applied to",
        '[{"Amount": 100, "LinkedTxn": [{"TxnId": "12", "TxnType": "Invoice"}]}]; empty: not applied yet.',
        wire="Line",
        also=("lines",),
    )
    txn_date: str | None = field("Date", "YYYY-MM-DD; empty: today.", wire="TxnDate", also=("date",))
    payment_method_ref: ValueRef | None = extra("Payment method", "Its id.", wire="PaymentMethodRef")
    payment_ref_num: str | None = field("Reference number", wire="PaymentRefNum")
    deposit_to_account_ref: ValueRef | None = extra(
        "Deposit to",
        "The id of an account; empty: undeposited funds.",
        wire="DepositToAccountRef",
        options_from="accounts",
    )
    private_note: str | None = field(
        "Private note", "The customer does not see it.", wire="PrivateNote", widget="textarea"
    )


CREATE_PAYMENT = Operation(
    id="createPayment",
    name="Record customer payment",
    description="Records money received and applies it to invoices.",
    sentence="Record a payment of {totalAmt} from {customerRef}",
    form=CreatePayment,
    call=Call("POST /payment", unwrap="Payment"),
    effect="write",
    output_schema=one("Id, TotalAmt:number, UnappliedAmt:number"),
    order=130,
)


class CreateCreditMemo(OperationForm):
    customer_ref: ValueRef = needed(
        "Customer", "Its id.", wire="CustomerRef", also=("customer", "customerId"), options_from="customers"
    )
    line: Rows = needed("Lines", "As of an invoice.", wire="Line", also=("lines",))


CREATE_CREDIT_MEMO = Operation(
    id="createCreditMemo",
    name="Create credit memo",
    description="Credits a customer.",
    sentence="Credit {customerRef}",
    form=CreateCreditMemo,
    call=Call("POST /creditmemo", unwrap="CreditMemo"),
    effect="write",
    output_schema=one("Id, TotalAmt:number, RemainingCredit:number"),
    order=190,
)
