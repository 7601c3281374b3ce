"""A request's body as bytes and its content type."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import orjson

from integrations.files import StoredFile
from integrations.http import HttpRequest

_CHUNK = 64 * 1024


class Pieces:
    """A body with files in it, read from the disk as it is sent, and from its beginning when it is sent again."""

    def __init__(self, parts: Sequence[bytes | StoredFile]) -> None:
        self._parts = parts

    def __len__(self) -> int:
        return sum(len(part) if isinstance(part, bytes) else part.size for part in self._parts)

    def __iter__(self) -> Iterator[bytes]:
        for part in self._parts:
            if isinstance(part, bytes):
                yield part
                continue
            with part.open() as content:
                while chunk := content.read(_CHUNK):
                    yield chunk


def encode_body(request: HttpRequest) -> tuple[bytes | Pieces | None, str | None]:
    """What to send and its content type; (None, None) for a request without a body."""
    if request.has_json or request.json is not None:
        return orjson.dumps(request.json), "application/json"
    if request.form is not None:
        return urlencode(list(pairs(request.form))).encode(), "application/x-www-form-urlencoded"
    if request.multipart is not None:
        return _multipart(request.multipart)
    if request.content is None:
        return None, None
    if isinstance(request.content, str):
        return request.content.encode(), "text/plain; charset=utf-8"
    if isinstance(request.content, StoredFile):
        return Pieces([request.content]) if request.content.size else b"", request.content.mime_type
    return request.content, "application/octet-stream"


def pairs(fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Fields as text. A list repeats its name, null is left out, an object becomes JSON."""
    for name, value in _values(fields):
        yield name, text_of(value)


def text_of(value: Any) -> str:
    """JSON data as a form or a query holds it: text as it is, everything else as JSON writes it."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _multipart(fields: Mapping[str, Any]) -> tuple[bytes | Pieces, str]:
    """A multipart form of texts and files. The boundary comes from the content, so that a repeated attempt sends the same
    bytes.
    """
    parts: list[bytes | StoredFile] = []
    seen = hashlib.sha256()
    for name, value in _values(fields):
        head = f'Content-Disposition: form-data; name="{_quoted(name)}"'
        if isinstance(value, StoredFile):
            head += f'; filename="{_quoted(value.name)}"\r\nContent-Type: {value.mime_type}'
        content = value if isinstance(value, StoredFile) else text_of(value).encode()
        parts += [f"{head}\r\n\r\n".encode(), content]
        seen.update(f"{head}\0".encode())
        seen.update(content.sha256.encode() if isinstance(content, StoredFile) else content)
    boundary = seen.hexdigest()[:40].encode()
    framed: list[bytes | StoredFile] = []
    for head_of_part, content_of_part in zip(parts[::2], parts[1::2], strict=True):
        framed += [b"--" + boundary + b"\r\n", head_of_part, content_of_part, b"\r\n"]
    framed.append(b"--" + boundary + b"--\r\n")
    has_files = any(isinstance(part, StoredFile) for part in framed)
    body = Pieces(framed) if has_files else b"".join(part for part in framed if isinstance(part, bytes))
    return body, f"multipart/form-data; boundary={boundary.decode()}"


def _values(fields: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in fields.items():
        for item in value if isinstance(value, list) else [value]:
            if item is not None:
                yield name, item


def _quoted(name: str) -> str:
    """As browsers write it in a part's header."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
