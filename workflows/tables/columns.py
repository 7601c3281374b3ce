"""Columns: what a table expects of its rows. They advise; a value that does not fit is kept and flagged."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, get_args

from integrations.matching import is_empty
from workflows.tables.errors import BadRequest

Json = Any
Column = dict[str, Json]  # {id, name, type, required, options}
ColumnType = Literal["text", "number", "boolean", "date", "select", "url", "email", "json"]

TYPES: tuple[str, ...] = get_args(ColumnType)
MOST_COLUMNS = 200
_URL = re.compile(r"https?://[^\s/?#]+\S*", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def new_column(name: str, type: str = "text") -> Column:
    return {"id": f"col_{secrets.token_hex(6)}", "name": name, "type": type, "required": False, "options": []}


def checked_columns(given: Sequence[Mapping[str, Json]]) -> list[Column]:
    """Columns with ids, each name once. Raises BadRequest."""
    if len(given) > MOST_COLUMNS:
        raise BadRequest(f"A table has at most {MOST_COLUMNS} columns.")
    columns: list[Column] = []
    for index, one in enumerate(given):
        column = {
            **new_column(str(one["name"])),
            **{key: value for key, value in one.items() if value is not None},
        }
        for seen in columns:
            if seen["name"] == column["name"] or seen["id"] == column["id"]:
                path = {"path": f"columns.{index}.name", "message": "Each column has a name of its own."}
                raise BadRequest(f"Two columns are called “{column['name']}”.", [path])
        columns.append(column)
    return columns


def renamed(before: Sequence[Column], after: Sequence[Column]) -> dict[str, str]:
    """Old name -> new name of the columns that kept their id."""
    names = {column["id"]: column["name"] for column in before}
    return {
        names[column["id"]]: column["name"]
        for column in after
        if column["id"] in names and names[column["id"]] != column["name"]
    }


def cell(data: Mapping[str, Json], column: str) -> Json:
    """The value under a column's name, else under a dotted path into the row; null where there is none."""
    if column in data:
        return data[column]
    value: Json = data
    for part in column.split("."):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


def misfits(columns: Sequence[Column], data: Mapping[str, Json]) -> list[dict[str, str]]:
    """What does not fit its column, as `{"column", "message"}`: kept, but worth a look."""
    found = []
    for column in columns:
        message = _misfit(column, data.get(column["name"]))
        if message is not None:
            found.append({"column": column["name"], "message": message})
    return found


def _misfit(column: Column, value: Json) -> str | None:
    if is_empty(value):
        return f"{column['name']} is required and empty." if column["required"] else None
    fits, expected = _FITS[column["type"]]
    if column["type"] == "select":
        return None if value in column["options"] else f"{column['name']} is none of its options."
    return None if fits(value) else f"{column['name']} should be {expected}."


def _is_date(value: Json) -> bool:
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_FITS: dict[str, tuple[Any, str]] = {
    "text": (lambda value: isinstance(value, str), "text"),
    "number": (lambda value: isinstance(value, int | float) and not isinstance(value, bool), "a number"),
    "boolean": (lambda value: isinstance(value, bool), "yes or no"),
    "date": (_is_date, "a date such as 2026-03-01"),
    "select": (lambda _value: True, "one of its options"),
    "url": (lambda value: isinstance(value, str) and _URL.fullmatch(value) is not None, "a web address"),
    "email": (
        lambda value: isinstance(value, str) and _EMAIL.fullmatch(value) is not None,
        "an email address",
    ),
    "json": (lambda _value: True, "any value"),
}
