"""An operation's request, made of its declaration, the filled form and what is known of the connection. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from integrations.blocktype import Operation
from integrations.calls import Call
from integrations.context import Account
from integrations.encoding import bracket_pairs, put, to_xml
from integrations.fields import Wire, wire_of
from integrations.filling import FillError, fill, fill_url
from integrations.forms import Form
from integrations.http import HttpRequest
from integrations.outcomes import Permanent
from integrations.provider import Provider

Json = Any
_PLACE = re.compile(r"\{(\w+)\}")
#: May stand in a part of a path as they are (RFC 3986); a slash or a question mark of a value would lead elsewhere.
_PLAIN = ":@,;=!$'()*+"


def build(
    provider: Provider, operation: Operation, config: Form, *, account: Account | None, key: str
) -> HttpRequest:
    """The request, without credentials. Raises Permanent where the form leaves out what the address needs."""
    call = operation.call
    assert call is not None
    values = {**provider.values, **(account.values if account else {})}
    parts = _Parts(call, config)
    encoding = call.encoding_for(provider.encoding)
    path = _path(call.path, parts.path_values(), values)
    for wire, value in parts.rest():
        where = wire.place or ("query" if encoding == "none" else "body")
        if where == "header":
            parts.headers[wire.name] = str(value)
        elif where == "query":
            put_query(parts.query, wire.name, value)
        elif where == "body":
            parts.add(wire.name, value)
    if call.body is not None:
        body = call.body(config)
    else:
        body = _enveloped(call, {**_constants(call, parts.fields), **parts.body}, parts.whole)
    query = {**provider.query, **call.query, **parts.query}
    headers = {**call.headers, **parts.headers}
    if provider.idempotency and provider.idempotency.takes(call):
        short = _short(key, provider.idempotency.longest)
        if provider.idempotency.header:
            headers.setdefault(provider.idempotency.header, short)
        else:
            query.setdefault(provider.idempotency.query, short)
    return HttpRequest(
        method=call.method,
        url=_base_url(provider, call, account, values) + path,
        query=query,
        headers=headers,
        effect="read" if operation.effect == "read" else "write",
        **_content(provider, encoding, body, key, headers),
    )


class _Parts:
    """The form's filled fields, sorted by where they go."""

    def __init__(self, call: Call, config: Form) -> None:
        self.query: dict[str, Json] = {}
        self.headers: dict[str, str] = {}
        self.body: dict[str, Json] = {}
        self.whole: Json = None  # a body that is a list
        self.fields: dict[str, Json] = {}
        self._in_path = set(_PLACE.findall(call.path))
        self._wires: dict[str, Wire] = {}
        for name, info in type(config).model_fields.items():
            wire, value = wire_of(name, info), getattr(config, name)
            if value is None and not wire.sends_null:
                continue
            self.fields[name] = value
            self._wires[name] = wire

    def path_values(self) -> dict[str, Json]:
        return {name: value for name, value in self.fields.items() if name in self._in_path}

    def rest(self) -> list[tuple[Wire, Json]]:
        return [
            (self._wires[name], value)
            for name, value in self.fields.items()
            if name not in self._in_path and self._wires[name].place != "nowhere"
        ]

    def add(self, name: str, value: Json) -> None:
        if name == "*" and isinstance(value, list):
            self.whole = value
        else:
            put(self.body, name, value)


def put_query(query: dict[str, Json], name: str, value: Json) -> None:
    if name == "*":
        query.update(value if isinstance(value, Mapping) else {})
    else:
        query[name] = value


def _path(template: str, fields: Mapping[str, Json], values: Mapping[str, str]) -> str:
    def filled(match: re.Match[str]) -> str:
        name = match[1]
        text = str(fields[name] if name in fields else values.get(name, ""))
        if not text.strip():
            raise Permanent(f"{name.replace('_', ' ').capitalize()} is empty.", code="INTEGRATION_ERROR")
        if match[0] == template:  # the whole address, as the provider gave it
            if not re.match(r"/[^/\\]", text):
                raise Permanent(f"“{text}” is not an address of this provider.", code="INTEGRATION_ERROR")
            return text
        if text in (".", ".."):
            raise Permanent(f"“{text}” cannot stand for {name.replace('_', ' ')}.", code="INTEGRATION_ERROR")
        return quote(text, safe=_PLAIN)

    return _PLACE.sub(filled, template)


def _base_url(provider: Provider, call: Call, account: Account | None, values: Mapping[str, str]) -> str:
    if not call.base_url and account and account.base_url:
        return account.base_url
    template = call.base_url or (provider.access.base_url if provider.access else "")
    try:
        return fill_url(template, values)
    except FillError as error:
        raise Permanent(
            f"The connection to {provider.name} is not complete: {error}.", code="CONNECTION_ERROR"
        ) from None


def _constants(call: Call, fields: Mapping[str, Json]) -> dict[str, Json]:
    return {
        name: fill(value, fields) if isinstance(value, str) and "{" in value else value
        for name, value in call.constants.items()
    }


def _enveloped(call: Call, body: dict[str, Json], whole: Json) -> Json:
    inner: Json = body if whole is None else whole
    for name in reversed(call.wrap.split(".") if call.wrap else []):
        inner = {name.removesuffix("[]"): [inner]} if name.endswith("[]") else {name: inner}
    return inner


def _content(
    provider: Provider, encoding: str, body: Json, key: str, headers: dict[str, str]
) -> dict[str, Any]:
    if encoding == "json":
        return {"json": body, "has_json": True}
    if encoding == "form":
        return {"form": bracket_pairs(body)}
    if encoding == "multipart":
        return {"multipart": bracket_pairs(body)}
    if encoding == "xml":
        headers.setdefault("Content-Type", "application/xml")
        function = f'<function controlid="{_short(key, 40)}">{to_xml(body)}</function>'
        return {"content": provider.envelope.replace("{function}", function)}
    return {}


def _short(key: str, longest: int) -> str:
    """The key, or what stands for it where the provider takes fewer characters."""
    return key if len(key) <= longest else sha256(key.encode()).hexdigest()[: min(longest, 40)]
