"""NetSuite: transactions."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, IdRef, OperationForm, extra, field, needed
from integrations.schemas import one


class CreateInvoice(OperationForm):
    entity: IdRef = needed("Customer", "Its id.", also=("customer", "customerId"))
    item: Data = needed("Lines", '{"items": [{"item": {"id": "12"}, "quantity": 1, "rate": 100}]}')
    tran_date: str | None = field("Date", "YYYY-MM-DD.", wire="tranDate")
    due_date: str | None = field("Due date", "YYYY-MM-DD.", wire="dueDate")
    terms: IdRef | None = extra("Terms", "The id of the payment terms.", also=("termsId",))
    tran_id: str | None = field("Number", wire="tranId")
    memo: str | None = field("Memo", widget="textarea")
    subsidiary: IdRef | None = field("Subsidiary", "Its id.", also=("subsidiaryId",))
    currency: IdRef | None = extra("Currency", "Its id.", also=("currencyId",))
    other_ref_num: str | None = extra("Purchase order number", wire="otherRefNum")
    external_id: str | None = field("External id", "An id of yours, unique for its type.", wire="externalId")


CREATE_INVOICE = Operation(
    id="createInvoice",
    name="Create invoice",
    description="Creates an invoice.",
    sentence="Create an invoice for {entity}",
    form=CreateInvoice,
    call=Call(
        "POST /services/rest/record/v1/invoice", success=(204,), empty={"id": "{location}", "success": True}
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=30,
)


class CreateJournalEntry(OperationForm):
    line: Data = needed(
        "Lines",
        '{"items": [{"account": {"id": "1"}, "debit": 100}, {"account": {"id": "2"}, "credit": 100}]}',
    )
    subsidiary: IdRef | None = field("Subsidiary", "Its id.", also=("subsidiaryId",))
    tran_date: str | None = field("Date", "YYYY-MM-DD.", wire="tranDate")
    memo: str | None = field("Memo", widget="textarea")
    external_id: str | None = field("External id", "An id of yours, unique for its type.", wire="externalId")


CREATE_JOURNAL_ENTRY = Operation(
    id="createJournalEntry",
    name="Create journal entry",
    description="Books a journal entry; debits must equal credits.",
    sentence="Create a journal entry",
    form=CreateJournalEntry,
    call=Call(
        "POST /services/rest/record/v1/journalEntry",
        success=(204,),
        empty={"id": "{location}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=50,
)


class CreateCustomerPayment(OperationForm):
    customer: IdRef = needed("Customer", "Its id.", also=("customerId",))
    payment: float = needed("Amount")
    account: IdRef | None = extra("Deposit account", "Its id.")
    apply: Data | None = field(
        "Applied to", '{"items": [{"doc": {"id": "77"}, "apply": true, "amount": 100}]}'
    )
    tran_date: str | None = field("Date", "YYYY-MM-DD.", wire="tranDate")


CREATE_CUSTOMER_PAYMENT = Operation(
    id="createCustomerPayment",
    name="Record customer payment",
    description="Records money received and applies it to invoices.",
    sentence="Record a payment of {payment} from {customer}",
    form=CreateCustomerPayment,
    call=Call(
        "POST /services/rest/record/v1/customerPayment",
        success=(204,),
        empty={"id": "{location}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("createPayment",),
    order=70,
)
