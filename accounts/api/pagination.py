"""Keyset pages: a cursor says after which row the next page begins, so rows that arrive meanwhile shift nothing."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import orjson
from rest_framework.request import Request

from accounts.api.errors import ApiError, validation_error

DEFAULT_LIMIT = 50
MAX_LIMIT = 100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Cursor(NamedTuple):
    """The sort key of the last row seen: a whole number (the list says of what; microseconds for times) and its id."""

    ts: int
    id: str

    @property
    def at(self) -> datetime:
        """`ts` read as microseconds since 1970. Raises ApiError 400 when it cannot be a time."""
        try:
            return _EPOCH + timedelta(microseconds=self.ts)
        except OverflowError:
            raise bad_cursor() from None


@dataclass(frozen=True, slots=True)
class Page:
    """What a list was asked for: how many rows (1 to 100), after which one."""

    limit: int
    cursor: Cursor | None


def microseconds(at: datetime) -> int:
    """`at` as whole microseconds since 1970, which is as exact as the database is."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def encode_cursor(ts: int | datetime, id: object) -> str:
    """Base64 of `{"ts": …, "id": …}`; a time becomes microseconds."""
    ts = microseconds(ts) if isinstance(ts, datetime) else ts
    return base64.urlsafe_b64encode(orjson.dumps({"ts": ts, "id": str(id)})).decode()


def bad_cursor() -> ApiError:
    return validation_error(
        "The cursor is not one of ours. Take it from meta.cursor of the page before, unchanged.",
        [{"path": "cursor", "message": "Not a cursor."}],
    )


def decode_cursor(text: str) -> Cursor:
    """Raises ApiError 400 for anything `encode_cursor` did not make."""
    try:
        padded = text.replace("+", "-").replace("/", "_").rstrip("=")
        data = orjson.loads(base64.urlsafe_b64decode(padded + "=" * (-len(padded) % 4)))
    except (binascii.Error, ValueError):
        raise bad_cursor() from None
    match data:
        case {"ts": int(ts), "id": str(id)} if not isinstance(ts, bool) and len(id) <= 100:
            return Cursor(ts, id)
        case _:
            raise bad_cursor()


def parse_limit(text: str | None) -> int:
    """1 to 100, 50 when absent. Raises ApiError 400."""
    if text is None or text == "":
        return DEFAULT_LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MAX_LIMIT):
        raise validation_error(
            f"limit must be a whole number from 1 to {MAX_LIMIT}.",
            [{"path": "limit", "message": f"Give a number from 1 to {MAX_LIMIT}."}],
        )
    return int(text)


def parse_page(request: Request) -> Page:
    """`limit` and `cursor` of the query string. Raises ApiError 400."""
    cursor = request.query_params.get("cursor")
    return Page(parse_limit(request.query_params.get("limit")), decode_cursor(cursor) if cursor else None)
