"""QuickBooks Online: queries."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, SqlOffset
from integrations.fields import OperationForm, PagedForm, needed
from integrations.schemas import many, one


class Query(PagedForm):
    query: str = needed(
        "Query",
        "select * from Invoice where Balance > '0' orderby TxnDate desc — a quote in a value is written \\'.",
        widget="code",
        placeholder="select * from Customer where Active = true",
    )


QUERY = Operation(
    id="query",
    name="Run query",
    description="Reads records with QuickBooks’ query language.",
    sentence="Query {query}",
    form=Query,
    call=Call("GET /query", unwrap="QueryResponse", pages=SqlOffset("query")),
    effect="read",
    output_schema=one("startPosition:integer, maxResults:integer, totalCount:integer"),
    aliases=(
        "listCustomers",
        "listInvoices",
        "listPayments",
        "listBills",
        "listVendors",
        "listAccounts",
        "listItems",
    ),
    order=50,
)


class ChangeDataCapture(OperationForm):
    entities: str = needed("Entities", "With commas: Invoice,Customer,Payment.")
    changed_since: str = needed(
        "Since", "ISO 8601, such as 2026-01-31T00:00:00Z; at most 30 days back.", wire="changedSince"
    )


CHANGE_DATA_CAPTURE = Operation(
    id="changeDataCapture",
    name="List changes",
    description="Lists what was created, changed or deleted since a time, at most 30 days back.",
    sentence="List changes of {entities}",
    form=ChangeDataCapture,
    call=Call("GET /cdc", unwrap="CDCResponse[0].QueryResponse"),
    effect="read",
    output_schema=many(""),
    order=220,
)
