"""Secrets in requests: a reference that cannot be forged stands in stored data, its value takes its place at the socket.

`{{secrets.TOKEN}}` resolves to a placeholder that names the secret and carries a proof bound to one step. Whoever puts
the same text into a webhook or a table row has no proof, so nothing of theirs is ever replaced. Pure.
"""

from __future__ import annotations

import dataclasses
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from integrations.http import HttpRequest
from integrations.outcomes import Permanent

_PROOF = 32
_MARK = "⟦secret:".encode()
_PLACE = re.compile(r"⟦secret:([A-Za-z_][A-Za-z0-9_]{0,63}):([0-9a-f]{32})⟧")
_PLACE_IN_JSON = re.compile(_PLACE.pattern.encode())


def placeholder(name: str, *, key: bytes) -> str:
    """What stands for the secret in the step's stored config. `key` is the step's own."""
    return f"⟦secret:{name}:{_proof(name, key)}⟧"


def shown(text: str) -> str:
    """The text as people wrote it: `{{secrets.TOKEN}}` for its placeholder."""
    return _PLACE.sub(lambda match: f"{{{{secrets.{match[1]}}}}}", text) if "⟦secret:" in text else text


def shown_value(value: Any) -> Any:
    """JSON data with every placeholder as people wrote it; the same object where there is none."""
    if value is None:
        return value
    try:
        has_any = _MARK in orjson.dumps(value)
    except TypeError:  # nested deeper than it writes
        has_any = True
    return _walk(value, shown) if has_any else value


def shown_json(body: bytes) -> bytes:
    """The same for the JSON of a value, as it is stored."""
    return _PLACE_IN_JSON.sub(rb"{{secrets.\1}}", body) if _MARK in body else body


def names_in(request: HttpRequest, *, key: bytes) -> frozenset[str]:
    """The secrets this request really asks for."""
    found: set[str] = set()

    def note(text: str) -> str:
        for match in _PLACE.finditer(text):
            if hmac.compare_digest(match[2], _proof(match[1], key)):
                found.add(match[1])
        return text

    _rewritten(request, note)
    return frozenset(found)


def filled(request: HttpRequest, values: Mapping[str, str], *, key: bytes) -> HttpRequest:
    """The request with the secrets in their places. Raises Permanent for one that does not exist."""

    def value_of(match: re.Match[str]) -> str:
        if not hmac.compare_digest(match[2], _proof(match[1], key)):
            return match[0]
        if match[1] not in values:
            raise Permanent(
                f"There is no secret {match[1]} any more. Store it, or take it out of this block.",
                code="REFERENCE_MISSING",
            )
        return values[match[1]]

    return _rewritten(request, lambda text: _PLACE.sub(value_of, text))


def _proof(name: str, key: bytes) -> str:
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:_PROOF]


def _rewritten(request: HttpRequest, change: Callable[[str], str]) -> HttpRequest:
    def texts(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {name: _walk(value, change) for name, value in mapping.items()}

    content = request.content
    basic = request.basic_auth
    return dataclasses.replace(
        request,
        query=texts(request.query),
        headers=texts(request.headers),
        auth_headers=texts(request.auth_headers),
        json=_walk(request.json, change),
        form=None if request.form is None else texts(request.form),
        multipart=None if request.multipart is None else texts(request.multipart),
        content=change(content) if isinstance(content, str) else content,
        basic_auth=None if basic is None else (change(basic[0]), change(basic[1])),
    )


def _walk(value: Any, change: Callable[[str], str]) -> Any:
    """A copy with every text changed, however deep: without recursion, as data from outside may be nested deeper than the
    stack is.
    """
    whole = [value]
    left: list[tuple[Any, Any]] = [(whole, 0)]
    while left:
        holder, key = left.pop()
        item = holder[key]
        if isinstance(item, str):
            holder[key] = change(item)
        elif isinstance(item, dict):
            holder[key] = copied = dict(item)
            left += [(copied, name) for name in copied]
        elif isinstance(item, list):
            holder[key] = copies = list(item)
            left += [(copies, index) for index in range(len(copies))]
    return whole[0]
