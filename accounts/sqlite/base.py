"""The database engine `accounts.sqlite`: whatever Django writes, in a transaction or without, waits for its turn first.

Reads never wait. What bypasses Django's cursors takes its turn itself (`runs/sql.py`).
"""

from __future__ import annotations

import re
import threading
from typing import Any

from django.db.backends.sqlite3 import base

from accounts.sqlite.turns import end_turn, take_turn, turn

_WRITES = re.compile(r"\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)


class Cursor(base.SQLiteCursorWrapper):
    """A statement that is a transaction of its own waits; within a transaction it is our turn already."""

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction or not _WRITES.match(query):
            return super().execute(query, params)
        with turn():
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        with turn():
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    # What is overridden is where Django begins and ends transactions; its stubs leave these methods out.

    #: The thread whose turn our transaction has taken.
    _writer: int | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        take_turn()
        self._writer = threading.get_ident()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._end_turn()  # a failed commit is rolled back, and that ends it

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._writer == threading.get_ident():
            end_turn()
        self._writer = None
