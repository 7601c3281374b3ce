"""Stripe: balance."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, LastId
from integrations.fields import OperationForm, PagedForm, extra, field
from integrations.schemas import many, one


class GetBalance(OperationForm):
    """Nothing is asked for."""


GET_BALANCE = Operation(
    id="getBalance",
    name="Get balance",
    description="Reads what is available and what is on its way.",
    sentence="Get the balance",
    form=GetBalance,
    call=Call("GET /balance"),
    effect="read",
    output_schema=one(
        "available[].amount:integer, available[].currency, pending[].amount:integer, pending[].currency, livemode:boolean"
    ),
    order=290,
)


class ListBalanceTransactions(PagedForm):
    limit: int | None = extra("Page size", "1 to 100; 10 unless given.", ge=1, le=100)
    starting_after: str | None = extra("After", "The id of the last one of the page before.")
    ending_before: str | None = extra("Before", "The id of the first one of the page after.")
    created_from: int | None = field(
        "Created from", "Unix seconds; only what was created then or later.", wire="created[gte]"
    )
    type: str | None = field("Type", "Such as charge, refund or payout.")
    payout: str | None = extra("Payout", "Its id, po_…")
    source: str | None = extra("Source", "The id of the charge, refund or other object.")


LIST_BALANCE_TRANSACTIONS = Operation(
    id="listBalanceTransactions",
    name="List balance transactions",
    description="Lists what changed the balance: charges, fees, refunds, payouts.",
    sentence="List balance transactions[ of {type}]",
    form=ListBalanceTransactions,
    call=Call("GET /balance_transactions", unwrap="data", pages=LastId("starting_after")),
    effect="read",
    output_schema=many("id, amount:integer, fee:integer, net:integer, type, source, available_on:integer"),
    order=300,
)
