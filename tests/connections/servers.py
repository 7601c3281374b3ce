"""A real web server on this machine that behaves, and misbehaves, as its paths say."""

from __future__ import annotations

import gzip
import json
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit


@dataclass
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes


@dataclass
class Stub:
    """`host` is 127.0.0.1; requests are in order of arrival, `connections` counts sockets."""

    port: int
    scheme: str
    requests: list[Seen] = field(default_factory=list)
    connections: int = 0
    released: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    @property
    def allowed(self) -> list[str]:
        return [f"127.0.0.1:{self.port}"]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stub: Stub
    timeout = 30

    def setup(self) -> None:
        super().setup()
        self.stub.connections += 1

    def log_message(self, *args: Any) -> None:
        """Quiet."""

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except (ConnectionError, ssl.SSLError):
            self.close_connection = True

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.stub.requests.append(Seen(self.command, parts.path, parse_qsl(parts.query), headers, body))
        name, _, argument = parts.path.strip("/").partition("/")
        getattr(self, f"on_{name or 'json'}")(unquote(argument))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815

    def answer(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    # --- paths ---------------------------------------------------------------------------------

    def on_json(self, argument: str) -> None:
        self.answer(argument.encode() or json.dumps({"ok": True, "n": 1}).encode())

    def on_text(self, argument: str) -> None:
        self.answer(argument.encode("latin-1"), Content_Type="text/plain; charset=latin-1")

    def on_status(self, argument: str) -> None:
        status, _, message = argument.partition("/")
        body = (
            b""
            if status == "204"
            else json.dumps({"error": {"message": message}} if message else {}).encode()
        )
        self.answer(body, int(status))

    def on_busy(self, argument: str) -> None:
        status, _, after = argument.partition("/")
        self.answer(b"{}", int(status), Retry_After=after)

    def on_html(self, argument: str) -> None:
        page = f"<html><head><title>Sorry &amp; bye</title><script>x</script></head><body>{argument}</body></html>"
        self.answer(page.encode(), 500, Content_Type="text/html")

    def on_broken(self, argument: str) -> None:
        self.answer(b"{not json", Content_Type=argument or "application/json")

    def on_redirect(self, argument: str) -> None:
        status, _, target = argument.partition("/")
        self.answer(b"moved", int(status), Location=target.encode().decode("latin-1"))

    def on_again(self, argument: str) -> None:
        """So many redirects, then an answer."""
        left = int(argument)
        self.answer(b"", 302, Location=f"/again/{left - 1}") if left else self.answer(b"{}")

    def on_hang(self, _argument: str) -> None:
        self.stub.released.wait(20)
        self.close_connection = True

    def on_slow(self, argument: str) -> None:
        self.stub.released.wait(float(argument))
        self.answer(b"{}")

    def on_drip(self, argument: str) -> None:
        """A byte now and then, in the head or in the body, for ever."""
        if argument == "body":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
        else:
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.stub.released.wait(0.05):
            self.wfile.write(b"x")

    def on_endless(self, _argument: str) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        self.close_connection = True
        while True:
            self.wfile.write(b"x" * 65536)

    def on_bomb(self, argument: str) -> None:
        """200 MB of zeros in some 200 KB; `twice` packs them twice."""
        packed = _bomb()
        encoding = "gzip"
        if argument == "twice":
            packed, encoding = gzip.compress(packed), "gzip, gzip"
        self.answer(packed, Content_Encoding=encoding)

    def on_file(self, argument: str) -> None:
        """So many KB under a name, sent block by block."""
        size, _, name = argument.partition("/")
        self.send_response(200)
        self.send_header("Content-Type", "application/pdf; charset=binary")
        self.send_header("Content-Length", str(int(size) * 1024))
        if name:
            self.send_header("Content-Disposition", f"attachment; filename*=UTF-8''{quote(name)}")
        self.end_headers()
        for number in range(int(size)):
            self.wfile.write(bytes([number % 256]) * 1024)

    def on_gzip(self, argument: str) -> None:
        self.answer(gzip.compress(argument.encode()), Content_Encoding="gzip")

    def on_reset(self, argument: str) -> None:
        """Nothing, or half an answer, then a reset."""
        if argument == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nhalf")
            self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def on_leave(self, _argument: str) -> None:
        """Answers as if it stayed, and closes."""
        self.answer(b"{}")
        self.connection.shutdown(socket.SHUT_RDWR)
        self.close_connection = True
        self.stub.left.set()

    def on_garbage(self, _argument: str) -> None:
        self.wfile.write(b"this is no HTTP at all\r\n\r\n")
        self.close_connection = True


@cache
def _bomb() -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    return b"".join([*(packer.compress(block) for _ in range(200)), packer.flush()])


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is none of the server's business."""


class _Server6(_Server):
    address_family = socket.AF_INET6


@contextmanager
def serving(context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Stub]:
    handler = type("StubHandler", (Handler,), {})
    server = (_Server6 if ":" in host else _Server)((host, 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    stub = Stub(server.server_address[1], "https" if context else "http")
    handler.stub = stub
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        stub.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
