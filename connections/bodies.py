"""A request's body as bytes and its content type."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from integrations.http import HttpRequest


def encode_body(request: HttpRequest) -> tuple[bytes | None, str | None]:
    """The bytes to send and their content type; (None, None) for a request without a body."""
    if request.has_json or request.json is not None:
        return orjson.dumps(request.json), "application/json"
    if request.form is not None:
        return urlencode(list(pairs(request.form))).encode(), "application/x-www-form-urlencoded"
    if request.multipart is not None:
        return _multipart(list(pairs(request.multipart)))
    if request.content is None:
        return None, None
    if isinstance(request.content, str):
        return request.content.encode(), "text/plain; charset=utf-8"
    return request.content, "application/octet-stream"


def pairs(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields as text. A list repeats its name, null is left out, an object becomes JSON."""
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield name, text_of(item)


def text_of(value: Any) -> str:
    """JSON data as a form or a query holds it: text as it is, everything else as JSON writes it."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _multipart(fields: list[tuple[str, str]]) -> tuple[bytes, str]:
    """A multipart form of texts. The boundary comes from the content, so that a repeated attempt sends the same bytes."""
    parts = [
        f'Content-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields
    ]
    boundary = hashlib.sha256(b"\0".join(parts)).hexdigest()[:40].encode()
    body = b"".join(b"--" + boundary + b"\r\n" + part for part in parts) + b"--" + boundary + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary.decode()}"


def _quoted(name: str) -> str:
    """As browsers write it in a part's header."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
