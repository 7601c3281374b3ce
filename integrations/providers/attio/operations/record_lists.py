"""Attio: record lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Offset
from integrations.fields import Data, OperationForm, PagedForm, Rows, Texts, extra, field, needed
from integrations.schemas import many, one


class QueryRecords(PagedForm):
    object: str = needed(
        "Object",
        "people, companies, deals, or a slug of your own.",
        also=("objectSlug",),
        options_from="objects",
    )
    filter: Data | None = field("Filter", '{"name": "Acme"}, or with $and, $or, $eq, $contains, $gte, $in.')
    sorts: Rows | None = extra("Sort", '[{"attribute": "created_at", "field": "value", "direction": "desc"}]')
    limit: int | None = extra("Page size", "500 unless given, which is the most.", ge=1, le=500)
    offset: int | None = extra("Skip", "So many are left out at the beginning.")


QUERY_RECORDS = Operation(
    id="queryRecords",
    name="Query records",
    description="Finds records of an object by filters.",
    sentence="Query {object} records",
    form=QueryRecords,
    call=Call(
        "POST /objects/{object}/records/query",
        unwrap="data",
        pages=Offset("offset", size="limit", default_size=500),
    ),
    effect="read",
    output_schema=many("id.record_id, values:object"),
    aliases=("listRecords", "listPeople", "listCompanies"),
    presets={"listPeople": {"object": "people"}, "listCompanies": {"object": "companies"}},
    order=90,
)


class SearchRecords(OperationForm):
    query: str = needed("Text")
    objects: Texts = needed("Objects", "Slugs, such as people and companies.")
    request_as: Data = extra(
        "As",
        '{"type": "workspace"}, or a member: {"type": "workspace-member", "email_address": "…"}.',
        default={"type": "workspace"},
    )
    limit: int | None = extra("At most", "1 to 25.", ge=1, le=25)


SEARCH_RECORDS = Operation(
    id="searchRecords",
    name="Search across objects",
    description="Finds records of several objects by text.",
    sentence="Search for {query}",
    form=SearchRecords,
    call=Call("POST /objects/records/search", unwrap="data"),
    effect="read",
    output_schema=one("id, record_text, object_slug"),
    order=100,
)
