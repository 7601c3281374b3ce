"""JSON in and out, without the traps: what Python's libraries let through, cut off or break on is refused or handled.

`orjson` reads integers beyond 64 bits as floats and cannot write more than 254 levels; the standard library accepts
NaN and gives up near 1,000 levels. Here 1,000 levels go both ways and nothing is changed silently.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import Any

import orjson

Json = Any  # JSON data: None, bool, int, float, str, list and dict of these

MAX_DEPTH = 1000
MAX_WEIGHT = 256 * 1024 * 1024
_LIGHT_BYTES = 1024 * 1024  # cannot weigh as much, whatever is in it
_OPTIONS = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME
_TEXT = re.compile(rb'"(?:[^"\\]|\\.)*"')
_LONG_NUMBER = re.compile(rb"\d{19}")
_INTEGER = re.compile(rb"(?<![\d.eE+])-?\d{19,}(?![\d.eE])")
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEP = tuple({91: 1, 123: 1, 93: -1, 125: -1}.get(byte, 0) for byte in range(256))


class JsonRefused(ValueError):
    """The text is not JSON that Headrace can keep; the message says why and where."""


def load_json(body: bytes) -> Json:
    """The value that `body` is the JSON of.

    Raises JsonRefused for anything that is not strict JSON in UTF-8 (NaN and Infinity are not), more than 1,000
    levels, integers beyond 64 bits, and the character U+0000, which PostgreSQL cannot store; and for what would grow
    to many times its size in memory, as millions of small objects do.
    """
    if (
        len(body) > _LIGHT_BYTES
        and _weight(body) > MAX_WEIGHT
        and _weight(_TEXT.sub(b'""', body)) > MAX_WEIGHT
    ):
        raise JsonRefused(
            f"The body has so many small values that they would take more than {MAX_WEIGHT // 1_048_576} MB of memory. "
            "Send fewer at once, or send them as a text or a file."
        )
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise JsonRefused(_reason(body, error)) from None
    brackets = body.count(b"[") + body.count(b"{")
    if brackets > MAX_DEPTH and not _is_shallow(value) and _depth(body) > MAX_DEPTH:
        raise JsonRefused(_too_deep())
    if _LONG_NUMBER.search(body):
        _refuse_big_integers(body)
    if b"\\u0000" in body and _NUL.search(body):
        raise JsonRefused("The body has a text with the character U+0000, which cannot be stored.")
    return value


def _weight(body: bytes) -> int:
    """About how many bytes the values of this JSON take in memory, texts left out."""
    return 232 * body.count(b"{") + 88 * body.count(b"[") + 32 * body.count(b",")


def _reason(body: bytes, error: orjson.JSONDecodeError) -> str:
    if not body.strip():
        return "The body is empty; send JSON."
    try:
        body.decode()
    except UnicodeDecodeError as decode_error:
        return f"The body is not valid UTF-8 at byte {decode_error.start + 1}."
    if "depth limit" in str(error):
        return _too_deep()
    if re.match(r"\s*-?(?:NaN|Infinity)", error.doc[error.pos : error.pos + 20]):
        return f"NaN and Infinity are not JSON (line {error.lineno}, column {error.colno})."
    if "infinity" in error.msg:
        return f"The number at line {error.lineno}, column {error.colno} is too large."
    return (
        f"The body is not valid JSON: {error.msg.split(':')[0]} (line {error.lineno}, column {error.colno})."
    )


def _too_deep() -> str:
    return f"The body is nested deeper than {MAX_DEPTH:,} levels."


def _is_shallow(value: Json) -> bool:
    """Whether orjson writes it, which takes no more than 254 levels: a tenth of the time that counting takes."""
    try:
        orjson.dumps(value)
    except TypeError:
        return False
    return True


def _depth(body: bytes) -> int:
    """Levels of nesting of valid JSON. Runs in C: 16 MB of nothing but brackets take about a second."""
    brackets = _TEXT.sub(b"", body).translate(None, _NOT_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _refuse_big_integers(body: bytes) -> None:
    for match in _INTEGER.finditer(_TEXT.sub(b'""', body)):
        digits = match.group()
        if len(digits) > 20 or not -(2**63) <= int(digits) < 2**64:
            shown = digits[:24].decode() + ("…" if len(digits) > 24 else "")
            raise JsonRefused(f"The integer {shown} does not fit into 64 bits; send it as text.")


def dump_json(value: Json, default: Callable[[Any], Any] | None = None) -> bytes:
    """`value` as compact JSON in UTF-8. NaN becomes null; `default` turns what is not JSON into what is.

    Also writes what orjson refuses: more than 254 levels, integers beyond 64 bits, lone surrogates. Raises TypeError
    for a type that neither knows.
    """
    try:
        return orjson.dumps(value, default=default, option=_OPTIONS)
    except TypeError:
        return "".join(_pieces(value, default)).encode()


def _pieces(root: Any, default: Callable[[Any], Any] | None) -> Iterator[str]:
    """The text of `root` piece by piece, with a stack of our own instead of Python's."""
    stack: list[Iterator[Any]] = [iter((root,))]
    closing: list[str] = [""]
    first = [True]
    while stack:
        entry: Any = next(stack[-1], _END)
        if entry is _END:
            stack.pop()
            first.pop()
            yield closing.pop()
            continue
        if closing[-1]:
            yield "" if first[-1] else ","
        first[-1] = False
        if closing[-1] == "}":
            key, entry = entry
            yield json.dumps(str(key)) + ":"
        if isinstance(entry, dict):
            yield "{"
            stack.append(iter(entry.items()))
            closing.append("}")
            first.append(True)
        elif isinstance(entry, list | tuple):
            yield "["
            stack.append(iter(entry))
            closing.append("]")
            first.append(True)
        else:
            yield _scalar(entry, default)


_END = object()


def _scalar(value: Any, default: Callable[[Any], Any] | None) -> str:
    if value is None or isinstance(value, bool | int | float | str):
        return "null" if value != value else json.dumps(value)  # noqa: PLR0124 - NaN is the value unlike itself
    if default is None:
        raise TypeError(f"{type(value).__name__} is not JSON")
    return dump_json(default(value), default).decode()
