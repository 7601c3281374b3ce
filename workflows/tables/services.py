"""Writes of tables and rows by people and programs. Each call is one transaction.

Whoever writes rows locks the table's row first: writers of one table go one after the other, and its counts are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection, transaction
from django.utils import timezone

from accounts.identity import Identity
from accounts.ids import public_id, uuid7
from accounts.services import record_audit
from workflows.models import Table, TableRow
from workflows.tables.columns import checked_columns, renamed
from workflows.tables.errors import BadRequest, NoSuchTable, RowTooLarge, TableFull
from workflows.tables.filters import Filter
from workflows.tables.selectors import Row, get_row, look_through, rows_by_id

Json = Any
By = Identity | str

DEFAULT_ROWS = 10_000
MOST_ROWS = 100_000
ROW_BYTES = 64 * 1024
TABLE_BYTES = 200 * 1024 * 1024  # what may be looked through at once
MOST_TABLES = 1_000  # of a company
BATCH = 500


# --- tables ---------------------------------------------------------------------------------------


@transaction.atomic
def create_table(
    *,
    company_id: UUID,
    name: str,
    by: By,
    description: str = "",
    columns: Sequence[Mapping[str, Json]] = (),
    metadata: Json = None,
    max_rows: int = DEFAULT_ROWS,
    ip: str | None = None,
) -> Table:
    """Raises BadRequest (columns) and TableFull (too many tables)."""
    if Table.objects.filter(company_id=company_id).count() >= MOST_TABLES:
        raise TableFull(f"A company has at most {MOST_TABLES:,} tables. Delete one that nobody needs.")
    table = Table.objects.create(
        company_id=company_id,
        name=name,
        description=description,
        columns=checked_columns(columns),
        metadata=metadata or {},
        max_rows=max_rows,
    )
    _audit(table, "table.created", by, ip)
    return table


@transaction.atomic
def change_table(*, table: Table, changes: Mapping[str, Json], by: By, ip: str | None = None) -> Table:
    """`changes` has any of name, description, columns, metadata, max_rows. A column that keeps its id and gets another
    name takes its values along; the values of a column that is left out stay in the rows. Raises BadRequest.
    """
    table = lock_table(company_id=table.company_id, table_id=table.id)
    if "max_rows" in changes and changes["max_rows"] < table.row_count:
        raise BadRequest(f"“{table.name}” has {table.row_count:,} rows, more than {changes['max_rows']:,}.")
    for name, value in changes.items():
        if name == "columns":
            columns = checked_columns(value)
            _rename(table, renamed(table.columns, columns))
            table.columns = columns
        else:
            setattr(table, name, value)
    table.save()
    _audit(table, "table.changed", by, ip, fields=sorted(changes))
    return table


@transaction.atomic
def delete_table(*, table: Table, by: By, ip: str | None = None) -> None:
    """With all its rows, for good."""
    table = lock_table(company_id=table.company_id, table_id=table.id)
    _audit(table, "table.deleted", by, ip, rows=table.row_count)
    table.delete()


def _rename(table: Table, names: Mapping[str, str]) -> None:
    if not names:
        return
    rows = look_through(table, Filter())
    write_rows(
        table,
        (
            (row, {names.get(key, key): value for key, value in row.data.items()})
            for row in rows
            if names.keys() & row.data.keys()
        ),
    )


# --- rows -----------------------------------------------------------------------------------------


@transaction.atomic
def insert_rows(*, table: Table, rows: Sequence[Json]) -> list[Row]:
    """All of them or none. Raises BadRequest, RowTooLarge, TableFull."""
    return add_rows(lock_table(company_id=table.company_id, table_id=table.id), rows)


@transaction.atomic
def update_row(*, table: Table, row_id: UUID, data: Json) -> Row:
    """Merges `data` into the row: what it does not name stays. Raises NoSuchRow, BadRequest, RowTooLarge."""
    table = lock_table(company_id=table.company_id, table_id=table.id)
    row = get_row(table=table, row_id=row_id)
    [changed] = merge_rows(table, [row], data)
    return changed


@transaction.atomic
def delete_row(*, table: Table, row_id: UUID) -> None:
    """Raises NoSuchRow."""
    table = lock_table(company_id=table.company_id, table_id=table.id)
    remove_rows(table, [get_row(table=table, row_id=row_id)])


@transaction.atomic
def delete_rows(*, table: Table, row_ids: Sequence[UUID]) -> int:
    """Those of the rows that are still there; how many they were."""
    table = lock_table(company_id=table.company_id, table_id=table.id)
    rows = rows_by_id(table, list(dict.fromkeys(row_ids)))
    remove_rows(table, rows)
    return len(rows)


# --- parts: in the caller's transaction, under the table's lock ---------------------------------------


def lock_table(*, company_id: UUID, table_id: UUID) -> Table:
    """Raises NoSuchTable."""
    table = Table.objects.select_for_update().filter(company_id=company_id, id=table_id).first()
    if table is None:
        raise NoSuchTable
    return table


def size_of(data: Json) -> int:
    """Bytes of the row's JSON. Raises BadRequest for what is no row, RowTooLarge."""
    if not isinstance(data, dict):
        raise BadRequest("A row is an object of column names and values.")
    try:
        size = len(orjson.dumps(data))
    except TypeError:
        raise BadRequest(
            "The row holds a value that cannot be stored: nested too deep, or no JSON."
        ) from None
    if size > ROW_BYTES:
        raise RowTooLarge(f"The row has {size:,} bytes; the limit is {ROW_BYTES // 1024} KB.")
    return size


def add_rows(table: Table, rows: Iterable[Json]) -> list[Row]:
    """New rows at the end. Raises BadRequest, RowTooLarge, TableFull; nothing may be committed then."""
    at = timezone.now()
    added = [
        Row(uuid7(), table.next_position + place, data, size_of(data), at, at)
        for place, data in enumerate(rows)
    ]
    if table.row_count + len(added) > table.max_rows:
        raise TableFull(
            f"“{table.name}” holds {table.row_count:,} rows and may hold {table.max_rows:,}. "
            "Delete rows or raise its limit."
        )
    TableRow.objects.bulk_create(
        [
            TableRow(
                id=id, table=table, position=position, data=data, size=size, created_at=at, updated_at=at
            )
            for id, position, data, size, _, _ in added
        ],
        batch_size=BATCH,
    )
    table.next_position += len(added)
    _count(table, rows=len(added), size=sum(row.size for row in added))
    return added


def merge_rows(table: Table, rows: Sequence[Row], data: Json) -> list[Row]:
    """`data` laid over each row, key by key. Raises BadRequest, RowTooLarge, TableFull."""
    size_of(data)
    return write_rows(table, ((row, {**row.data, **data}) for row in rows))


def write_rows(table: Table, changes: Iterable[tuple[Row, dict[str, Json]]]) -> list[Row]:
    """Each row with its new data; one that has it already is not touched."""
    at, written, changed, grown = timezone.now(), [], [], 0
    for row, data in changes:
        if data != row.data:
            after = row._replace(data=data, size=size_of(data), updated_at=at)
            grown += after.size - row.size
            changed.append(after)
            written.append(after)
        else:
            written.append(row)
    if changed:
        prepared, key = connection.ops.adapt_datetimefield_value(at), TableRow._meta.pk
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE workflows_tablerow SET data = %s, size = %s, updated_at = %s WHERE id = %s",
                [
                    (
                        orjson.dumps(row.data).decode(),
                        row.size,
                        prepared,
                        key.get_db_prep_value(row.id, connection),
                    )
                    for row in changed
                ],
            )
        _count(table, size=grown)
    return written


def remove_rows(table: Table, rows: Sequence[Row]) -> None:
    for first in range(0, len(rows), BATCH):
        TableRow.objects.filter(table=table, id__in=[row.id for row in rows[first : first + BATCH]]).delete()
    _count(table, rows=-len(rows), size=-sum(row.size for row in rows))


def remove_all(table: Table) -> None:
    TableRow.objects.filter(table=table).delete()
    _count(table, rows=-table.row_count, size=-table.row_bytes)


def audit_import(table: Table, by: By, ip: str | None, *, imported: int, removed: int) -> None:
    _audit(table, "table.imported", by, ip, rows=imported, removed=removed)


def _count(table: Table, *, size: int, rows: int = 0) -> None:
    table.row_count += rows
    table.row_bytes += size
    if size > 0 and table.row_bytes > TABLE_BYTES:
        raise TableFull(f"“{table.name}” would grow beyond {TABLE_BYTES // 1024**2} MB. Delete rows first.")
    # Not `updated_at`: that is when the table itself was changed.
    table.save(update_fields=["row_count", "row_bytes", "next_position"])


def _audit(table: Table, action: str, by: By, ip: str | None, **data: object) -> None:
    record_audit(
        identity_or_label=by,
        company_id=table.company_id,
        action=action,
        target=public_id("tbl", table.id),
        data={"name": table.name, **data},
        ip=ip,
    )
