"""The envelope around every answer, and how values become JSON in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import orjson
from pydantic import BaseModel
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.jsontext import dump_json


class Envelope(dict[str, Any]):
    """A whole body: `{"success": …, "data" or "error": …, "meta"?: …}`. What is not one becomes its `data`."""


def ok(data: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`{"success": true, "data": data}`; pydantic models, times and uuids in `data` are written as JSON."""
    return Response(Envelope(success=True, data=data), status=status, headers=dict(headers or {}))


def page(items: Sequence[Any], cursor: str | None, meta: Mapping[str, Any] | None = None) -> Response:
    """One page of a list. `cursor` leads to the next one, None on the last; `meta` adds what the list counts."""
    return Response(
        Envelope(
            success=True,
            data=list(items),
            meta={"cursor": cursor, "hasMore": cursor is not None, **(meta or {})},
        )
    )


def whole(items: Sequence[Any]) -> Response:
    """A list that always fits one page; it has the same `meta` as those that do not."""
    return page(items, None)


def iso(at: datetime) -> str:
    """ISO 8601 in UTC with milliseconds: `2026-01-31T08:05:09.120Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(by_alias=True)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, orjson.Fragment):  # beside something that orjson does not write
        return orjson.loads(value.contents)
    raise TypeError(f"{type(value).__name__} is not JSON")


def render(body: Envelope) -> bytes:
    """The bytes of a body; for answers that are not written by a DRF view."""
    return dump_json(body, _as_json)


class EnvelopeRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    charset = None  # JSON is UTF-8 by definition
    render_style = "binary"

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        del accepted_media_type, renderer_context
        return render(data if isinstance(data, Envelope) else Envelope(success=True, data=data))


class AlwaysJson(BaseContentNegotiation):
    """Every answer is JSON whatever the client accepts: an error in a form it did not ask for still explains itself."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        media_type = (request.content_type or "").split(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == media_type), None)

    def select_renderer(
        self, request: Request, renderers: Iterable[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        del request, format_suffix
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
