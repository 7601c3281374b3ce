"""Rillet: payments."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.schemas import one


class CreateInvoicePayment(OperationForm):
    invoice_id: str = needed("Invoice", "Its id.")
    amount: Data = needed("Amount", '{"amount": "12.34", "currency": "USD"}')
    date: str = needed("Date", "YYYY-MM-DD.")
    account_code: str = needed("Account", "Its code.", options_from="accounts")


CREATE_INVOICE_PAYMENT = Operation(
    id="createInvoicePayment",
    name="Record invoice payment",
    description="Records a payment of an invoice.",
    sentence="Record a payment of invoice {invoiceId}",
    form=CreateInvoicePayment,
    call=Call("POST /invoices/{invoice_id}/payments"),
    effect="write",
    output_schema=one("id, status, amount:integer"),
    aliases=("createPayment",),
    order=80,
)


class MarkInvoiceSent(OperationForm):
    invoice_id: str = needed("Invoice", "Its id.")
    sent: bool = needed("Sent")


MARK_INVOICE_SENT = Operation(
    id="markInvoiceSent",
    name="Mark invoice as sent",
    description="Sets whether an invoice counts as sent.",
    sentence="Mark invoice {invoiceId} as sent",
    form=MarkInvoiceSent,
    call=Call("PUT /invoices/{invoice_id}/sent-status"),
    effect="write",
    order=90,
)


class CreateCreditMemo(OperationForm):
    customer_id: str = needed("Customer", "Its id.", options_from="customers")
    credit_memo_date: str = needed("Date", "YYYY-MM-DD.")
    items: Rows = needed("Lines", "As of an invoice.")
    credit_memo_number: str | None = field("Number")
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")


CREATE_CREDIT_MEMO = Operation(
    id="createCreditMemo",
    name="Create credit memo",
    description="Credits a customer.",
    sentence="Credit {customerId}",
    form=CreateCreditMemo,
    call=Call("POST /credit-memos"),
    effect="write",
    output_schema=one("id, status, remaining_amount"),
    order=100,
)
