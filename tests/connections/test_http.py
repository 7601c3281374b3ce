"""What is sent and what comes back, over real sockets."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from connections.http import send
from integrations.http import HttpRequest
from integrations.outcomes import Permanent, Retry, StepFailure, Uncertain
from tests.connections.servers import Stub


def failure(request: HttpRequest, stub: Stub, **options: str) -> StepFailure:
    with pytest.raises(StepFailure) as raised:
        send(request, allow=stub.allowed, **options)
    return raised.value


class TestSending:
    def test_json_keeps_integers_exact(self, stub: Stub) -> None:
        body = {"a": 9007199254740993, "b": [None, True, "ü"]}
        answer = send(HttpRequest("POST", stub.url("/json"), json=body, has_json=True), allow=stub.allowed)
        assert answer.status == 200
        assert answer.json() == {"ok": True, "n": 1}
        (seen,) = stub.requests
        assert orjson.loads(seen.body) == body
        assert seen.headers["content-type"] == "application/json"

    def test_json_null_is_a_body(self, stub: Stub) -> None:
        send(HttpRequest("POST", stub.url(), has_json=True), allow=stub.allowed)
        assert stub.requests[0].body == b"null"

    def test_form_and_query_repeat_lists_and_leave_null_out(self, stub: Stub) -> None:
        fields = {"a": [1, 2], "b": None, "c": "x y&z", "d": True, "e": {"k": 1}}
        send(HttpRequest("POST", stub.url("/json?q=0"), query=fields, form=fields), allow=stub.allowed)
        (seen,) = stub.requests
        expected = [("a", "1"), ("a", "2"), ("c", "x y&z"), ("d", "true"), ("e", '{"k":1}')]
        assert seen.query == [("q", "0"), *expected]
        assert seen.body == b"a=1&a=2&c=x+y%26z&d=true&e=%7B%22k%22%3A1%7D"
        assert seen.headers["content-type"] == "application/x-www-form-urlencoded"

    def test_multipart_is_the_same_each_time_and_cannot_be_broken_out_of(self, stub: Stub) -> None:
        request = HttpRequest("POST", stub.url(), multipart={'na"me\r\nX: y': "v\r\n--", "amount": 5})
        for _ in range(2):
            send(request, allow=stub.allowed)
        first, second = stub.requests
        assert first.body == second.body
        boundary = first.headers["content-type"].partition("boundary=")[2]
        assert (
            first.body
            == (
                f'--{boundary}\r\nContent-Disposition: form-data; name="na%22me%0D%0AX: y"\r\n\r\nv\r\n--\r\n'
                f'--{boundary}\r\nContent-Disposition: form-data; name="amount"\r\n\r\n5\r\n--{boundary}--\r\n'
            ).encode()
        )

    def test_raw_text_with_its_own_content_type(self, stub: Stub) -> None:
        send(
            HttpRequest("PUT", stub.url(), content="<a/>", headers={"Content-Type": "text/xml"}),
            allow=stub.allowed,
        )
        (seen,) = stub.requests
        assert (seen.body, seen.headers["content-type"], seen.method) == (b"<a/>", "text/xml", "PUT")

    def test_basic_auth_in_utf8(self, stub: Stub) -> None:
        send(HttpRequest("GET", stub.url(), basic_auth=("ada", "pä:ss")), allow=stub.allowed)
        assert stub.requests[0].headers["authorization"] == "Basic YWRhOnDDpDpzcw=="

    def test_the_environment_gives_neither_proxy_nor_password(
        self, stub: Stub, monkeypatch: pytest.MonkeyPatch, tmp_path: object
    ) -> None:
        (netrc := tmp_path / "netrc").write_text("machine 127.0.0.1 login ada password secret")  # type: ignore[operator]
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, "http://127.0.0.1:9")
        assert send(HttpRequest("GET", stub.url()), allow=stub.allowed).status == 200
        assert "authorization" not in stub.requests[0].headers

    @pytest.mark.parametrize("name", ["Host", "content-length", "Transfer-Encoding", "Connection"])
    def test_framing_headers_are_ours(self, stub: Stub, name: str) -> None:
        refused = failure(HttpRequest("GET", stub.url(), headers={name: "x"}), stub)
        assert isinstance(refused, Permanent)
        assert name in refused.message

    @pytest.mark.parametrize("value", ["a\r\nX: y", "a\nb", "€"])
    def test_header_values_cannot_start_new_headers(self, stub: Stub, value: str) -> None:
        assert isinstance(failure(HttpRequest("GET", stub.url(), headers={"x-a": value}), stub), Permanent)
        assert stub.requests == []

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("", "empty"),
            ("example.com/x", "http://"),
            ("ftp://example.com/", "http://"),
            ("file:///etc/passwd", "http://"),
            ("gopher://127.0.0.1:70/", "http://"),
            ("http://ada:secret@example.com/", "do not belong in the URL"),
            ("http://@example.com/", "do not belong in the URL"),
            ("http://", "no host"),
            ("http://:80/", "no host"),
            ("http://example.com:0/", "no host"),
            ("http://example.com:99999/", "not a URL"),
            ("http://[::1/", "not a URL"),
            ("http://exa mple.com/", "cannot be called"),
        ],
    )
    def test_urls_that_cannot_be_called(self, stub: Stub, url: str, words: str) -> None:
        refused = failure(HttpRequest("GET", url), stub)
        assert isinstance(refused, Permanent)
        assert words in refused.message
        assert "secret" not in refused.message


class TestReceiving:
    def test_any_status_is_an_answer(self, stub: Stub) -> None:
        answer = send(HttpRequest("GET", stub.url("/status/418/tea")), allow=stub.allowed)
        assert (answer.status, answer.json()) == (418, {"error": {"message": "tea"}})
        assert answer.headers["content-type"] == "application/json"

    def test_text_in_its_declared_encoding(self, stub: Stub) -> None:
        answer = send(HttpRequest("GET", stub.url("/text/%C3%A9t%C3%A9")), allow=stub.allowed)
        assert (answer.encoding, answer.text()) == ("latin-1", "été")

    def test_packed_answers_are_unpacked(self, stub: Stub) -> None:
        assert send(HttpRequest("GET", stub.url("/gzip/hello")), allow=stub.allowed).content == b"hello"

    @pytest.mark.parametrize("path", ["/bomb", "/bomb/twice", "/endless"])
    def test_size_is_limited_while_it_comes_in(self, stub: Stub, path: str) -> None:
        import tracemalloc

        tracemalloc.start()
        try:
            before = tracemalloc.get_traced_memory()[0]
            request = HttpRequest("GET", stub.url(path), max_response_bytes=4 * 1024 * 1024)
            tracemalloc.reset_peak()
            refused = failure(request, stub)
            peak = tracemalloc.get_traced_memory()[1] - before
        finally:
            tracemalloc.stop()
        assert (refused.code, "larger than 4 MB" in refused.message) == ("LIMIT_RESPONSE", True)
        assert peak < 24 * 1024 * 1024

    def test_an_answer_of_exactly_the_limit(self, stub: Stub) -> None:
        request = HttpRequest("GET", stub.url("/json/12345"), max_response_bytes=5)
        assert send(request, allow=stub.allowed).content == b"12345"

    def test_connections_are_used_again(self, stub: Stub) -> None:
        for method, path in (
            ("GET", "/json"),
            ("HEAD", "/json"),
            ("POST", "/status/204"),
            ("GET", "/again/2"),
        ):
            send(HttpRequest(method, stub.url(path)), allow=stub.allowed)
        assert len(stub.requests) == 6
        assert stub.connections == 1


class TestFailing:
    @pytest.mark.parametrize("path", ["/hang", "/drip/head", "/drip/body"])
    @pytest.mark.parametrize(("effect", "kind"), [("read", Retry), ("write", Uncertain)])
    def test_the_whole_exchange_has_one_deadline(
        self, stub: Stub, path: str, effect: str, kind: type
    ) -> None:
        started = time.monotonic()
        lost = failure(HttpRequest("POST", stub.url(path), timeout_seconds=0.4), stub, effect=effect)
        assert 0.3 < time.monotonic() - started < 5
        assert type(lost) is kind
        assert "within 0.4 seconds" in lost.message

    @pytest.mark.parametrize("path", ["/reset", "/reset/half", "/garbage"])
    @pytest.mark.parametrize(
        ("method", "kind"), [("GET", Retry), ("POST", Uncertain), ("DELETE", Uncertain), ("HEAD", Retry)]
    )
    def test_a_lost_answer(self, stub: Stub, path: str, method: str, kind: type) -> None:
        if (path, method) == ("/reset/half", "HEAD"):
            return  # whose answer is complete with its head
        lost = failure(HttpRequest(method, stub.url(path)), stub)
        assert type(lost) is kind
        assert lost.code == ("UNCERTAIN" if kind is Uncertain else "STEP_ERROR")

    def test_a_request_knows_its_effect_best(self, stub: Stub) -> None:
        assert (
            type(failure(HttpRequest("POST", stub.url("/reset"), effect="read"), stub, effect="write"))
            is Retry
        )

    def test_nothing_listens(self, stub: Stub) -> None:
        with pytest.raises(Retry) as raised:
            send(HttpRequest("POST", "http://127.0.0.1:9/"), allow=["127.0.0.1:9"])
        assert raised.value.message == (
            "Nothing answers at 127.0.0.1:9: the connection was refused. Nothing was sent."
        )

    def test_a_name_that_leads_nowhere(self) -> None:
        with pytest.raises(Retry) as raised:
            send(HttpRequest("POST", "http://nowhere.invalid/"), allow=[])
        assert "no address for nowhere.invalid" in raised.value.message

    def test_a_connection_that_the_server_closed_is_not_a_lost_answer(self, stub: Stub) -> None:
        """The pool looks before it reuses, so a server's idle time-out costs a write nothing."""
        send(HttpRequest("POST", stub.url("/json"), headers={"X-A": "1"}), allow=stub.allowed)
        send(
            HttpRequest("GET", stub.url("/endless"), max_response_bytes=10**4), allow=stub.allowed
        ) if False else None
        failure(HttpRequest("GET", stub.url("/garbage")), stub)
        assert send(HttpRequest("POST", stub.url("/json")), allow=stub.allowed).status == 200


class TestSpeed:
    def test_ten_at_once(self, stub: Stub) -> None:
        """Cold: ten connections, ten answers after 200 ms each."""
        gate = threading.Barrier(10)

        def call(_number: int) -> float:
            gate.wait()
            started = time.monotonic()
            send(HttpRequest("GET", stub.url("/slow/0.2")), allow=stub.allowed)
            return time.monotonic() - started

        with ThreadPoolExecutor(10) as pool:
            list(pool.map(call, range(10)))
            started = time.monotonic()
            list(pool.map(call, range(10)))
            # One after the other they would take two seconds.
            assert time.monotonic() - started < 1.5
