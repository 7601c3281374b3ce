"""NetSuite: queries."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, Offset
from integrations.fields import OperationForm, PagedForm, extra, field, needed
from integrations.schemas import many


class ListRecords(PagedForm):
    record_type: str = needed(
        "Record type",
        "customer, invoice, vendorBill, salesOrder, creditMemo, customrecord_x …",
        options_from="record_types",
    )
    q: str | None = field("Filter", 'email IS "a@b.c" AND companyName START_WITH "Ac"')
    limit: int | None = extra("Page size", "1 to 1,000.", ge=1, le=1000)
    offset: int | None = extra("Skip", "A multiple of the page size.")


LIST_RECORDS = Operation(
    id="listRecords",
    name="List record ids",
    description="Lists ids of records; SuiteQL reads their fields.",
    sentence="List {recordType} records",
    form=ListRecords,
    call=Call(
        "GET /services/rest/record/v1/{record_type}",
        unwrap="items",
        pages=Offset("offset", size="limit", default_size=1000, more="hasMore"),
    ),
    effect="read",
    output_schema=many("id, links:array"),
    aliases=("listCustomers", "listInvoices"),
    presets={"listCustomers": {"recordType": "customer"}, "listInvoices": {"recordType": "invoice"}},
    order=120,
)


class Suiteql(PagedForm):
    q: str = needed(
        "SuiteQL", "SELECT id, entityid, email FROM customer ORDER BY id", also=("query",), widget="code"
    )
    limit: int | None = extra("Page size", "1 to 1,000.", at="query", ge=1, le=1000)
    offset: int | None = extra("Skip", "A multiple of the page size.", at="query")


SUITEQL = Operation(
    id="suiteql",
    name="Run SuiteQL",
    description="Reads data with a SuiteQL query.",
    sentence="Query {q}",
    form=Suiteql,
    call=Call(
        "POST /services/rest/query/v1/suiteql",
        headers={"Prefer": "transient"},
        unwrap="items",
        pages=Offset("offset", size="limit", default_size=1000, more="hasMore"),
    ),
    effect="read",
    output_schema=many(""),
    aliases=("query",),
    order=130,
)


class ListRecordTypes(OperationForm):
    select: str | None = field("Only these", "Names with commas.")


LIST_RECORD_TYPES = Operation(
    id="listRecordTypes",
    name="List record types",
    description="Lists the record types of this account.",
    sentence="List record types",
    form=ListRecordTypes,
    call=Call("GET /services/rest/record/v1/metadata-catalog", unwrap="items"),
    effect="read",
    output_schema=many("name"),
    order=150,
)
