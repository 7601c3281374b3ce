"""The only way out: every request Headrace makes on somebody's behalf goes through `send`.

Guaranteed: only http and https, only public addresses unless an operator has opened the host, the same check on every
redirect, a limit on time and on size, and no proxy or password from the environment. Retries are the engine's.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Collection, Mapping
from contextlib import closing
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
import urllib3
from django.conf import settings

from accounts.counts import count
from connections import echo
from connections.bodies import Pieces, encode_body, pairs
from connections.failures import failure_of
from connections.transport import BLOCKED, Call, exchange
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Permanent, StepFailure

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_PORTS = {"http": 80, "https": 443}
_DEFAULTS = {"User-Agent": "Headrace", "Accept": "*/*", "Accept-Encoding": "gzip, deflate"}
_CHUNK = 64 * 1024
#: What is left of an answer that nobody reads is fetched up to here, so that its connection can be used again.
_DRAIN = 64 * 1024
#: These frame the message itself; setting them by hand is how requests are smuggled.
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "upgrade", "te", "trailer"})
_SECRETIVE = re.compile(
    r"auth|cookie|token|secret|password|api-?key|session|signature|credential", re.IGNORECASE
)


def send(
    request: HttpRequest, *, allow: Collection[str] | None = None, effect: str | None = None
) -> HttpResponse:
    """The answer of any status, decoded, after at most five redirects.

    The built-in echo endpoint (`connections/echo.py`) answers in the process.
    `allow` (else OUTBOUND_ALLOW) holds `host:port` entries, as URLs write them, that need not be public. What a
    lost answer means is decided by the request's own effect, else `effect` ("write" or not), else the method.

    Raises Permanent (a URL or header that cannot be sent; `OUTBOUND_BLOCKED`; `LIMIT_RESPONSE`), Retry (not connected;
    for reads also no answer) and Uncertain (a write whose answer was lost).
    """
    try:
        response = _send(request, allow=allow, effect=effect)
    except StepFailure as failure:
        count("outbound_requests", outcome=failure.code.lower())
        raise
    count("outbound_requests", outcome=f"{response.status // 100}xx")
    return response


def _send(request: HttpRequest, *, allow: Collection[str] | None, effect: str | None) -> HttpResponse:
    started = time.monotonic()
    effect = request.effect or effect or ("read" if request.method.upper() in _READING else "write")
    call = Call(deadline=started + request.timeout_seconds, written="", is_open=False)
    opened = {entry.strip().lower() for entry in (settings.OUTBOUND_ALLOW if allow is None else allow)}
    hop = _prepare(request)
    if echo.is_echo(hop.url or ""):
        return _echo(hop, call.deadline)
    for _ in range(MAX_REDIRECTS + 1):
        call.written = _written(hop)
        call.is_open = call.written in opened
        try:
            with closing(exchange(hop, call)) as response:
                target = _target(response) if request.follow_redirects else None
                if target is None:
                    return _read(response, hop, request, started)
                _drain(response)
        except (
            requests.RequestException,
            urllib3.exceptions.HTTPError,
            http.client.HTTPException,
            OSError,
        ) as error:
            raise failure_of(error, call, effect=effect, timeout_seconds=request.timeout_seconds) from error
        hop = _next_hop(hop, response.status_code, target)
        call.is_redirect = True
    raise Permanent(f"{_host(hop)} redirected more than {MAX_REDIRECTS} times.", code="HTTP_REDIRECTS")


def _echo(hop: _Hop, deadline: float) -> HttpResponse:
    headers = dict(hop.headers or {})
    return echo.answer(
        method=hop.method or "GET",
        url=hop.url or "",
        headers=headers,
        body=_whole(hop.body),
        deadline=deadline,
        secretive=frozenset(name.lower() for name in headers if _is_private(name, hop)),
    )


def _whole(body: Any) -> bytes | None:
    if isinstance(body, Pieces):
        return b"".join(body)
    return body.encode() if isinstance(body, str) else body


# --- what is sent -----------------------------------------------------------------------------------


class _Hop(requests.PreparedRequest):
    """A prepared request and the names of its headers that stay with their origin."""

    private: frozenset[str] = frozenset()


def _prepare(request: HttpRequest) -> _Hop:
    headers = {name: str(value) for name, value in (*request.headers.items(), *request.auth_headers.items())}
    for name, value in headers.items():
        _check_header(name, value)
    body, content_type = encode_body(request)
    given = {name.lower() for name in headers}
    if content_type and "content-type" not in given:
        headers["Content-Type"] = content_type
    headers.update({name: value for name, value in _DEFAULTS.items() if name.lower() not in given})
    hop = _Hop()
    try:
        hop.prepare(
            method=request.method.upper(),
            url=checked_url(request.url),
            params=list(pairs(request.query)),
            headers=headers,
            data=body,
            auth=_basic(request.basic_auth),
        )
    except (requests.RequestException, ValueError) as error:
        raise Permanent(f"This address cannot be called: {_plain(error)}.", code="HTTP_URL") from None
    hop.private = frozenset(name.lower() for name in request.auth_headers)
    return hop


def checked_url(url: str) -> str:
    """The URL without its fragment. Raises Permanent for what is no address on the web."""
    url = url.strip()
    if not url:
        raise Permanent("The URL is empty.", code="HTTP_URL")
    try:
        parts = urlsplit(url)
        has_user, port, host = parts.username is not None or "@" in parts.netloc, parts.port, parts.hostname
    except ValueError as error:
        raise Permanent(f"This is not a URL: {_plain(error)}.", code="HTTP_URL") from None
    if parts.scheme not in _PORTS:
        shown = f"{parts.scheme}:" if parts.scheme and "//" in url else "no scheme"
        raise Permanent(f"A URL starts with http:// or https://; this one has {shown}.", code="HTTP_URL")
    if has_user:
        raise Permanent(
            "A user name and password do not belong in the URL; use Authentication.", code="HTTP_URL"
        )
    if not host or port == 0:
        raise Permanent("The URL names no host that can be called.", code="HTTP_URL")
    return parts._replace(fragment="").geturl()


def _check_header(name: str, value: str) -> None:
    if name.lower() in _OURS:
        raise Permanent(f"The header {name} is set by Headrace itself.", code="HTTP_HEADER")
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        raise Permanent(
            f"The header {name} holds characters that a header cannot.", code="HTTP_HEADER"
        ) from None


def _basic(pair: tuple[str, str] | None) -> requests.auth.AuthBase | None:
    if pair is None:
        return None
    return requests.auth.HTTPBasicAuth(pair[0].encode(), pair[1].encode())


# --- redirects ----------------------------------------------------------------------------------------


def _target(response: requests.Response) -> str | None:
    if response.status_code not in _REDIRECTS:
        return None
    location = response.headers.get("location")
    # Header bytes arrive as latin-1; servers mean UTF-8.
    return location.encode("latin-1").decode("utf-8", "replace") if location else None


def _next_hop(hop: _Hop, status: int, target: str) -> _Hop:
    """The request that follows a redirect. What identifies the caller stays with the origin it was meant for."""
    before = urlsplit(hop.url or "")
    url = _redirected_url(target, hop)
    after = urlsplit(url)
    if (before.scheme, after.scheme) == ("https", "http"):
        raise Permanent(
            f"{_host(hop)} redirected from https to http, which would send the request in the open.",
            code=BLOCKED,
        )
    following = _Hop()
    headers = dict(hop.headers or {})
    body, method = hop.body, hop.method or "GET"
    if (status == 303 and method != "HEAD") or (status in (301, 302) and method == "POST"):
        body, method = None, "GET"
        headers = {name: value for name, value in headers.items() if not name.lower().startswith("content-")}
    if _origin(before) != _origin(after):
        headers = {name: value for name, value in headers.items() if not _is_private(name, hop)}
    headers.pop("Content-Length", None)
    following.private = hop.private
    try:
        following.prepare(method=method, url=url, headers=headers, data=body)
    except (requests.RequestException, ValueError) as error:
        raise Permanent(
            f"{_host(hop)} redirected to an address that cannot be called: {_plain(error)}."
        ) from None
    return following


def _redirected_url(target: str, hop: _Hop) -> str:
    try:
        return checked_url(urljoin(hop.url or "", target))
    except ValueError as error:
        raise Permanent(
            f"{_host(hop)} redirected to an address that cannot be called: {_plain(error)}."
        ) from None
    except Permanent as refused:
        raise Permanent(
            f"{_host(hop)} redirected to an address that cannot be called. {refused.message}"
        ) from None


def _is_private(name: str, hop: _Hop) -> bool:
    lower = name.lower()
    return lower in hop.private or (lower != "idempotency-key" and _SECRETIVE.search(lower) is not None)


def _origin(parts: Any) -> tuple[str, str, int]:
    return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)


# --- what comes back ------------------------------------------------------------------------------------


def _read(response: requests.Response, hop: _Hop, request: HttpRequest, started: float) -> HttpResponse:
    """The whole answer, in memory or in the request's sink. Decoding stops at the limit, so a small packed body cannot
    unpack to fill either.
    """
    content, size, limit = bytearray(), 0, request.max_response_bytes
    sink = request.sink(response.status_code) if request.sink else None
    take = sink or content.extend
    for chunk in response.raw.stream(_CHUNK, decode_content=True):
        size += len(chunk)
        if size > limit:
            raise Permanent(
                f"The answer of {_host(hop)} is larger than {_size(limit)}.",
                code="LIMIT_RESPONSE",
                details={"status": response.status_code},
            )
        take(chunk)
    response.raw.release_conn()
    return HttpResponse(
        status=response.status_code,
        headers={name.lower(): value for name, value in response.raw.headers.items()},
        content=bytes(content),
        url=hop.url or "",
        duration_ms=round((time.monotonic() - started) * 1000),
        encoding=_charset(response.headers),
        is_in_sink=sink is not None,
    )


def _drain(response: requests.Response) -> None:
    """Fetch a small rest, so that the connection goes back to its pool; a large one costs the connection instead."""
    read = 0
    for chunk in response.raw.stream(_CHUNK, decode_content=False):
        read += len(chunk)
        if read > _DRAIN:
            return
    response.raw.release_conn()


def _charset(headers: Mapping[str, str]) -> str | None:
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", headers.get("content-type", ""), re.IGNORECASE)
    return found.group(1) if found else None


# --- words ------------------------------------------------------------------------------------------------


def _written(hop: _Hop) -> str:
    """`host:port` of the URL, the port of its scheme where it names none."""
    parts = urlsplit(hop.url or "")
    host = parts.hostname or ""
    return f"[{host}]:{_origin(parts)[2]}" if ":" in host else f"{host}:{_origin(parts)[2]}"


def _host(hop: _Hop) -> str:
    return urlsplit(hop.url or "").hostname or "The server"


def _plain(error: Exception) -> str:
    return str(error).rstrip(".")


def _size(limit: int) -> str:
    return f"{limit // 1024**2} MB" if limit >= 1024**2 else f"{limit:,} bytes"
