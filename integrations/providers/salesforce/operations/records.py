"""Salesforce: records."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, field, needed
from integrations.providers.salesforce.names import field_name
from integrations.schemas import one


class GetRecord(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    record_id: str = needed(
        "Record",
        "Its id, 15 or 18 characters.",
        also=("id", "accountId", "contactId", "leadId", "opportunityId", "taskId"),
        options_from="records",
    )
    fields: str | None = field("Fields", "Names with commas; empty: all.")


GET_RECORD = Operation(
    id="getRecord",
    name="Get record",
    description="Reads one record.",
    sentence="Get {sobject} {recordId}",
    form=GetRecord,
    call=Call("GET /services/data/v{api_version}/sobjects/{sobject}/{record_id}"),
    effect="read",
    output_schema=one("Id, attributes:object"),
    aliases=("getAccount", "getContact", "getLead", "getOpportunity", "getTask"),
    presets={
        "getAccount": {"sobject": "Account"},
        "getContact": {"sobject": "Contact"},
        "getLead": {"sobject": "Lead"},
        "getOpportunity": {"sobject": "Opportunity"},
        "getTask": {"sobject": "Task"},
    },
    order=40,
)


class CreateRecord(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    fields: Data | None = field(
        "Fields",
        "API names and values: a Contact needs LastName, a Lead LastName and Company, an Opportunity Name, StageName and CloseDate.",
        wire="*",
        widget="keyvalue",
    )


CREATE_RECORD = Operation(
    id="createRecord",
    name="Create record",
    description="Creates a record of any object.",
    sentence="Create {sobject}",
    form=CreateRecord,
    call=Call("POST /services/data/v{api_version}/sobjects/{sobject}", success=(201,)),
    effect="write",
    output_schema=one("id, success:boolean, errors:array"),
    aliases=("createAccount", "createContact", "createLead", "createOpportunity", "createTask"),
    rest="fields",
    rest_name=field_name,
    presets={
        "createAccount": {"sobject": "Account"},
        "createContact": {"sobject": "Contact"},
        "createLead": {"sobject": "Lead"},
        "createOpportunity": {"sobject": "Opportunity"},
        "createTask": {"sobject": "Task"},
    },
    order=60,
)


class UpdateRecord(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    record_id: str = needed(
        "Record",
        "Its id, 15 or 18 characters.",
        also=("id", "accountId", "contactId", "leadId", "opportunityId", "taskId"),
        options_from="records",
    )
    fields: Data | None = field("Fields", "Only those that change, by API name.", wire="*", widget="keyvalue")


UPDATE_RECORD = Operation(
    id="updateRecord",
    name="Update record",
    description="Changes fields of a record.",
    sentence="Update {sobject} {recordId}",
    form=UpdateRecord,
    call=Call(
        "PATCH /services/data/v{api_version}/sobjects/{sobject}/{record_id}",
        success=(204,),
        empty={"id": "{record_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("updateAccount", "updateContact", "updateLead", "updateOpportunity", "updateTask"),
    rest="fields",
    rest_name=field_name,
    presets={
        "updateAccount": {"sobject": "Account"},
        "updateContact": {"sobject": "Contact"},
        "updateLead": {"sobject": "Lead"},
        "updateOpportunity": {"sobject": "Opportunity"},
        "updateTask": {"sobject": "Task"},
    },
    order=70,
)


class DeleteRecord(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    record_id: str = needed(
        "Record",
        "Its id, 15 or 18 characters.",
        also=("id", "accountId", "contactId", "leadId", "opportunityId", "taskId"),
        options_from="records",
    )


DELETE_RECORD = Operation(
    id="deleteRecord",
    name="Delete record",
    description="Moves a record to the recycle bin.",
    sentence="Delete {sobject} {recordId}",
    form=DeleteRecord,
    call=Call(
        "DELETE /services/data/v{api_version}/sobjects/{sobject}/{record_id}",
        success=(204,),
        empty={"id": "{record_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("deleteAccount", "deleteContact", "deleteLead", "deleteOpportunity"),
    presets={
        "deleteAccount": {"sobject": "Account"},
        "deleteContact": {"sobject": "Contact"},
        "deleteLead": {"sobject": "Lead"},
        "deleteOpportunity": {"sobject": "Opportunity"},
    },
    order=90,
)
