"""Checks of the tables that blocks name: they exist, and have the columns that are written and compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from uuid import UUID

from workflows.checks.findings import Findings
from workflows.definition import BlockDef
from workflows.models import Table
from workflows.reading import Json, guess
from workflows.tables.errors import BadRequest, NoSuchTable
from workflows.tables.filters import read_filter
from workflows.tables.selectors import get_table


def check_tables(findings: Findings, *, company_id: UUID) -> None:
    """An unknown table is an error, a column it does not have a warning. What templates decide is left to the run."""
    known: dict[str, Table | None] = {}
    for block in findings.definition.blocks:
        named = block.config.get("tableId")
        if block.type != "data-table" or block.disabled or not isinstance(named, str):
            continue
        if not named or "{{" in named:
            continue
        if named not in known:
            try:
                known[named] = get_table(company_id=company_id, table_id=named.strip())
            except NoSuchTable:
                known[named] = None
        table = known[named]
        if table is None:
            message = f"“{block.name}” uses a table that does not exist here. Choose another one."
            findings.in_block(block, "UNKNOWN_TABLE", message, part="config.tableId")
            continue
        try:
            _check_columns(findings, block, table)
        except BadRequest as error:
            findings.in_block(block, "CONFIG_INVALID", error.message, part="config.filter")


def _check_columns(findings: Findings, block: BlockDef, table: Table) -> None:
    columns = [column["name"] for column in table.columns]
    for field, name in _named(block.config):
        if not columns or "{{" in name or name in columns or name.partition(".")[0] in columns:
            continue
        findings.in_block(
            block,
            "UNKNOWN_COLUMN",
            f"“{block.name}”: {table.name} has no column “{name}”.{guess(name, columns)}",
            part=f"config.{field}",
            severity="warning",
        )


def _named(config: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """(field of the config, column) for each column that the chosen operation uses. Raises BadRequest (the filter)."""
    operation = config.get("operation")
    data, key = config.get("data"), config.get("matchKey")
    if operation in ("insert", "update", "upsert") and isinstance(data, dict):
        yield from ((f"data.{name}", name) for name in data)
    if operation in ("update", "upsert", "delete") and isinstance(key, str) and key:
        yield "matchKey", key
    wanted = config.get("filter")
    if operation == "find" and isinstance(wanted, dict | list):
        yield from (("filter", name) for name in read_filter(wanted).columns())
