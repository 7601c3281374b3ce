"""Nothing we send reaches an address that is not public, whatever the URL looks like and whoever redirects."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from connections.http import MAX_REDIRECTS, send
from integrations.http import HttpRequest
from integrations.outcomes import Permanent, StepFailure
from tests.connections.servers import Stub, serving


def blocked(url: str, allow: list[str] | None = None, **options: Any) -> StepFailure:
    with pytest.raises(Permanent) as raised:
        send(HttpRequest("GET", url, **options), allow=allow or [])
    return raised.value


WAYS_HOME = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f.1:{port}/",
    "http://0x7f000001:{port}/",
    "http://017700000001:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://127.255.255.254:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://10.0.0.7/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://127.0.0.1:{port}\\@example.com/",
]


def test_directly(stub: Stub) -> None:
    for way in WAYS_HOME:
        with pytest.raises(StepFailure) as raised:
            send(HttpRequest("GET", way.format(port=stub.port)), allow=[])
        # Some machines' resolvers do not know a spelling at all; that is as good.
        refused = raised.value
        assert refused.code in ("OUTBOUND_BLOCKED", "HTTP_URL") or "no address" in refused.message, way
        assert stub.connections == 0, way


@pytest.mark.parametrize("status", [302, 307])
def test_by_redirect(stub: Stub, other: Stub, status: int) -> None:
    for number, way in enumerate(WAYS_HOME, start=1):
        target = way.format(port=other.port)
        with pytest.raises(StepFailure):
            send(HttpRequest("GET", stub.url(f"/redirect/{status}/{target}")), allow=stub.allowed)
        assert (len(stub.requests), other.connections) == (number, 0), way


def test_messages_say_what_and_how_to_open_it(stub: Stub, other: Stub) -> None:
    assert blocked("http://10.0.0.7/x?token=abc").message == (
        "10.0.0.7 is a private address. Headrace only calls public ones; "
        "an operator can allow it with OUTBOUND_ALLOW=10.0.0.7:80."
    )
    assert blocked(f"http://localhost:{stub.port}/").message.startswith(
        (
            "localhost leads to 127.0.0.1, an address of this machine itself.",
            "localhost leads to ::1, an address of",
        )
    )
    assert blocked("https://[::1]/").message.endswith("OUTBOUND_ALLOW=[::1]:443.")
    redirected = blocked(stub.url(f"/redirect/302/{other.url()}"), allow=stub.allowed).message
    assert redirected.startswith(
        f"The server redirected to 127.0.0.1:{other.port}. 127.0.0.1 is an address of"
    )


class TestAllowed:
    def test_exactly_the_host_and_port_as_written(self, stub: Stub, other: Stub) -> None:
        allow = [f"localhost:{stub.port}"]
        assert send(HttpRequest("GET", stub.url(host="localhost")), allow=allow).status == 200
        assert send(HttpRequest("GET", stub.url(host="LocalHost")), allow=allow).status == 200
        for url in (stub.url(), other.url(host="localhost")):
            assert blocked(url, allow=allow).code == "OUTBOUND_BLOCKED"

    def test_an_open_connection_serves_no_guarded_call(self, stub: Stub) -> None:
        """The pool of opened hosts is not the pool of the others."""
        assert send(HttpRequest("GET", stub.url()), allow=stub.allowed).status == 200
        assert blocked(stub.url()).code == "OUTBOUND_BLOCKED"
        assert len(stub.requests) == 1

    def test_the_setting_is_the_default(self, stub: Stub, settings: Any) -> None:
        settings.OUTBOUND_ALLOW = stub.allowed
        assert send(HttpRequest("GET", stub.url())).status == 200
        settings.OUTBOUND_ALLOW = []
        with pytest.raises(Permanent):
            send(HttpRequest("GET", stub.url()))

    @pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
    def test_ipv6(self) -> None:
        try:
            with serving(host="::1") as stub:
                allow = [f"[::1]:{stub.port}"]
                assert send(HttpRequest("GET", stub.url(host="[::1]")), allow=allow).status == 200
        except OSError as error:
            pytest.skip(f"no IPv6 here: {error}")


class TestNames:
    """The name server is the outside world, so it is the one thing replaced here."""

    @pytest.fixture
    def lookup(self, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
        real, asked = socket.getaddrinfo, []

        def answer_with(*rounds: list[str]) -> list[str]:
            def lookup(host: str, port: int, *args: Any, **options: Any) -> Any:
                if options.get("flags") or host != "trap.example":
                    return real(host, port, *args, **options)
                asked.append(host)
                addresses = rounds[min(len(asked), len(rounds)) - 1]
                return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

            monkeypatch.setattr(socket, "getaddrinfo", lookup)
            return asked

        return answer_with

    def test_one_private_address_among_public_ones(
        self, stub: Stub, lookup: Callable[..., list[str]]
    ) -> None:
        lookup(["8.8.8.8", "127.0.0.1"])
        assert blocked(stub.url(host="trap.example")).message.startswith("trap.example leads to 127.0.0.1,")
        assert stub.connections == 0

    def test_the_name_is_asked_once_and_the_checked_address_dialled(
        self, stub: Stub, lookup: Callable[..., list[str]]
    ) -> None:
        """Public when checked, private a moment later: the second answer is never heard."""
        asked = lookup(["192.0.2.1"], ["127.0.0.1"])
        assert blocked(stub.url(host="trap.example")).code == "OUTBOUND_BLOCKED"
        assert asked == ["trap.example"]
        assert stub.connections == 0

    def test_the_host_header_keeps_the_name(self, stub: Stub, lookup: Callable[..., list[str]]) -> None:
        lookup(["127.0.0.1"])
        send(HttpRequest("GET", stub.url(host="trap.example")), allow=[f"trap.example:{stub.port}"])
        assert stub.requests[0].headers["host"] == f"trap.example:{stub.port}"


class TestRedirects:
    def test_at_most_five(self, stub: Stub) -> None:
        assert send(HttpRequest("GET", stub.url(f"/again/{MAX_REDIRECTS}")), allow=stub.allowed).status == 200
        assert (
            "more than 5 times"
            in blocked(stub.url(f"/again/{MAX_REDIRECTS + 1}"), allow=stub.allowed).message
        )

    def test_not_followed_when_not_wanted(self, stub: Stub) -> None:
        request = HttpRequest("GET", stub.url("/redirect/302//json"), follow_redirects=False)
        assert send(request, allow=stub.allowed).status == 302

    def test_the_last_address_is_told(self, stub: Stub) -> None:
        answer = send(HttpRequest("GET", stub.url("/redirect/302//json/1#part")), allow=stub.allowed)
        assert answer.url == stub.url("/json/1")

    @pytest.mark.parametrize(
        ("status", "method", "then", "has_body"),
        [
            (303, "POST", "GET", False),
            (302, "POST", "GET", False),
            (301, "POST", "GET", False),
            (307, "POST", "POST", True),
            (308, "PUT", "PUT", True),
            (302, "PUT", "PUT", True),
            (303, "HEAD", "HEAD", False),
        ],
    )
    def test_methods(self, stub: Stub, status: int, method: str, then: str, has_body: bool) -> None:
        json = None if method == "HEAD" else {"a": 1}
        send(HttpRequest(method, stub.url(f"/redirect/{status}//json"), json=json), allow=stub.allowed)
        last = stub.requests[-1]
        assert (last.method, bool(last.body)) == (then, has_body)
        assert ("content-type" in last.headers) == has_body

    def test_what_identifies_the_caller_stays_with_its_origin(self, stub: Stub, other: Stub) -> None:
        headers = {
            "Cookie": "a=b",
            "X-Api-Key": "k",
            "X-Session-Id": "s",
            "X-Trace": "t",
            "Idempotency-Key": "i",
        }
        for target, auth in ((stub.url("/json"), True), (other.url("/json"), False)):
            send(
                HttpRequest(
                    "GET",
                    stub.url(f"/redirect/302/{target}"),
                    headers=headers,
                    auth_headers={"X-Shop": "secret"},
                    basic_auth=("ada", "pw"),
                ),
                allow=[*stub.allowed, *other.allowed],
            )
            last = (other.requests or stub.requests)[-1].headers
            assert last["x-trace"] == "t"
            assert last["idempotency-key"] == "i"
            for name in ("authorization", "cookie", "x-api-key", "x-session-id", "x-shop"):
                assert (name in last) == auth, name

    @pytest.mark.parametrize(
        "target",
        [
            "ftp://example.com/",
            "file:///etc/passwd",
            "http://ada:pw@example.com/",
            "http://[::1/",
            "http://:1/",
        ],
    )
    def test_to_what_cannot_be_called(self, stub: Stub, target: str) -> None:
        assert (
            "redirected to an address"
            in blocked(stub.url(f"/redirect/302/{target}"), allow=stub.allowed).message
        )
