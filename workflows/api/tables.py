"""Data tables over HTTP: tables, their rows, and the lists from which a block's form chooses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar
from uuid import UUID

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok, page, whole
from accounts.api.errors import ApiError, conflict, not_found, validation_error
from accounts.api.pagination import bad_cursor, decode_cursor, encode_cursor, parse_limit, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from workflows.api import table_shapes as shapes
from workflows.models import Table
from workflows.tables import selectors, services
from workflows.tables.columns import misfits
from workflows.tables.errors import NoSuchRow, NoSuchTable, RowTooLarge, TableError, TableFull
from workflows.tables.filters import read_filter
from workflows.tables.selectors import Place, Row, Sort
from workflows.tables.steps import shown_row

Users = dict[UUID, list[tuple[UUID, str]]]


class TableView(ApiView):
    def find(self, table_id: str) -> Table:
        """The company's table of this id. Raises NoSuchTable, answered by 404."""
        return selectors.get_table(company_id=self.identity.company_id, table_id=table_id)

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_refusal(exc) if isinstance(exc, TableError) else exc)


def _refusal(error: TableError) -> ApiError:
    match error:
        case NoSuchTable() | NoSuchRow():
            return not_found(error.message)
        case RowTooLarge():
            return ApiError("PAYLOAD_TOO_LARGE", 413, error.message)
        case TableFull():
            return conflict(error.message)
        case _:
            return validation_error(error.message, error.details)


class Tables(TableView):
    scopes: ClassVar = {"GET": "tables:read", "POST": "tables:write"}

    @describe(
        summary="List tables",
        description="The newest first.",
        query=shapes.TablesQuery,
        page_of=shapes.TableShape,
    )
    def get(self, request: Request) -> Response:
        found, cursor = tables_page(self, request)
        users = selectors.users_of(found)
        return page([table_item(table, users) for table in found], cursor)

    @describe(
        summary="Create a table",
        request=shapes.NewTable,
        response=shapes.TableShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(shapes.NewTable)
        table = services.create_table(
            company_id=self.identity.company_id,
            name=wanted.name,
            description=wanted.description,
            columns=[column.model_dump(by_alias=True) for column in wanted.columns],
            metadata=wanted.metadata,
            max_rows=wanted.max_rows,
            by=self.identity,
            ip=self.ip,
        )
        return ok(table_item(table), status=201)


class OneTable(TableView):
    scopes: ClassVar = {"GET": "tables:read", "PATCH": "tables:write", "DELETE": "tables:write"}

    @describe(summary="Get a table", response=shapes.TableShape)
    def get(self, request: Request, table_id: str) -> Response:
        del request
        return ok(table_item(self.find(table_id)))

    @describe(
        summary="Change a table",
        description=(
            "A column that keeps its `id` and gets another name takes its values along. The values of a column that is "
            "left out stay in the rows."
        ),
        request=shapes.TableChange,
        response=shapes.TableShape,
    )
    def patch(self, request: Request, table_id: str) -> Response:
        del request
        table, wanted = self.find(table_id), self.read(shapes.TableChange)
        given = {name: getattr(wanted, name) for name in wanted.model_fields_set}
        changes = {name: value for name, value in given.items() if value is not None}
        if wanted.columns is not None:
            changes["columns"] = [column.model_dump(by_alias=True) for column in wanted.columns]
        return ok(
            table_item(services.change_table(table=table, changes=changes, by=self.identity, ip=self.ip))
        )

    @describe(
        summary="Delete a table",
        description="With all its rows, for good. Workflows that use it fail at their block; `usedBy` says which.",
    )
    def delete(self, request: Request, table_id: str) -> Response:
        del request
        services.delete_table(table=self.find(table_id), by=self.identity, ip=self.ip)
        return ok(None)


class Rows(TableView):
    scopes: ClassVar = {"GET": "tables:read", "POST": "tables:write"}

    @describe(
        summary="List rows",
        description=(
            "In the order of insertion, or sorted: numbers before texts, empty values last. Rows that arrive meanwhile "
            "shift nothing. A row whose value cannot be compared with that of a rule does not match."
        ),
        query=shapes.RowsQuery,
        page_of=shapes.RowShape,
    )
    def get(self, request: Request, table_id: str) -> Response:
        table, wanted = self.find(table_id), self.read_query(shapes.RowsQuery)
        sort = _sort(wanted.sort)
        rows, place = selectors.page_of_rows(
            table=table,
            wanted=replace(
                read_filter(_filter(wanted.filter), search=wanted.search.strip()),
                passes_over_incomparable=True,
            ),
            sort=sort,
            limit=parse_limit(request.query_params.get("limit")),
            after=_place(request.query_params.get("cursor"), sort),
        )
        cursor = None if place is None else encode_cursor(place[0], orjson.dumps(place[1]).decode())
        return page([row_item(table, row) for row in rows], cursor)

    @describe(
        summary="Add a row",
        description="Any values are kept; what does not fit its column is named in `problems`.",
        request=shapes.NewRow,
        response=shapes.RowShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request, table_id: str) -> Response:
        del request
        table = self.find(table_id)
        [row] = services.insert_rows(table=table, rows=[self.read(shapes.NewRow).data])
        return ok(row_item(table, row), status=201)


class BulkRows(TableView):
    scopes: ClassVar = {"POST": "tables:write"}

    @describe(
        summary="Add many rows",
        description=f"Up to {shapes.MOST_AT_ONCE:,}: all of them or, when one is refused, none.",
        request=shapes.NewRows,
        list_of=shapes.RowShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request, table_id: str) -> Response:
        del request
        table = self.find(table_id)
        rows = services.insert_rows(table=table, rows=self.read(shapes.NewRows).rows)
        answer = whole([row_item(table, row) for row in rows])
        answer.status_code = 201
        return answer


class RowDeletion(TableView):
    scopes: ClassVar = {"POST": "tables:write"}

    @describe(
        summary="Delete many rows",
        description="Rows that are gone already are not counted, and are no error.",
        request=shapes.RowIds,
        response=shapes.DeletedShape,
    )
    def post(self, request: Request, table_id: str) -> Response:
        del request
        table = self.find(table_id)
        known = [parse_public_id("row", each) for each in self.read(shapes.RowIds).ids]
        deleted = services.delete_rows(table=table, row_ids=[each for each in known if each is not None])
        return ok({"deleted": deleted})


class OneRow(TableView):
    scopes: ClassVar = {"GET": "tables:read", "PATCH": "tables:write", "DELETE": "tables:write"}

    @describe(summary="Get a row", response=shapes.RowShape)
    def get(self, request: Request, table_id: str, row_id: str) -> Response:
        del request
        table = self.find(table_id)
        return ok(row_item(table, selectors.get_row(table=table, row_id=row_id)))

    @describe(
        summary="Change a row",
        description="Merges: what `data` does not name stays as it is.",
        request=shapes.NewRow,
        response=shapes.RowShape,
        errors=[409],
    )
    def patch(self, request: Request, table_id: str, row_id: str) -> Response:
        del request
        table = self.find(table_id)
        row = selectors.get_row(table=table, row_id=row_id)
        changed = services.update_row(table=table, row_id=row.id, data=self.read(shapes.NewRow).data)
        return ok(row_item(table, changed))

    @describe(summary="Delete a row")
    def delete(self, request: Request, table_id: str, row_id: str) -> Response:
        del request
        table = self.find(table_id)
        services.delete_row(table=table, row_id=selectors.get_row(table=table, row_id=row_id).id)
        return ok(None)


# --- parts ----------------------------------------------------------------------------------------


def tables_page(view: TableView, request: Request) -> tuple[list[Table], str | None]:
    wanted, asked = view.read_query(shapes.TablesQuery), parse_page(request)
    after = None
    if asked.cursor:
        last_id = parse_public_id("tbl", asked.cursor.id)
        if last_id is None:
            raise bad_cursor()
        after = (asked.cursor.at, last_id)
    found = selectors.list_tables(
        company_id=view.identity.company_id, search=wanted.search.strip(), limit=asked.limit + 1, after=after
    )
    shown = found[: asked.limit]
    cursor = encode_cursor(shown[-1].created_at, shown[-1].id) if len(found) > asked.limit else None
    return shown, cursor


def table_item(table: Table, users: Users | None = None) -> dict[str, Any]:
    found = selectors.users_of([table]) if users is None else users
    return {
        "id": public_id("tbl", table.id),
        "name": table.name,
        "description": table.description,
        "columns": table.columns,
        "schema": {"columns": table.columns},
        "metadata": table.metadata,
        "maxRows": table.max_rows,
        "rowCount": table.row_count,
        "usedBy": [{"id": public_id("wf", id), "name": name} for id, name in found[table.id]],
        "createdAt": iso(table.created_at),
        "updatedAt": iso(table.updated_at),
    }


def row_item(table: Table, row: Row) -> dict[str, Any]:
    return {**shown_row(row), "problems": misfits(table.columns, row.data)}


def _filter(text: str) -> Any:
    try:
        return orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        raise validation_error(
            "The filter is not JSON.", [{"path": "filter", "message": "Not JSON."}]
        ) from None


def _sort(text: str) -> Sort:
    column = text.removeprefix("-")
    return Sort(None if column in ("", "createdAt") else column, is_descending=text.startswith("-"))


def _place(text: str | None, sort: Sort) -> Place | None:
    """Where the page before ended. Raises ApiError 400 for a cursor of another order."""
    if not text:
        return None
    cursor = decode_cursor(text)
    if not 0 <= cursor.ts < 2**63:
        raise bad_cursor()
    try:
        key = orjson.loads(cursor.id)
    except orjson.JSONDecodeError:
        raise bad_cursor() from None
    match key:
        case None:
            return cursor.ts, None
        case [0, int() | float()] | [1, str()] | [2, bool()] | [3, int()] if sort.column is not None:
            return cursor.ts, key
        case _:
            raise bad_cursor()
