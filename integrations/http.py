"""Requests and answers as plain data, so that blocks and providers describe HTTP without owning a client."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic_core import from_json

from integrations.files import StoredFile

_LONG_NUMBER = re.compile(rb"[0-9]{19}")
_MAX_INT, _MIN_INT = 2**63 - 1, -(2**63)


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request. At most one of `json`, `form`, `multipart`, `content` is set; files are sent from the disk.

    `auth_headers` are headers like the others, but never follow a redirect to another origin; nor do `basic_auth` and
    headers whose names speak of credentials. `timeout_seconds` is for the whole exchange, redirects included.
    `effect` says what a lost answer may mean; without it GET, HEAD and OPTIONS read, all others write. `sink` is asked
    with the status of the answer for what takes its body piece by piece; None keeps the body in the answer.
    """

    method: str
    url: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    auth_headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    has_json: bool = False  # `json` may legitimately be null
    form: Mapping[str, Any] | None = None
    multipart: Mapping[str, Any] | None = None
    content: str | bytes | StoredFile | None = None
    basic_auth: tuple[str, str] | None = None
    timeout_seconds: float = 60.0
    max_response_bytes: int = 25 * 1024 * 1024
    follow_redirects: bool = True
    effect: Literal["read", "write"] | None = None
    sink: Callable[[int], Callable[[bytes], None] | None] | None = None


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer of any status. `url` is the last one after redirects; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    duration_ms: int
    encoding: str | None = None
    is_in_sink: bool = False  # the body went to the request's sink

    def text(self) -> str:
        """The body as text in its declared encoding, else UTF-8; what does not fit becomes the replacement character."""
        try:
            return self.content.decode(self.encoding or "utf-8", "replace")
        except LookupError:
            return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON data; null for an empty one. Raises ValueError, also for an integer beyond 64 bits."""
        if not self.content.strip():
            return None
        value = from_json(self.content, allow_inf_nan=False)
        if _LONG_NUMBER.search(self.content) and _has_huge(value):
            raise ValueError("it holds an integer of more than 64 bits; the sender should write it as text")
        return value

    @property
    def is_json(self) -> bool:
        """Whether the content type says so."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind.endswith(("/json", "+json"))


def _has_huge(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_huge(item) for item in value.values())
    if isinstance(value, list):
        return any(_has_huge(item) for item in value)
    return isinstance(value, int) and not _MIN_INT <= value <= _MAX_INT
