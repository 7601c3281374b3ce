"""Salesforce: external ids."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, field, needed
from integrations.schemas import one


class GetRecordByExternalId(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    external_field: str = needed("External id field", "Its API name, such as Billing_Id__c.")
    external_value: str = needed("External id")


GET_RECORD_BY_EXTERNAL_ID = Operation(
    id="getRecordByExternalId",
    name="Get record by external id",
    description="Reads the record whose external id field has this value.",
    sentence="Get {sobject} by {externalField} {externalValue}",
    form=GetRecordByExternalId,
    call=Call("GET /services/data/v{api_version}/sobjects/{sobject}/{external_field}/{external_value}"),
    effect="read",
    output_schema=one("Id"),
    order=50,
)


class UpsertRecord(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    external_field: str = needed("External id field", "Its API name, such as Billing_Id__c.")
    external_value: str = needed("External id")
    fields: Data | None = field(
        "Fields", "By API name, without the external id itself.", wire="*", widget="keyvalue"
    )


UPSERT_RECORD = Operation(
    id="upsertRecord",
    name="Create or update by external id",
    description="Updates the record with this external id, or creates it.",
    sentence="Upsert {sobject} by {externalField} {externalValue}",
    form=UpsertRecord,
    call=Call(
        "PATCH /services/data/v{api_version}/sobjects/{sobject}/{external_field}/{external_value}",
        success=(200, 201, 204),
        empty={"success": True},
    ),
    effect="write",
    output_schema=one("success:boolean"),
    order=80,
)
