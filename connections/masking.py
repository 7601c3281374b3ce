"""Hiding known secrets in whatever is about to be written: by their values, in every form they travel in."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

import orjson

HIDDEN = "•••"
#: Shorter values are no secrets, or cannot be told from ordinary text.
SHORTEST = 8
#: What stands in the path of an address as it is (RFC 3986), where libraries write one.
_PATH = "/:@!$&'()*+,;=~"
#: Parts of an address that are shorter are words, and hide too much.
_LONG = 16


class Mask:
    """The secrets one company's data must not hold. Immutable; cheap where there is none."""

    __slots__ = ("_bytes", "_pattern", "values")

    def __init__(self, values: Iterable[str]) -> None:
        self.values = frozenset(value for value in values if len(value) >= SHORTEST)
        forms = sorted({form for value in self.values for form in forms_of(value)}, key=len, reverse=True)
        # The longest first: a form that holds another must go as a whole.
        self._pattern = re.compile("|".join(map(re.escape, forms))) if forms else None
        self._bytes = tuple(_json_bytes(form) for form in forms)

    def __bool__(self) -> bool:
        return self._pattern is not None

    def text(self, text: str) -> str:
        """The text with every form of every secret replaced by dots."""
        return text if self._pattern is None else self._pattern.sub(HIDDEN, text)

    def content(self, content: bytes) -> bytes:
        """The bytes of a text with every form replaced; forms of digits alone stay, as they may be numbers of JSON."""
        if self._pattern is None or not any(form in content for form in self._bytes):
            return content
        for form in self._bytes:
            if not form.isdigit():
                content = content.replace(form, HIDDEN.encode())
        return content

    def value(self, value: Any) -> Any:
        """JSON data with its texts masked, keys included, and numbers that are a secret; the same object where none is.

        Large data are first looked through as bytes: most hold no secret, and a walk through them is slow.
        """
        if self._pattern is None or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict | list) and not self._may_hold(value):
            return value
        return self._walk(value)

    def _may_hold(self, value: Any) -> bool:
        try:
            written = orjson.dumps(value)
        except TypeError:
            return True
        return any(form in written for form in self._bytes)

    def _walk(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(key): self._walk(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self._walk(item) for item in value]
        if isinstance(value, int | float) and not isinstance(value, bool) and str(value) in self.values:
            return HIDDEN
        return value


NO_MASK = Mask(())


def forms_of(secret: str) -> set[str]:
    """A secret as it is, as URLs and JSON write it, and in base64 wherever it begins within a longer text."""
    forms = {secret, quote(secret, safe=""), quote(secret), quote(secret, safe=_PATH), quote_plus(secret)}
    forms |= _path_of(secret)
    forms.add(orjson.dumps(secret).decode()[1:-1])
    forms |= {form.lower() for form in forms if "%" in form}  # %2f for %2F
    raw = secret.encode()
    for offset in range(3):
        encoded = base64.b64encode(bytes(offset) + raw).decode()
        # The first and last characters also depend on what stands beside the secret.
        start, end = (0, 2, 3)[offset], len(encoded) - (0, 3, 2)[(offset + len(raw)) % 3]
        inner = encoded[start:end]
        if offset == 0:
            forms |= {encoded, encoded.rstrip("=")}
        if len(inner) >= SHORTEST:
            forms |= {inner, inner.replace("+", "-").replace("/", "_")}
    for form in [encoded for encoded in forms if "+" in encoded or "/" in encoded]:
        forms.add(quote(form, safe=""))
    return {form for form in forms if len(form) >= SHORTEST}


def _path_of(secret: str) -> set[str]:
    """What opens something in a secret that is an address, such as that of a Slack webhook: its path and query, which
    appear without the host.
    """
    if "://" not in secret:
        return set()
    try:
        parts = urlsplit(secret)
    except ValueError:
        return set()
    path, query = parts.path.rstrip("/"), parts.query
    last = path.rpartition("/")[2]
    return {each for each in (path, last, query) if len(each) >= _LONG}


def _json_bytes(form: str) -> bytes:
    return orjson.dumps(form)[1:-1]
