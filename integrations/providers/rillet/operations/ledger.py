"""Rillet: ledger."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import Data, OperationForm, PagedForm, Rows, extra, field, needed
from integrations.schemas import many, one


class CreateJournalEntry(OperationForm):
    name: str = needed("Name")
    currency: str = needed("Currency", "Three letters.")
    date: str = needed("Date", "YYYY-MM-DD.")
    items: Rows = needed(
        "Lines",
        '[{"amount": {"amount": "10.00", "currency": "USD"}, "account_code": "…", "side": "DEBIT"}, …]',
    )
    reversal_date: str | None = extra("Reversed on", "YYYY-MM-DD.")
    subsidiary_id: str | None = extra("Subsidiary", "Its id.")
    related_entity: Data | None = extra("Related to", '{"id": "…", "type": "CUSTOMER"}')


CREATE_JOURNAL_ENTRY = Operation(
    id="createJournalEntry",
    name="Create journal entry",
    description="Books a journal entry; debits must equal credits.",
    sentence="Create journal {name}",
    form=CreateJournalEntry,
    call=Call("POST /journal-entries"),
    effect="write",
    output_schema=one("id, name, date"),
    order=160,
)


class ListJournalEntries(PagedForm):
    date_from: str | None = field("From", "YYYY-MM-DD.", wire="date.gte")
    date_to: str | None = field("To", "YYYY-MM-DD.", wire="date.lte")
    account_ids: str | None = extra("Accounts", "Ids, with commas.")
    updated_after: str | None = field(
        "Changed since", "ISO 8601, such as 2026-01-31T00:00:00Z.", wire="updated.gt"
    )
    limit: int | None = extra("Page size", "At most 100; 25 unless given.", ge=1, le=100)
    cursor: str | None = extra("Cursor", "Where to go on: the next cursor of the answer before.")


LIST_JOURNAL_ENTRIES = Operation(
    id="listJournalEntries",
    name="List journal entries",
    description="Lists journal entries.",
    sentence="List journal entries",
    form=ListJournalEntries,
    call=Call(
        "GET /journal-entries",
        unwrap="journal_entries",
        pages=Cursor("cursor", next="pagination.next_cursor"),
    ),
    effect="read",
    output_schema=many("id, updated_at"),
    order=170,
)


class ListAccounts(OperationForm):
    updated_after: str | None = field(
        "Changed since", "ISO 8601, such as 2026-01-31T00:00:00Z.", wire="updated.gt"
    )


LIST_ACCOUNTS = Operation(
    id="listAccounts",
    name="List accounts",
    description="Lists the chart of accounts.",
    sentence="List accounts",
    form=ListAccounts,
    call=Call("GET /accounts", unwrap="accounts"),
    effect="read",
    output_schema=many("id, code, name, type, subtype, status"),
    order=200,
)
