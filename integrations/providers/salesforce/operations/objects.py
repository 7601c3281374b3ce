"""Salesforce: objects."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, needed
from integrations.schemas import many, one


class DescribeObject(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )


DESCRIBE_OBJECT = Operation(
    id="describeObject",
    name="Describe object",
    description="Reads an object’s fields, their types and allowed values.",
    sentence="Describe {sobject}",
    form=DescribeObject,
    call=Call("GET /services/data/v{api_version}/sobjects/{sobject}/describe"),
    effect="read",
    output_schema=one(
        "name, label, fields[].name, fields[].type, fields[].nillable:boolean, fields[].picklistValues:array, fields[].externalId:boolean"
    ),
    aliases=("describe",),
    order=110,
)


class ListObjects(OperationForm):
    """Nothing is asked for."""


LIST_OBJECTS = Operation(
    id="listObjects",
    name="List objects",
    description="Lists the objects of this organisation.",
    sentence="List objects",
    form=ListObjects,
    call=Call("GET /services/data/v{api_version}/sobjects", unwrap="sobjects"),
    effect="read",
    output_schema=many("name, label, custom:boolean, queryable:boolean, createable:boolean"),
    order=120,
)


class ListUpdated(OperationForm):
    sobject: str = needed(
        "Object",
        "Account, Contact, Lead, Opportunity, Task, Case or Custom__c.",
        also=("objectType", "object"),
        options_from="objects",
    )
    start: str = needed("From", "ISO 8601, such as 2026-01-31T00:00:00Z.")
    end: str = needed("To", "ISO 8601, such as 2026-01-31T00:00:00Z; at most 30 days later.")


LIST_UPDATED = Operation(
    id="listUpdated",
    name="Ids changed in a window",
    description="Lists ids of records that were created or changed between two times.",
    sentence="List changed {sobject} records",
    form=ListUpdated,
    call=Call("GET /services/data/v{api_version}/sobjects/{sobject}/updated/"),
    effect="read",
    output_schema=one("ids:array, latestDateCovered"),
    order=150,
)
