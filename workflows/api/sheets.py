"""A data table as CSV, out and in."""

from __future__ import annotations

from typing import IO, Any, ClassVar

from django.http import StreamingHttpResponse
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import ok
from accounts.api.errors import ApiError
from accounts.api.parsers import read_bounded
from accounts.api.schema import describe
from accounts.api.streaming import download
from workflows.api import table_shapes as shapes
from workflows.api.tables import TableView
from workflows.tables.columns import misfits
from workflows.tables.sheets import import_csv, preview_csv, write_csv


class CsvParser(BaseParser):
    """The body as it is, at most `BODY_LIMIT` bytes of it."""

    media_type = "text/csv"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:
        del media_type, parser_context
        return read_bounded(stream)


def _body(request: Request) -> bytes:
    """Of a request without a body no parser is asked."""
    body: Any = request.data
    return body if isinstance(body, bytes) else b""


class SheetView(TableView):
    parser_classes = (CsvParser,)

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, UnsupportedMediaType):
            message = "Send the rows as CSV, with the header Content-Type: text/csv."
            exc = ApiError("UNSUPPORTED_MEDIA_TYPE", 415, message)
        return super().handle_exception(exc)


class Sheet(SheetView):
    scopes: ClassVar = {"GET": "tables:read", "POST": "tables:write"}

    @describe(
        summary="Export as CSV",
        description=(
            "All rows, in the order of insertion; columns first, then whatever else the rows have. A text that a "
            "spreadsheet would run as a formula has a `'` before it, which import takes away again."
        ),
        download={"text/csv": {"type": "string"}},
    )
    def get(self, request: Request, table_id: str) -> StreamingHttpResponse:
        table = self.find(table_id)
        return download(
            request, write_csv(table), name=f"{table.name}.csv", content_type="text/csv; charset=utf-8"
        )

    @describe(
        summary="Import CSV",
        description=(
            "The first line names the columns; ones the table does not have are added. Cells are parted by comma, "
            "semicolon, tab or bar. One transaction: a line that cannot be a row keeps all others out and is named in "
            "`details`, unless `onError` is `skip`. A value that does not fit its column is imported and flagged."
        ),
        query=shapes.ImportQuery,
        takes={"text/csv": {"type": "string"}},
        response=shapes.ImportShape,
        errors=[409],
    )
    def post(self, request: Request, table_id: str) -> Response:
        table, wanted = self.find(table_id), self.read_query(shapes.ImportQuery)
        done = import_csv(
            table=table,
            body=_body(request),
            by=self.identity,
            skip=wanted.on_error == "skip",
            replace=wanted.replace,
            ip=self.ip,
        )
        return ok(
            {
                "imported": done.imported,
                "flagged": done.flagged,
                "skipped": done.skipped,
                "errors": _lines(done.errors),
                "newColumns": done.new_columns,
            }
        )


class SheetPreview(SheetView):
    scopes: ClassVar = {"POST": "tables:write"}

    @describe(
        summary="Preview an import",
        description="Reads the whole file as an import would and says what it would do. Nothing is changed.",
        takes={"text/csv": {"type": "string"}},
        response=shapes.PreviewShape,
    )
    def post(self, request: Request, table_id: str) -> Response:
        table = self.find(table_id)
        found = preview_csv(table=table, body=_body(request))
        return ok(
            {
                "total": found.total,
                "flagged": found.flagged,
                "skipped": found.skipped,
                "room": table.max_rows - table.row_count,
                "errors": _lines(found.errors),
                "columns": [
                    {"name": name, "type": type, "isNew": is_new} for name, type, is_new in found.columns
                ],
                "rows": [
                    {"line": line, "data": data, "problems": misfits(table.columns, data)}
                    for line, data in found.rows
                ],
            }
        )


def _lines(errors: list[tuple[int, str]]) -> list[dict[str, object]]:
    return [{"line": line, "message": why} for line, why in errors]
