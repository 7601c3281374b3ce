"""One line for each request, with its status and duration; and its count for `/metrics`."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Mapping
from typing import Any

from accounts.counts import count
from accounts.logs import about, shown_path
from runs.body_limit import Application, Receive, Scope, Send

logger = logging.getLogger("headrace.request")

_RUN = re.compile(r"/(?:api/v1|ws)/runs/(?:run_)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:/|$)")


def _run_in(path: str) -> dict[str, str] | None:
    """The run that an address is about, for all lines of its request."""
    found = _RUN.match(path)
    return None if found is None else {"runId": f"run_{found[1]}"}


class RequestLog:
    """Wraps the HTTP application. Whoever learns inside what the request is about adds it to `about`: this line says it, too."""

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

        told = about.set(_run_in(scope["path"]))
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
            about.reset(told)
