"""Lists to choose from: what a field of a block's form whose `optionsFrom` names it offers."""

from __future__ import annotations

from typing import ClassVar

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import page, whole
from accounts.api.errors import not_found
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from connections.providers import find_provider
from connections.selectors import connection_facts, secrets_of
from integrations.finding import event_source
from workflows import selectors
from workflows.api import table_shapes as shapes
from workflows.api.tables import TableView, tables_page
from workflows.models import Table, Workflow, WorkflowStatus
from workflows.tables.errors import NoSuchTable

CHOOSABLE = (WorkflowStatus.ACTIVE, WorkflowStatus.PAUSED, WorkflowStatus.DRAFT)


class WorkflowOptions(ApiView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="Choose a workflow",
        description="For fields whose `optionsFrom` is `workflows`. Archived ones cannot be chosen.",
        query=shapes.OptionsQuery,
        page_of=shapes.OptionShape,
    )
    def get(self, request: Request) -> Response:
        wanted, asked = self.read_query(shapes.OptionsQuery), parse_page(request)
        if wanted.value is not None:
            id = parse_public_id("wf", wanted.value)
            one = selectors.get_workflow(company_id=self.identity.company_id, workflow_id=id)
            return whole([_workflow_option(one)] if one else [])
        after = None
        if asked.cursor:
            last_id = parse_public_id("wf", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            after = (asked.cursor.at, last_id)
        found = selectors.list_workflows(
            company_id=self.identity.company_id,
            statuses=CHOOSABLE,
            search=wanted.search.strip(),
            names_only=True,  # whoever picks one sees no descriptions
            limit=asked.limit + 1,
            after=after,
        )
        shown = found[: asked.limit]
        options = [_workflow_option(each) for each in shown]
        cursor = encode_cursor(shown[-1].updated_at, shown[-1].id) if len(found) > asked.limit else None
        return page(options, cursor)


class TableOptions(TableView):
    scopes: ClassVar = {"GET": "tables:read"}

    @describe(
        summary="Choose a table",
        description="For fields whose `optionsFrom` is `tables`.",
        query=shapes.OptionsQuery,
        page_of=shapes.OptionShape,
    )
    def get(self, request: Request) -> Response:
        value = self.read_query(shapes.OptionsQuery).value
        if value is not None:
            try:
                return whole([_table_option(self.find(value))])
            except NoSuchTable:
                return whole([])
        found, cursor = tables_page(self, request)
        return page([_table_option(table) for table in found], cursor)


class ConnectionOptions(ApiView):
    scopes: ClassVar = {"GET": "connections:read"}

    @describe(
        summary="Choose a connection",
        description="For fields whose `optionsFrom` is `connections/{provider}`.",
        list_of=shapes.OptionShape,
    )
    def get(self, request: Request, provider: str) -> Response:
        del request
        if find_provider(self.identity.company_id, provider) is None:
            raise not_found("There is no provider with this name.")
        found = [each for each in connection_facts(self.identity.company_id) if each.provider == provider]
        return whole(
            [{"value": public_id("conn", each.id), "label": each.name, "hint": each.status} for each in found]
        )


class EventOptions(ApiView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="Choose an event",
        description="For fields whose `optionsFrom` is `event-sources/{provider}/events`.",
        list_of=shapes.OptionShape,
    )
    def get(self, request: Request, provider: str) -> Response:
        del request
        source = event_source(provider)
        if source is None:
            raise not_found("There is no such provider that tells of events.")
        return whole([{"value": event.id, "label": event.name, "hint": event.id} for event in source.events])


class SecretOptions(ApiView):
    scopes: ClassVar = {"GET": "workflows:read"}

    @describe(
        summary="Choose a secret",
        description="For fields whose `optionsFrom` is `secrets`. Their names, never their values.",
        list_of=shapes.OptionShape,
    )
    def get(self, request: Request) -> Response:
        del request
        found = secrets_of(self.identity.company_id)
        return whole([{"value": row.name, "label": row.name, "hint": row.description} for row in found])


class ColumnOptions(TableView):
    scopes: ClassVar = {"GET": "tables:read"}

    @describe(
        summary="Choose a column",
        description="For fields whose `optionsFrom` is `tables/{tableId}/columns`.",
        query=shapes.OptionsQuery,
        list_of=shapes.OptionShape,
    )
    def get(self, request: Request, table_id: str) -> Response:
        del request
        wanted = self.read_query(shapes.OptionsQuery)
        shown = [
            {"value": each["name"], "label": each["name"], "hint": each["type"]}
            for each in self.find(table_id).columns
            if wanted.search.strip().casefold() in each["name"].casefold()
            and wanted.value in (None, each["name"])
        ]
        return whole(shown)


def _workflow_option(workflow: Workflow) -> dict[str, str]:
    hint = workflow.get_status_display().lower()
    return {"value": public_id("wf", workflow.id), "label": workflow.name, "hint": hint}


def _table_option(table: Table) -> dict[str, str]:
    return {
        "value": public_id("tbl", table.id),
        "label": table.name,
        "hint": "1 row" if table.row_count == 1 else f"{table.row_count:,} rows",
    }
