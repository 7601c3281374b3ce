"""Plain posts without daphne's and Twisted's HTTP, which take longer over a small one than all that it asks for.

A connection begins here. As long as it brings one whole, plain `POST` after the other to where runs are started and events
taken in, they are read here and put to the same ASGI application. With the first thing that is anything else (another address,
a chunked or large body, an upgrade, a header that is not plain, a second request before the first one is answered) the
connection goes to Twisted's channel for good, with all that has come and was not taken up.
"""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from twisted.internet import protocol
from twisted.web.http import NO_BODY_CODES, RESPONSES

from accounts.api.envelope import render
from accounts.api.errors import as_api_error
from accounts.logs import shown_path
from runs.body_limit import Application, Scope

logger = logging.getLogger("headrace.web")

MOST_HEAD, MOST_BODY = 8 * 1024, 64 * 1024
IDLE_SECONDS = 60.0
GONE_SECONDS = 2.0  # which the application is given once its client has gone, as daphne does

_FIRST = re.compile(
    rb"POST (/api/v1/(?:workflows/[\w-]+/run|app-events)|/webhooks/[\w/.-]+)(?:\?([!-~]*))? HTTP/1\.1"
)
_HEADER = re.compile(
    rb"([0-9A-Za-z-]+):[ \t]*((?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?)[ \t]*"
)
#: What says how a message is read or how its connection goes on, and what daphne itself obeys.
_NOT_PLAIN = frozenset(
    {b"transfer-encoding", b"upgrade", b"expect", b"te", b"trailer", b"proxy-connection", b"daphne-root-path"}
)


@dataclass(frozen=True, slots=True)
class Head:
    """What comes before a body, and where in the data that begins and ends."""

    path: bytes
    query: bytes
    headers: list[tuple[bytes, bytes]]
    begin: int
    end: int


def read_head(data: bytes) -> Head | None:
    """The head at the beginning; None when it is not whole, or not a plain one."""
    stop = data.find(b"\r\n\r\n", 0, MOST_HEAD)
    if stop < 0:
        return None
    first, *lines = data[:stop].split(b"\r\n")
    asked = _FIRST.fullmatch(first)
    if asked is None:
        return None
    headers: list[tuple[bytes, bytes]] = []
    length = None
    for line in lines:
        parts = _HEADER.fullmatch(line)
        if parts is None:
            return None
        name, value = parts[1].lower(), parts[2]
        if name in _NOT_PLAIN or (name == b"connection" and value.lower() != b"keep-alive"):
            return None
        if name == b"content-length":
            if length is not None or not value.isdigit() or len(value) > 9:
                return None
            length = int(value)
        headers.append((name, value))
    if length is None or length > MOST_BODY:
        return None
    return Head(asked[1], asked[2] or b"", headers, stop + 4, stop + 4 + length)


class QuickLane(protocol.Protocol):
    """One connection, until it is handed over. `channel` makes what it is handed to."""

    open_ones: set[QuickLane] = set()

    def __init__(self, application: Application, channel: Callable[[], Any]) -> None:
        self._application = application
        self._channel = channel
        self._data = b""
        self._task: asyncio.Task[None] | None = None
        self._is_gone: asyncio.Future[None] | None = None
        self._since = time.monotonic()

    @classmethod
    def are_busy(cls) -> bool:
        return any(lane._task is not None for lane in cls.open_ones)

    @classmethod
    def close_idle(cls) -> None:
        """Those that have brought nothing whole for a minute."""
        until = time.monotonic() - IDLE_SECONDS
        for lane in [lane for lane in cls.open_ones if lane._task is None and lane._since < until]:
            transport: Any = lane.transport
            transport.loseConnection()

    # --- the connection (Twisted's names) -----------------------------------------------------

    def connectionMade(self) -> None:  # noqa: N802
        transport: Any = self.transport
        peer, host = transport.getPeer(), transport.getHost()
        self._ends = {"client": [peer.host, peer.port], "server": [host.host, host.port]}
        self.open_ones.add(self)

    def connectionLost(self, reason: Any = None) -> None:  # noqa: N802
        del reason
        self.open_ones.discard(self)
        if self._task is not None:
            asyncio.get_running_loop().call_later(GONE_SECONDS, self._task.cancel)
        if self._is_gone is not None and not self._is_gone.done():
            self._is_gone.set_result(None)

    def dataReceived(self, data: bytes) -> None:  # noqa: N802
        self._data = self._data + data if self._data else data
        self._since = time.monotonic()
        if self._task is None:
            self._take_up()
        elif len(self._data) > MOST_BODY:
            self.transport.pauseProducing()  # type: ignore[union-attr]

    # --- requests -----------------------------------------------------------------------------

    def _take_up(self) -> None:
        """What has come: a whole request, the beginning of one, or something else."""
        data = self._data
        head = read_head(data)
        if head is None or len(data) > head.end:
            self._hand_over()
        elif len(data) == head.end:
            self._data = b""
            scope: Scope = {
                "type": "http",
                "asgi": {"version": "3.0"},
                "http_version": "1.1",
                "method": "POST",
                "path": head.path.decode("ascii"),
                "raw_path": head.path,
                "root_path": "",
                "scheme": "http",
                "query_string": head.query,
                "headers": head.headers,
                **self._ends,
            }
            self._task = asyncio.get_running_loop().create_task(self._serve(scope, data[head.begin :]))

    def _hand_over(self) -> None:
        self.open_ones.discard(self)
        channel, transport = self._channel(), self.transport
        transport.protocol = channel  # type: ignore[union-attr]
        channel.makeConnection(transport)
        channel.dataReceived(self._data)

    async def _serve(self, scope: Scope, body: bytes) -> None:
        answer = _Answer()
        loop = asyncio.get_running_loop()
        unread = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Mapping[str, Any]:
            if unread:
                return unread.pop()
            if self._is_gone is None:
                self._is_gone = loop.create_future()
                if self not in self.open_ones:
                    self._is_gone.set_result(None)
            await self._is_gone
            return {"type": "http.disconnect"}

        transport: Any = self.transport
        try:
            await self._application(scope, receive, answer.take)
            transport.write(answer.as_bytes())
        except Exception as error:
            refusal = as_api_error(error, f"POST {shown_path(scope['path'])}")
            failed = _Answer(refusal.status, [(b"content-type", b"application/json")], render(refusal.body()))
            transport.write(failed.as_bytes())
        self._task, self._is_gone, self._since = None, None, time.monotonic()
        if self._data and self in self.open_ones:
            transport.resumeProducing()
            self._take_up()


class _Answer:
    """Collected whole and written at once: what is served here is small."""

    def __init__(self, status: int = 0, headers: Any = (), body: bytes = b"") -> None:
        self.status, self.headers, self.body = status, headers, body

    async def take(self, message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message.get("headers", ())
        else:
            self.body += message.get("body", b"")

    def as_bytes(self) -> bytes:
        """Raises ValueError when the application has not answered."""
        if not self.status:
            raise ValueError("The application did not answer.")
        lines = [b"HTTP/1.1 %d %s" % (self.status, RESPONSES.get(self.status, b"Unknown Status"))]
        lines += [
            b"%s: %s" % (_line(name).title(), _line(value))
            for name, value in self.headers
            if name != b"content-length"
        ]
        body = b"" if self.status in NO_BODY_CODES else self.body
        if self.status not in NO_BODY_CODES:
            lines.append(b"Content-Length: %d" % len(body))
        return b"\r\n".join([*lines, b"", body])


def _line(text: bytes) -> bytes:
    """What a header says must not become another header."""
    return b" ".join(text.splitlines()).strip()
