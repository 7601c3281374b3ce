"""Sage Intacct: invoices."""

from __future__ import annotations

from typing import Literal

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, extra, field, needed
from integrations.providers.sage_intacct.values import DateParts


class CreateInvoice(OperationForm):
    customer_id: str = needed("Customer", "Its id.", wire="customerid")
    date_created: DateParts = needed("Date", "YYYY-MM-DD.", wire="datecreated", widget="template")
    date_due: DateParts | None = field(
        "Due date", "YYYY-MM-DD; it or terms are needed.", wire="datedue", widget="template"
    )
    term_name: str | None = field(
        "Terms", "Their name, such as Net 30; they or a due date are needed.", wire="termname"
    )
    action: Literal["Draft", "Submit"] | None = field(
        "Action", labels={"Draft": "Save as a draft", "Submit": "Post"}
    )
    invoice_number: str | None = field("Number", wire="invoiceno")
    po_number: str | None = field("Reference", wire="ponumber")
    description: str | None = field("Description", widget="textarea")
    external_id: str | None = extra(
        "External id", "An id of yours; a second invoice with it is refused.", wire="externalid"
    )
    currency: str | None = extra("Currency", "Three letters.")
    items: Rows = needed(
        "Lines",
        '[{"glaccountno": "4000", "amount": 100, "memo": "…"}], in this order: glaccountno or accountlabel, amount, memo, locationid, departmentid, projectid, customerid, itemid, classid.',
        also=("invoiceitems",),
        wire="invoiceitems.lineitem",
    )


CREATE_INVOICE = Operation(
    id="createInvoice",
    name="Create sales invoice",
    description="Creates a sales (AR) invoice.",
    sentence="Create an invoice for {customerId}",
    form=CreateInvoice,
    call=Call("POST ", wrap="create_invoice", unwrap="response.operation.result.key"),
    effect="write",
    output_schema={"type": "string", "title": "Record number"},
    order=70,
)
