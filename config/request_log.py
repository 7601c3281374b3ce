"""One line for each request, with its status and duration; and its count for `/metrics`.

An address can hold a secret (a webhook's path, a link in a mail), so only its known words and ids are written; queries never.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from typing import Any

from accounts.counts import count
from runs.body_limit import Application, Receive, Scope, Send

logger = logging.getLogger("headrace.request")

_WORD = re.compile(r"[a-z]{1,20}(?:-[a-z]{1,20})?|v?\d{1,6}|[a-z]{2,6}_[0-9a-f-]{32,36}|[0-9a-f-]{32,36}")
# Below these every word is somebody's own, after so many that are not (a webhook's provider).
_OPAQUE = {"webhooks": 1, "approve": 0, "set-password": 0, "password-reset": 0}


def shown_path(path: str) -> str:
    """The path with `…` in place of what may be secret."""
    parts = path.split("/")
    for place, part in enumerate(parts):
        if place == 1 and part in _OPAQUE:
            shown = place + 1 + _OPAQUE[part]
            return "/".join([*parts[:shown], *["…"] * len(parts[shown:])])
        if part and not _WORD.fullmatch(part):
            parts[place] = part if part.endswith((".js", ".css", ".ico", ".svg", ".woff2", ".json")) else "…"
    return "/".join(parts)


class RequestLog:
    """Wraps the HTTP application."""

    def __init__(self, inside: Application, *, is_logged: bool) -> None:
        self._inside = inside
        self._is_logged = is_logged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        began = time.perf_counter()
        status = 0

        async def noted(message: Mapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._inside(scope, receive, noted)
        finally:
            count("http_requests", status=f"{status // 100}xx" if status else "cut")
            if self._is_logged:
                taken_ms = round((time.perf_counter() - began) * 1000, 1)
                path = shown_path(scope["path"])
                facts = {"method": scope["method"], "path": path, "status": status, "durationMs": taken_ms}
                words = "%s %s %s %s ms"
                logger.info(words, scope["method"], path, status or "cut", taken_ms, extra={"facts": facts})
