"""Reads of tables and rows, always scoped by company or by a table that is already known to be the caller's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex

from accounts.ids import parse_public_id
from workflows.models import Block, Table, TableRow
from workflows.tables.columns import cell
from workflows.tables.errors import NoSuchRow, NoSuchTable
from workflows.tables.filters import Filter, needle, text_of

Json = Any
CHUNK = 500  # rows read at once while a table is looked through
_KEY_LENGTH = 64
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


class Row(NamedTuple):
    id: UUID
    position: int
    data: dict[str, Json]
    size: int
    created_at: datetime
    updated_at: datetime


def get_table(*, company_id: UUID, table_id: object) -> Table:
    """By `tbl_<uuid>` or bare uuid. Raises NoSuchTable."""
    known = parse_public_id("tbl", str(table_id)) if table_id is not None else None
    table = Table.objects.filter(company_id=company_id, id=known).first() if known else None
    if table is None:
        raise NoSuchTable
    return table


def list_tables(
    *, company_id: UUID, search: str = "", limit: int = 50, after: tuple[datetime, UUID] | None = None
) -> list[Table]:
    """The newest first, beginning after (created_at, id)."""
    found = Table.objects.filter(company_id=company_id)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(description__icontains=search))
    if after is not None:
        at, last_id = after
        found = found.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last_id))
    return list(found.order_by("-created_at", "-id")[:limit])


def users_of(tables: Sequence[Table]) -> dict[UUID, list[tuple[UUID, str]]]:
    """By table of one company: the workflows whose draft or live version names it, as (id, name) by name."""
    users: dict[UUID, dict[tuple[UUID, str], None]] = {table.id: {} for table in tables}
    if not tables:
        return {}
    naming = (
        Block.objects.filter(type="data-table", version__workflow__company_id=tables[0].company_id)
        .exclude(version__workflow__status="archived")
        .filter(Q(version__kind="draft") | Q(version=F("version__workflow__published")))
    )
    if len(tables) == 1:
        naming = naming.alias(at=StrIndex(F("config"), Value(str(tables[0].id)))).filter(at__gt=0)
    for config, workflow_id, name in naming.order_by("version__workflow__name").values_list(
        "config", "version__workflow_id", "version__workflow__name"
    ):
        for known in {parse_public_id("tbl", text) for text in _UUID.findall(str(config))}:
            if known in users:
                users[known][(workflow_id, name)] = None
    return {table_id: list(found) for table_id, found in users.items()}


# --- rows -----------------------------------------------------------------------------------------


def get_row(*, table: Table, row_id: object) -> Row:
    """Raises NoSuchRow."""
    known = parse_public_id("row", str(row_id)) if row_id is not None else None
    found = list(rows_by_id(table, [known])) if known else []
    if not found:
        raise NoSuchRow
    return found[0]


def rows_by_id(table: Table, ids: Sequence[UUID]) -> list[Row]:
    """Those that exist, in the order of `ids`."""
    found = {row.id: row for row in _rows(TableRow.objects.filter(table=table, id__in=ids))}
    return [found[one] for one in ids if one in found]


def look_through(
    table: Table, wanted: Filter, *, newest_first: bool = False, after: int | None = None
) -> Iterator[Row]:
    """Every row that matches, in the order of insertion or the opposite one, beginning after a position. Holds no more
    than one chunk of rows at a time. Raises BadRequest as `Filter.matches` does.
    """
    found = narrowed(TableRow.objects.filter(table=table), wanted.needles())
    while True:
        rest = found
        if after is not None:
            rest = found.filter(position__lt=after) if newest_first else found.filter(position__gt=after)
        chunk = list(_rows(rest.order_by("-position" if newest_first else "position")[:CHUNK]))
        yield from (row for row in chunk if wanted.matches(row.data))
        if len(chunk) < CHUNK:
            return
        after = chunk[-1].position


def rows_with(table: Table, column: str, text: str) -> list[Row]:
    """The rows whose value in `column` is this text (see `text_of`), in the order of insertion."""
    found = narrowed(TableRow.objects.filter(table=table), [needle(text)])
    return [row for row in _rows(found.order_by("position")) if text_of(cell(row.data, column)) == text]


def narrowed(rows: QuerySet[TableRow], needles: Sequence[str]) -> QuerySet[TableRow]:
    """Without the rows whose JSON lacks one of the texts."""
    for number, text in enumerate(needles):
        name = f"at_{number}"
        rows = rows.alias(**{name: StrIndex(F("data"), Value(text))}).filter(**{f"{name}__gt": 0})
    return rows


def _rows(rows: QuerySet[TableRow]) -> Iterator[Row]:
    return (
        Row(*values)
        for values in rows.values_list("id", "position", "data", "size", "created_at", "updated_at")
    )


# --- pages ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sort:
    """By insertion where no column is named."""

    column: str | None = None
    is_descending: bool = False


#: Where a page ended: the position of its last row and, where it was sorted by a column, that row's key.
Place = tuple[int, list[Json] | None]


def page_of_rows(
    *, table: Table, wanted: Filter, sort: Sort, limit: int, after: Place | None = None
) -> tuple[list[Row], Place | None]:
    """Up to `limit` rows, and where the next page begins; None on the last."""
    if sort.column is None:
        rows = look_through(
            table, wanted, newest_first=sort.is_descending, after=None if after is None else after[0]
        )
        found = list(islice(rows, limit + 1))
        shown = found[:limit]
        return shown, (shown[-1].position, None) if len(found) > limit else None
    return _sorted_page(table, wanted, sort, limit, after)


def _sorted_page(
    table: Table, wanted: Filter, sort: Sort, limit: int, after: Place | None
) -> tuple[list[Row], Place | None]:
    """Numbers before texts before all else, empty ones last in both directions; texts by their first 64 characters."""
    assert sort.column is not None
    keys = [
        (sort_key(cell(row.data, sort.column)), row.position, row.id) for row in look_through(table, wanted)
    ]
    ahead = [key for key in keys if key[0] is not None]
    ahead.sort(key=lambda key: key[1])
    ahead.sort(key=lambda key: key[0] or [], reverse=sort.is_descending)
    ordered = ahead + [key for key in keys if key[0] is None]
    if after is not None:
        ordered = [key for key in ordered if _is_after(key[0], key[1], after, sort)]
    shown = ordered[:limit]
    place = (shown[-1][1], shown[-1][0]) if len(ordered) > limit else None
    return rows_by_id(table, [key[2] for key in shown]), place


def sort_key(value: Json) -> list[Json] | None:
    """A key that is JSON itself, so that a cursor can carry it; None for an empty value."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return [2, value]
    if isinstance(value, int | float):
        return [0, value]
    if isinstance(value, str):
        return [1, value.casefold()[:_KEY_LENGTH]]
    return [3, len(value)]


def _is_after(key: list[Json] | None, position: int, after: Place, sort: Sort) -> bool:
    last_position, last = after
    if key == last:
        return position > last_position
    if key is None or last is None:
        return key is None
    return (key < last) if sort.is_descending else (key > last)
