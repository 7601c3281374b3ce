"""The OpenAPI document, generated from the code, and the page to browse it; both are public, like the README."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


def openapi_document() -> dict[str, Any]:
    """The whole API as OpenAPI 3, keys in a stable order."""
    from drf_spectacular.generators import SchemaGenerator
    from pydantic.json_schema import model_json_schema

    from runs.outbound.events import ALERT_TYPE, EVENT_TYPES, body_of

    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    schemas = document["components"]["schemas"]
    document["webhooks"] = {}
    for name, words in {**EVENT_TYPES, ALERT_TYPE: "Something went wrong, in the words of an alert"}.items():
        shape = model_json_schema(
            body_of(name), ref_template="#/components/schemas/{model}", mode="serialization"
        )
        schemas |= shape.pop("$defs", {}) | {body_of(name).__name__: shape}
        reference = {"$ref": f"#/components/schemas/{body_of(name).__name__}"}
        document["webhooks"][name] = {
            "post": {
                "summary": words,
                "requestBody": {"content": {"application/json": {"schema": reference}}, "required": True},
                "responses": {
                    "2XX": {"description": "It has arrived. Anything else is sent again, for a day."}
                },
            }
        }
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    return document


@cache
def _openapi_bytes() -> bytes:
    """Generated once in a process: it takes a second, and anybody may ask."""
    return json.dumps(openapi_document(), ensure_ascii=False).encode()


@require_safe
def schema(_request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/schema`: the document itself, without an envelope, as tools expect it."""
    return HttpResponse(_openapi_bytes(), content_type="application/vnd.oai.openapi+json")


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """`GET /api/v1/docs`: Swagger UI from our own static files; its start script is `static/api_docs.js`."""
    return render(request, "api_docs.html")
