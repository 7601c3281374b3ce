"""A load generator that leaves the cores to the product: asyncio, raw HTTP/1.1, connections kept alive.

Latency at a fixed rate counts from the moment a request was due, not from when a busy generator got round to it.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer; times are `time.perf_counter()` seconds."""

    status: int
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(slots=True)
class Measured:
    """What one repetition gave. `began_at` is wall-clock time, to set beside what the product recorded."""

    began_at: float
    replies: list[Reply] = field(default_factory=list)

    @property
    def milliseconds(self) -> list[float]:
        return sorted(reply.seconds * 1000 for reply in self.replies)

    def percentile(self, share: float) -> float:
        """Nearest rank, in ms."""
        values = self.milliseconds
        return values[min(len(values) - 1, int(share * len(values)))]

    def expect(self, *statuses: int) -> None:
        """Raises on the first answer with another status: a figure for refused requests is no figure."""
        for reply in self.replies:
            if reply.status not in statuses:
                raise RuntimeError(f"expected {statuses}, got {reply.status}: {reply.body[:500]!r}")


class _Connection(asyncio.Protocol):
    """One kept-alive connection, one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.buffer = bytearray()
        self.waiter: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answer = self._answer()
        if answer is not None and self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(answer)

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_exception(exc or ConnectionResetError("the server closed the connection"))

    def _answer(self) -> tuple[int, bytes] | None:
        """The whole answer once it is there, taken out of the buffer."""
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.buffer[:end]).lower()
        status = int(head[9:12])
        start = end + 4
        mark = head.find(b"\r\ncontent-length:")
        if mark >= 0:
            length = int(head[mark + 17 :].split(b"\r\n", 1)[0])
            if len(self.buffer) < start + length:
                return None
            body = bytes(self.buffer[start : start + length])
        elif b"\r\ntransfer-encoding: chunked" in head:
            if not self.buffer.endswith(b"\r\n0\r\n\r\n"):
                return None
            body = _unchunk(bytes(self.buffer[start:]))
        else:
            body = b""
        self.buffer.clear()
        return status, body

    async def send(self, request: bytes) -> tuple[int, bytes]:
        assert self.transport is not None
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiter


def _unchunk(data: bytes) -> bytes:
    parts: list[bytes] = []
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size.split(b";")[0], 16)
        if length == 0:
            return b"".join(parts)
        parts.append(data[:length])
        data = data[length + 2 :]


class Client:
    """Requests to one server with one API key."""

    def __init__(self, host: str, port: int, api_key: str) -> None:
        self.host, self.port = host, port
        self.headers = f"Host: {host}:{port}\r\nx-api-key: {api_key}\r\nAccept: application/json\r\n"

    def request(self, method: str, path: str, body: Any = None) -> bytes:
        """The bytes of a request, made once and sent many times."""
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\n{self.headers}"
        if body is not None:
            head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
        return head.encode() + b"\r\n" + content

    async def _connect(self) -> _Connection:
        _, connection = await asyncio.get_running_loop().create_connection(_Connection, self.host, self.port)
        return connection

    async def _timed(self, connection: _Connection, request: bytes, due: float) -> Reply:
        status, body = await connection.send(request)
        return Reply(status, body, time.perf_counter() - due)

    async def once(self, method: str, path: str, body: Any = None) -> Reply:
        connection = await self._connect()
        try:
            return await self._timed(connection, self.request(method, path, body), time.perf_counter())
        finally:
            if connection.transport:
                connection.transport.close()

    async def closed_loop(self, make: Callable[[int], bytes], *, requests: int, in_flight: int) -> Measured:
        """`requests` requests, never more than `in_flight` unanswered; each is sent as soon as one has returned."""
        connections = [await self._connect() for _ in range(in_flight)]
        numbers = iter(range(requests))
        measured = Measured(began_at=time.time())

        async def run(connection: _Connection) -> None:
            for number in numbers:
                measured.replies.append(await self._timed(connection, make(number), time.perf_counter()))

        await asyncio.gather(*(run(connection) for connection in connections))
        _close(connections)
        return measured

    async def fixed_rate(
        self, make: Callable[[int], bytes], *, per_second: float, seconds: float
    ) -> Measured:
        """One request every 1/`per_second` s whatever the answers do."""
        idle: list[_Connection] = []
        measured = Measured(began_at=time.time())
        start = time.perf_counter() + 0.05

        async def one(number: int) -> None:
            due = start + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            connection = idle.pop() if idle else await self._connect()
            measured.replies.append(await self._timed(connection, make(number), due))
            idle.append(connection)

        await asyncio.gather(*(one(number) for number in range(int(per_second * seconds))))
        _close(idle)
        return measured


def _close(connections: list[_Connection]) -> None:
    for connection in connections:
        if connection.transport:
            connection.transport.close()
