"""Attio: records."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, needed
from integrations.providers.attio.names import attribute_name
from integrations.schemas import one


class CreateRecord(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )
    values: Data = needed(
        "Values", 'Attribute slugs and values: {"name": "Acme", "domains": ["acme.com"]}.', also=("data",)
    )


CREATE_RECORD = Operation(
    id="createRecord",
    name="Create record",
    description="Creates a record; fails when a unique attribute is taken.",
    sentence="Create {object} record",
    form=CreateRecord,
    call=Call("POST /objects/{object}/records", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.record_id, web_url, values:object"),
    aliases=("createPerson", "createCompany"),
    rest="values",
    rest_name=attribute_name,
    presets={"createPerson": {"object": "people"}, "createCompany": {"object": "companies"}},
    order=40,
)


class AssertRecord(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )
    values: Data = needed(
        "Values", 'Attribute slugs and values: {"name": "Acme", "domains": ["acme.com"]}.', also=("data",)
    )
    matching_attribute: str = needed(
        "Unique attribute", "Its slug, such as email_addresses or domains.", at="query"
    )


ASSERT_RECORD = Operation(
    id="assertRecord",
    name="Create or update record",
    description="Updates the record with this unique attribute, or creates it.",
    sentence="Upsert {object} by {matchingAttribute}",
    form=AssertRecord,
    call=Call("PUT /objects/{object}/records", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.record_id, values:object"),
    aliases=("upsertRecord",),
    order=50,
)


class GetRecord(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )
    record_id: str = needed("Record", "Its id.")


GET_RECORD = Operation(
    id="getRecord",
    name="Get record",
    description="Reads one record.",
    sentence="Get {object} record {recordId}",
    form=GetRecord,
    call=Call("GET /objects/{object}/records/{record_id}", unwrap="data"),
    effect="read",
    output_schema=one("id.record_id, values:object"),
    aliases=("getPerson", "getCompany"),
    presets={"getPerson": {"object": "people"}, "getCompany": {"object": "companies"}},
    order=60,
)


class UpdateRecord(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )
    record_id: str = needed("Record", "Its id.")
    values: Data = needed(
        "Values", 'Attribute slugs and values: {"name": "Acme", "domains": ["acme.com"]}.', also=("data",)
    )


UPDATE_RECORD = Operation(
    id="updateRecord",
    name="Update record",
    description="Changes attributes; values of multi-select attributes are added.",
    sentence="Update {object} record {recordId}",
    form=UpdateRecord,
    call=Call("PATCH /objects/{object}/records/{record_id}", wrap="data", unwrap="data"),
    effect="write",
    output_schema=one("id.record_id, values:object"),
    aliases=("updatePerson", "updateCompany"),
    rest="values",
    rest_name=attribute_name,
    presets={"updatePerson": {"object": "people"}, "updateCompany": {"object": "companies"}},
    order=70,
)


class DeleteRecord(OperationForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )
    record_id: str = needed("Record", "Its id.")


DELETE_RECORD = Operation(
    id="deleteRecord",
    name="Delete record",
    description="Deletes a record for good.",
    sentence="Delete {object} record {recordId}",
    form=DeleteRecord,
    call=Call("DELETE /objects/{object}/records/{record_id}"),
    effect="write",
    order=80,
)
