"""HubSpot: associations."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, extra, needed
from integrations.schemas import many, one


class AssociateRecords(OperationForm):
    from_type: str = needed("From object")
    from_id: str = needed("From record", "Its id.")
    to_type: str = needed("To object")
    to_id: str = needed("To record", "Its id.")


ASSOCIATE_RECORDS = Operation(
    id="associateRecords",
    name="Associate two records",
    description="Links two records with the default label.",
    sentence="Link {fromType} {fromId} with {toType} {toId}",
    form=AssociateRecords,
    call=Call(
        "PUT /crm/objects/{v}/{from_type}/{from_id}/associations/default/{to_type}/{to_id}", encoding="none"
    ),
    effect="write",
    output_schema=one(""),
    aliases=("createAssociation", "associate"),
    order=80,
)


class ListAssociations(PagedForm):
    from_type: str = needed("From object")
    from_id: str = needed("From record", "Its id.")
    to_type: str = needed("To object")
    limit: int | None = extra("Page size", "At most 500.", ge=1, le=500)
    after: str | None = extra("After", "paging.next.after of the answer before.")


LIST_ASSOCIATIONS = Operation(
    id="listAssociations",
    name="List associations",
    description="Lists the records that are linked with one.",
    sentence="List {toType} of {fromType} {fromId}",
    form=ListAssociations,
    call=Call(
        "GET /crm/objects/{v}/{from_type}/{from_id}/associations/{to_type}",
        unwrap="results",
        pages=Cursor("after", next="paging.next.after"),
    ),
    effect="read",
    output_schema=many("toObjectId, associationTypes:array"),
    aliases=("getAssociations",),
    order=90,
)
