"""The built-in echo endpoint, `https://echo.headrace/…`: answers inside the process with what it was asked.

For trying a workflow before there is anything to call. `?status=503` chooses the status, `?delayMs=500` the pace.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from accounts.jsontext import Json, JsonRefused, dump_json, load_json
from integrations.http import HttpResponse
from integrations.outcomes import Permanent, Retry

HOST = "echo.headrace"
LONGEST_DELAY_MS = 60_000
HIDDEN = "•••"


def is_echo(url: str) -> bool:
    return urlsplit(url).hostname == HOST


def answer(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes | None,
    deadline: float,
    secretive: frozenset[str],
) -> HttpResponse:
    """What the endpoint says. `deadline` is on the monotonic clock; the values of headers named in `secretive` (lower
    case) are hidden. Raises Permanent for a query it does not understand, Retry when the delay passes the deadline.
    """
    started = time.monotonic()
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    status = _number(query, "status", 200, 599, default=200)
    delay = _number(query, "delayMs", 0, LONGEST_DELAY_MS, default=0) / 1000
    if started + delay > deadline:
        time.sleep(max(0.0, deadline - started))
        raise Retry(f"{HOST} did not answer in time.", code="STEP_TIMEOUT")
    time.sleep(delay)
    shown = {name.lower(): HIDDEN if name.lower() in secretive else value for name, value in headers.items()}
    said = {
        "method": method,
        "path": parts.path or "/",
        "query": query,
        "headers": shown,
        "body": _read(body),
    }
    return HttpResponse(
        status=status,
        headers={"content-type": "application/json"},
        content=dump_json(said),
        url=url,
        duration_ms=round((time.monotonic() - started) * 1000),
        encoding="utf-8",
    )


def _number(query: Mapping[str, str], name: str, least: int, most: int, *, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if text.isdecimal() and len(text) < 9 and least <= int(text) <= most:
        return int(text)
    raise Permanent(f"{HOST}: {name} must be a whole number from {least} to {most}.", code="HTTP_URL")


def _read(body: bytes | None) -> Json:
    if not body:
        return None
    try:
        return load_json(body)
    except JsonRefused:
        return body.decode(errors="replace")
