"""Providers that are told where to send events: a real server before the rules of `provider_sandbox/registrations.py`."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from integrations.providers.outlook.triggers import hello
from integrations.webhooks.request import InboundRequest
from provider_sandbox import registrations
from provider_sandbox.world import Answer, Call, Record
from provider_sandbox.world import World as Records


@dataclass
class World:
    """`refuse` answers the next requests instead: (status, body). `lose`: the next writes are done and never answered.
    `stuck`: writes are done, and the answer waits until the server ends. `accounts` says whose a token is.
    """

    url: str = ""
    records: Records = field(default_factory=Records)
    refuse: list[tuple[int, Any]] = field(default_factory=list)
    lose: int = 0
    is_stuck: bool = False
    is_there: bool = True  # our own address answers
    calls: list[Call] = field(default_factory=list)
    accounts: dict[str, int] = field(default_factory=dict)
    done: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    over: threading.Event = field(default_factory=threading.Event)

    def at(self, host: str, account: int = 1) -> list[Record]:
        """What stands there."""
        return list(self.records.records("registrations", account, host).values())

    def kept(self, host: str, account: int = 1) -> dict[str, Record]:
        return self.records.records("registrations", account, host)

    @property
    def writes(self) -> list[str]:
        return [f"{call.method} {call.path}" for call in self.calls if call.method != "GET"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    world: World

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        if parts.path.startswith("/webhooks/"):
            self._ours(headers, body)
            return
        host, _, path = parts.path.lstrip("/").partition("/")
        token = re.sub(r"^\w[\w-]* ", "", headers.get("authorization", ""))
        call = Call(
            self.command, host, f"/{path}", dict(parse_qsl(parts.query)), headers, body,
            self.world.accounts.get(token, 1),
        )  # fmt: skip
        self.world.calls.append(call)
        if self.world.refuse:
            self._send(Answer({"error": {"message": self.world.refuse[0][1]}}, self.world.refuse.pop(0)[0]))
            return
        answer = registrations.answer(call, self.world.records)
        if self.command != "GET":
            self.world.done.release()
            if self.world.is_stuck:
                self.world.over.wait(20)
            if self.world.is_stuck or self.world.lose:
                self.world.lose = max(0, self.world.lose - 1)
                self.close_connection = True
                return
        self._send(answer or Answer({"error": {"message": "unknown"}}, 404))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815

    def _ours(self, headers: dict[str, str], body: bytes) -> None:
        """Headrace's own address, as far as a handshake goes."""
        reply = (
            hello(InboundRequest(url=self.path, headers=headers, body=body)) if self.world.is_there else None
        )
        self._send(Answer(None if reply is None else reply.body, 404 if reply is None else 200))

    def _send(self, answer: Answer) -> None:
        content = answer.body if isinstance(answer.body, bytes) else b""
        if answer.body is not None and not isinstance(answer.body, bytes):
            content = json.dumps(answer.body).encode()
        self.send_response(answer.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def registering_providers() -> Iterator[World]:
    world = World()
    handler = type("Handler", (_Handler,), {"world": world})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield world
    world.over.set()
    server.shutdown()
    server.server_close()
    thread.join()
