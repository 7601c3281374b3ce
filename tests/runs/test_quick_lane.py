"""The short way of plain posts (`runs/quick_lane.py`): what takes it, and that nobody sees which way was taken."""

from __future__ import annotations

import random
import signal
import socket
from collections.abc import Iterator

import pytest

from runs.quick_lane import MOST_BODY, read_head
from tests.runs.web_process import WebProcess

PATH = b"/api/v1/workflows/wf_1-a/run"

#: Says what it was asked, so that two ways to it can be compared. `?fail`, `?mute`, `?split` and `?slow` do what they say.
SERVE = """
import asyncio, json, sys, django
django.setup()
from runs import quick_lane, server
if "long" in sys.argv:
    quick_lane.read_head = lambda data: None
if "impatient" in sys.argv:
    quick_lane.IDLE_SECONDS = server.IDLE_LOOK_SECONDS = 0.1
async def application(scope, receive, send):
    body = b""
    while True:
        message = await receive()
        body += message["body"]
        if not message.get("more_body"):
            break
    query = scope["query_string"]
    if query == b"fail":
        raise RuntimeError("on purpose")
    if query == b"mute":
        return
    if query == b"slow":
        print("slow", flush=True)
        await asyncio.sleep(0.5)
    if query == b"gone":
        print((await receive())["type"], flush=True)
        return
    said = {name: scope[name] for name in ("method", "path", "root_path", "scheme", "http_version")}
    said["query"] = query.decode()
    said["headers"] = sorted([name.decode("latin-1"), value.decode("latin-1")] for name, value in scope["headers"])
    said["body"] = body.decode("latin-1")
    said["client"] = scope["client"][0]
    text = json.dumps(said).encode()
    headers = [(b"content-type", b"application/json"), (b"x-lines", b"one\\r\\nx-two: 2")]
    if query != b"none":
        headers.append((b"content-length", b"%d" % len(text)))
    await send({"type": "http.response.start", "status": 204 if query == b"none" else 200, "headers": headers})
    if query == b"split":
        await send({"type": "http.response.body", "body": text[:9], "more_body": True})
        text = text[9:]
    await send({"type": "http.response.body", "body": b"" if query == b"none" else text})
server.serve(application, host="127.0.0.1", port=int(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def quick() -> Iterator[WebProcess]:
    web = WebProcess(SERVE)
    yield web
    web.stop()


@pytest.fixture(scope="module")
def slow() -> Iterator[WebProcess]:
    """The same server, where nothing takes the short way."""
    web = WebProcess(SERVE, "long")
    yield web
    web.stop()


def post(
    body: bytes = b"{}",
    *,
    query: bytes = b"",
    headers: bytes = b"",
    path: bytes = PATH,
    length: int | None = None,
) -> bytes:
    length = len(body) if length is None else length
    first = b"POST %s%s HTTP/1.1\r\nHost: x\r\n" % (path, b"?" + query if query else b"")
    return first + headers + b"Content-Length: %d\r\n\r\n" % length + body


def read_answer(line: socket.socket, rest: bytes = b"") -> tuple[bytes, bytes, bytes]:
    """Head and body of one answer with a length, and what came after it."""
    data = rest
    while b"\r\n\r\n" not in data:
        piece = line.recv(65536)
        if not piece:
            return data, b"", b""
        data += piece
    head, _, data = data.partition(b"\r\n\r\n")
    lengths = [
        one.split(b":")[1] for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")
    ]
    if not lengths:
        return head, b"", data
    while len(data) < int(lengths[0]):
        data += line.recv(65536)
    return head, data[: int(lengths[0])], data[int(lengths[0]) :]


def ask(web: WebProcess, *requests: bytes) -> list[tuple[bytes, bytes]]:
    """All at once on one connection; the answers in their order."""
    with web.knock() as line:
        line.sendall(b"".join(requests))
        answers, rest = [], b""
        for _ in requests:
            head, body, rest = read_answer(line, rest)
            # daphne names itself, and gives a fault of ours a page of its own; the rest has to be the same.
            said = sorted(one for one in head.split(b"\r\n")[1:] if not one.startswith(b"Server:"))
            answers.append((head.split(b"\r\n")[0] + b"\r\n" + b"\r\n".join(said), body))
        return answers


@pytest.mark.parametrize(
    "request_bytes",
    [
        post(),
        post(b""),
        post(
            b'{"input": {"a": "\xc3\xa4"}}',
            headers=b"Content-Type: application/json\r\nX-Api-Key:  hr_1 \r\n",
        ),
        post(
            headers=b"connection: Keep-Alive\r\nAccept: */*\r\nX-Empty:\r\nX-Empty: 2\r\nX-Text: \xe4 b\tc\r\n"
        ),
        post(path=b"/webhooks/abc/stripe.events", headers=b"Stripe-Signature: t=1,v1=2\r\n"),
        post(path=b"/api/v1/app-events", query=b"a=%20&b"),
        post(query=b"split"),
        post(query=b"none"),
        post(b"z" * MOST_BODY),
        # and what goes the long way
        post(b"z" * (MOST_BODY + 1)),
        post(headers=b"X_Under: 1\r\n"),
        post(headers=b"Expect: 100-continue\r\n"),
        post(path=b"/api/v1/workflows"),
        post(path=b"/api/v1/workflows/%61/run"),
        b"POST " + PATH + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"POST " + PATH + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET " + PATH + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        post(headers=b"X-Long: " + b"z" * 20_000 + b"\r\n"),
        post(headers=b"Content-Length: 2\r\n"),
        post(headers=b"X-Folded: a\r\n b\r\n"),
        post(headers=b"No colon\r\n"),
        post(headers=b"X-Bad: a\x00b\r\n"),
    ],
)
def test_both_ways_give_the_same_answer(quick: WebProcess, slow: WebProcess, request_bytes: bytes) -> None:
    assert ask(quick, request_bytes) == ask(slow, request_bytes)


def test_requests_by_both_ways_on_one_connection_are_answered_in_order(quick: WebProcess) -> None:
    with quick.knock() as line:
        for query, request in (
            (b"one", post(query=b"one")),
            (b"two", post(query=b"two")),
            (b"", b"GET /other HTTP/1.1\r\nHost: x\r\n\r\n"),
            (b"four", post(query=b"four")),
        ):
            line.sendall(request)
            assert b'"query": "' + query in read_answer(line)[1]
    answers = ask(quick, post(query=b"slow"), post(query=b"second"), b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert [b'"slow"' in answers[0][1], b'"second"' in answers[1][1], b'"GET"' in answers[2][1]] == [True] * 3


def test_what_comes_while_another_is_served_waits(quick: WebProcess) -> None:
    with quick.knock() as line:
        line.sendall(post(query=b"slow"))
        line.sendall(post(b"y" * 50_000, query=b"next"))
        line.sendall(post(b"z" * 300_000, query=b"last"))
        rest = b""
        for query in (b"slow", b"next", b"last"):
            _, body, rest = read_answer(line, rest)
            assert b'"query": "' + query in body


@pytest.mark.parametrize("seed", range(20))
def test_requests_that_come_in_pieces(quick: WebProcess, seed: int) -> None:
    pieces = random.Random(seed)
    whole = b"".join(post(b"x" * pieces.randrange(3000), query=b"n%d" % number) for number in range(3))
    with quick.knock() as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while whole:
            size = pieces.choice((1, 7, 200, 1500))
            line.sendall(whole[:size])
            whole = whole[size:]
        rest = b""
        for number in range(3):
            _, body, rest = read_answer(line, rest)
            assert b'"query": "n%d"' % number in body


@pytest.mark.parametrize("query", [b"fail", b"mute"])
def test_a_fault_of_the_application_is_answered_without_a_trace_and_the_connection_goes_on(
    quick: WebProcess, query: bytes
) -> None:
    with quick.knock() as line:
        line.sendall(post(query=query))
        head, body, _ = read_answer(line)
        assert head.startswith(b"HTTP/1.1 500 ")
        assert b"on purpose" not in body
        assert b'"success":false' in body
        line.sendall(post(query=b"after"))
        assert b'"after"' in read_answer(line)[1]


def test_the_application_hears_that_its_client_has_gone(quick: WebProcess) -> None:
    line = quick.knock()
    line.sendall(post(query=b"gone"))
    line.close()
    assert quick.process.stdout is not None
    while (said := quick.process.stdout.readline()) == "slow\n":
        pass  # of the tests before
    assert said == "http.disconnect\n"


def test_a_stop_lets_the_request_finish() -> None:
    web = WebProcess(SERVE)
    try:
        with web.knock() as line:
            line.sendall(post(query=b"one"))
            read_answer(line)
            line.sendall(post(query=b"slow"))
            assert web.process.stdout is not None
            assert web.process.stdout.readline() == "slow\n"
            web.process.send_signal(signal.SIGTERM)
            assert b'"slow"' in read_answer(line)[1]
        assert web.process.wait(20) == 0
    finally:
        web.stop()


@pytest.mark.parametrize("sent", [b"", post(b"{", length=2)])
def test_a_connection_that_brings_nothing_is_closed(sent: bytes) -> None:
    web = WebProcess(SERVE, "impatient")
    try:
        with web.knock() as line:
            line.sendall(sent)
            assert line.recv(10) == b""
    finally:
        web.stop()


def test_what_is_read_of_a_head() -> None:
    head = read_head(post(b"{}", query=b"q", headers=b"A: b\r\n") + b"more")
    assert head is not None
    assert (head.path, head.query, head.headers[1]) == (PATH, b"q", (b"a", b"b"))
    assert head.end - head.begin == 2


def test_random_bytes_never_take_the_short_way() -> None:
    chance, taken = random.Random(7), 0
    for _ in range(20_000):
        data = bytearray(post(headers=b"Content-Type: application/json\r\n"))
        for _ in range(chance.randrange(1, 4)):
            data[chance.randrange(len(data) - 6)] = chance.randrange(256)
        head = read_head(bytes(data))
        if head is not None:
            taken += 1
            assert head.path.startswith((b"/api/v1/", b"/webhooks/"))
            assert all(b"\r" not in value and b"\n" not in value for _, value in head.headers)
    assert taken
