"""Filters of triggers: what an event must look like to start a run. Pure.

`{"StageName": {"$eq": "Closed Won"}, "amount": {"$gt": 100}}`: all must hold. Keys are dotted paths into the event;
`$and` and `$or` take lists of filters; a plain value means `$eq`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from integrations.matching import is_same
from integrations.outcomes import Json, Permanent
from workflows.expressions import ExpressionError
from workflows.expressions.pattern import compile_pattern
from workflows.operators import Operator, holds
from workflows.reading import guess

MOST_RULES = 200
MOST_LEVELS = 10
_SHOWN = 80

_COMPARING: dict[str, Operator] = {
    "$eq": "eq", "$ne": "ne", "$gt": "gt", "$gte": "gte", "$lt": "lt", "$lte": "lte", "$contains": "contains",
    "$in": "in", "$nin": "notIn", "$regex": "matches",
}  # fmt: skip
OPERATORS = (*_COMPARING, "$exists")
_GROUPS: dict[str, Callable[[Any], bool]] = {"$and": all, "$or": any}


class FilterInvalid(ValueError):
    """`path` is inside the filter: "StageName.$eq"; the message is a sentence."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path, self.message = path, message


@dataclass(frozen=True, slots=True)
class Rule:
    path: str
    operator: str
    wanted: Json

    def holds(self, event: Json) -> bool:
        value = value_at(event, self.path)
        if self.operator == "$exists":
            return (value is not None) is bool(self.wanted)
        if value is None and self.operator in ("$gt", "$gte", "$lt", "$lte"):
            return False
        if isinstance(value, list) and self.operator in ("$in", "$nin"):
            is_in = any(is_same(item, one) for item in value for one in self.wanted)
            return is_in is (self.operator == "$in")
        try:
            return holds(value, _COMPARING[self.operator], self.wanted)
        except (ExpressionError, Permanent):
            return False  # what cannot be compared is not what was asked for

    def __str__(self) -> str:
        return f"{self.path} {self.operator} {_short(self.wanted)}"


@dataclass(frozen=True, slots=True)
class Group:
    operator: str  # $and | $or
    parts: tuple[Rule | Group, ...]

    def holds(self, event: Json) -> bool:
        return _GROUPS[self.operator](part.holds(event) for part in self.parts)

    def __str__(self) -> str:
        return f"{self.operator} of {len(self.parts)} rules"


def read_filter(data: Json) -> Group:
    """Raises FilterInvalid. None and {} let everything through."""
    if data is None:
        return Group("$and", ())
    return _Reader().group(data, "")


def checked_filter(data: dict[str, Any] | None) -> dict[str, Any] | None:
    """For forms: the data as it is, when it makes a filter. Raises ValueError in words."""
    read_filter(data)
    return data


def refusal(group: Group, event: Json) -> str | None:
    """The first rule that the event does not meet, in words; None when it meets the filter."""
    for part in group.parts if group.operator == "$and" else (group,):
        if part.holds(event):
            continue
        if isinstance(part, Group) and part.operator == "$and":
            return refusal(part, event)
        if isinstance(part, Group):
            return str(part)
        return f"{part} (it is {_short(value_at(event, part.path))})"
    return None


def value_at(event: Json, path: str) -> Json:
    """What is at the dotted path; None where it leads nowhere. A key that itself has dots is found, too."""
    if isinstance(event, Mapping) and path in event:
        return event[path]
    for name in path.split("."):
        if isinstance(event, Mapping):
            event = event.get(name)
        elif isinstance(event, list) and name.isascii() and name.isdigit():
            event = event[int(name)] if len(name) < 9 and int(name) < len(event) else None
        else:
            return None
    return event


class _Reader:
    def __init__(self) -> None:
        self.count = 0

    def group(self, data: Json, place: str, level: int = 1) -> Group:
        if not isinstance(data, Mapping):
            raise FilterInvalid(place, 'A filter is an object such as {"status": {"$eq": "paid"}}.')
        if level > MOST_LEVELS:
            raise FilterInvalid(place, f"A filter is nested at most {MOST_LEVELS} levels.")
        parts: list[Rule | Group] = []
        for key, wanted in data.items():
            here = f"{place}.{key}" if place else key
            if key in _GROUPS:
                if not isinstance(wanted, list) or not wanted:
                    raise FilterInvalid(here, f"{key} takes a list of filters.")
                inner = (self.group(part, f"{here}.{at}", level + 1) for at, part in enumerate(wanted))
                parts.append(Group(key, tuple(inner)))
            elif key.startswith("$"):
                known = [*OPERATORS, *_GROUPS]
                raise FilterInvalid(
                    here, f"“{key}” cannot stand here.{guess(key, known)} A path comes first."
                )
            elif isinstance(wanted, Mapping) and any(str(name).startswith("$") for name in wanted):
                parts.extend(self.rule(key, name, value, f"{here}.{name}") for name, value in wanted.items())
            else:
                parts.append(self.rule(key, "$eq", wanted, here))
        return Group("$and", tuple(parts))

    def rule(self, path: str, operator: str, wanted: Json, place: str) -> Rule:
        self.count += 1
        if self.count > MOST_RULES:
            raise FilterInvalid(place, f"A filter has at most {MOST_RULES} rules.")
        if operator not in OPERATORS:
            raise FilterInvalid(
                place, f"There is no operator “{operator}”.{guess(operator, list(OPERATORS))}"
            )
        if operator in ("$in", "$nin") and not isinstance(wanted, list):
            raise FilterInvalid(place, f"{operator} compares with a list.")
        if operator == "$exists" and not isinstance(wanted, bool):
            raise FilterInvalid(place, "$exists is true or false.")
        if operator == "$regex":
            if not isinstance(wanted, str):
                raise FilterInvalid(place, "$regex is a text.")
            try:
                compile_pattern(wanted, "")
            except ExpressionError as error:
                raise FilterInvalid(place, f"The pattern cannot be used: {error.message}") from None
        return Rule(path, operator, wanted)


def _short(value: Json) -> str:
    text = repr(value) if not isinstance(value, bool) and value is not None else str(value).lower()
    text = "null" if text == "none" else text
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
