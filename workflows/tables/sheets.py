"""Tables as CSV: what spreadsheets and people hand in and take away.

Export writes every cell so that import reads it back. Text that a spreadsheet would run as a formula gets a `'` before it,
as spreadsheets themselves mark text, and import takes that away again.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import orjson
from django.db import transaction

from workflows.models import Table
from workflows.tables import services
from workflows.tables.columns import MOST_COLUMNS, checked_columns, misfits, new_column
from workflows.tables.errors import BadRequest, RowTooLarge, TableError
from workflows.tables.filters import Filter
from workflows.tables.selectors import look_through

Json = Any
MOST_ERRORS = 100  # that are listed; all are counted
PREVIEWED = 20  # rows
LONGEST_CELL = 1_000_000
SHOWN = 60  # characters of a line that cannot be read
#: What Python's reader says, and what that means.
_BROKEN = {
    "unexpected end of data": 'a cell in it opens with a quotation mark (") that is never closed. Close it, or '
    'write a quotation mark that belongs to the text twice ("")',
    "expected after": 'a quotation mark (") ends a cell, but more text follows. Write a quotation mark that '
    'belongs to the text twice ("")',
    "field limit": f"a cell is longer than {LONGEST_CELL:,} characters, as where a quotation mark is never closed",
}
_RISKY = ("=", "+", "-", "@", "\t", "\r")
# A number as a person means one: no leading zero (an account code), no more digits than are exact.
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?")
_TRUTH = {"true": True, "yes": True, "false": False, "no": False}


# --- out ------------------------------------------------------------------------------------------


def write_csv(table: Table) -> Iterator[bytes]:
    """The table piece by piece: columns first, then whatever else its rows have. Rows are in the order of insertion."""
    names = [column["name"] for column in table.columns]
    more: dict[str, None] = {}
    for row in look_through(table, Filter()):
        more.update(dict.fromkeys(name for name in row.data if name not in names))
    names += more
    yield _line([_guarded(name) for name in names])
    for row in look_through(table, Filter()):
        yield _line([_cell_text(row.data.get(name)) for name in names])


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue().encode()


def _cell_text(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _guarded(value)
    return orjson.dumps(value).decode()


def _guarded(text: str) -> str:
    return f"'{text}" if _is_risky(text) else text


def _is_risky(text: str) -> bool:
    """Also where it is guarded already: then it gets another `'`, and import takes one away."""
    return text.lstrip("'").startswith(_RISKY)


# --- in -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Imported:
    """`errors` are (line, why); when anything was refused and nothing skipped, `imported` is 0 and nothing was changed."""

    imported: int = 0
    flagged: int = 0
    skipped: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    new_columns: list[str] = field(default_factory=list)

    def refuse(self, line: int, why: str) -> None:
        self.skipped += 1
        if len(self.errors) < MOST_ERRORS:
            self.errors.append((line, why))


class Refused(TableError):
    """Some lines cannot be imported, so none was."""

    def __init__(self, found: Imported) -> None:
        more = f" {len(found.errors)} of them are listed." if found.skipped > len(found.errors) else ""
        count = "One line" if found.skipped == 1 else f"{found.skipped:,} lines"
        super().__init__(
            f"{count} cannot be imported, so nothing was.{more}",
            [{"path": f"line {line}", "message": why} for line, why in found.errors],
        )


def import_csv(
    *,
    table: Table,
    body: bytes,
    by: services.By,
    skip: bool = False,
    replace: bool = False,
    ip: str | None = None,
) -> Imported:
    """The lines of `body` as new rows, in one transaction. The first line names the columns; ones that the table does not
    have are added to it, with the type that all their cells have.

    A line that cannot be a row keeps all others out (Refused), or with `skip` only itself. Raises BadRequest for what is no
    CSV, TableFull when the rows do not fit.
    """
    text = _decoded(body)
    header, delimiter = _header(text)
    checked = _check(text, header, delimiter)
    if checked.found.skipped and not skip:
        raise Refused(checked.found)
    with transaction.atomic():
        table = services.lock_table(company_id=table.company_id, table_id=table.id)
        before = table.row_count
        if replace:
            services.remove_all(table)
        known = {column["name"] for column in table.columns}
        added = [
            new_column(name, checked.type_of(place)) for place, name in enumerate(header) if name not in known
        ]
        table.columns = checked_columns([*table.columns, *added])
        table.save(update_fields=["columns"])
        found = checked.found
        found.new_columns = [column["name"] for column in added]
        types = {column["name"]: column["type"] for column in table.columns}
        batch: list[dict[str, Json]] = []
        for _, cells in _rows(text, header, delimiter, Imported()):
            row = _row(header, cells, types)
            found.flagged += bool(misfits(table.columns, row))
            batch.append(row)
            if len(batch) == services.BATCH:
                services.add_rows(table, batch)
                batch.clear()
            found.imported += 1
        services.add_rows(table, batch)
        services.audit_import(table, by, ip, imported=found.imported, removed=before if replace else 0)
    return found


@dataclass(slots=True)
class Preview:
    """What an import would do. `columns` are (name, type, is new), `rows` the first ones as (line, data)."""

    total: int = 0
    flagged: int = 0
    skipped: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)
    columns: list[tuple[str, str, bool]] = field(default_factory=list)
    rows: list[tuple[int, dict[str, Json]]] = field(default_factory=list)


def preview_csv(*, table: Table, body: bytes) -> Preview:
    """Reads `body` as `import_csv` does and changes nothing. Raises BadRequest for what is no CSV."""
    text = _decoded(body)
    header, delimiter = _header(text)
    checked = _check(text, header, delimiter)
    known = {column["name"]: column["type"] for column in table.columns}
    types = {name: known.get(name, checked.type_of(place)) for place, name in enumerate(header)}
    preview = Preview(
        skipped=checked.found.skipped,
        errors=checked.found.errors,
        columns=[(name, type, name not in known) for name, type in types.items()],
    )
    for line, cells in _rows(text, header, delimiter, Imported()):
        row = _row(header, cells, types)
        preview.total += 1
        preview.flagged += bool(misfits(table.columns, row))
        if len(preview.rows) < PREVIEWED:
            preview.rows.append((line, row))
    return preview


@dataclass(slots=True)
class _Checked:
    found: Imported
    numbers: list[bool]
    truths: list[bool]
    has_any: list[bool]

    def type_of(self, place: int) -> str:
        if not self.has_any[place]:
            return "text"
        return "number" if self.numbers[place] else "boolean" if self.truths[place] else "text"


def _check(text: str, header: list[str], delimiter: str) -> _Checked:
    """A first reading, which keeps nothing: is every line a row, and what are new columns made of?"""
    width = len(header)
    checked = _Checked(Imported(), [True] * width, [True] * width, [False] * width)
    for _, cells in _rows(text, header, delimiter, checked.found):
        for place, cell in enumerate(cells):
            if cell != "":
                checked.has_any[place] = True
                checked.numbers[place] = checked.numbers[place] and _NUMBER.fullmatch(cell) is not None
                checked.truths[place] = checked.truths[place] and cell.lower() in _TRUTH
    return checked


def _rows(text: str, header: list[str], delimiter: str, found: Imported) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every line that can be a row; the others are written down in `found`."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    next(reader)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _not_csv(text, line, error) from None
        if not any(cells):
            continue
        if any(cell for cell in cells[len(header) :]):
            found.refuse(line, f"It has {len(cells)} values for {len(header)} columns.")
        elif sum(map(len, cells)) > services.ROW_BYTES or _is_too_large(header, cells):
            found.refuse(line, f"It is larger than a row may be, {services.ROW_BYTES // 1024} KB.")
        else:
            yield line, cells[: len(header)]


def _not_csv(text: str, line: int, error: csv.Error) -> BadRequest:
    """`line` is where the row begins that the reader gave up on, in words for who has the file open in a spreadsheet."""
    start = next(islice(io.StringIO(text, newline=""), line - 1, line), "").strip()
    begins = f"{start[:SHOWN]}…" if len(start) > SHOWN else start
    why = next((words for part, words in _BROKEN.items() if part in str(error)), f"it is not CSV ({error})")
    return BadRequest(
        f"Line {line}, which begins with “{begins}”, cannot be read: {why}. Nothing was imported."
    )


def _is_too_large(header: list[str], cells: list[str]) -> bool:
    if sum(map(len, cells)) + sum(map(len, header)) < services.ROW_BYTES // 8:
        return False  # at most six bytes a character, and quotes
    try:
        services.size_of(dict(zip(header, cells, strict=False)))
    except RowTooLarge:
        return True
    return False


def _row(header: list[str], cells: list[str], types: dict[str, str]) -> dict[str, Json]:
    """Empty cells are left out."""
    return {name: _value(cell, types[name]) for name, cell in zip(header, cells, strict=False) if cell != ""}


def _value(cell: str, type: str) -> Json:
    """The cell as its column's type has it, else the text that it is."""
    if type == "boolean" and cell.lower() in _TRUTH:
        return _TRUTH[cell.lower()]
    if type == "json" or (type == "number" and _NUMBER.fullmatch(cell)):
        with suppress(orjson.JSONDecodeError):  # 1e999 looks like a number and is none
            return orjson.loads(cell)
    return cell[1:] if cell.startswith("'") and _is_risky(cell) else cell


def _decoded(body: bytes) -> str:
    """UTF-8, or UTF-16 as spreadsheets save it. Raises BadRequest naming the line that is neither."""
    encoding = "utf-16" if body.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise BadRequest(
            f"Line {line} is not UTF-8. Save the file as “CSV UTF-8”. Nothing was imported."
        ) from None
    if "\x00" in text:
        raise BadRequest("The file holds the character U+0000: it is no text. Nothing was imported.")
    return text


def _header(text: str) -> tuple[list[str], str]:
    """The names of the columns, and what parts the cells. Raises BadRequest."""
    csv.field_size_limit(LONGEST_CELL)
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    try:
        names = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise _not_csv(text, 1, error) from None
    header = [_value(name.strip(), "text") for name in names]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise BadRequest("The first line must name the columns. Nothing was imported.")
    if not all(header) or len(set(header)) < len(header):
        raise BadRequest("Each column needs a name of its own in the first line. Nothing was imported.")
    if len(header) > MOST_COLUMNS or any(len(name) > 200 for name in header):
        raise BadRequest(
            f"A table has at most {MOST_COLUMNS} columns, with names of at most 200 characters. Nothing was imported."
        )
    return header, delimiter
