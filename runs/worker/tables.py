"""Data tables for blocks: `context.tables` of a running step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from integrations.outcomes import Permanent
from workflows.tables import steps
from workflows.tables.errors import TableError

#: Runs work on the database within the step's time; see `runs/worker/database.py`.
Ask = Callable[..., Any]


class RunTables:
    """Implements integrations.context.Tables for one step."""

    def __init__(self, caller: steps.Caller, ask: Ask) -> None:
        self._caller = caller
        self._ask = ask

    def insert(self, *, table_id: str, data: Any) -> Any:
        return self._do(steps.insert, writes=True, table_id=table_id, data=data)

    def upsert(self, *, table_id: str, column: str, value: Any, data: Any) -> Any:
        return self._do(steps.upsert, writes=True, table_id=table_id, column=column, value=value, data=data)

    def update(self, *, table_id: str, column: str, value: Any, data: Any) -> Any:
        return self._do(steps.update, writes=True, table_id=table_id, column=column, value=value, data=data)

    def delete(self, *, table_id: str, column: str, value: Any) -> Any:
        return self._do(steps.delete, writes=True, table_id=table_id, column=column, value=value)

    def find(self, *, table_id: str, filter: Any, limit: int) -> Any:
        return self._do(steps.find, table_id=table_id, filter=filter, limit=limit)

    def get_by_id(self, *, table_id: str, row_id: str) -> Any:
        return self._do(steps.get_by_id, table_id=table_id, row_id=row_id)

    def _do(self, operation: Callable[..., Any], *, writes: bool = False, **arguments: Any) -> Any:
        try:
            return self._ask(partial(operation, self._caller, **arguments), writes=writes)
        except TableError as error:
            raise Permanent(error.message, code=error.code) from None
