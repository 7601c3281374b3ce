"""Xero: payments."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.providers.xero.values import AccountCode, InvoiceRef
from integrations.schemas import many, one


class CreatePayment(OperationForm):
    invoice: InvoiceRef = needed("Invoice", "Its id.", wire="Invoice", also=("invoiceId",))
    account: AccountCode = needed(
        "Account",
        "The code of the account it was paid to.",
        wire="Account",
        also=("accountCode",),
        options_from="accounts",
    )
    amount: float = needed("Amount", "With at most two decimals.", wire="Amount")
    date: str | None = field("Date", "YYYY-MM-DD.", wire="Date")
    reference: str | None = field("Reference", wire="Reference")
    currency_rate: float | None = extra("Exchange rate", wire="CurrencyRate")


CREATE_PAYMENT = Operation(
    id="createPayment",
    name="Record payment",
    description="Records a payment against an invoice, bill or credit note.",
    sentence="Record a payment of {amount}",
    form=CreatePayment,
    call=Call("PUT /Payments", wrap="Payments[]", unwrap="Payments[0]"),
    effect="write",
    output_schema=one("PaymentID, Amount:integer, Status, Invoice.AmountDue:number"),
    order=130,
)


class GetPayment(OperationForm):
    payment_id: str = needed("Payment", "Its id.")


GET_PAYMENT = Operation(
    id="getPayment",
    name="Get payment",
    description="Reads one payment.",
    sentence="Get payment {paymentId}",
    form=GetPayment,
    call=Call("GET /Payments/{payment_id}", unwrap="Payments[0]"),
    effect="read",
    output_schema=one("PaymentID, Amount:integer, Status, IsReconciled:boolean"),
    order=140,
)


class ListPayments(PagedForm):
    page: int | None = extra("Page", "From 1; needed to get line items.")
    page_size: int | None = extra(
        "Page size", "1 to 1,000; 100 unless given.", wire="pageSize", ge=1, le=1000
    )
    where: str | None = field("Filter", 'Type=="ACCREC" AND Date>=DateTime(2026, 1, 1)')
    order: str | None = extra("Sort", "UpdatedDateUTC DESC")
    modified_since: str | None = field(
        "Changed since", "UTC, such as 2026-01-31T00:00:00.", at="header", wire="If-Modified-Since"
    )


LIST_PAYMENTS = Operation(
    id="listPayments",
    name="List payments",
    description="Lists payments.",
    sentence="List payments",
    form=ListPayments,
    call=Call(
        "GET /Payments", unwrap="Payments", pages=PageNumber("page", size="page_size", default_size=100)
    ),
    effect="read",
    output_schema=many("PaymentID, Amount:integer, Status"),
    order=150,
)


class DeletePayment(OperationForm):
    payment_id: str = needed("Payment", "Its id.")


DELETE_PAYMENT = Operation(
    id="deletePayment",
    name="Delete payment",
    description="Deletes a payment that is not reconciled.",
    sentence="Delete payment {paymentId}",
    form=DeletePayment,
    call=Call("POST /Payments/{payment_id}", constants={"Status": "DELETED"}, unwrap="Payments[0]"),
    effect="write",
    output_schema=one("PaymentID, Status"),
    order=160,
)
