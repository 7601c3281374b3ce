"""What daphne by itself would answer by hanging up, or not at all. A real process: it is the server that is tried."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from runs.server import BACKLOG
from tests.runs.web_process import WebProcess

SERVE = """
import sys, django
django.setup()
from runs.server import serve
async def application(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})
serve(application, host="127.0.0.1", port=int(sys.argv[1]))
"""


def ask(web: WebProcess, request: bytes) -> tuple[int, bytes]:
    with web.knock() as line:
        line.sendall(request)
        return read(line)


def read(line: socket.socket) -> tuple[int, bytes]:
    answer = b""
    while piece := line.recv(65536):
        answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


@pytest.fixture(scope="module")
def web() -> Iterator[WebProcess]:
    one = WebProcess(SERVE)
    yield one
    one.stop()


@pytest.mark.parametrize(
    ("request_bytes", "status", "words"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"z" * 20_000 + b"\r\n\r\n", 431, "longer than 16 KB"),
        (b"GET /" + b"z" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431, "longer than 16 KB"),
        (b"GET / HTTP/1.1\r\n" + b"X-Y: z\r\n" * 501 + b"\r\n", 400, "more than 500 headers"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "not HTTP that can be read"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "not HTTP"),
        (b"\x16\x03\x01\x02\x00\x01\r\n\r\n", 400, "not HTTP"),
    ],
)
def test_what_is_no_request_is_answered_in_words(
    web: WebProcess, request_bytes: bytes, status: int, words: str
) -> None:
    answered, body = ask(web, request_bytes)
    error: dict[str, Any] = json.loads(body)["error"]
    assert answered == status
    assert words in error["message"]


def test_who_comes_while_it_is_busy_waits_and_is_answered(web: WebProcess) -> None:
    """More than Twisted's own 50; a connection that finds no place would not be made before a second is over."""
    os.kill(web.process.pid, signal.SIGSTOP)
    lines: list[socket.socket] = []
    try:
        for _ in range(300):
            lines.append(web.knock(0.9))
            lines[-1].sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    finally:
        os.kill(web.process.pid, signal.SIGCONT)
    assert len(lines) < BACKLOG
    for line in lines:
        line.settimeout(30)
        with line:
            assert read(line) == (200, b"ok")
