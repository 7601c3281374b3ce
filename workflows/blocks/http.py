"""`http`: one request to any web service, through the one outbound client."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import to_json

from integrations.answers import accepts, failure_of, file_name_of, is_status_list
from integrations.blocktype import BlockType, Effect
from integrations.context import StepContext
from integrations.files import MOST_BYTES, file_id
from integrations.forms import Form, Template, Text, ui
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import Done, Json, Outcome, Permanent

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_BODY = ["POST", "PUT", "PATCH", "DELETE"]


def _statuses(text: str) -> str:
    if not is_status_list(text):
        raise ValueError("Success is a list of statuses such as 2xx, 404 or 200-299.")
    return text


class HttpConfig(Form):
    method: Annotated[Method, ui("select", order=1)] = Field("GET", title="Method")
    url: Annotated[Text, ui("template", order=2, placeholder="https://api.example.com/invoices")] = Field(
        title="URL", min_length=1, max_length=20_000
    )
    query: Annotated[
        dict[str, Any], ui("keyvalue", order=3, help="Added to the URL. A list repeats its name.")
    ] = Field(default_factory=dict, title="Query")
    headers: Annotated[dict[str, str], ui("keyvalue", order=4)] = Field(default_factory=dict, title="Headers")
    body_type: Annotated[
        Literal["json", "form", "multipart", "raw"],
        ui(
            "select",
            order=5,
            visible_when={"method": _WITH_BODY},
            labels={
                "json": "JSON",
                "form": "Form",
                "multipart": "Multipart form, also with files",
                "raw": "Text or a file as it is",
            },
        ),
    ] = Field("json", title="Body type")
    body: Annotated[Template, ui("json", order=6, visible_when={"method": _WITH_BODY})] = Field(
        None, title="Body"
    )
    auth: Annotated[
        Literal["none", "bearer", "basic", "header", "connection"],
        ui(
            "select",
            order=7,
            labels={
                "none": "None",
                "bearer": "Bearer token",
                "basic": "User name and password",
                "header": "A header",
                "connection": "A connection",
            },
        ),
    ] = Field("none", title="Authentication")
    token: Annotated[Text, ui("template", order=8, visible_when={"auth": "bearer"})] = Field(
        "", title="Token"
    )
    username: Annotated[Text, ui("template", order=9, visible_when={"auth": "basic"})] = Field(
        "", title="User name"
    )
    password: Annotated[Text, ui("template", order=10, visible_when={"auth": "basic"})] = Field(
        "", title="Password"
    )
    header_name: Annotated[str, ui("text", order=11, visible_when={"auth": "header"})] = Field(
        "", title="Header", pattern=r"^[!#$%&'*+.^_`|~0-9A-Za-z-]{0,200}$"
    )
    header_value: Annotated[Text, ui("template", order=12, visible_when={"auth": "header"})] = Field(
        "", title="Value"
    )
    ok_status: Annotated[
        str,
        AfterValidator(_statuses),
        ui(
            "text",
            order=13,
            advanced=True,
            help="Statuses that count as success: 2xx, 404 or 200-299, with commas.",
        ),
    ] = Field("2xx", title="Success is")
    response_to: Annotated[
        Literal["json", "text", "file"],
        ui(
            "select",
            order=14,
            advanced=True,
            labels={"json": "Data", "text": "Text", "file": "A file"},
            help="What the body becomes. A file may have 100 MB, data and text 25 MB.",
        ),
    ] = Field("json", title="Read the answer as")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        missing = {"bearer": not self.token, "basic": not self.username, "header": not self.header_name}
        if missing.get(self.auth):
            name = {"bearer": "The token", "basic": "The user name", "header": "The header’s name"}[self.auth]
            raise ValueError(f"{name} of the authentication is missing.")
        return self


def run(context: StepContext, config: HttpConfig) -> Outcome:
    request = _request(context, config)
    if config.response_to == "file":
        return _download(context, config, request)
    response = context.http(request)
    if not accepts(config.ok_status, response.status):
        raise failure_of(response, now_ms=context.now_ms)
    return _done(response, _body(response, config))


def _download(context: StepContext, config: HttpConfig, request: HttpRequest) -> Outcome:
    """The body goes to the disk as it comes; that of a failure is read for its reason."""
    with context.new_file() as file:
        request = replace(
            request,
            max_response_bytes=MOST_BYTES,
            sink=lambda status: file.write if accepts(config.ok_status, status) else None,
        )
        response = context.http(request)
        if not accepts(config.ok_status, response.status):
            raise failure_of(response, now_ms=context.now_ms)
        if not response.is_in_sink:
            file.write(response.content)
        kind = response.headers.get("content-type", "").partition(";")[0]
        return _done(response, file.keep(name=file_name_of(response), mime_type=kind))


def _done(response: HttpResponse, body: Json) -> Outcome:
    return Done(
        {
            "status": response.status,
            "headers": dict(response.headers),
            "body": body,
            "url": response.url,
            "durationMs": response.duration_ms,
        }
    )


def _request(context: StepContext, config: HttpConfig) -> HttpRequest:
    headers, auth_headers = dict(config.headers), {}
    if config.auth == "bearer":
        auth_headers["Authorization"] = f"Bearer {config.token}"
    elif config.auth == "header":
        auth_headers[config.header_name] = config.header_value
    if config.method not in _READING and "idempotency-key" not in {name.lower() for name in headers}:
        headers["Idempotency-Key"] = context.idempotency_key
    url = config.url
    if url.startswith("/") and context.connection is not None:
        url = context.connection.base_url + url  # a path continues the connection's address
    return HttpRequest(
        method=config.method,
        url=url,
        query=config.query,
        headers=headers,
        auth_headers=auth_headers,
        basic_auth=(config.username, config.password) if config.auth == "basic" else None,
        **_body_fields(context, config),
    )


def _body_fields(context: StepContext, config: HttpConfig) -> dict[str, Any]:
    """What the body's type makes of it. No body for GET and HEAD, nor where none is given."""

    def with_files(value: Json) -> Any:
        if isinstance(value, list):
            return [with_files(item) for item in value]
        return context.open_file(value) if file_id(value) else value

    if config.body is None or config.method not in _WITH_BODY:
        return {}
    if config.body_type == "json":
        return {"json": config.body, "has_json": True}
    if config.body_type == "raw":
        if file_id(config.body):
            return {"content": context.open_file(config.body)}
        return {"content": config.body if isinstance(config.body, str) else to_json(config.body).decode()}
    if not isinstance(config.body, dict):
        raise Permanent("A form’s body is an object of names and values.")
    if config.body_type == "multipart":
        return {"multipart": {name: with_files(value) for name, value in config.body.items()}}
    return {"form": config.body}


def _body(response: HttpResponse, config: HttpConfig) -> Json:
    """Data where the answer is JSON, whatever it calls itself; text where it is none and does not claim to be."""
    if config.response_to == "text":
        return response.text()
    try:
        return response.json()
    except ValueError as error:
        if response.is_json:
            reason = str(error) if "64 bits" in str(error) else "its body does not read as JSON"
            raise Permanent(f"The answer says it is JSON, but {reason}.", code="HTTP_BODY") from None
        return response.text()


def _effect(config: Mapping[str, Json]) -> Effect:
    return "read" if config.get("method", "GET") in _READING else "write"


BLOCK = BlockType(
    type="http",
    name="HTTP request",
    category="HTTP and code",
    description="Calls any web service.",
    icon="globe",
    form=HttpConfig,
    run=run,
    sentence="Send[ {method} to {url}]",
    empty_sentence="Choose the address to call",
    output_schema={
        "type": "object",
        "properties": {
            "status": {"type": "integer", "title": "Status"},
            "headers": {
                "type": "object",
                "title": "Headers",
                "description": "Names in lower case.",
                "additionalProperties": {"type": "string"},
            },
            "body": {"title": "Body"},
            "url": {"type": "string", "title": "URL", "description": "The last one, after redirects."},
            "durationMs": {"type": "integer", "title": "Duration", "description": "Milliseconds."},
        },
        "required": ["status", "headers", "body", "url", "durationMs"],
    },
    effect=_effect,
    can_fail=True,
    default_on_uncertain="retry",
    order=10,
)
