"""Why something with a table was refused, in words for a person."""

from __future__ import annotations

from collections.abc import Sequence


class TableError(Exception):
    """`code` is what a failed step shows; `details` are `{"path", "message"}`."""

    code = "STEP_ERROR"

    def __init__(self, message: str, details: Sequence[dict[str, str]] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.details = list(details)


class NoSuchTable(TableError):
    """Unknown, or another company's."""

    def __init__(self) -> None:
        super().__init__("There is no table with this id.")


class NoSuchRow(TableError):
    """The table has no such row."""

    def __init__(self) -> None:
        super().__init__("There is no row with this id in this table.")


class BadRequest(TableError):
    """What was asked for cannot be read."""


class RowTooLarge(TableError):
    code = "LIMIT_TABLE_ROW"


class TableFull(TableError):
    """The table holds as many rows, or as many bytes, as it may."""

    code = "LIMIT_TABLE_ROWS"
