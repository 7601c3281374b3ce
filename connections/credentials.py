"""Puts credentials on a request, at the last moment and only for the origins they are meant for. Pure."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from xml.sax.saxutils import escape as escape_xml

from authlib.common.encoding import to_bytes
from authlib.oauth1 import ClientAuth as OAuth1Signer
from authlib.oauth1.rfc5849.signature import generate_signature_base_string
from authlib.oauth1.rfc5849.util import escape

from connections.bodies import pairs
from integrations.auth import Access, AuthMethod, OAuth1Tba, XmlSession
from integrations.filling import FillError, fill, fill_if_given, fill_url, origin_of
from integrations.http import HttpRequest
from integrations.outcomes import Permanent

HMAC_SHA256 = "HMAC-SHA256"


def base_url(access: Access, environment: str, values: Mapping[str, Any]) -> str:
    """The address operations continue; "" for a provider that has none. Raises FillError."""
    template = (
        access.sandbox_base_url if environment == "sandbox" and access.sandbox_base_url else access.base_url
    )
    return fill_url(template, values) if template else ""


def origins(access: Access, environment: str, values: Mapping[str, Any]) -> frozenset[tuple[str, str, int]]:
    """Where this connection's credentials may go."""
    templates = (
        (access.sandbox_base_url if environment == "sandbox" else "") or access.base_url,
        *access.origins,
    )
    found = set()
    for template in filter(None, templates):
        try:
            found.add(origin_of(fill_url(template, values)))
        except FillError:
            continue  # an address of a part the account does not have
    return frozenset(found)


def with_credentials(
    request: HttpRequest, *, access: Access, method: AuthMethod, environment: str, values: Mapping[str, Any]
) -> HttpRequest:
    """The request as this connection sends it. Raises Permanent for an address that is not the provider's."""
    if origin_of(request.url) not in origins(access, environment, values):
        host = urlsplit(request.url).hostname or "That address"
        raise Permanent(
            f"{host} is not an address of this connection's provider, so its credentials are not sent there.",
            code="CONNECTION_ORIGIN",
        )
    auth_headers = dict(request.auth_headers)
    given = {name.lower() for name in (*request.headers, *auth_headers)}
    for name, template in access.headers.items():
        if name.lower() not in given and (text := fill_if_given(template, values)) is not None:
            auth_headers[name] = text
    placement = method.placement
    for name, template in placement.headers.items():
        if (text := fill_if_given(template, values)) is not None:
            auth_headers[name] = text
    placed = {
        name: text
        for name, template in placement.query.items()
        if (text := fill_if_given(template, values)) is not None
    }
    headers = {
        name: value
        for name, value in request.headers.items()
        if name.lower() not in _lower(placement.headers)
    }
    sent = dataclasses.replace(
        request, headers=headers, auth_headers=auth_headers, query={**request.query, **placed}
    )
    if placement.basic is not None:
        user, password = ("" if part is None else part for part in _pair(placement.basic, values))
        sent = dataclasses.replace(sent, basic_auth=(user, password))
    if isinstance(method, OAuth1Tba):
        return _signed(sent, method, values)
    if isinstance(method, XmlSession):
        return _in_session(sent, values)
    return sent


def _lower(names: Mapping[str, str]) -> set[str]:
    return {name.lower() for name in names}


def _pair(templates: tuple[str, str], values: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return fill_if_given(templates[0], values), fill_if_given(templates[1], values)


# --- OAuth 1.0a (NetSuite) ------------------------------------------------------------------------------


def _hmac_sha256(client: Any, request: Any) -> str:
    text = generate_signature_base_string(request)
    key = f"{escape(client.client_secret or '')}&{escape(client.token_secret or '')}"
    digest = hmac.new(to_bytes(key), to_bytes(text), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


OAuth1Signer.register_signature_method(HMAC_SHA256, _hmac_sha256)


def _signed(request: HttpRequest, method: OAuth1Tba, values: Mapping[str, Any]) -> HttpRequest:
    """Signed afresh: a repeated request has its own nonce and time. The query is signed, a body is not."""
    signer = OAuth1Signer(
        fill(method.consumer_key, values),
        fill(method.consumer_secret, values),
        token=fill(method.token, values),
        token_secret=fill(method.token_secret, values),
        signature_method=HMAC_SHA256,
        realm=fill(method.realm, values),
    )
    parts = urlsplit(request.url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), *pairs(request.query)]
    url = urlunsplit(parts._replace(query=urlencode(query), fragment=""))
    _url, headers, _body = signer.sign(request.method.upper(), url, {}, b"")
    return dataclasses.replace(
        request, url=url, query={}, auth_headers={**request.auth_headers, **headers}, basic_auth=None
    )


# --- XML session (Sage Intacct) ---------------------------------------------------------------------------

# Only in the elements where they belong: text of a person between other tags stays what it is.
_XML_PLACES = (("senderid", "sender_id"), ("password", "sender_password"), ("sessionid", "session_id"))


def _in_session(request: HttpRequest, values: Mapping[str, Any]) -> HttpRequest:
    """Fills `{session_id}`, `{sender_id}` and `{sender_password}` in the XML's own elements."""
    content = request.content
    if not isinstance(content, str):
        return request
    for tag, name in _XML_PLACES:
        value = escape_xml(str(values.get(name) or ""))
        content = content.replace(f"<{tag}>{{{name}}}</{tag}>", f"<{tag}>{value}</{tag}>")
    return dataclasses.replace(request, content=content)
