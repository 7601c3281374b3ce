"""Xero: bank."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call, PageNumber
from integrations.fields import OperationForm, PagedForm, Rows, extra, field, needed
from integrations.providers.xero.values import AccountCode, ContactRef
from integrations.schemas import many, one


class CreateBankTransaction(OperationForm):
    type: Literal[
        "RECEIVE",
        "SPEND",
        "RECEIVE-OVERPAYMENT",
        "SPEND-OVERPAYMENT",
        "RECEIVE-PREPAYMENT",
        "SPEND-PREPAYMENT",
    ] = needed(
        "Kind",
        wire="Type",
        labels={
            "RECEIVE": "Receive money",
            "SPEND": "Spend money",
            "RECEIVE-OVERPAYMENT": "Receive an overpayment",
            "SPEND-OVERPAYMENT": "Spend an overpayment",
            "RECEIVE-PREPAYMENT": "Receive a prepayment",
            "SPEND-PREPAYMENT": "Spend a prepayment",
        },
    )
    contact: ContactRef = needed(
        "Contact", 'Its id, or {"Name": "…"}.', wire="Contact", also=("contactId",), options_from="contacts"
    )
    line_items: Rows = needed(
        "Lines",
        '[{"Description": "…", "Quantity": 1, "UnitAmount": 100, "AccountCode": "200"}]; each needs a Description or an ItemCode.',
        wire="LineItems",
    )
    bank_account: AccountCode = needed(
        "Bank account", "Its code.", wire="BankAccount", options_from="accounts"
    )
    date: str | None = field("Date", "YYYY-MM-DD.", wire="Date")
    reference: str | None = field("Reference", wire="Reference")
    line_amount_types: Literal["Exclusive", "Inclusive", "NoTax"] | None = field(
        "Amounts are",
        wire="LineAmountTypes",
        labels={"Exclusive": "Without tax", "Inclusive": "With tax", "NoTax": "Not taxed"},
    )


CREATE_BANK_TRANSACTION = Operation(
    id="createBankTransaction",
    name="Spend or receive money",
    description="Records money spent or received on a bank account.",
    sentence="Record a bank transaction",
    form=CreateBankTransaction,
    call=Call("PUT /BankTransactions", wrap="BankTransactions[]", unwrap="BankTransactions[0]"),
    effect="write",
    output_schema=one("BankTransactionID, Total:integer, Status, IsReconciled:boolean"),
    order=170,
)


class GetBankTransaction(OperationForm):
    bank_transaction_id: str = needed("Bank transaction", "Its id.")


GET_BANK_TRANSACTION = Operation(
    id="getBankTransaction",
    name="Get bank transaction",
    description="Reads one bank transaction.",
    sentence="Get bank transaction {bankTransactionId}",
    form=GetBankTransaction,
    call=Call("GET /BankTransactions/{bank_transaction_id}", unwrap="BankTransactions[0]"),
    effect="read",
    output_schema=one("BankTransactionID, Total:integer, Status"),
    order=180,
)


class ListBankTransactions(PagedForm):
    page: int | None = extra("Page", "From 1; needed to get line items.")
    page_size: int | None = extra(
        "Page size", "1 to 1,000; 100 unless given.", wire="pageSize", ge=1, le=1000
    )
    where: str | None = field("Filter", 'Type=="ACCREC" AND Date>=DateTime(2026, 1, 1)')
    order: str | None = extra("Sort", "UpdatedDateUTC DESC")
    modified_since: str | None = field(
        "Changed since", "UTC, such as 2026-01-31T00:00:00.", at="header", wire="If-Modified-Since"
    )


LIST_BANK_TRANSACTIONS = Operation(
    id="listBankTransactions",
    name="List bank transactions",
    description="Lists bank transactions.",
    sentence="List bank transactions",
    form=ListBankTransactions,
    call=Call(
        "GET /BankTransactions",
        unwrap="BankTransactions",
        pages=PageNumber("page", size="page_size", default_size=100),
    ),
    effect="read",
    output_schema=many("BankTransactionID, Total:integer"),
    order=190,
)
