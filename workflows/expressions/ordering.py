"""Which of two values comes first, and the refusal to say so where it makes no sense.

Numbers and texts that spell numbers compare as numbers (providers send amounts as text), ISO
dates as instants, other texts as text. Everything else is a TYPE_MISMATCH, null included: with
JavaScript's coercions a missing amount is below every limit, and the approval is skipped.
That is also why a text that spells a number does not compare with one that does not.
"""

import math
from collections.abc import Callable
from typing import Any

from workflows.expressions.errors import type_mismatch
from workflows.expressions.evaluation import Evaluation
from workflows.expressions.instants import microseconds, parse_instant
from workflows.expressions.numeric import Number, describe, is_number, parse_number
from workflows.expressions.values import same

# Telling numbers from dates and texts is slower than what a unit of work stands for.
READING_COST = 3

_NUMBERS, _DATES, _TEXTS = "number", "date", "text"

ORDERINGS: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: bool(left < right),
    "<=": lambda left, right: bool(left <= right),
    ">": lambda left, right: bool(left > right),
    ">=": lambda left, right: bool(left >= right),
}


def compare(left: object, operator: str, right: object) -> bool:
    """`left operator right` for < <= > >= == != (and === !==).

    Raises ExpressionError TYPE_MISMATCH where the two cannot be ordered, ValueError for an
    operator that does not exist.
    """
    if operator in ("==", "==="):
        return same(left, right)
    if operator in ("!=", "!=="):
        return not same(left, right)
    decide = ORDERINGS.get(operator)
    if decide is None:
        raise ValueError(f"unknown operator {operator!r}")
    return decide(*comparable(left, right, operator))


def comparable(left: object, right: object, operator: str) -> tuple[Any, Any]:
    """The two as values of one type that Python can order."""
    if is_number(left) and is_number(right):
        return left, right
    left_kind, left_key = _order_key(left)
    right_kind, right_key = _order_key(right)
    if left_kind is None or left_kind != right_kind:
        raise type_mismatch(
            f'"{operator}" cannot compare {_named(left, left_kind)} with {_named(right, right_kind)}.'
        )
    return left_key, right_key


def _order_key(value: object) -> tuple[str | None, Any]:
    if is_number(value):
        return _NUMBERS, value
    if not isinstance(value, str):
        return None, None
    number = parse_number(value)
    if number is not None:
        return _NUMBERS, number
    instant = parse_instant(value)
    if instant is not None:
        return _DATES, microseconds(instant.at)
    return _TEXTS, value


def _named(value: object, kind: str | None) -> str:
    if isinstance(value, str) and kind is not None:
        return {
            _NUMBERS: "a number",
            _DATES: "a date",
            _TEXTS: "a text that is no number" if value else "an empty text",
        }[kind]
    return describe(value)


def order_keys(values: list[Any], what: str, evaluation: Evaluation) -> list[Any]:
    """A key for each value by which they sort, ascending, null last.

    All that are not null must be of one kind; a text that spells a number counts as text as soon
    as one of the others is a plain text: a column of names may contain "007".
    """
    evaluation.charge(len(values) * max(1, int(math.log2(len(values) + 1))) // 4 + 1)
    kinds = [(None, None) if value is None else _order_key(value) for value in values]
    for value, (kind, _) in zip(values, kinds, strict=True):
        if kind is None and value is not None:
            raise type_mismatch(f"{what} orders numbers, dates or texts, not {describe(value)}.")
    found = {kind for kind, _ in kinds if kind is not None}
    if len(found) > 1:
        if any(is_number(value) for value in values):
            raise type_mismatch(f"{what} cannot order numbers among texts.")
        kinds = [(None, None) if value is None else (_TEXTS, value) for value in values]
    return [(1, 0) if kind is None else (0, key) for kind, key in kinds]


def extreme(values: list[Any], what: str, *, largest: bool, evaluation: Evaluation) -> Any:
    """The smallest or largest of numbers, dates or texts; null for none at all."""
    evaluation.charge(len(values) * READING_COST)
    best: Any = None
    best_key: Any = None
    for value in values:
        kind, key = _order_key(value)
        if kind is None:
            raise type_mismatch(f"{what} takes numbers, dates or texts, not {describe(value)}.")
        candidate: Number | str | Any = key if kind == _NUMBERS else value
        if best is None:
            best, best_key = candidate, (kind, key)
            continue
        if best_key[0] != kind:
            raise type_mismatch(f"{what} takes values of one kind: numbers, dates or texts.")
        if (key > best_key[1]) if largest else (key < best_key[1]):
            best, best_key = candidate, (kind, key)
    return best
