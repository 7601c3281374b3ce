"""What a step does with a table: the six operations of the `data-table` block.

A write is done once per idempotency key. Its receipt (`TableWrite`) is in the same transaction, so a step that is repeated
because its worker was lost finds what it did and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.api.envelope import iso
from accounts.ids import public_id
from workflows.models import Table, TableWrite
from workflows.tables import services
from workflows.tables.errors import BadRequest
from workflows.tables.filters import read_filter, text_of
from workflows.tables.selectors import Row, get_row, get_table, look_through, rows_by_id, rows_with

Json = Any
SHOWN = 100  # rows in the answer to an update
FORGOTTEN_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Caller:
    """The step that asks: its company, its run and the key of this effect."""

    company_id: UUID
    run_id: UUID
    key: str


@dataclass(frozen=True, slots=True)
class _Written:
    rows: list[Row]
    count: int
    created: bool = False


def insert(caller: Caller, *, table_id: str, data: Json) -> Json:
    """`{row}`. Raises TableError, as all here do."""
    written = _once(
        caller, table_id, lambda table: _Written(services.add_rows(table, [data]), 1, created=True)
    )
    return {"row": _row(written, data)}


def upsert(caller: Caller, *, table_id: str, column: str, value: Json, data: Json) -> Json:
    """`{row, created}`: `data` merged into every row that has the value, else a new row. Of many such calls at once one
    inserts and the others update.
    """
    if not isinstance(data, dict):
        raise BadRequest("A row is an object of column names and values.")
    if value is None:
        value = data.get(column)
    text = _text(column, value)
    if column in data and text_of(data[column]) != text:
        raise BadRequest(
            f"The rows are matched by “{text}”, but the data has another value under “{column}”."
        )

    def write(table: Table) -> _Written:
        found = rows_with(table, column, text)
        if found:
            merged = services.merge_rows(table, found, data)
            return _Written(merged, len(merged))
        return _Written(services.add_rows(table, [{column: value, **data}]), 1, created=True)

    written = _once(caller, table_id, write)
    return {"row": _row(written, data), "created": written.created}


def update(caller: Caller, *, table_id: str, column: str, value: Json, data: Json) -> Json:
    """`{rows, count}`: `data` merged into every row that has the value; the first 100 of them are shown."""
    text = _text(column, value)

    def write(table: Table) -> _Written:
        merged = services.merge_rows(table, rows_with(table, column, text), data)
        return _Written(merged, len(merged))

    written = _once(caller, table_id, write)
    return {"rows": _shown(written.rows[:SHOWN]), "count": written.count}


def delete(caller: Caller, *, table_id: str, column: str, value: Json) -> Json:
    """`{rows: [], count}`: how many rows had the value and are gone."""
    text = _text(column, value)

    def write(table: Table) -> _Written:
        found = rows_with(table, column, text)
        services.remove_rows(table, found)
        return _Written([], len(found))

    return {"rows": [], "count": _once(caller, table_id, write).count}


def find(caller: Caller, *, table_id: str, filter: Json, limit: int) -> Json:
    """`{rows, count}`: the newest first, at most `limit`."""
    table = get_table(company_id=caller.company_id, table_id=table_id)
    rows = _shown(islice(look_through(table, read_filter(filter), newest_first=True), limit))
    return {"rows": rows, "count": len(rows)}


def get_by_id(caller: Caller, *, table_id: str, row_id: str) -> Json:
    """`{row}`. Raises NoSuchRow."""
    table = get_table(company_id=caller.company_id, table_id=table_id)
    return {"row": shown_row(get_row(table=table, row_id=row_id))}


def forget_writes(*, before: datetime, ended_of: Callable[[set[UUID]], set[UUID]]) -> int:
    """Remove the receipts that were written before that time by runs that have ended; `ended_of` says which of some have.
    Returns how many.
    """
    removed, last = 0, 0
    while True:
        old = TableWrite.objects.filter(created_at__lt=before, id__gt=last).order_by("id")
        batch = list(old.values_list("id", "run_id")[:FORGOTTEN_AT_ONCE])
        if not batch:
            return removed
        ended = ended_of({run_id for _, run_id in batch})
        count, _ = TableWrite.objects.filter(id__in=[id for id, run_id in batch if run_id in ended]).delete()
        removed, last = removed + count, batch[-1][0]


def shown_row(row: Row) -> dict[str, Json]:
    """A row as steps and the API show it."""
    return {
        "id": public_id("row", row.id),
        "data": row.data,
        "position": row.position,
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at),
    }


@transaction.atomic
def _once(caller: Caller, table_id: str, write: Callable[[Table], _Written]) -> _Written:
    known = get_table(company_id=caller.company_id, table_id=table_id)
    table = services.lock_table(company_id=caller.company_id, table_id=known.id)
    receipt = TableWrite.objects.filter(table=table, key=caller.key).first()
    if receipt is not None:
        answer = receipt.answer
        rows = rows_by_id(table, [UUID(one) for one in answer["rowIds"]])
        return _Written(rows, answer["count"], created=answer["created"])
    written = write(table)
    answer = {
        "rowIds": [str(row.id) for row in written.rows[:SHOWN]],
        "count": written.count,
        "created": written.created,
    }
    TableWrite.objects.create(
        table=table, key=caller.key, run_id=caller.run_id, answer=answer, created_at=timezone.now()
    )
    return written


def _text(column: str, value: Json) -> str:
    text = None if isinstance(value, dict | list) else text_of(value)
    if text is None or text == "":
        raise BadRequest(f"The value to look for under “{column}” is empty: no row is meant by that.")
    return text


def _row(written: _Written, data: Json) -> Json:
    """The row that was written; as it was, where somebody has deleted it since."""
    if written.rows:
        return shown_row(written.rows[0])
    return {"id": None, "data": data, "position": None, "createdAt": None, "updatedAt": None}


def _shown(rows: Iterable[Row]) -> list[Json]:
    return [shown_row(row) for row in rows]
