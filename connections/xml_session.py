"""Sage Intacct's XML session: the login as a request, and the session in its answer. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from connections.protocol import TOKEN_SECONDS, Grant, GrantRefusedError
from integrations.auth import XmlSession
from integrations.http import HttpRequest, HttpResponse


def login_request(method: XmlSession, values: Mapping[str, Any]) -> HttpRequest:
    """`getAPISession` with the fields of the connection."""
    root = Element("request")
    control = SubElement(root, "control")
    for tag, text in (
        ("senderid", values.get("sender_id")),
        ("password", values.get("sender_password")),
        ("controlid", "headrace"),
        ("uniqueid", "false"),
        ("dtdversion", "3.0"),
        ("includewhitespace", "false"),
    ):
        SubElement(control, tag).text = str(text or "")
    operation = SubElement(root, "operation")
    login = SubElement(SubElement(operation, "authentication"), "login")
    SubElement(login, "userid").text = str(values.get("user_id") or "")
    SubElement(login, "companyid").text = str(values.get("company_id") or "")
    SubElement(login, "password").text = str(values.get("user_password") or "")
    if values.get("entity_id"):
        SubElement(login, "locationid").text = str(values["entity_id"])
    function = SubElement(SubElement(operation, "content"), "function", controlid="session")
    SubElement(function, "getAPISession")
    return HttpRequest(
        "POST",
        method.login_url,
        content=b'<?xml version="1.0" encoding="UTF-8"?>' + tostring(root),
        headers={"Content-Type": "application/xml", "Accept": "application/xml"},
        timeout_seconds=TOKEN_SECONDS,
        max_response_bytes=1024 * 1024,
        follow_redirects=False,
        effect="read",  # a second session harms nobody
    )


def read_session(response: HttpResponse, *, now: datetime) -> Grant:
    """The session as a grant whose access token is the session id. Raises GrantRefusedError."""
    try:
        root = fromstring(response.content)
    except (ParseError, DefusedXmlException, LookupError, ValueError):
        raise GrantRefusedError("passing", "", f"{response.status}, not XML") from None
    session = root.findtext("operation/result/data/api/sessionid")
    if response.status < 400 and session:
        return Grant(
            access_token=session,
            refresh_token=None,
            expires_in=_seconds_left(root.findtext("operation/authentication/sessiontimeout"), now),
            scopes=None,
            values={
                name: text
                for name, path in (("endpoint", "endpoint"), ("location_id", "locationid"))
                if (text := root.findtext(f"operation/result/data/api/{path}"))
            },
        )
    errors = [*root.iter("error")]
    code = next((text for error in errors if (text := error.findtext("errorno"))), "")
    words = " ".join(
        text.strip()
        for error in errors[:2]
        for text in (error.findtext("description2") or error.findtext("description"),)
        if text
    )
    is_refused = any(status.text == "failure" for status in root.iter("status")) and bool(code)
    raise GrantRefusedError(
        "terminal" if is_refused and response.status < 500 else "passing",
        code,
        f"{code}: {words[:200]}" if code else f"{response.status}, no session",
    )


def _seconds_left(text: str | None, now: datetime) -> float | None:
    """`sessiontimeout` is an ISO time; without one an hour is assumed."""
    try:
        until = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return 3600.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(60.0, (until - now).total_seconds())
