"""When two values count as the same in a form that people fill in."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any


def is_same(left: Any, right: Any) -> bool:
    """Equality of JSON data where a number equals the text that spells it, and true the text "true".

    Providers send amounts and ids as text while the form holds what was typed: `"100"` is `100` here (in expressions it is
    not). True is not 1.
    """
    if isinstance(left, bool) or isinstance(right, bool):
        return _boolean(left) is not None and _boolean(left) is _boolean(right)
    if isinstance(left, str) and isinstance(right, int | float):
        return _spells(left, right)
    if isinstance(right, str) and isinstance(left, int | float):
        return _spells(right, left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(is_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(is_same(value, right[key]) for key, value in left.items())
    return bool(left == right)


def is_empty(value: Any) -> bool:
    """Null, blank text, and lists and objects without anything in them."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def _boolean(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.strip().lower()) if isinstance(value, str) else None


def _spells(text: str, number: float) -> bool:
    if len(text) > 400:
        return False
    try:
        return Decimal(text.strip()) == Decimal(str(number))
    except InvalidOperation:
        return False
