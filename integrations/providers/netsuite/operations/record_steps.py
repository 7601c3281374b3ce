"""NetSuite: record steps."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, field, needed
from integrations.schemas import one


class DeleteRecord(OperationForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    record_id: str = needed(
        "Record", "Its internal id, or eid: and the external id.", also=("id", "customerId", "invoiceId")
    )


DELETE_RECORD = Operation(
    id="deleteRecord",
    name="Delete record",
    description="Deletes a record for good.",
    sentence="Delete {recordType} {recordId}",
    form=DeleteRecord,
    call=Call(
        "DELETE /services/rest/record/v1/{record_type}/{record_id}",
        success=(204,),
        empty={"id": "{record_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=110,
)


class TransformRecord(OperationForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    record_id: str = needed(
        "Record", "Its internal id, or eid: and the external id.", also=("id", "customerId", "invoiceId")
    )
    target_type: str = needed("Into", "invoice, itemFulfillment, customerPayment, vendorBill …")
    fields: Data | None = field(
        "Fields", 'By NetSuite’s names; references as {"id": "5"}.', wire="*", widget="json"
    )


TRANSFORM_RECORD = Operation(
    id="transformRecord",
    name="Transform record",
    description="Makes one record out of another, such as an invoice out of a sales order.",
    sentence="Make {targetType} of {recordType} {recordId}",
    form=TransformRecord,
    call=Call(
        "POST /services/rest/record/v1/{record_type}/{record_id}/!transform/{target_type}",
        success=(204,),
        empty={"id": "{location}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=140,
)
