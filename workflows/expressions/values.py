"""What JSON values mean: as a condition, as text, and when two are the same."""

import json
import math
from typing import Any

from workflows.expressions.errors import failed, over_limit
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.limits import CHARACTERS_PER_UNIT, MAX_DATA_DEPTH, MAX_ITEMS, MAX_TEXT
from workflows.expressions.numeric import number_text

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_SORTED_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"), sort_keys=True)
# Below this, comparing two texts is as cheap as counting that it was done.
_LONG_TEXT = 4096
# A tuple: a union in isinstance is made anew each time.
_NUMBERS = (int, float)


def truthy(value: object) -> bool:
    """JavaScript's truthiness: null, false, 0 and "" are false; empty lists and objects are true."""
    if value is None or value is False:
        return False
    if isinstance(value, str):
        return value != ""
    if isinstance(value, _NUMBERS):
        return value != 0 and not (type(value) is float and math.isnan(value))
    return True


def checked_text(text: str, evaluation: Evaluation) -> str:
    """A text that was just made: paid for, and not too long."""
    length = len(text)
    if length > MAX_TEXT:
        raise text_too_long()
    evaluation.charge_text(length)
    return text


def check_length(length: int) -> None:
    """For a text that is about to be made."""
    if length > MAX_TEXT:
        raise text_too_long()


def text_too_long() -> Exception:
    return over_limit(f"The text would be longer than {MAX_TEXT // 1024 // 1024} MB.")


def check_items(count: int, evaluation: Evaluation) -> None:
    """For a list that is about to be made or walked through."""
    if count > MAX_ITEMS:
        raise over_limit(f"The list would have more than {MAX_ITEMS:,} items.")
    evaluation.charge(count + 1)


def to_text(value: object, evaluation: Evaluation) -> str:
    """As it stands in the middle of a text: null is empty, lists and objects are JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, _NUMBERS):
        return number_text(value)
    return json_text(value, evaluation)


def json_text(value: object, evaluation: Evaluation, *, sorts_keys: bool = False) -> str:
    """Compact JSON. Its size is measured first: shared parts could make it grow without bound."""
    _measure(value, evaluation)
    try:
        text = (_SORTED_ENCODER if sorts_keys else _ENCODER).encode(value)
    except (TypeError, ValueError):
        raise failed("A value cannot be written as JSON.") from None
    return checked_text(text, evaluation)


def _measure(value: object, evaluation: Evaluation) -> None:
    pending: list[tuple[Any, int]] = [(value, 0)]
    total = 0
    while pending:
        item, depth = pending.pop()
        kind = type(item)
        if kind is str:
            size = len(item) + 2
            evaluation.charge(size // CHARACTERS_PER_UNIT)
        elif kind is list or kind is dict:
            if depth >= MAX_DATA_DEPTH:
                raise over_limit(f"The data is nested more than {MAX_DATA_DEPTH} levels deep.")
            size = 2 + len(item)
            evaluation.charge(size // 2)
            if kind is dict:
                size += sum(len(key) + 3 for key in item if type(key) is str)
                pending.extend((part, depth + 1) for part in item.values())
            else:
                pending.extend((part, depth + 1) for part in item)
        else:
            if kind is int or kind is float:
                number_text(item)
            size = 4
        total += size
        if total > MAX_TEXT:
            raise text_too_long()


def same(left: Any, right: Any, evaluation: Evaluation | None = None) -> bool:
    """`===` for JSON: equal type and value; lists and objects by content, numbers by size.

    JavaScript compares lists and objects by identity, which means nothing for data that was sent.
    """
    kind = type(left)
    if kind is not type(right):
        return _is_number_type(kind) and _is_number_type(type(right)) and bool(left == right)
    if kind is not list and kind is not dict:
        if kind is str and evaluation is not None and len(left) > _LONG_TEXT:
            evaluation.charge_text(len(left))
        return bool(left == right)
    return _same_content(left, right, evaluation)


def _is_number_type(kind: type) -> bool:
    return kind is int or kind is float


def _same_content(left: Any, right: Any, evaluation: Evaluation | None) -> bool:
    pending = [(left, right)]
    while pending:
        one, other = pending.pop()
        if one is other:
            continue
        if type(one) is list and type(other) is list:
            if len(one) != len(other):
                return False
            if evaluation is not None:
                evaluation.charge(len(one) + 1)
            pending.extend(zip(one, other, strict=True))
        elif type(one) is dict and type(other) is dict:
            if len(one) != len(other) or one.keys() != other.keys():
                return False
            if evaluation is not None:
                evaluation.charge(len(one) + 1)
            pending.extend((part, other[key]) for key, part in one.items())
        elif not same(one, other, evaluation):
            return False
    return True
