"""The OpenAPI document and its page are served by us, to anybody, without anything inline."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

BODILESS = (
    "/pause",
    "/resume",
    "/archive",
    "/duplicate",
    "/restore",
    "/cancel",
    "/connections/{connection_id}/test",
    "/subscriptions/{subscription_id}/check",
    "/invitation",
    "/resend",
    "/listen",
    "/versions/{ref}/activate",
)


def test_the_document_describes_the_api(client: Client) -> None:
    response = client.get("/api/v1/schema")
    document = response.json()
    assert response.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
    assert document["openapi"].startswith("3.")
    assert "/api/v1/workflows/{workflow_id}/run" in document["paths"]


def test_every_operation_describes_its_answers_and_errors(client: Client) -> None:
    missing = []
    for address, methods in client.get("/api/v1/schema").json()["paths"].items():
        for method, operation in methods.items():
            if method == "parameters":
                continue
            statuses = set(operation["responses"])
            described = [status for status in statuses if status.startswith("2")]
            if not described or not any(status.startswith("4") for status in statuses):
                missing.append(f"{method.upper()} {address} describes {sorted(statuses)}")
            if not (operation.get("summary") or operation.get("description")):
                missing.append(f"{method.upper()} {address} has no words")
            if (
                method in {"post", "put", "patch"}
                and "requestBody" not in operation
                and not address.endswith(BODILESS)
            ):
                missing.append(f"{method.upper()} {address} has no request body")
    assert missing == []


def test_the_page_runs_nothing_inline(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "<style" not in page
    assert " style=" not in page


@pytest.mark.parametrize(
    "name",
    [
        "api_docs.js",
        "api_docs.css",
        "favicon.svg",
        "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui-bundle.js",
        "drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css",
    ],
)
def test_what_the_page_loads_is_ours(name: str) -> None:
    assert finders.find(name)


def test_the_page_is_dark_where_the_reader_wants_it() -> None:
    """The class that our script sets is the one which Swagger UI's own dark colours go by."""

    def content(name: str) -> str:
        return Path(str(finders.find(name))).read_text()

    script = content("api_docs.js")
    assert 'classList.toggle("dark-mode", dark.matches)' in script
    assert "html.dark-mode .swagger-ui" in content("drf_spectacular_sidecar/swagger-ui-dist/swagger-ui.css")
