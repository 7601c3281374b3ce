"""QuickBooks Online: ledger."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, field, needed
from integrations.schemas import one


class CreateAccount(OperationForm):
    name: str = needed("Name", wire="Name")
    account_type: str | None = field(
        "Type", "Such as Income, Expense or Bank; it or a subtype is needed.", wire="AccountType"
    )
    account_sub_type: str | None = field("Subtype", wire="AccountSubType")
    acct_num: str | None = field("Number", wire="AcctNum")


CREATE_ACCOUNT = Operation(
    id="createAccount",
    name="Create account",
    description="Adds an account to the chart of accounts.",
    sentence="Create account {name}",
    form=CreateAccount,
    call=Call("POST /account", unwrap="Account"),
    effect="write",
    output_schema=one("Id, Name, AccountType"),
    order=170,
)


class CreateJournalEntry(OperationForm):
    line: Rows = needed(
        "Lines",
        '[{"Amount": 100, "DetailType": "JournalEntryLineDetail", "JournalEntryLineDetail": {"PostingType": "Debit", "AccountRef": {"value": "7"}}}, …]; debits equal credits.',
        wire="Line",
        also=("lines",),
    )
    txn_date: str | None = field("Date", "YYYY-MM-DD; empty: today.", wire="TxnDate", also=("date",))
    doc_number: str | None = field("Number", "At most 21 characters.", wire="DocNumber", max_length=21)
    private_note: str | None = field(
        "Private note", "The customer does not see it.", wire="PrivateNote", widget="textarea"
    )


CREATE_JOURNAL_ENTRY = Operation(
    id="createJournalEntry",
    name="Create journal entry",
    description="Books a journal entry; debits must equal credits.",
    sentence="Create a journal entry",
    form=CreateJournalEntry,
    call=Call("POST /journalentry", unwrap="JournalEntry"),
    effect="write",
    output_schema=one("Id, SyncToken, TotalAmt:number"),
    order=180,
)
