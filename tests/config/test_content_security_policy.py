"""Every answer carries the policy; nothing inline may run; each request has a nonce of its own."""

from __future__ import annotations

import re

import pytest
from django.test import Client

PAGES = [
    "/sign-in",
    "/admin/",
    "/api/v1/docs",
    "/api/v1/schema",
    "/nothing-here",
    "/api/v1/nothing-here",
    "/static/favicon.svg",
]


def directives(header: str) -> dict[str, list[str]]:
    return {name: values for name, *values in (part.split() for part in header.split(";"))}


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_each_answer_has_the_policy(client: Client, path: str) -> None:
    response = client.get(path)
    response.close()  # a file is open until then
    policy = directives(response.headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["connect-src"] == ["'self'", "ws://testserver", "wss://testserver"]
    assert not any("unsafe" in value for values in policy.values() for value in values)


def test_the_nonce_is_new_each_time(client: Client) -> None:
    first, second = (client.get("/api/v1/docs").headers["Content-Security-Policy"] for _ in range(2))
    nonces = [re.search(r"'nonce-([\w-]{20,})'", header) for header in (first, second)]
    assert all(nonces)
    assert first != second


def test_a_host_that_is_not_ours_stays_out_of_the_policy(client: Client) -> None:
    response = client.get("/api/v1/docs", headers={"host": "evil.example; script-src *"})
    assert response.status_code == 400
    assert "evil" not in response.headers["Content-Security-Policy"]
