"""What an HTTP answer's status means: success, a failure that may pass, or one that will not."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from integrations.http import HttpResponse
from integrations.outcomes import Permanent, RateLimited, Retry, StepFailure

#: Beyond a day a step does not wait for anybody's Retry-After.
LONGEST_WAIT_SECONDS = 86_400.0
_PASSING = frozenset({408, 409, 425})
_EXCERPT = 200
_PART = re.compile(r"\s*(?:([1-5])xx|([1-5]\d\d)(?:\s*-\s*([1-5]\d\d))?)\s*", re.IGNORECASE)
_WORDS = {
    400: "refused the request",
    401: "did not accept the credentials",
    402: "asks for payment first",
    403: "does not allow this",
    404: "has nothing at this address",
    405: "does not take this method here",
    408: "waited too long for the request",
    409: "reports a conflict",
    410: "no longer has this",
    413: "finds the request too large",
    415: "does not take this kind of body",
    422: "refused the data",
    429: "is busy",
}


def is_status_list(text: str) -> bool:
    return all(_PART.fullmatch(part) for part in text.split(","))


def accepts(statuses: str, status: int) -> bool:
    """Whether `status` is in a list such as "2xx, 404, 300-308"."""
    for part in statuses.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            continue
        family, first, last = match.groups()
        if family and status // 100 == int(family):
            return True
        if first and int(first) <= status <= int(last or first):
            return True
    return False


def failure_of(response: HttpResponse, *, now_ms: int) -> StepFailure:
    """The failure to raise for a status that does not count as success; its code is `HTTP_<status>`."""
    status = response.status
    host = urlsplit(response.url).hostname or "The server"
    words = _WORDS.get(status) or ("failed" if status >= 500 else f"answered {status}")
    said = excerpt_of(response)
    shown = "" if words.endswith(str(status)) else f" ({status})"
    message = f"{host} {words}{shown}{f': {said}' if said else ''}"
    message = message if message.endswith((".", "!", "?", "…")) else f"{message}."
    code = f"HTTP_{status}"
    details = {"status": status, "url": response.url}
    after = retry_after_seconds(response, now_ms=now_ms)
    if status == 429:
        return RateLimited(message, code=code, details=details, after_seconds=after)
    if status in _PASSING or status >= 500:
        return Retry(message, code=code, details=details, after_seconds=after)
    return Permanent(message, code=code, details=details)


def retry_after_seconds(response: HttpResponse, *, now_ms: int) -> float | None:
    """The Retry-After header, in seconds or as a date; at most a day, None where there is none."""
    value = response.headers.get("retry-after", "").strip()
    if not value:
        return None
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", value):
        return min(float(value), LONGEST_WAIT_SECONDS)
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    seconds = (at - datetime.fromtimestamp(now_ms / 1000, UTC)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT_SECONDS)


def file_name_of(response: HttpResponse) -> str:
    """What the sender calls its file, else the last part of the URL; empty where neither says."""
    head = Message()
    # Header bytes arrive as latin-1; servers mean UTF-8.
    text = (
        response.headers.get("content-disposition", "")
        .encode("latin-1", "replace")
        .decode("utf-8", "replace")
    )
    head["content-disposition"] = " ".join(text.splitlines())
    return head.get_filename() or unquote(urlsplit(response.url).path.rpartition("/")[2])


def excerpt_of(response: HttpResponse) -> str:
    """What the answer says about the failure, in one short line: a message in its JSON, else its text."""
    try:
        said = _message_in(response.json())
    except ValueError:
        said = None
    if said is None:
        text = response.text()[:4000]
        if "<" in text:
            title = re.search(r"<title[^>]*>([^<]{1,500})", text, re.IGNORECASE)
            without = re.sub(r"<(script|style)\b.*?(</\1>|$)", " ", text, flags=re.IGNORECASE | re.DOTALL)
            text = unescape(title.group(1) if title else re.sub(r"<[^>]*>", " ", without))
        said = text
    line = " ".join("".join(character if character.isprintable() else " " for character in said).split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rstrip() + "…"


def _message_in(data: Any, depth: int = 0) -> str | None:
    """The text under the names that APIs put it under; None for an answer that has none of them."""
    if isinstance(data, str):
        return data
    if isinstance(data, list) and data and depth < 4:
        return _message_in(data[0], depth + 1)
    if isinstance(data, dict) and depth < 4:
        for name in (
            "message",
            "error_description",
            "detail",
            "error",
            "errors",
            "title",
            "msg",
            "description",
            "reason",
        ):
            found = _message_in(data[name], depth + 1) if data.get(name) else None
            if found:
                return found
    return None
