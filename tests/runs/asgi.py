"""Talking to the whole ASGI application, as a server would."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.db import connections

from config.asgi import application
from runs.live import hub as hubs

PATIENCE = 10.0


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def status_code(self) -> int:
        return self.status


def scope(path: str, *, method: str = "POST", headers: dict[str, str] | None = None) -> dict[str, Any]:
    path, _, query = path.partition("?")
    given = {"host": "localhost", **(headers or {})}
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode("latin-1")) for name, value in given.items()],
        "client": ("127.0.0.1", 5),
        "server": ("127.0.0.1", 80),
    }


async def call(
    path: str,
    body: Any = b"",
    *,
    method: str = "POST",
    key: str | None = None,
    chunks: list[bytes] | None = None,
    **headers: str,
) -> Answer:
    """One request. `body` that is not bytes is sent as JSON; `chunks` come one by one without a Content-Length."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    sent.setdefault("content-type", "application/json")
    if key is not None:
        sent["x-api-key"] = key
    if chunks is None:
        sent.setdefault("content-length", str(len(body)))
        chunks = [body]
    asked = ApplicationCommunicator(application, scope(path, method=method, headers=sent))
    for place, chunk in enumerate(chunks):
        more = place < len(chunks) - 1
        await asked.send_input({"type": "http.request", "body": chunk, "more_body": more})
    start = await asked.receive_output(PATIENCE)
    parts = []
    while True:
        message = await asked.receive_output(PATIENCE)
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    await asked.wait(PATIENCE)
    names = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], names, b"".join(parts))


@asynccontextmanager
async def tidy() -> AsyncIterator[None]:
    """Closes what the application keeps for the life of a process: its hub and its threads' connections."""
    try:
        yield
    finally:
        if hubs._hub is not None and hubs._hub._loop is asyncio.get_running_loop():
            hubs._hub.close()
            hubs._hub = None
        await sync_to_async(connections.close_all)()
