"""Which rows are meant: filters with the operators of conditions, and the text comparison of `matchKey`.

Rows are compared here, in Python, so that both databases agree to the letter. SQL only narrows down: a row that lacks the
text looked for is not read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

import orjson

from integrations.matching import is_same
from integrations.outcomes import Permanent
from workflows.expressions import ExpressionError
from workflows.operators import Operator, holds
from workflows.tables.columns import cell
from workflows.tables.errors import BadRequest

Json = Any
OPERATORS: tuple[str, ...] = get_args(Operator)
MOST_RULES = 100
_ORDERING = ("gt", "gte", "lt", "lte")


@dataclass(frozen=True, slots=True)
class Rule:
    column: str
    operator: Operator
    value: Json


@dataclass(frozen=True, slots=True)
class Filter:
    """True for a row that has all of `parts` in it and for which every rule of one group holds."""

    parts: Mapping[str, Json] = field(default_factory=dict)
    groups: Sequence[Sequence[Rule]] = ()
    search: str = ""
    # For people who look through a table: a row that has a text where a number is asked for is not what they look for.
    passes_over_incomparable: bool = False

    def matches(self, data: Mapping[str, Json]) -> bool:
        """Raises BadRequest when a rule cannot compare what the row has."""
        if not all(_has(cell(data, column), value) for column, value in self.parts.items()):
            return False
        if self.search and self.search.casefold() not in _words(data).casefold():
            return False
        return not self.groups or any(all(self._holds(rule, data) for rule in group) for group in self.groups)

    def _holds(self, rule: Rule, data: Mapping[str, Json]) -> bool:
        try:
            return _holds(rule, data)
        except BadRequest:
            if self.passes_over_incomparable and rule.operator in _ORDERING:
                return False
            raise

    def needles(self) -> list[str]:
        """Texts that stand in the JSON of every row that matches."""
        wanted = [value for value in self.parts.values() if isinstance(value, str)]
        if len(self.groups) == 1:
            wanted += [
                rule.value for rule in self.groups[0] if rule.operator == "eq" and isinstance(rule.value, str)
            ]
        return [needle(text) for text in wanted if not _reads_as_other(text)]

    def columns(self) -> list[str]:
        return [*self.parts, *(rule.column for group in self.groups for rule in group)]


def read_filter(given: Json, *, search: str = "") -> Filter:
    """`{column: value, …}` (a row has all of it), or rules `{column, operator, value}`: a list of them of which all must
    hold, or a list of such lists of which one must. Raises BadRequest.
    """
    if given in (None, "", [], {}):
        return Filter(search=search)
    if isinstance(given, dict):
        return Filter(parts=given, search=search)
    if not isinstance(given, list):
        raise BadRequest("A filter is an object of columns and values, or a list of rules.")
    nested = [group for group in given if isinstance(group, list)]
    groups = nested if len(nested) == len(given) else [given]
    if sum(map(len, groups)) > MOST_RULES:
        raise BadRequest(f"A filter has at most {MOST_RULES} rules.")
    return Filter(groups=[[_rule(rule) for rule in group] for group in groups if group], search=search)


def _rule(given: Json) -> Rule:
    if not isinstance(given, dict) or not isinstance(given.get("column"), str):
        raise BadRequest('A rule of a filter is {"column": …, "operator": …, "value": …}.')
    operator = given.get("operator", "eq")
    if operator not in OPERATORS:
        raise BadRequest(f"There is no operator “{operator}”. There are: {', '.join(OPERATORS)}.")
    return Rule(given["column"], operator, given.get("value"))


def _holds(rule: Rule, data: Mapping[str, Json]) -> bool:
    value = cell(data, rule.column)
    if value is None and rule.operator in _ORDERING:
        return False  # a row without the value is not below or above anything
    try:
        return holds(value, rule.operator, rule.value)
    except (ExpressionError, Permanent) as error:
        raise BadRequest(f"“{rule.column}” of a row cannot be compared. {error.message}") from None


def _has(value: Json, part: Json) -> bool:
    """Whether `part` is in `value`: objects by their keys, lists by their items, all else as the same."""
    if isinstance(part, dict) and isinstance(value, dict):
        return all(key in value and _has(value[key], item) for key, item in part.items())
    if isinstance(part, list) and isinstance(value, list):
        return all(any(_has(item, wanted) for item in value) for wanted in part)
    return is_same(value, part)


def _words(data: Mapping[str, Json]) -> str:
    return "\n".join(text_of(value) or "" for value in data.values())


def _reads_as_other(text: str) -> bool:
    """Whether the text is the same as some number or truth value, which a row may hold in another spelling."""
    if text.strip().lower() in ("true", "false") or len(text) > 400:
        return True
    try:
        Decimal(text.strip())
    except InvalidOperation:
        return False
    return True


# --- text comparison ----------------------------------------------------------------------------


def text_of(value: Json) -> str | None:
    """A value as `matchKey` compares it: 5, 5.0 and "5" are the same text; null is none."""
    if value is None or isinstance(value, str):
        return value
    return orjson.dumps(value).decode().removesuffix(".0")


def needle(text: str) -> str:
    """How `text` stands in the JSON of a row, whether it is a text there or a number."""
    return orjson.dumps(text).decode()[1:-1]
