"""How a view describes itself for the OpenAPI document, and how that becomes the envelope around what it answers.

Every handler carries `@describe`, with pydantic classes for what goes in and out; the document is generated from them:

    class WorkflowCollection(ApiView):
        scopes = {"GET": "workflows:read", "POST": "workflows:write"}

        @describe(summary="List workflows", query=WorkflowQuery, page_of=WorkflowItem, meta=WorkflowCounts)
        def get(self, request): …

        @describe(summary="Create a workflow", request=NewWorkflow, response=WorkflowView, status=201, errors=[409])
        def post(self, request): …

`request`    the body: a pydantic class (`Form`; read it with `self.read(NewWorkflow)`), or a JSON schema.
`query`      the query string: a pydantic class whose fields become parameters (read with `self.read_query`). `limit`
             and `cursor` come with `page_of` and need not be named.
`response`   the envelope's `data`: a pydantic class (`Shape`), a JSON schema, or None for `null`.
`list_of`    `data` is a list of this, all of it (answer with `whole(items)`).
`page_of`    the same in pages (answer with `page(items, cursor)`). Both have `meta.cursor` and `meta.hasMore`.
`meta`       a pydantic class whose fields stand in `meta` beside these.
`also`       further successes: `{200: WorkflowRun}`.
`media`      further forms of the same answer: `{"text/event-stream": {"type": "string"}}`.
`download`   the answer is no envelope but this: `{"text/csv": {"type": "string"}}`.
`takes`      what the body may be instead of JSON, in the same form.
`errors`     statuses beyond those every endpoint has: 400 (with a body or query), 401, 403, 404 (with an id in the
             path), 413 and 415 (with a body), 429, 500, 503.

A handler without `@describe` is an error of the generator, which CI fails on. Answers may be dicts of the described
shape or the pydantic objects themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from drf_spectacular.drainage import error
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.utils import OpenApiParameter
from pydantic import BaseModel
from pydantic.json_schema import model_json_schema

from accounts.api.pagination import DEFAULT_LIMIT, MAX_LIMIT

Schema = dict[str, Any]
Described = type[BaseModel] | Schema | None
F = TypeVar("F", bound=Callable[..., Any])

_REF = "#/components/schemas/{model}"
_BODY_METHODS = ("POST", "PUT", "PATCH")

WORDS: dict[int, str] = {
    400: "VALIDATION_ERROR: the request does not fit; `details` say where.",
    401: "UNAUTHENTICATED: no credential, or one that is not valid.",
    403: "FORBIDDEN: the message names the missing scope or role.",
    404: "NOT_FOUND: unknown, or another company's.",
    405: "METHOD_NOT_ALLOWED: not possible at this address.",
    409: "CONFLICT: the state of the thing does not allow it; `data` may hold the current one.",
    413: "PAYLOAD_TOO_LARGE: the body is over the limit.",
    415: "UNSUPPORTED_MEDIA_TYPE: the body is not JSON.",
    429: "RATE_LIMITED or CONCURRENCY_LIMIT: try again after `Retry-After` seconds.",
    500: "INTERNAL: our fault; the message has a reference to the server's log.",
    503: "UNAVAILABLE: try again after `Retry-After` seconds.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What `@describe` was told."""

    summary: str
    description: str
    request: Described
    query: type[BaseModel] | None
    response: Described
    many: bool
    paged: bool
    meta: type[BaseModel] | None
    status: int
    also: Mapping[int, Described]
    media: Mapping[str, Schema]
    download: Mapping[str, Schema]
    takes: Mapping[str, Schema]
    errors: tuple[int, ...]


def describe(
    *,
    summary: str,
    description: str = "",
    request: Described = None,
    query: type[BaseModel] | None = None,
    response: Described = None,
    list_of: Described = None,
    page_of: Described = None,
    meta: type[BaseModel] | None = None,
    status: int = 200,
    also: Mapping[int, Described] | None = None,
    media: Mapping[str, Schema] | None = None,
    download: Mapping[str, Schema] | None = None,
    takes: Mapping[str, Schema] | None = None,
    errors: Sequence[int] = (),
) -> Callable[[F], F]:
    """Puts a Description on a handler; see the module's docstring."""
    told = Description(
        summary=summary,
        description=description,
        request=request,
        query=query,
        response=page_of or list_of or response,
        many=page_of is not None or list_of is not None,
        paged=page_of is not None,
        meta=meta,
        status=status,
        also=also or {},
        media=media or {},
        download=download or {},
        takes=takes or {},
        errors=tuple(errors),
    )

    def mark(handler: F) -> F:
        handler.description = told  # type: ignore[attr-defined]
        return handler

    return mark


class EnvelopeSchema(AutoSchema):
    """Turns Descriptions into operations."""

    @property
    def _told(self) -> Description | None:
        told = getattr(getattr(self.view, self.method.lower(), None), "description", None)
        return told if isinstance(told, Description) else None

    def get_operation(self, *args: Any, **kwargs: Any) -> Schema | None:
        operation: Schema | None = super().get_operation(*args, **kwargs)
        if operation is not None and self._told is None:
            error(f"{self.method} {self.path}: {type(self.view).__name__} lacks @describe")
        return operation

    def get_auth(self) -> list[Any]:
        for name, scheme in _SECURITY.items():
            self._component(name, scheme, ResolvedComponent.SECURITY_SCHEMA)
        return [{name: []} for name in _SECURITY]

    def _is_list_view(self, serializer: Any = None) -> bool:
        del serializer
        return self._told is not None and self._told.many

    def get_summary(self) -> str | None:
        return self._told.summary if self._told else None

    def get_description(self) -> str:  # type: ignore[override]
        told = self._told
        scope = getattr(self.view, "scopes", {}).get(self.method)
        parts = [told.description if told else "", f"Scope: `{scope}`." if scope else ""]
        return "\n\n".join(part for part in parts if part)

    def get_override_parameters(self) -> list[Any]:
        told = self._told
        if told is None:
            return []
        schema = self._schema(told.query, "validation", inline=True) if told.query else {}
        required = schema.get("required", ())
        parameters = {
            name: OpenApiParameter(
                name,
                {key: value for key, value in field.items() if key not in ("title", "description", "x-ui")},
                required=name in required,
                description=field.get("description", ""),
            )
            for name, field in schema.get("properties", {}).items()
        }
        if told.paged:
            limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
            parameters["limit"] = OpenApiParameter("limit", limit, description="Rows in one page.")
            parameters["cursor"] = OpenApiParameter(
                "cursor", str, description="`meta.cursor` of the page before."
            )
        return list(parameters.values())

    def _get_request_body(self, direction: str = "request") -> Schema | None:
        del direction
        told = self._told
        if told is not None and told.takes:
            content = {media_type: {"schema": schema} for media_type, schema in told.takes.items()}
            return {"content": content, "required": True}
        if told is None or told.request is None or self.method not in (*_BODY_METHODS, "DELETE"):
            return None
        schema = self._schema(told.request, "validation")
        return {"content": {"application/json": {"schema": schema}}, "required": True}

    def _get_response_bodies(self, direction: str = "response") -> Schema:
        del direction
        told = self._told
        if told is None:
            return {}
        bodies: Schema = {str(told.status): self._success(told, told.response, told.many)}
        for status, described in told.also.items():
            bodies[str(status)] = self._success(told, described, many=False)
        for status in self._error_statuses(told):
            bodies[str(status)] = self._refusal(status)
        return dict(sorted(bodies.items()))

    def _refusal(self, status: int) -> Schema:
        phrase = HTTPStatus(status).phrase
        response = {
            "description": WORDS.get(status, phrase),
            "headers": self._headers(status),
            "content": {"application/json": {"schema": self._component("Error", _ERROR)}},
        }
        return self._component(phrase.title().replace(" ", ""), response, "responses")

    def _headers(self, status: int) -> Schema:
        names = [] if status == 401 else ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"]
        if status in (429, 503):
            names.append("Retry-After")
        return {name: self._component(name, _HEADERS[name], "headers") for name in names}

    def _error_statuses(self, told: Description) -> list[int]:
        statuses = {401, 403, 429, 500, 503, *told.errors}
        if told.request is not None or told.takes:
            statuses |= {400, 413, 415}
        if told.query is not None or told.paged:
            statuses.add(400)
        if "{" in self.path:
            statuses.add(404)
        return sorted(statuses)

    def _success(self, told: Description, described: Described, many: bool) -> Schema:
        if told.download:
            content = {media_type: {"schema": schema} for media_type, schema in told.download.items()}
            return {"description": told.summary, "headers": self._headers(200), "content": content}
        data: Schema = {"type": "null"} if described is None else self._schema(described, "serialization")
        properties: Schema = {
            "success": {"type": "boolean", "const": True},
            "data": {"type": "array", "items": data} if many else data,
        }
        if many:
            properties["meta"] = self._meta(told)
        envelope = {"type": "object", "properties": properties, "required": list(properties)}
        content = {"application/json": {"schema": envelope}}
        content |= {media_type: {"schema": schema} for media_type, schema in told.media.items()}
        return {"description": told.summary, "headers": self._headers(200), "content": content}

    def _meta(self, told: Description) -> Schema:
        cursor = {"type": ["string", "null"], "description": "Leads to the next page."}
        properties: Schema = {"cursor": cursor, "hasMore": {"type": "boolean"}}
        schema: Schema = {"type": "object", "properties": properties, "required": list(properties)}
        return {"allOf": [schema, self._schema(told.meta, "serialization")]} if told.meta else schema

    def _schema(self, described: Described, mode: Any, *, inline: bool = False) -> Schema:
        """A reference to the class's component, which is made on first use; JSON schemas are taken as they are."""
        if described is None or isinstance(described, dict):
            return described or {}
        schema = model_json_schema(described, ref_template=_REF, mode=mode)
        for name, part in schema.pop("$defs", {}).items():
            self._component(name, part)
        return schema if inline else self._component(described.__name__, schema)

    def _component(self, name: str, schema: Schema, kind: str = ResolvedComponent.SCHEMA) -> Schema:
        component = ResolvedComponent(  # type: ignore[no-untyped-call]
            name=name, type=kind, object=name, schema=deepcopy(schema)
        )
        if component in self.registry and self.registry[component].schema != schema:
            error(f"{self.method} {self.path}: two different shapes are called {name}")
        self.registry.register_on_missing(component)
        return {"$ref": f"#/components/{kind}/{name}"}


_TEXT: Schema = {"type": "string"}
_DETAIL: Schema = {
    "type": "object",
    "properties": {"path": _TEXT, "message": _TEXT},
    "required": ["path", "message"],
}
_ERROR: Schema = {
    "type": "object",
    "properties": {
        "success": {"type": "boolean", "const": False},
        "error": {
            "type": "object",
            "properties": {
                "code": {"type": "string", "example": "VALIDATION_ERROR"},
                "message": {"type": "string", "description": "One sentence a person can act on."},
                "details": {"type": "array", "items": _DETAIL},
            },
            "required": ["code", "message"],
        },
        "data": {
            "description": "What the refusal is about, where that helps (the current state after a 409)."
        },
    },
    "required": ["success", "error"],
}


_SECURITY: dict[str, Schema] = {
    "apiKey": {
        "type": "apiKey",
        "in": "header",
        "name": "x-api-key",
        "description": "`wfk_` and 32 characters.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The studio's cookie; unsafe methods also send the csrftoken cookie as X-CSRFToken.",
    },
}
_HEADERS: dict[str, Schema] = {
    name: {"description": text, "schema": {"type": "integer"}}
    for name, text in {
        "X-RateLimit-Limit": "Requests of this kind allowed in one minute.",
        "X-RateLimit-Remaining": "How many are left.",
        "X-RateLimit-Reset": "Unix seconds at which one more is allowed.",
        "Retry-After": "Seconds to wait.",
    }.items()
}
