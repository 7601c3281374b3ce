"""Recognising answers by what a provider's declaration says of them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.auth import PRESENT, ConnectionTest, Sign
from integrations.encoding import from_xml
from integrations.filling import fill_if_given, read_path
from integrations.http import HttpResponse


def matches(sign: Sign, response: HttpResponse) -> bool:
    """Whether this is such an answer."""
    if sign.status is not None and response.status != sign.status:
        return False
    if not sign.path:
        return True
    found = read_path(_data(response), sign.path)
    if found in (None, ""):
        return False
    return not sign.values or str(found) in sign.values


def passes(test: ConnectionTest, response: HttpResponse) -> bool:
    """Whether the answer proves that the connection works."""
    if any(matches(sign, response) for sign in test.accepts):
        return True
    if not 200 <= response.status < 300:
        return False
    data = _data(response)
    found = {path: read_path(data, path) for path in test.expect}
    return all(
        bool(found[path]) if wanted == PRESENT else found[path] == wanted
        for path, wanted in test.expect.items()
    )


def first_filled(
    templates: tuple[str, ...], response: HttpResponse, known: Mapping[str, Any] | None = None
) -> str:
    """The first template that the answer, and what is `known` of the connection, fill; "" when none."""
    data = _data(response)
    found = data if isinstance(data, dict) else {"item": data[0] if isinstance(data, list) and data else None}
    values = {**(known or {}), **found}
    return next((text for each in templates if (text := fill_if_given(each, values))), "")[:200]


def _data(response: HttpResponse) -> object:
    try:
        return response.json()
    except ValueError:
        pass
    try:
        return from_xml(response.content)
    except ValueError:
        return None
