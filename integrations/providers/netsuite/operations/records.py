"""NetSuite: records."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, extra, field, needed
from integrations.schemas import one


class CreateRecord(OperationForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    fields: Data | None = field(
        "Fields", 'By NetSuite’s names; references as {"id": "5"}.', wire="*", widget="json"
    )
    replace: str | None = extra(
        "Replace lines of", "Sublists, with commas, whose lines are replaced.", at="query"
    )


CREATE_RECORD = Operation(
    id="createRecord",
    name="Create record",
    description="Creates a record of any type.",
    sentence="Create {recordType}",
    form=CreateRecord,
    call=Call(
        "POST /services/rest/record/v1/{record_type}",
        success=(204, 201),
        empty={"id": "{location}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    order=10,
)


class GetRecord(OperationForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    record_id: str = needed(
        "Record", "Its internal id, or eid: and the external id.", also=("id", "customerId", "invoiceId")
    )
    fields: str | None = field("Fields", "Names with commas; empty: all.")
    expand: str | None = extra("Expand", "Sublists to include, with commas.")
    expand_sub_resources: bool | None = extra("Include all sublists", wire="expandSubResources")


GET_RECORD = Operation(
    id="getRecord",
    name="Get record",
    description="Reads one record.",
    sentence="Get {recordType} {recordId}",
    form=GetRecord,
    call=Call("GET /services/rest/record/v1/{record_type}/{record_id}"),
    effect="read",
    output_schema=one("id, links:array"),
    aliases=("getCustomer", "getInvoice", "getVendorBill", "getVendor"),
    presets={
        "getCustomer": {"recordType": "customer"},
        "getInvoice": {"recordType": "invoice"},
        "getVendorBill": {"recordType": "vendorBill"},
        "getVendor": {"recordType": "vendor"},
    },
    order=80,
)


class UpdateRecord(OperationForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    record_id: str = needed(
        "Record", "Its internal id, or eid: and the external id.", also=("id", "customerId", "invoiceId")
    )
    fields: Data | None = field(
        "Fields", 'By NetSuite’s names; references as {"id": "5"}.', wire="*", widget="json"
    )
    replace: str | None = extra(
        "Replace lines of", "Sublists, with commas, whose lines are replaced.", at="query"
    )


UPDATE_RECORD = Operation(
    id="updateRecord",
    name="Update record",
    description="Changes fields of a record.",
    sentence="Update {recordType} {recordId}",
    form=UpdateRecord,
    call=Call(
        "PATCH /services/rest/record/v1/{record_type}/{record_id}",
        success=(204,),
        empty={"id": "{record_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("updateCustomer", "updateInvoice"),
    presets={"updateCustomer": {"recordType": "customer"}, "updateInvoice": {"recordType": "invoice"}},
    order=90,
)


class UpsertRecord(OperationForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    external_id: str = needed("External id", "Letters, digits, _ and -.")
    fields: Data | None = field(
        "Fields", 'By NetSuite’s names; references as {"id": "5"}.', wire="*", widget="json"
    )


UPSERT_RECORD = Operation(
    id="upsertRecord",
    name="Create or update by external id",
    description="Updates the record with this external id, or creates it.",
    sentence="Upsert {recordType} {externalId}",
    form=UpsertRecord,
    call=Call(
        "PUT /services/rest/record/v1/{record_type}/eid:{external_id}",
        success=(204,),
        empty={"id": "{location}", "externalId": "{external_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, externalId, success:boolean"),
    order=100,
)
