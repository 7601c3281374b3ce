"""Sage Intacct: queries."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.fields import Data, OperationForm, Rows, Texts, extra, field, needed
from integrations.schemas import many, one


class Query(OperationForm):
    object: str = needed(
        "Object",
        "CUSTOMER, VENDOR, ARINVOICE, APBILL, ARPYMT, APPYMT, GLBATCH, GLENTRY, GLACCOUNT, PROJECT or ITEM.",
        also=("objectType",),
    )
    select: Texts = needed(
        "Fields", "Such as RECORDNO and CUSTOMERID.", also=("select",), wire="select.field"
    )
    filter: Data | None = field(
        "Filter", '{"greaterthanorequalto": {"field": "WHENMODIFIED", "value": "01/31/2026 00:00:00"}}'
    )
    order_by: Rows | None = extra(
        "Sort", '[{"field": "RECORDNO", "ascending": ""}]', also=("orderby",), wire="orderby.order"
    )
    page_size: int | None = extra(
        "Page size", "At most 2,000; 100 unless given.", wire="pagesize", ge=1, le=2000
    )
    offset: int | None = extra("Skip", "So many are left out at the beginning.")


QUERY = Operation(
    id="query",
    name="Query objects",
    description="Reads records of an object by filters.",
    sentence="Query {object}",
    form=Query,
    call=Call("POST ", wrap="query", unwrap="response.operation.result.data.{object}"),
    effect="read",
    output_schema=many(""),
    aliases=("listCustomers", "listVendors", "listInvoices", "listBills", "listAccounts", "listProjects"),
    presets={
        "listCustomers": {"object": "CUSTOMER"},
        "listVendors": {"object": "VENDOR"},
        "listInvoices": {"object": "ARINVOICE"},
        "listBills": {"object": "APBILL"},
        "listAccounts": {"object": "GLACCOUNT"},
        "listProjects": {"object": "PROJECT"},
    },
    order=10,
)


class ReadByName(OperationForm):
    object: str = needed(
        "Object",
        "CUSTOMER, VENDOR, ARINVOICE, APBILL, ARPYMT, APPYMT, GLBATCH, GLENTRY, GLACCOUNT, PROJECT or ITEM.",
        also=("objectType",),
    )
    keys: str = needed("Ids", "With commas.")
    fields: str | None = field("Fields", "With commas; * for all.")


READ_BY_NAME = Operation(
    id="readByName",
    name="Get by id",
    description="Reads records by the ids people use.",
    sentence="Get {object} {keys}",
    form=ReadByName,
    call=Call("POST ", wrap="readByName", unwrap="response.operation.result.data.{object}"),
    effect="read",
    output_schema={},
    aliases=("getCustomer", "getVendor", "getAccount", "getProject"),
    presets={
        "getCustomer": {"object": "CUSTOMER"},
        "getVendor": {"object": "VENDOR"},
        "getAccount": {"object": "GLACCOUNT"},
        "getProject": {"object": "PROJECT"},
    },
    order=20,
)


class Read(OperationForm):
    object: str = needed(
        "Object",
        "CUSTOMER, VENDOR, ARINVOICE, APBILL, ARPYMT, APPYMT, GLBATCH, GLENTRY, GLACCOUNT, PROJECT or ITEM.",
        also=("objectType",),
    )
    keys: str = needed("Record numbers", "With commas.")
    fields: str | None = field("Fields", "With commas; * for all.")


READ = Operation(
    id="read",
    name="Get by record number",
    description="Reads records by their record numbers.",
    sentence="Get {object} {keys}",
    form=Read,
    call=Call("POST ", wrap="read", unwrap="response.operation.result.data.{object}"),
    effect="read",
    output_schema={},
    aliases=("getInvoice", "getBill"),
    presets={"getInvoice": {"object": "ARINVOICE"}, "getBill": {"object": "APBILL"}},
    order=30,
)


class DeleteObject(OperationForm):
    object: str = needed(
        "Object",
        "CUSTOMER, VENDOR, ARINVOICE, APBILL, ARPYMT, APPYMT, GLBATCH, GLENTRY, GLACCOUNT, PROJECT or ITEM.",
        also=("objectType",),
    )
    keys: str = needed("Record numbers", "With commas.")


DELETE_OBJECT = Operation(
    id="deleteObject",
    name="Delete",
    description="Deletes records of an object.",
    sentence="Delete {object} {keys}",
    form=DeleteObject,
    call=Call("POST ", wrap="delete", unwrap="response.operation.result.status"),
    effect="write",
    output_schema={"type": "string", "title": "Status"},
    order=120,
)


class Lookup(OperationForm):
    object: str = needed(
        "Object",
        "CUSTOMER, VENDOR, ARINVOICE, APBILL, ARPYMT, APPYMT, GLBATCH, GLENTRY, GLACCOUNT, PROJECT or ITEM.",
        also=("objectType",),
    )


LOOKUP = Operation(
    id="lookup",
    name="Describe object",
    description="Reads an object’s fields and relations.",
    sentence="Describe {object}",
    form=Lookup,
    call=Call("POST ", wrap="lookup", unwrap="response.operation.result.data.Type"),
    effect="read",
    output_schema=one(""),
    order=130,
)
