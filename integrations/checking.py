"""Rules that data can be held against, by name: the transform block's validation rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from integrations.matching import is_empty, is_same
from integrations.reshaping import ReshapeError, change

_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,10}")
_URL = re.compile(r"https?://[^\s/?#]{1,255}[^\s]*")

Matches = Callable[[str, str], bool]


def broken_rule(rule: str, value: Any, limit: Any, *, matches: Matches) -> str | None:
    """None when the value keeps the rule, else what is wrong: "is missing". Only `required` minds a missing value."""
    if rule == "required":
        return "is missing" if is_empty(value) else None
    if value is None:
        return None
    if rule == "pattern":
        return (
            None
            if isinstance(value, str) and matches(value, str(limit))
            else "does not have the expected form"
        )
    holds, words = _RULES[rule]
    return None if holds(value, limit) else words.format(limit=limit)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _within(value: Any, limit: Any, *, sign: int) -> bool:
    try:
        return bool((change("number", value) - change("number", limit)) * sign >= 0)
    except (ReshapeError, TypeError):
        return False


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | dict) else len(str(value))


def _is_date(value: Any) -> bool:
    try:
        return change("date", value) is not None
    except ReshapeError:
        return False


_RULES: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "string": (lambda value, _: isinstance(value, str), "is not text"),
    "number": (lambda value, _: _is_number(value), "is not a number"),
    "integer": (lambda value, _: _is_number(value) and value == int(value), "is not a whole number"),
    "boolean": (lambda value, _: isinstance(value, bool), "is neither true nor false"),
    "list": (lambda value, _: isinstance(value, list), "is not a list"),
    "object": (lambda value, _: isinstance(value, dict), "is not an object"),
    "date": (lambda value, _: _is_date(value), "is not a date"),
    "email": (
        lambda value, _: isinstance(value, str) and bool(_EMAIL.fullmatch(value)),
        "is not an email address",
    ),
    "url": (lambda value, _: isinstance(value, str) and bool(_URL.fullmatch(value)), "is not a web address"),
    "min": (lambda value, limit: _within(value, limit, sign=1), "is less than {limit}"),
    "max": (lambda value, limit: _within(value, limit, sign=-1), "is more than {limit}"),
    "minLength": (lambda value, limit: _size(value) >= (limit or 0), "is shorter than {limit}"),
    "maxLength": (lambda value, limit: _size(value) <= (limit or 0), "is longer than {limit}"),
    "oneOf": (
        lambda value, limit: isinstance(limit, list) and any(is_same(value, item) for item in limit),
        "is not one of the allowed values",
    ),
}
