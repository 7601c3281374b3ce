"""Bodies that clients send by accident or on purpose: 4xx with the reason, never a 500."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.test import RequestFactory, override_settings

from accounts.models import ApiKey
from tests.conftest import data_of, error_of

URL = "/api/v1/api-keys"
JSON = "application/json"


@pytest.mark.parametrize(
    "body",
    [
        b"NaN",
        b'{"name": NaN, "scopes": []}',
        b"[" * 10_000 + b"]" * 10_000,
        b'{"name":' * 10_000 + b"1" + b"}" * 10_000,
        b'{"name": 18446744073709551616}',
        b'{"name": "\xff"}',
        b'{"name": "\\u0000", "scopes": ["runs:read"]}',
        b"{",
        b"[]",
        b'"text"',
        b"7",
        b"true",
        b"null",
        b'{"name": {"a": {"b": []}}, "scopes": {"a": 1}}',
    ],
)
def test_bad_bodies_are_400_with_a_sentence(as_, ada, body) -> None:
    error = error_of(as_(ada).post(URL, body, content_type=JSON), 400, "VALIDATION_ERROR")
    assert error["message"].endswith((".", ")"))
    assert ApiKey.objects.count() == 0


def test_a_body_that_is_no_object_is_told_what_it_is(as_, ada) -> None:
    for body, word in (
        (b"[]", "a list"),
        (b"7", "a number"),
        (b"null", "null"),
        (b'"x"', "text"),
        (b"true", "yes or no"),
    ):
        assert word in error_of(as_(ada).post(URL, body, content_type=JSON), 400)["message"]


def test_no_body_counts_as_an_empty_object(as_, ada) -> None:
    error = error_of(as_(ada).generic("POST", URL), 400, "VALIDATION_ERROR")
    assert [detail["path"] for detail in error["details"]] == ["name", "scopes"]


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", "x"],
)
def test_other_media_types_are_415(as_, ada, content_type) -> None:
    error = error_of(as_(ada).generic("POST", URL, b"name=k", content_type=content_type), 415)
    assert error["code"] == "UNSUPPORTED_MEDIA_TYPE"
    assert "application/json" in error["message"]


def test_json_with_a_charset_is_json(as_, ada) -> None:
    body = json.dumps({"name": "k", "scopes": ["runs:read"]}).encode()
    data_of(as_(ada).generic("POST", URL, body, content_type="Application/JSON; charset=utf-8"), 201)


class Refuses(io.RawIOBase):
    """A body that must not be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("the body was read")


@override_settings(BODY_LIMIT=1000)
def test_a_huge_body_is_refused_before_it_is_read(as_, ada) -> None:
    client = as_(ada)
    request = {"wsgi.input": Refuses(), "CONTENT_LENGTH": "1001"}
    error = error_of(client.generic("POST", URL, content_type=JSON, **request), 413, "PAYLOAD_TOO_LARGE")
    assert "1,000 bytes" in error["message"]


@override_settings(BODY_LIMIT=1000)
def test_the_limit_is_the_last_size_that_goes_through(as_, ada) -> None:
    client = as_(ada)
    body = json.dumps({"name": "k", "scopes": ["runs:read"]}).encode()
    data_of(client.generic("POST", URL, body.ljust(1000), content_type=JSON), 201)
    error_of(client.generic("POST", URL, body.ljust(1001), content_type=JSON), 413)


def test_who_is_nobody_is_not_read_from(nobody, db) -> None:
    request = {"wsgi.input": Refuses(), "CONTENT_LENGTH": "1073741824"}
    error_of(nobody.generic("POST", URL, content_type=JSON, **request), 401, "UNAUTHENTICATED")


def test_a_body_in_chunks_is_read_too(as_, ada) -> None:
    from accounts.api.views import ApiView

    class Echo(ApiView):
        scopes = {"POST": ""}

        def post(self, request: Any) -> Any:
            from accounts.api.envelope import ok

            return ok(self.read_object())

    body = b'{"a": [1, 2]}'
    request = RequestFactory().post("/x", content_type=JSON, headers={"transfer-encoding": "chunked"})
    request.META["CONTENT_LENGTH"] = ""
    request.META["HTTP_X_API_KEY"] = ""
    request._stream = io.BytesIO(body)  # as Django's ASGI request holds what it has spooled
    view = Echo()
    drf = view.initialize_request(request)
    assert drf.META["CONTENT_LENGTH"] == str(len(body))
    assert drf.data == {"a": [1, 2]}


@pytest.mark.parametrize("length", ["-1", "abc", "9" * 400, "1e3", "٣"])
def test_a_content_length_that_is_no_number_is_no_500(as_, ada, length) -> None:
    response = as_(ada).generic("POST", URL, b"{}", content_type=JSON, CONTENT_LENGTH=length)
    assert response.status_code in (400, 413), response.content


def test_methods_that_are_not_there(as_, ada, key_client) -> None:
    for client in (as_(ada), key_client()):
        for method in ("put", "patch", "delete", "options"):
            response = getattr(client, method)(URL)
            error_of(response, 405, "METHOD_NOT_ALLOWED")
            assert response.headers["X-RateLimit-Limit"]


def test_the_answer_is_json_whatever_is_asked_for(as_, ada) -> None:
    for accept in ("text/html", "application/xml", "nonsense", ""):
        response = as_(ada).get("/api/v1/me?format=xml", headers={"accept": accept})
        data_of(response)
        assert response.headers["Content-Type"] == "application/json"
        assert response.headers["Cache-Control"] == "no-store"


def test_what_nobody_foresaw_is_a_reference_not_a_trace(as_, ada, caplog) -> None:
    from accounts.api.errors import as_api_error

    refusal = as_api_error(RuntimeError("the secret word is swordfish"), "GET /x")
    assert (refusal.code, refusal.status) == ("INTERNAL", 500)
    assert "swordfish" not in refusal.message
    reference = refusal.message.rstrip(".").split()[-1]
    assert f"error {reference}: GET /x" in caplog.text
    assert "swordfish" in caplog.text


def test_a_database_that_is_away_is_503(as_, ada) -> None:
    from django.db import DataError, OperationalError

    from accounts.api.errors import as_api_error

    refusal = as_api_error(OperationalError("database is locked"), "GET /x")
    assert (refusal.code, refusal.status, refusal.headers) == ("UNAVAILABLE", 503, {"Retry-After": "1"})
    assert as_api_error(DataError("value too long"), "POST /x").status == 400
