"""What the publish gate warns of: secrets in plain text, writes that may happen twice, repeating without end, scopes."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from accounts.models import Company
from connections.models import Connection
from tests.workflows.drawings import drawing
from workflows.definition import Definition
from workflows.problems import Problem
from workflows.validation import find_problems

pytestmark = pytest.mark.django_db


def found(code: str, definition: Definition, company_id: UUID | None = None) -> list[Problem]:
    problems = find_problems(definition, company_id=company_id or uuid4())
    return [problem for problem in problems if problem.code == code]


def http(**config: Any) -> dict[str, Any]:
    return {"type": "http", "config": {"url": "https://example.com", **config}}


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"headers": {"Authorization": "Bearer abcdefghijklmnop"}}, "headers.Authorization"),
        ({"headers": {"x-api-key": "a1b2c3d4e5"}}, "headers.x-api-key"),
        ({"auth": "basic", "username": "ada", "password": "hunter2!"}, "password"),
        ({"query": {"q": "key is sk_live_" + "a" * 24}}, "query.q"),
    ],
)
def test_a_secret_in_plain_text(config: dict[str, Any], field: str) -> None:
    [problem] = found("PLAIN_SECRET", drawing("start -> send", send=http(**config)))
    assert (problem.severity, problem.block_id, problem.field) == ("warning", "send", field)
    assert "{{secrets.NAME}}" in problem.message


@pytest.mark.parametrize(
    "config",
    [
        {"headers": {"Authorization": "Bearer {{secrets.TOKEN}}"}},
        {"headers": {"Authorization": "none"}},
        {"auth": "basic", "username": "ada", "password": "{{secrets.PASSWORD}}"},
        {"query": {"token": ""}},
        {"body": {"tokens": "1200"}},
    ],
)
def test_what_is_no_secret(config: dict[str, Any]) -> None:
    assert found("PLAIN_SECRET", drawing("start -> send", send=http(**config))) == []


def test_a_secret_in_a_variable() -> None:
    definition = drawing("start -> log", top={"variables": {"apiKey": "abcdef123456", "rate": 0.2}})
    [problem] = found("PLAIN_SECRET", definition)
    assert (problem.path, problem.block_id) == ("variables.apiKey", None)


def slack(**more: Any) -> dict[str, Any]:
    return {"type": "slack", "config": {"operation": "sendMessage", "channel": "C1", "text": "Hi"}, **more}


def test_a_write_that_may_happen_twice() -> None:
    [problem] = found("WRITE_WITHOUT_KEY", drawing("start -> tell", tell=slack(errorHandling="retry")))
    assert (problem.severity, problem.path) == ("warning", "blocks.1.errorHandling")
    [problem] = found("WRITE_WITHOUT_KEY", drawing("start -> tell", tell=slack(onUncertain="retry")))
    assert problem.path == "blocks.1.onUncertain"
    assert found("WRITE_WITHOUT_KEY", drawing("start -> tell", tell=slack())) == []
    reading = {"type": "slack", "config": {"operation": "listChannels"}, "errorHandling": "retry"}
    assert found("WRITE_WITHOUT_KEY", drawing("start -> read", read=reading)) == []


def test_a_loop_that_nothing_ends() -> None:
    endless = drawing("start -> loop", loop={"type": "loop"}, top={"settings": {"timeoutMs": None}})
    [problem] = found("NO_TIME_LIMIT", endless)
    assert problem.block_id == "loop"
    assert found("NO_TIME_LIMIT", drawing("start -> loop", loop={"type": "loop"})) == []
    limited = {"type": "loop", "timeoutMs": 60_000}
    ended = drawing("start -> loop", loop=limited, top={"settings": {"timeoutMs": None}})
    assert found("NO_TIME_LIMIT", ended) == []


def connect(company: Company, **more: Any) -> Connection:
    return Connection.objects.create(
        company=company, provider="slack", name="Team", status="active", is_default=True, **more
    )


def test_a_scope_that_was_not_granted(acme: Company) -> None:
    connect(acme, scopes=["channels:read"])
    [problem] = found("MISSING_SCOPE", drawing("start -> tell", tell=slack()), acme.id)
    assert (problem.severity, problem.block_id) == ("warning", "tell")
    assert "chat:write" in problem.message


@pytest.mark.parametrize("scopes", [["chat:write", "channels:read"], [], ["something-else"]])
def test_scopes_that_suffice_or_say_nothing(acme: Company, scopes: list[str]) -> None:
    connect(acme, scopes=scopes)
    assert found("MISSING_SCOPE", drawing("start -> tell", tell=slack()), acme.id) == []
