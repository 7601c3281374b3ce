"""Salesforce: bulk."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import OperationForm, Rows, field, needed
from integrations.schemas import many


class CreateMany(OperationForm):
    records: Rows = needed("Records", '[{"attributes": {"type": "Account"}, "Name": "Acme"}], at most 200.')
    all_or_none: bool | None = field("All or none", "One that fails undoes the others.", wire="allOrNone")


CREATE_MANY = Operation(
    id="createMany",
    name="Create up to 200 records",
    description="Creates several records in one call.",
    sentence="Create many records",
    form=CreateMany,
    call=Call("POST /services/data/v{api_version}/composite/sobjects"),
    effect="write",
    output_schema=many("id, success:boolean, errors:array"),
    order=100,
)
