"""The operators of rules that people fill in: in conditions, and in filters of data tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

from integrations.matching import is_empty, is_same
from integrations.outcomes import Permanent
from workflows.expressions import compare, compile_expression

Operator = Literal[
    "eq", "ne", "gt", "gte", "lt", "lte",
    "contains", "notContains", "startsWith", "notStartsWith", "endsWith", "notEndsWith",
    "exists", "notExists", "isEmpty", "isNotEmpty", "matches", "notMatches", "in", "notIn",
]  # fmt: skip

_MATCHES = compile_expression("matches(input.left, input.right)")


def holds(left: Any, operator: Operator, right: Any) -> bool:
    """Whether the rule is true. Raises ExpressionError or Permanent for values that the operator cannot compare."""
    if operator in _OPERATORS:
        return _OPERATORS[operator](left, right)
    # notContains, isNotEmpty, …: the opposite of the operator without its "not".
    positive = operator.replace("Not", "").replace("not", "")
    return not _OPERATORS[positive[0].lower() + positive[1:]](left, right)


def _contains(left: Any, right: Any) -> bool:
    if isinstance(left, list):
        return any(is_same(item, right) for item in left)
    if isinstance(left, dict):
        return _text(right) in left
    return left is not None and _text(right) in _text(left)


def _is_in(left: Any, right: Any) -> bool:
    """`right` is a list, or text such as "usd, eur"."""
    if isinstance(right, str):
        right = [part.strip() for part in right.split(",")]
    if not isinstance(right, list):
        raise Permanent("“is one of” compares with a list.", code="TYPE_MISMATCH")
    return any(is_same(left, item) for item in right)


def _matches(left: Any, right: Any) -> bool:
    # By the expression language's own function: its patterns cannot run away.
    return left is not None and bool(_MATCHES.resolve({"input": {"left": _text(left), "right": right}}))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": is_same,
    "ne": lambda left, right: not is_same(left, right),
    "gt": lambda left, right: compare(left, ">", right),
    "gte": lambda left, right: compare(left, ">=", right),
    "lt": lambda left, right: compare(left, "<", right),
    "lte": lambda left, right: compare(left, "<=", right),
    "contains": _contains,
    "startsWith": lambda left, right: left is not None and _text(left).startswith(_text(right)),
    "endsWith": lambda left, right: left is not None and _text(left).endswith(_text(right)),
    "exists": lambda left, _right: left is not None,
    "isEmpty": lambda left, _right: is_empty(left),
    "matches": _matches,
    "in": _is_in,
}
