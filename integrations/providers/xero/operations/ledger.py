"""Xero: ledger."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, extra, field, needed
from integrations.schemas import many, one


class CreateManualJournal(OperationForm):
    narration: str = needed("Narration", wire="Narration")
    journal_lines: Rows = needed(
        "Lines",
        '[{"LineAmount": 100, "AccountCode": "200"}, {"LineAmount": -100, "AccountCode": "400"}]; they sum to zero.',
        wire="JournalLines",
    )
    date: str | None = field("Date", "YYYY-MM-DD.", wire="Date")
    status: Literal["DRAFT", "POSTED"] | None = field(
        "Status", wire="Status", labels={"DRAFT": "Draft", "POSTED": "Posted"}
    )


CREATE_MANUAL_JOURNAL = Operation(
    id="createManualJournal",
    name="Create manual journal",
    description="Books a manual journal; its lines must sum to zero.",
    sentence="Create journal {narration}",
    form=CreateManualJournal,
    call=Call("PUT /ManualJournals", wrap="ManualJournals[]", unwrap="ManualJournals[0]"),
    effect="write",
    output_schema=one("ManualJournalID, Status"),
    order=220,
)


class ListAccounts(OperationForm):
    where: str | None = field("Filter", 'Type=="ACCREC" AND Date>=DateTime(2026, 1, 1)')
    order: str | None = extra("Sort", "UpdatedDateUTC DESC")


LIST_ACCOUNTS = Operation(
    id="listAccounts",
    name="List accounts",
    description="Lists the chart of accounts.",
    sentence="List accounts",
    form=ListAccounts,
    call=Call("GET /Accounts", unwrap="Accounts"),
    effect="read",
    output_schema=many("AccountID, Code, Name, Type, Status"),
    order=230,
)
