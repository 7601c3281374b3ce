"""The http block against a real web server."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.outcomes import Done, Permanent, RateLimited, Retry, StepFailure, Uncertain
from tests.connections.conftest import stub  # noqa: F401 (a fixture)
from tests.connections.servers import Stub
from tests.workflows.blocks.context import RealContext, known, problems, run_block


def call(stub: Stub, config: dict[str, Any], **scope: Any) -> dict[str, Any]:  # noqa: F811
    config = {**config, "url": stub.url(config["url"])}
    outcome = run_block("http", config, RealContext(allow=stub.allowed), **scope)
    assert isinstance(outcome, Done)
    return outcome.output


def fail(stub: Stub, config: dict[str, Any]) -> StepFailure:  # noqa: F811
    with pytest.raises(StepFailure) as raised:
        call(stub, config)
    return raised.value


def test_get(stub: Stub) -> None:  # noqa: F811
    output = call(
        stub,
        {"url": "/json?a=1", "query": {"b": ["{{input.b}}", 3]}, "headers": {"X-N": "{{input.b}}"}},
        input={"b": 2},
    )
    assert output["status"] == 200
    assert output["body"] == {"ok": True, "n": 1}
    assert output["headers"]["content-type"] == "application/json"
    assert output["url"] == stub.url("/json?a=1&b=2&b=3")
    assert 0 <= output["durationMs"] < 5000
    (seen,) = stub.requests
    assert seen.headers["x-n"] == "2"
    assert "idempotency-key" not in seen.headers


@pytest.mark.parametrize(
    ("config", "content_type", "body"),
    [
        ({"body": {"a": "{{input.n}}"}}, "application/json", b'{"a":5}'),
        ({"body": "{{input}}"}, "application/json", b'{"n":5}'),
        ({"body": "hello"}, "application/json", b'"hello"'),
        (
            {"bodyType": "form", "body": {"a": "{{input.n}}", "b": "x"}},
            "application/x-www-form-urlencoded",
            b"a=5&b=x",
        ),
        ({"bodyType": "raw", "body": "n is {{input.n}}"}, "text/plain; charset=utf-8", b"n is 5"),
        ({"bodyType": "raw", "body": "{{input}}"}, "text/plain; charset=utf-8", b'{"n":5}'),
        ({}, None, b""),
    ],
)
def test_bodies(stub: Stub, config: dict[str, Any], content_type: str | None, body: bytes) -> None:  # noqa: F811
    call(stub, {"url": "/json", "method": "POST", **config}, input={"n": 5})
    (seen,) = stub.requests
    assert (seen.headers.get("content-type"), seen.body) == (content_type, body)
    assert seen.headers["idempotency-key"] == "key-1"


def test_multipart(stub: Stub) -> None:  # noqa: F811
    call(
        stub, {"url": "/json", "method": "POST", "bodyType": "multipart", "body": {"a": "{{input}}"}}, input=5
    )
    (seen,) = stub.requests
    assert seen.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="a"\r\n\r\n5\r\n' in seen.body


def test_a_form_needs_an_object(stub: Stub) -> None:  # noqa: F811
    config = {"url": "/json", "method": "POST", "bodyType": "form", "body": "x"}
    assert fail(stub, config).message == "A form’s body is an object of names and values."


def test_your_own_idempotency_key_wins(stub: Stub) -> None:  # noqa: F811
    call(stub, {"url": "/json", "method": "POST", "headers": {"idempotency-KEY": "mine"}})
    assert stub.requests[0].headers["idempotency-key"] == "mine"


@pytest.mark.parametrize(
    ("config", "header", "value"),
    [
        ({"auth": "bearer", "token": "{{input.t}}"}, "authorization", "Bearer abc"),
        (
            {"auth": "basic", "username": "ada", "password": "{{input.t}}"},
            "authorization",
            "Basic YWRhOmFiYw==",
        ),
        ({"auth": "header", "headerName": "X-Api-Key", "headerValue": "{{input.t}}"}, "x-api-key", "abc"),
    ],
)
def test_auth(stub: Stub, config: dict[str, Any], header: str, value: str) -> None:  # noqa: F811
    call(stub, {"url": "/json", **config}, input={"t": "abc"})
    assert stub.requests[0].headers[header] == value


@pytest.mark.parametrize(
    ("path", "kind", "code", "words"),
    [
        (
            "/status/404/no%20such%20invoice",
            Permanent,
            "HTTP_404",
            "127.0.0.1 has nothing at this address (404): no such invoice.",
        ),
        ("/status/400", Permanent, "HTTP_400", "127.0.0.1 refused the request (400): {}."),
        (
            "/status/401/bad%20key!",
            Permanent,
            "HTTP_401",
            "127.0.0.1 did not accept the credentials (401): bad key!",
        ),
        ("/status/408", Retry, "HTTP_408", "127.0.0.1 waited too long for the request (408): {}."),
        ("/status/409", Retry, "HTTP_409", "127.0.0.1 reports a conflict (409): {}."),
        ("/status/425", Retry, "HTTP_425", "127.0.0.1 answered 425: {}."),
        ("/status/429", RateLimited, "HTTP_429", "127.0.0.1 is busy (429): {}."),
        ("/status/503/down", Retry, "HTTP_503", "127.0.0.1 failed (503): down."),
        ("/html/<p>x", Retry, "HTTP_500", "127.0.0.1 failed (500): Sorry & bye."),
    ],
)
def test_other_statuses(stub: Stub, path: str, kind: type, code: str, words: str) -> None:  # noqa: F811
    failure = fail(stub, {"url": path})
    assert (type(failure), failure.code, failure.message) == (kind, code, words)


def test_a_long_answer_is_quoted_short(stub: Stub) -> None:  # noqa: F811
    message = fail(stub, {"url": "/status/400/" + "x" * 5000}).message
    assert len(message) < 260
    assert message.endswith("…")


@pytest.mark.parametrize(
    ("after", "low", "high"),
    [("7", 7, 7), ("999999", 86400, 86400), ("Thu, 01 Jan 2099 00:00:00 GMT", 86400, 86400),
     ("Thu, 01 Jan 2015 00:00:00 GMT", 0, 0)],
)  # fmt: skip
@pytest.mark.parametrize("status", [429, 503])
def test_retry_after(stub: Stub, status: int, after: str, low: float, high: float) -> None:  # noqa: F811
    failure = fail(stub, {"url": f"/busy/{status}/{after}"})
    assert isinstance(failure, Retry)
    assert low <= (failure.after_seconds or 0) <= high


def test_no_sensible_retry_after(stub: Stub) -> None:  # noqa: F811
    for after in ("soon", "-5", ""):
        failure = fail(stub, {"url": f"/busy/429/{after}"})
        assert isinstance(failure, RateLimited)
        assert failure.after_seconds is None


def test_what_counts_as_success_is_yours(stub: Stub) -> None:  # noqa: F811
    assert call(stub, {"url": "/status/404", "okStatus": "2xx, 400-404"})["status"] == 404
    assert fail(stub, {"url": "/status/201", "okStatus": 200}).code == "HTTP_201"
    assert problems("http", {"url": "http://x", "okStatus": "good"}) == [
        ("okStatus", "Success is a list of statuses such as 2xx, 404 or 200-299.")
    ]


def test_what_the_body_becomes(stub: Stub) -> None:  # noqa: F811
    assert call(stub, {"url": "/text/%7B%22a%22:1%7D"})["body"] == {"a": 1}
    assert call(stub, {"url": "/text/plain"})["body"] == "plain"
    assert call(stub, {"url": "/json/%5B1%5D", "responseTo": "text"})["body"] == "[1]"
    assert call(stub, {"url": "/status/204", "method": "POST"})["body"] is None
    assert call(stub, {"url": "/broken/text/plain"})["body"] == "{not json"
    assert fail(stub, {"url": "/broken"}).code == "HTTP_BODY"
    assert call(stub, {"url": "/json/9223372036854775807"})["body"] == 2**63 - 1
    assert "64 bits" in fail(stub, {"url": "/json/9223372036854775808"}).message


def test_a_lost_answer_of_a_write_is_uncertain(stub: Stub) -> None:  # noqa: F811
    assert type(fail(stub, {"url": "/reset", "method": "POST"})) is Uncertain
    assert type(fail(stub, {"url": "/reset"})) is Retry


def test_private_addresses_are_refused(stub: Stub) -> None:  # noqa: F811
    with pytest.raises(Permanent) as raised:
        run_block("http", {"url": stub.url()}, RealContext())
    assert raised.value.code == "OUTBOUND_BLOCKED"


def test_effect_goes_by_method() -> None:
    http = known("http")
    effects = {
        method: http.effect_for({"method": method})
        for method in ("GET", "HEAD", "POST", "DELETE", "{{input.m}}")
    }
    assert effects == {
        "GET": "read",
        "HEAD": "read",
        "POST": "write",
        "DELETE": "write",
        "{{input.m}}": "write",
    }
    assert http.effect_for({}) == "read"
    assert http.default_on_uncertain == "retry"
    assert [port.id for port in http.ports_for({})] == ["out", "error"]


def test_faults_name_the_field() -> None:
    assert problems("http", {}) == [("url", "URL is missing.")]
    assert problems("http", {"url": ""}) == [("url", "URL is empty.")]
    assert problems("http", {"url": "http://x", "auth": "bearer"}) == [
        ("", "The token of the authentication is missing.")
    ]
    assert problems("http", {"url": "http://x", "pagination": {}}) == [
        ("pagination", "There is no field “pagination” here.")
    ]
    assert problems("http", {"url": "{{input.url", "method": "FETCH"}) == [
        ("method", "Method must be GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS."),
        ("url", 'This "{{" is never closed by "}}". To write it as text use {{ "{{" }} (at character 1)'),
    ]
