"""What the accounts endpoints say about themselves in the OpenAPI document, held against what they answer."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from accounts.api import urls
from config.api_docs import openapi_document
from tests.conftest import API


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return openapi_document()


def operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    ours = [
        f"{API}/{pattern.pattern}".replace("<str:", "{").replace("<int:", "{").replace(">", "}")
        for pattern in urls.urlpatterns
    ]
    return [
        (path, method, described) for path in ours for method, described in document["paths"][path].items()
    ]


def test_every_operation_is_described(document) -> None:
    found = operations(document)
    assert len(found) == 12
    for path, method, described in found:
        name = f"{method} {path}"
        assert described["summary"], name
        success = [status for status in described["responses"] if status < "300"]
        assert success, name
        assert {"401", "403", "429", "500", "503"} <= set(described["responses"]), name
        takes_body = method in ("post", "patch") and not path.endswith("/invitation")
        assert ("requestBody" in described) == takes_body, name
        if "requestBody" in described:
            assert {"400", "413", "415"} <= set(described["responses"]), name
        assert described["security"] == [{"apiKey": []}, {"session": []}]


def test_no_reference_leads_nowhere(document) -> None:
    def walk(value: Any) -> None:
        if isinstance(value, dict):
            if "$ref" in value:
                found = document
                for part in value["$ref"].removeprefix("#/").split("/"):
                    found = found[part]
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(document)


def check(document: dict[str, Any], path: str, method: str, response: Any) -> None:
    described = document["paths"][path][method]["responses"][str(response.status_code)]
    if "$ref" in described:
        described = document["components"]["responses"][described["$ref"].rsplit("/", 1)[-1]]
    schema = described["content"]["application/json"]["schema"]
    jsonschema.validate(response.json(), {**schema, "components": document["components"]})


def test_answers_are_what_was_described(document, as_, ada, ben, key_client) -> None:
    client = as_(ada)
    check(document, f"{API}/me", "get", client.get(f"{API}/me"))
    check(document, f"{API}/me", "get", key_client().get(f"{API}/me"))
    made = client.post(f"{API}/api-keys", {"name": "k", "scopes": ["runs:read"]}, format="json")
    check(document, f"{API}/api-keys", "post", made)
    check(document, f"{API}/api-keys", "get", client.get(f"{API}/api-keys"))
    check(document, f"{API}/api-keys", "post", client.post(f"{API}/api-keys", {}, format="json"))
    check(document, f"{API}/members", "get", client.get(f"{API}/members"))
    body = {"email": "x@acme.example", "role": "viewer"}
    check(document, f"{API}/members", "post", client.post(f"{API}/members", body, format="json"))
    check(document, f"{API}/members", "post", client.post(f"{API}/members", body, format="json"))
    check(document, f"{API}/audit", "get", client.get(f"{API}/audit?limit=1"))
    id = made.json()["data"]["id"]
    check(document, f"{API}/api-keys/{{key_id}}", "delete", client.delete(f"{API}/api-keys/{id}"))
    check(document, f"{API}/api-keys/{{key_id}}", "delete", client.delete(f"{API}/api-keys/{id}"))


def test_requests_say_what_they_take(document) -> None:
    wanted = document["components"]["schemas"]["NewApiKey"]
    assert wanted["required"] == ["name", "scopes"]
    assert "workflows:execute" in str(document["components"]["schemas"])
    assert document["components"]["schemas"]["NewMember"]["required"] == ["email", "role"]


def test_the_document_is_the_same_each_time(document) -> None:
    assert openapi_document() == document
