"""HubSpot: settings."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many


class ListOwners(PagedForm):
    email: str | None = field("Email", "Only the owner with this address.")
    limit: int | None = extra("Page size", "At most 500.", ge=1, le=500)
    after: str | None = extra("After", "paging.next.after of the answer before.")


LIST_OWNERS = Operation(
    id="listOwners",
    name="List owners",
    description="Lists the users that can own records.",
    sentence="List owners",
    form=ListOwners,
    call=Call("GET /crm/owners/{v}", unwrap="results", pages=Cursor("after", next="paging.next.after")),
    effect="read",
    output_schema=many("id, email, firstName, lastName, userId"),
    order=120,
)


class ListPipelines(OperationForm):
    object_type: str = needed("Object", "deals or tickets.")


LIST_PIPELINES = Operation(
    id="listPipelines",
    name="List pipelines and stages",
    description="Lists pipelines of deals or tickets with their stages.",
    sentence="List pipelines of {objectType}",
    form=ListPipelines,
    call=Call("GET /crm/pipelines/{v}/{object_type}", unwrap="results"),
    effect="read",
    output_schema=many("id, label, stages[].id, stages[].label"),
    order=130,
)


class ListProperties(OperationForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )


LIST_PROPERTIES = Operation(
    id="listProperties",
    name="List properties",
    description="Lists the properties of an object.",
    sentence="List properties of {objectType}",
    form=ListProperties,
    call=Call("GET /crm/properties/{v}/{object_type}", unwrap="results"),
    effect="read",
    output_schema=many("name, label, type, fieldType, options:array"),
    order=140,
)
