"""Sage Intacct: bills."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, extra, field, needed
from integrations.providers.sage_intacct.values import UsDate
from integrations.schemas import one


class CreateBill(OperationForm):
    vendor_id: str = needed("Vendor", "Its id.", wire="VENDORID")
    created_on: UsDate = needed("Date", "YYYY-MM-DD.", wire="WHENCREATED")
    due_on: UsDate | None = field("Due date", "YYYY-MM-DD; it or terms are needed.", wire="WHENDUE")
    bill_number: str | None = field("Bill number", wire="RECORDID")
    reference: str | None = field("Reference", wire="DOCNUMBER")
    description: str | None = field("Description", wire="DESCRIPTION", widget="textarea")
    currency: str | None = extra("Currency", "Three letters.", wire="CURRENCY")
    items: Rows = needed(
        "Lines",
        '[{"ACCOUNTNO": "6000", "TRX_AMOUNT": 100, "ENTRYDESCRIPTION": "…"}]',
        also=("APBILLITEMS",),
        wire="APBILLITEMS.APBILLITEM",
    )


CREATE_BILL = Operation(
    id="createBill",
    name="Create bill",
    description="Records a bill (AP) of a vendor.",
    sentence="Create a bill of {vendorId}",
    form=CreateBill,
    call=Call("POST ", wrap="create.APBILL", unwrap="response.operation.result.data.apbill"),
    effect="write",
    output_schema=one("RECORDNO"),
    order=80,
)
