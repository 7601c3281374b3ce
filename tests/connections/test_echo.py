"""The built-in echo endpoint answers without a socket and says what it was asked."""

from __future__ import annotations

import pytest

from connections.http import send
from integrations.http import HttpRequest
from integrations.outcomes import Permanent, Retry


def test_says_what_it_was_asked() -> None:
    response = send(
        HttpRequest(
            "POST",
            "https://echo.headrace/invoices?status=201",
            query={"page": 2},
            headers={"X-Trace": "t1", "Authorization": "Bearer secret"},
            json={"n": 1},
            has_json=True,
        )
    )
    assert response.status == 201
    said = response.json()
    assert said["method"] == "POST"
    assert said["path"] == "/invoices"
    assert said["query"] == {"status": "201", "page": "2"}
    assert said["body"] == {"n": 1}
    assert said["headers"]["x-trace"] == "t1"
    assert "secret" not in str(said["headers"])


def test_text_that_is_not_json_comes_back_as_text() -> None:
    assert send(HttpRequest("PUT", "http://echo.headrace/", content="hello {")).json()["body"] == "hello {"


def test_refuses_a_status_it_cannot_give() -> None:
    with pytest.raises(Permanent, match="status must be a whole number from 200 to 599"):
        send(HttpRequest("GET", "https://echo.headrace/?status=99"))


def test_keeps_to_the_deadline() -> None:
    with pytest.raises(Retry) as refused:
        send(HttpRequest("GET", "https://echo.headrace/?delayMs=60000", timeout_seconds=0.05))
    assert refused.value.code == "STEP_TIMEOUT"


def test_a_name_that_only_resembles_it_goes_the_usual_way() -> None:
    with pytest.raises((Permanent, Retry)):
        send(HttpRequest("GET", "https://echo.headrace.example.invalid/", timeout_seconds=2))
