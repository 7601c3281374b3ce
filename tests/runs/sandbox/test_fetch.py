"""`fetch` in code goes the way of every request: the same rules, the same limits, the step's clock."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.outcomes import Permanent, Retry, Uncertain
from tests.connections.servers import Stub
from tests.runs.sandbox.conftest import needs_libraries, run

POST = {
    "javascript": """
const answer = await fetch(input.url, { method: "POST", headers: { "X-Note": "hi" }, body: JSON.stringify({ a: 1 }) });
return { status: answer.status, ok: answer.ok, type: answer.headers.get("Content-Type"), body: await answer.json(), url: answer.url };
""",
    "python": """
answer = fetch(input["url"], "POST", headers={"X-Note": "hi"}, json={"a": 1})
{"status": answer.status, "ok": answer.ok, "type": answer.headers.get("content-type"), "body": answer.json(), "url": answer.url}
""",
}


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_a_request_and_its_answer(language: str, stub: Stub) -> None:
    ran = run(POST[language], language, input={"url": stub.url("/json")})
    assert ran.failure is None
    assert ran.result["status"] == 200
    assert ran.result["ok"] is True
    assert ran.result["body"] == {"ok": True, "n": 1}
    assert ran.result["url"] == stub.url("/json")
    (seen,) = stub.requests
    assert (seen.method, seen.headers["x-note"]) == ("POST", "hi")
    assert seen.body.replace(b" ", b"") == b'{"a":1}'


def test_a_status_is_an_answer_and_an_object_is_sent_as_json(stub: Stub) -> None:
    source = "const r = await fetch(input, { method: 'PUT', body: { a: [1] } }); return [r.status, r.ok, await r.text()]"
    assert run(source, input=stub.url("/status/404/gone")).result[:2] == [404, False]
    assert stub.requests[0].body == b'{"a":[1]}'
    assert stub.requests[0].headers["content-type"] == "application/json"


@needs_libraries
def test_a_form_is_sent_as_one(stub: Stub) -> None:
    source = "await fetch(input, { method: 'POST', body: new URLSearchParams({ a: 'b c' }) }); return 1"
    assert run(source, input=stub.url("/json")).result == 1
    assert stub.requests[0].body == b"a=b+c"
    assert stub.requests[0].headers["content-type"] == "application/x-www-form-urlencoded;charset=UTF-8"


def test_requests_side_by_side(stub: Stub) -> None:
    source = "const all = await Promise.all([1, 2, 3, 4].map((n) => fetch(input + n).then((r) => r.text()))); return all"
    assert run(source, input=stub.url("/text/")).result == ["1", "2", "3", "4"]


PLACES = [
    "http://127.0.0.1:1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::ffff:10.0.0.1]/",
    "http://2130706433/",
]


@pytest.mark.parametrize("url", PLACES)
@pytest.mark.parametrize("language", ["javascript", "python"])
def test_nothing_private_is_reached(language: str, url: str) -> None:
    source = {"javascript": "return await fetch(input)", "python": "fetch(input)"}[language]
    ran = run(source, language, input=url)
    assert isinstance(ran.failure, Permanent)
    assert ran.code == "OUTBOUND_BLOCKED"
    assert ran.message.startswith("Line 1: ")


def test_no_redirect_leads_there(stub: Stub) -> None:
    ran = run("return await fetch(input)", input=stub.url("/redirect/302/http://169.254.169.254/"))
    assert ran.code == "OUTBOUND_BLOCKED"


@pytest.mark.parametrize(
    ("scheme", "code"),
    [("file:///etc/passwd", "HTTP_URL"), ("ftp://example.com/", "HTTP_URL"), ("nonsense", "HTTP_URL")],
)
def test_nor_a_file(scheme: str, code: str) -> None:
    assert run("return await fetch(input)", input=scheme).code == code


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_a_failure_can_be_caught(language: str) -> None:
    source = {
        "javascript": "try { await fetch('http://127.0.0.1:1/'); } catch (error) { return [error.name, error.code, error.message] }",
        "python": "try:\n    fetch('http://127.0.0.1:1/')\nexcept OSError as error:\n    found = ['OSError', 'OUTBOUND_BLOCKED', str(error)]\nfound",
    }[language]
    name, code, message = run(source, language).result
    assert name in ("TypeError", "OSError")
    assert code == "OUTBOUND_BLOCKED"
    assert "127.0.0.1" in message


def test_an_uncaught_one_keeps_what_it_means_for_the_step(stub: Stub) -> None:
    read = run("return await fetch(input)", input=stub.url("/reset"))
    assert isinstance(read.failure, Retry)
    written = run("return await fetch(input, { method: 'POST' })", input=stub.url("/reset"))
    assert isinstance(written.failure, Uncertain)
    assert written.message.startswith("Line 1: ")


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_a_slow_answer_counts_into_the_deadline(language: str, stub: Stub) -> None:
    source = {"javascript": "return (await fetch(input)).status", "python": "fetch(input).status"}[language]
    ran = run(source, language, input=stub.url("/hang"), seconds=0.5)
    assert ran.code == "STEP_TIMEOUT"
    stub.released.set()


def test_a_request_nobody_waited_for_does_not_answer_the_next_call(stub: Stub) -> None:
    assert run("fetch(input); return 1", input=stub.url("/slow/0.3")).result == 1
    assert run("return (await fetch(input)).text()", input=stub.url("/text/second")).result == "second"


BAD: dict[str, Any] = {
    "a method that is none": ("fetch(input, { method: 'GET /x HTTP/1.1\\r\\nX:' })", "HTTP_METHOD"),
    "a header of ours": ("fetch(input, { headers: { Host: 'x' } })", "HTTP_HEADER"),
    "a header with a line break": ("fetch(input, { headers: { 'X-A': 'a\\r\\nB: c' } })", "HTTP_URL"),
    "a body of six megabytes": ("fetch(input, { method: 'POST', body: 'x'.repeat(6e6) })", "STEP_ERROR"),
}


@pytest.mark.parametrize("what", BAD)
def test_requests_that_are_none(what: str, stub: Stub) -> None:
    source, code = BAD[what]
    assert run(f"return await {source}", input=stub.url("/json")).code == code
    assert stub.requests == []


def test_fetches_have_a_limit(stub: Stub) -> None:
    source = """
const all = await Promise.allSettled(Array.from({ length: 1002 }, () => fetch(input)));
return [all.filter((one) => one.status === "fulfilled").length, all.at(-1).reason.message];
"""
    ran = run(source, input=stub.url("/json"), seconds=120)
    assert ran.result == [1000, "One step may fetch 1,000 times at most."]
