"""Salesforce: queries."""

from __future__ import annotations

from integrations.blocktype import Operation
from integrations.calls import Call, NextUrl
from integrations.fields import OperationForm, PagedForm, needed
from integrations.schemas import many


class Query(PagedForm):
    q: str = needed(
        "SOQL",
        "SELECT Id, Name FROM Account WHERE … Put a backslash before single quotes in values.",
        also=("query", "soql"),
        widget="code",
        placeholder="SELECT Id, Name FROM Account LIMIT 10",
    )


QUERY = Operation(
    id="query",
    name="Run a SOQL query",
    description="Reads records with a SOQL query.",
    sentence="Query {q}",
    form=Query,
    call=Call("GET /services/data/v{api_version}/query", unwrap="records", pages=NextUrl("nextRecordsUrl")),
    effect="read",
    output_schema=many("Id, attributes.type"),
    aliases=("listAccounts", "listContacts", "listLeads", "listOpportunities", "listTasks"),
    order=10,
)


class QueryMore(OperationForm):
    next_records_url: str = needed("Next page", "nextRecordsUrl of the answer before.")


QUERY_MORE = Operation(
    id="queryMore",
    name="Next page of a query",
    description="Reads the page that a query’s answer named.",
    sentence="Read the next page",
    form=QueryMore,
    call=Call("GET {next_records_url}", unwrap="records"),
    effect="read",
    output_schema=many("done:boolean, nextRecordsUrl"),
    order=20,
)


class Search(OperationForm):
    q: str = needed(
        "SOSL", "FIND {Acme} IN ALL FIELDS RETURNING Account(Id, Name)", also=("query", "sosl"), widget="code"
    )


SEARCH = Operation(
    id="search",
    name="Search (SOSL)",
    description="Finds records of several objects by text.",
    sentence="Search {q}",
    form=Search,
    call=Call("GET /services/data/v{api_version}/search", unwrap="searchRecords"),
    effect="read",
    output_schema=many("Id, attributes.type"),
    aliases=("searchAccounts", "searchContacts"),
    order=30,
)
