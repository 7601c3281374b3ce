"""Requests and answers as plain data, so that blocks and providers describe HTTP without owning a client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request. At most one of `json`, `form`, `multipart`, `content` is set."""

    method: str
    url: str
    query: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    has_json: bool = False  # `json` may legitimately be null
    form: Mapping[str, Any] | None = None
    multipart: Mapping[str, Any] | None = None
    content: str | bytes | None = None
    basic_auth: tuple[str, str] | None = None
    timeout_seconds: float = 60.0
    max_response_bytes: int = 25 * 1024 * 1024
    follow_redirects: bool = True


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer of any status. `url` is the last one after redirects; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    content: bytes
    url: str
    duration_ms: int
    encoding: str | None = None
