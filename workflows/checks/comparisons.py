"""Hints at comparisons that can never be equal: `5 == "5"`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from integrations.blocktype import BlockType
from workflows.checks.schemas import type_at
from workflows.configs import _expression_places as expression_places
from workflows.expressions import ExpressionSyntaxError
from workflows.expressions.parser import parse_expression, parse_template
from workflows.expressions.tree import Comparison, Literal, Path
from workflows.reading import Json


def find_unlike_comparisons(
    known: BlockType, config: Mapping[str, Json], input_schema: Json
) -> Iterator[tuple[str, str]]:
    """(path in the config, sentence) for each `==` or `!=` of a number with a text that spells a number."""
    places = expression_places(known.form_for(config))
    for path, shape, text in _texts(config, (), ()):
        for node in _trees(text, is_expression=shape in places):
            for comparison in _comparisons(node):
                sentence = _judge(comparison, input_schema)
                if sentence:
                    yield ".".join(map(str, path)), sentence


def _texts(
    value: Json, path: tuple[str | int, ...], shape: tuple[str | int, ...]
) -> Iterator[tuple[tuple[str | int, ...], tuple[str | int, ...], str]]:
    if isinstance(value, str):
        if "=" in value:
            yield path, shape, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key), (*shape, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index), (*shape, "*"))


def _trees(text: str, *, is_expression: bool) -> list[object]:
    try:
        if is_expression:
            return [parse_expression(text)]
        return [part for part in parse_template(text) if not isinstance(part, str)] if "{{" in text else []
    except ExpressionSyntaxError:
        return []


def _comparisons(node: object) -> Iterator[Comparison]:
    pending = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, tuple | list):
            pending.extend(current)
        elif is_dataclass(current) and not isinstance(current, type):
            if isinstance(current, Comparison) and current.operator in ("==", "!="):
                yield current
            pending.extend(getattr(current, field.name) for field in fields(current))


def _judge(comparison: Comparison, input_schema: Json) -> str | None:
    kinds = {_kind(side, input_schema) for side in (comparison.left, comparison.right)}
    if kinds != {"number", "text"}:
        return None
    never = "never equal" if comparison.operator == "==" else "always different"
    for side in (comparison.left, comparison.right):
        if isinstance(side, Literal) and isinstance(side.value, str):
            return f"“{side.value}” in quotes is text and is compared with a number: the two are {never}. Leave the quotes out."
    return f"A number is compared with text: the two are {never}. Use number(…) or string(…) on one side."


def _kind(node: object, input_schema: Json) -> str | None:
    if isinstance(node, Literal):
        if isinstance(node.value, bool) or node.value is None:
            return None
        return "text" if isinstance(node.value, str) else "number"
    if (
        isinstance(node, Path)
        and node.root == "input"
        and all(part.key is not None for part in node.segments)
    ):
        found = type_at(input_schema, tuple(part.key for part in node.segments if part.key is not None))
        return {"string": "text", "number": "number", "integer": "number"}.get(found or "")
    return None
