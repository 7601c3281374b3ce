"""Reading request bodies: bounded before they are read, strict afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import BaseParser

from accounts.api.errors import ApiError, too_large, validation_error
from accounts.jsontext import Json, JsonRefused, load_json

_CHUNK = 1 << 20


def parse_json(body: bytes) -> Json:
    """The value of a JSON body. Raises ApiError 400 with the reason (see `load_json`), 413 when it is too large."""
    if len(body) > settings.BODY_LIMIT:
        raise too_large(settings.BODY_LIMIT)
    try:
        return load_json(body)
    except JsonRefused as refused:
        raise validation_error(str(refused)) from None


def check_length(content_length: str | None) -> None:
    """Refuses a body by its announced length, before any of it is read. Raises ApiError 400 or 413."""
    if not content_length:
        return
    if not (content_length.isascii() and content_length.isdigit()):
        raise ApiError("VALIDATION_ERROR", 400, "The header Content-Length is not a number.")
    if len(content_length) > 18 or int(content_length) > settings.BODY_LIMIT:
        raise too_large(settings.BODY_LIMIT)


def read_bounded(stream: IO[bytes]) -> bytes:
    """The rest of `stream`, at most `BODY_LIMIT` bytes of it. Raises ApiError 413 as soon as there are more."""
    chunks: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > settings.BODY_LIMIT:
            raise too_large(settings.BODY_LIMIT)
        chunks.append(chunk)
    return b"".join(chunks)


class StrictJSONParser(BaseParser):
    """Any JSON value within the limits; whether it must be an object is for the view to say."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Json:
        del media_type
        if parser_context:
            check_length(parser_context["request"].META.get("CONTENT_LENGTH"))
        return parse_json(read_bounded(stream))
