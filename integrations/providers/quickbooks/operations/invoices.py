"""QuickBooks Online: invoices."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, ValueRef, extra, field, needed
from integrations.providers.quickbooks.values import Address
from integrations.schemas import one


class CreateInvoice(OperationForm):
    customer_ref: ValueRef = needed(
        "Customer", "Its id.", wire="CustomerRef", also=("customer", "customerId"), options_from="customers"
    )
    line: Rows = needed(
        "Lines",
        '[{"Amount": 100, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "Qty": 1, "UnitPrice": 100}}]',
        wire="Line",
        also=("lines", "lineItems"),
    )
    txn_date: str | None = field("Date", "YYYY-MM-DD; empty: today.", wire="TxnDate", also=("date",))
    due_date: str | None = field("Due date", "YYYY-MM-DD.", wire="DueDate")
    doc_number: str | None = field("Number", "At most 21 characters.", wire="DocNumber", max_length=21)
    bill_email: Address | None = field("Email", "Where the invoice is sent to.", wire="BillEmail")
    email_status: Literal["NotSet", "NeedToSend", "EmailSent"] | None = extra(
        "Sending",
        wire="EmailStatus",
        labels={"NotSet": "Not asked for", "NeedToSend": "To be sent", "EmailSent": "Sent"},
    )
    sales_term_ref: ValueRef | None = extra("Terms", "The id of the payment terms.", wire="SalesTermRef")
    customer_memo: ValueRef | None = field("Message to the customer", wire="CustomerMemo")
    private_note: str | None = field(
        "Private note", "The customer does not see it.", wire="PrivateNote", widget="textarea"
    )
    currency_ref: ValueRef | None = extra(
        "Currency", "Three letters; for companies with several.", wire="CurrencyRef"
    )
    allow_online_ach_payment: bool | None = extra("Bank transfer online", wire="AllowOnlineACHPayment")
    allow_online_credit_card_payment: bool | None = extra(
        "Card payment online", wire="AllowOnlineCreditCardPayment"
    )


CREATE_INVOICE = Operation(
    id="createInvoice",
    name="Create invoice",
    description="Creates an invoice.",
    sentence="Create an invoice for {customerRef}",
    form=CreateInvoice,
    call=Call("POST /invoice", unwrap="Invoice"),
    effect="write",
    output_schema=one(
        "Id, SyncToken, DocNumber, TotalAmt:number, Balance:number, DueDate, CustomerRef.value, EmailStatus, InvoiceLink"
    ),
    order=60,
)


class GetInvoice(OperationForm):
    id: str = needed("Invoice", "Its id.", also=("invoiceId",))


GET_INVOICE = Operation(
    id="getInvoice",
    name="Get invoice",
    description="Reads one invoice.",
    sentence="Get invoice {id}",
    form=GetInvoice,
    call=Call("GET /invoice/{id}", unwrap="Invoice"),
    effect="read",
    output_schema=one("Id, SyncToken, MetaData.LastUpdatedTime"),
    order=70,
)


class UpdateInvoice(OperationForm):
    id: str = needed("Invoice", "Its id.", wire="Id", also=("invoiceId",))
    sync_token: str = needed("Sync token", "As it was read last; an older one is refused.", wire="SyncToken")
    fields: Data | None = field(
        "Changes", "Fields by QuickBooks’ names. A Line given replaces all lines.", wire="*", widget="json"
    )


UPDATE_INVOICE = Operation(
    id="updateInvoice",
    name="Update invoice",
    description="Changes the given fields of an invoice.",
    sentence="Update invoice {id}",
    form=UpdateInvoice,
    call=Call("POST /invoice", constants={"sparse": True}, unwrap="Invoice"),
    effect="write",
    output_schema=one("Id, SyncToken"),
    order=80,
)
