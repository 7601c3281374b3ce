"""HubSpot: record lists."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Cursor
from integrations.fields import OperationForm, PagedForm, Rows, Texts, extra, field, needed
from integrations.schemas import many


class ListRecords(PagedForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    limit: int | None = extra("Page size", "1 to 100.", ge=1, le=100)
    after: str | None = extra("After", "paging.next.after of the answer before.")
    properties: str | None = field(
        "Properties", "Names with commas; otherwise only a few come.", widget="keyvalue"
    )
    associations: str | None = extra("With links to", "Objects to include ids of, with commas.")
    archived: bool | None = extra("Archived ones")


LIST_RECORDS = Operation(
    id="listRecords",
    name="List CRM records",
    description="Lists records of one object.",
    sentence="List {objectType}",
    form=ListRecords,
    call=Call(
        "GET /crm/objects/{v}/{object_type}",
        unwrap="results",
        pages=Cursor("after", next="paging.next.after"),
    ),
    effect="read",
    output_schema=many("id, properties:object, createdAt, updatedAt, archived:boolean, associations:object"),
    aliases=("listContacts", "listCompanies", "listDeals", "listTickets"),
    presets={
        "listContacts": {"objectType": "contacts"},
        "listCompanies": {"objectType": "companies"},
        "listDeals": {"objectType": "deals"},
        "listTickets": {"objectType": "tickets"},
    },
    order=50,
)


class SearchRecords(PagedForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    filter_groups: Rows | None = field(
        "Filters",
        'Groups (or) of filters (and): [{"filters": [{"propertyName": "email", "operator": "EQ", "value": "a@b.c"}]}].',
        wire="filterGroups",
    )
    query: str | None = field("Text", "Words to find in any of the default properties.")
    properties: Texts | None = field(
        "Properties", "Names to give back; otherwise only a few come.", widget="keyvalue"
    )
    sorts: Rows | None = extra("Sort", '[{"propertyName": "createdate", "direction": "DESCENDING"}]')
    limit: int | None = extra("Page size", "1 to 200.", ge=1, le=200)
    after: str | None = extra("After", "paging.next.after of the answer before.")


SEARCH_RECORDS = Operation(
    id="searchRecords",
    name="Search CRM records",
    description="Finds records by filters or text. New records take some seconds to be found.",
    sentence="Search {objectType}[ for {query}]",
    form=SearchRecords,
    call=Call(
        "POST /crm/objects/{v}/{object_type}/search",
        unwrap="results",
        pages=Cursor("after", next="paging.next.after"),
    ),
    effect="read",
    output_schema=many("id, properties:object, createdAt, updatedAt, archived:boolean"),
    aliases=("searchContacts", "searchCompanies", "searchDeals", "searchTickets", "findContactByEmail"),
    presets={
        "searchContacts": {"objectType": "contacts"},
        "searchCompanies": {"objectType": "companies"},
        "searchDeals": {"objectType": "deals"},
        "searchTickets": {"objectType": "tickets"},
        "findContactByEmail": {"objectType": "contacts"},
    },
    order=60,
)


class UpsertRecords(OperationForm):
    object_type: str = needed(
        "Object",
        "contacts, companies, deals, tickets, line_items, products, quotes, or an id such as 2-123.",
    )
    inputs: Rows = needed(
        "Records", 'At most 100: [{"idProperty": "email", "id": "a@b.c", "properties": {}}].'
    )


UPSERT_RECORDS = Operation(
    id="upsertRecords",
    name="Create or update many",
    description="Creates or updates up to 100 records by a unique property.",
    sentence="Upsert {objectType}",
    form=UpsertRecords,
    call=Call("POST /crm/objects/{v}/{object_type}/batch/upsert", success=(200, 207), unwrap="results"),
    effect="write",
    output_schema=many("id, properties:object, createdAt, updatedAt, archived:boolean, new:boolean"),
    aliases=("upsertContact",),
    presets={"upsertContact": {"objectType": "contacts"}},
    order=70,
)
