"""The outside world: a local server that writes down every call with the key it came with, and misbehaves on demand.

What a call meets stands in its query: `ms` (answered so much later), `hold` (answered when the test says so), `reset` (the
connection is torn down after the call was written down). A call's effect has happened once it is in `calls`, whatever
becomes of its answer: that is the window between effect and commit, as long as the test wants it.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

HOLD_SECONDS = 60.0


@dataclass
class Call:
    """One arrival. `path` is without the query; `ended_at` is set when its answer was sent, or could not be."""

    path: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    at: float = field(default_factory=time.monotonic)
    ended_at: float | None = None
    was_answered: bool = False


class Ledger(ThreadingHTTPServer):
    """`calls` are in the order of arrival. `on_call` is told of each before it is answered, in the call's own thread."""

    daemon_threads = True
    request_queue_size = 256  # all runs may call at the same moment

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.calls: list[Call] = []
        self.on_call: Callable[[Call], None] | None = None
        self.lock = threading.Lock()
        self._release = threading.Event()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    def url(self, path: str) -> str:
        return f"http://{self.address}{path}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that was killed is what this is for."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def release(self) -> None:
        """Answer everything that is held, and what comes from now on, until `begin_again`."""
        self._release.set()

    def begin_again(self) -> None:
        """Forget all calls, let nothing strike, and hold what asks to be held."""
        with self.lock:
            self.calls.clear()
        self.on_call = None
        self._release.clear()

    def arrivals(self, path: str) -> list[Call]:
        with self.lock:
            return [call for call in self.calls if call.path == path]

    def counted(self) -> Counter[str]:
        with self.lock:
            return Counter(call.path for call in self.calls)

    def keys(self) -> dict[str, set[str]]:
        """The idempotency keys by path."""
        found: dict[str, set[str]] = {}
        with self.lock:
            for call in self.calls:
                found.setdefault(call.path, set()).add(call.key)
        return found

    def most_at_once(self, prefix: str) -> int:
        """How many different paths below `prefix` were under way at the same time, at most."""
        with self.lock:
            marks = [
                mark
                for call in self.calls
                if call.path.startswith(prefix)
                for mark in ((call.at, 1, call.path), (call.ended_at or time.monotonic(), -1, call.path))
            ]
        open_calls: Counter[str] = Counter()
        most = 0
        for _, step, path in sorted(marks):
            open_calls[path] += step
            most = max(most, sum(1 for count in open_calls.values() if count > 0))
        return most


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Ledger

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:  # its sender was killed in the middle of sending: no receiver acts on that
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        wish = parse_qs(parts.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        call = Call(parts.path, headers.get("idempotency-key", ""), headers, body)
        with self.server.lock:
            self.server.calls.append(call)
        try:
            if self.server.on_call is not None:
                self.server.on_call(call)
            if "ms" in wish:
                self._wait(int(wish["ms"][0]) / 1000, threading.Event())
            if "hold" in wish:
                self._wait(HOLD_SECONDS, self.server._release)
            if "reset" in wish:
                self._reset()
                return
            self._answer()
            call.was_answered = True
        except OSError:
            self.close_connection = True
        finally:
            call.ended_at = time.monotonic()

    def _wait(self, seconds: float, event: threading.Event) -> None:
        """Until the event, the time, or the end of whoever called: a caller that was killed waits for nothing."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not event.wait(0.02):
            self.connection.setblocking(False)
            try:
                if self.connection.recv(1, socket.MSG_PEEK) == b"":
                    raise ConnectionAbortedError
            except BlockingIOError:
                pass
            finally:
                self.connection.setblocking(True)

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def _answer(self) -> None:
        body = json.dumps({"booked": True}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815 - the name http.server looks for

    def log_message(self, format: str, *args: Any) -> None:
        del format, args


@contextmanager
def ledger() -> Iterator[Ledger]:
    server = Ledger()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.release()
        server.shutdown()
        server.server_close()
        thread.join()
