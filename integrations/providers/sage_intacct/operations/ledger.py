"""Sage Intacct: ledger."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, field, needed
from integrations.providers.sage_intacct.values import UsDate
from integrations.schemas import one


class CreateJournalEntry(OperationForm):
    journal: str = needed("Journal", "Its symbol, such as GJ.", wire="JOURNAL")
    batch_date: UsDate = needed("Date", "YYYY-MM-DD.", wire="BATCH_DATE")
    batch_title: str = needed("Title", wire="BATCH_TITLE")
    entries: Rows = needed(
        "Lines",
        '[{"ACCOUNTNO": "1000", "TR_TYPE": 1, "TRX_AMOUNT": 100}, …]; TR_TYPE 1 is debit, -1 credit.',
        also=("ENTRIES",),
        wire="ENTRIES.GLENTRY",
    )
    state: Literal["Draft", "Posted"] | None = field("State", wire="STATE")


CREATE_JOURNAL_ENTRY = Operation(
    id="createJournalEntry",
    name="Create journal entry",
    description="Books a journal entry; debits must equal credits.",
    sentence="Create journal {batchTitle}",
    form=CreateJournalEntry,
    call=Call("POST ", wrap="create.GLBATCH", unwrap="response.operation.result.data.glbatch"),
    effect="write",
    output_schema=one("RECORDNO"),
    order=110,
)
