"""HubSpot: records."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, extra, field, needed
from integrations.providers.hubspot.names import property_name
from integrations.schemas import one


class CreateRecord(OperationForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    properties: Data = needed(
        "Properties", "Internal names and values: email, firstname, dealname, dealstage …", widget="keyvalue"
    )
    associations: Rows = extra(
        "Links",
        '[{"to": {"id": "1"}, "types": [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": 279}]}]',
        default=[],
    )


CREATE_RECORD = Operation(
    id="createRecord",
    name="Create CRM record",
    description="Creates a contact, company, deal, ticket or any other object.",
    sentence="Create {objectType} record",
    form=CreateRecord,
    call=Call("POST /crm/objects/{v}/{object_type}", success=(201,)),
    effect="write",
    output_schema=one("id, properties:object, createdAt, updatedAt, archived:boolean"),
    aliases=("createContact", "createCompany", "createDeal", "createTicket", "createObject"),
    rest="properties",
    rest_name=property_name,
    presets={
        "createContact": {"objectType": "contacts"},
        "createCompany": {"objectType": "companies"},
        "createDeal": {"objectType": "deals"},
        "createTicket": {"objectType": "tickets"},
    },
    order=10,
)


class GetRecord(OperationForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    record_id: str = needed(
        "Record",
        "Its id, or the value of the unique property.",
        also=("contactId", "companyId", "dealId", "ticketId"),
        options_from="records",
    )
    properties: str | None = field(
        "Properties", "Names with commas; otherwise only a few come.", widget="keyvalue"
    )
    associations: str | None = extra("With links to", "Objects to include ids of, with commas.")
    archived: bool | None = extra("Archived ones")
    id_property: str | None = extra(
        "Unique property", "Such as email; empty: the record’s id.", wire="idProperty"
    )


GET_RECORD = Operation(
    id="getRecord",
    name="Get CRM record",
    description="Reads one record by its id or a unique property.",
    sentence="Get {objectType} record {recordId}",
    form=GetRecord,
    call=Call("GET /crm/objects/{v}/{object_type}/{record_id}"),
    effect="read",
    output_schema=one("id, properties:object, createdAt, updatedAt, archived:boolean, associations:object"),
    aliases=("getContact", "getCompany", "getDeal", "getTicket"),
    presets={
        "getContact": {"objectType": "contacts"},
        "getCompany": {"objectType": "companies"},
        "getDeal": {"objectType": "deals"},
        "getTicket": {"objectType": "tickets"},
    },
    order=20,
)


class UpdateRecord(OperationForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    record_id: str = needed(
        "Record",
        "Its id, or the value of the unique property.",
        also=("contactId", "companyId", "dealId", "ticketId"),
        options_from="records",
    )
    properties: Data = needed("Properties", "Those that change, by internal name.", widget="keyvalue")
    id_property: str | None = extra(
        "Unique property", "Such as email; empty: the record’s id.", at="query", wire="idProperty"
    )


UPDATE_RECORD = Operation(
    id="updateRecord",
    name="Update CRM record",
    description="Changes properties of a record.",
    sentence="Update {objectType} record {recordId}",
    form=UpdateRecord,
    call=Call("PATCH /crm/objects/{v}/{object_type}/{record_id}"),
    effect="write",
    output_schema=one("id, properties:object, createdAt, updatedAt, archived:boolean"),
    aliases=("updateContact", "updateCompany", "updateDeal", "updateTicket"),
    rest="properties",
    rest_name=property_name,
    presets={
        "updateContact": {"objectType": "contacts"},
        "updateCompany": {"objectType": "companies"},
        "updateDeal": {"objectType": "deals"},
        "updateTicket": {"objectType": "tickets"},
    },
    order=30,
)


class DeleteRecord(OperationForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    record_id: str = needed(
        "Record",
        "Its id, or the value of the unique property.",
        also=("contactId", "companyId", "dealId", "ticketId"),
        options_from="records",
    )


DELETE_RECORD = Operation(
    id="deleteRecord",
    name="Archive CRM record",
    description="Moves a record to the recycling bin.",
    sentence="Archive {objectType} record {recordId}",
    form=DeleteRecord,
    call=Call(
        "DELETE /crm/objects/{v}/{object_type}/{record_id}",
        success=(204,),
        empty={"id": "{record_id}", "success": True},
    ),
    effect="write",
    output_schema=one("id, success:boolean"),
    aliases=("deleteContact", "deleteCompany", "deleteDeal"),
    presets={
        "deleteContact": {"objectType": "contacts"},
        "deleteCompany": {"objectType": "companies"},
        "deleteDeal": {"objectType": "deals"},
    },
    order=40,
)
