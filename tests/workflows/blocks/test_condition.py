from __future__ import annotations

from typing import Any

import pytest

from integrations.outcomes import Branch, Permanent
from tests.workflows.blocks.context import known, problems, run_block
from workflows.expressions import ExpressionError

YES, NO = Branch("true", {"result": True}), Branch("false", {"result": False})


@pytest.mark.parametrize(
    "expression",
    [
        "input.amount > 5000",
        "{{input.amount}} > 5000",
        "{{input.amount > 5000}}",
        "{{input.amount}} > 5000 && !input.no",
    ],
)
def test_expression_with_and_without_braces(expression: str) -> None:
    assert run_block("condition", {"expression": expression}, input={"amount": 6000}) == YES
    assert run_block("condition", {"expression": expression}, input={"amount": 4000}) == NO


def test_a_missing_amount_fails_rather_than_skips() -> None:
    with pytest.raises(ExpressionError) as raised:
        run_block("condition", {"expression": "input.amount > 5000"}, input={})
    assert raised.value.code == "TYPE_MISMATCH"
    with pytest.raises(Permanent) as refused:
        run_block("condition", rule("{{input.amount}}", "gt", 5000), input={})
    assert refused.value.code == "TYPE_MISMATCH"


def rule(left: Any, operator: str, right: Any = None) -> dict[str, Any]:
    return {"rules": [[{"left": left, "operator": operator, **({} if right is None else {"right": right})}]]}


@pytest.mark.parametrize(
    ("left", "operator", "right"),
    [
        (5, "eq", 5), (5, "eq", "5"), ("5.0", "eq", 5), ("a", "eq", "a"), (True, "eq", "true"), (None, "eq", None),
        ([1], "eq", ["1"]), ({"a": 1}, "eq", {"a": 1}), (1.0, "eq", 1),
        (5, "ne", 6), ("a", "ne", "A"), (True, "ne", 1), (None, "ne", 0), (None, "ne", ""), ("", "ne", 0),
        ("100", "gt", 20), (3, "gt", 2.5), ("2026-02-01", "gt", "2026-01-31T23:00:00Z"), (5, "gte", 5), ("a", "lt", "b"),
        (2, "lte", "2"),
        ("hello", "contains", "ell"), ([1, "2"], "contains", 2), ({"a": 1}, "contains", "a"), (12345, "contains", 34),
        ("hello", "notContains", "z"), (None, "notContains", "x"),
        ("hello", "startsWith", "he"), (42, "startsWith", 4), (None, "notStartsWith", "x"), ("hello", "endsWith", "lo"),
        ("hello", "notEndsWith", "he"),
        (0, "exists", None), ("", "exists", None), (False, "exists", None), (None, "notExists", None),
        ("", "isEmpty", None), (" ", "isEmpty", None), (None, "isEmpty", None), ([], "isEmpty", None),
        ({}, "isEmpty", None), (0, "isNotEmpty", None), (False, "isNotEmpty", None), ("a", "isNotEmpty", None),
        ("INV-204", "matches", r"^INV-\d+$"), ("x", "notMatches", r"^\d"), (2041, "matches", "04"), (None, "notMatches", ""),
        ("usd", "in", ["eur", "usd"]), ("usd", "in", "eur, usd"), (5, "in", "4,5"), ("gbp", "notIn", "eur, usd"),
    ],
)  # fmt: skip
def test_operators(left: Any, operator: str, right: Any) -> None:
    config = rule("{{input.left}}", operator, "{{input.right}}")
    assert run_block("condition", config, input={"left": left, "right": right}) == YES


@pytest.mark.parametrize(
    ("operator", "opposite"),
    [
        *(
            ("eq", "ne"),
            ("contains", "notContains"),
            ("startsWith", "notStartsWith"),
            ("endsWith", "notEndsWith"),
        ),
        *(("exists", "notExists"), ("isEmpty", "isNotEmpty"), ("matches", "notMatches"), ("in", "notIn")),
    ],
)
@pytest.mark.parametrize("left", [None, "", "a", "abc", 0])
def test_negations_are_the_opposite(operator: str, opposite: str, left: Any) -> None:
    outcomes = [
        run_block("condition", rule("{{input}}", name, "a"), input=left) for name in (operator, opposite)
    ]
    assert sorted(outcome.port for outcome in outcomes) == ["false", "true"]  # type: ignore[union-attr]


def test_groups_are_or_of_and() -> None:
    def one(left: str, right: int) -> dict[str, Any]:
        return {"left": f"{{{{input.{left}}}}}", "operator": "eq", "right": right}

    config = {"rules": [[one("a", 1), one("b", 2)], [], [one("c", 3)]]}
    for data, expected in (({"a": 1, "b": 2}, YES), ({"a": 1}, NO), ({"a": 9, "c": 3}, YES), ({}, NO)):
        assert run_block("condition", config, input=data) == expected


def test_a_runaway_pattern_does_not_run_away() -> None:
    assert run_block("condition", rule("{{input}}", "matches", "^(a+)+$"), input="a" * 5000 + "b") == NO


def test_what_is_wrong_is_said_in_words() -> None:
    assert problems("condition", {}) == [("", "Choose what to compare.")]
    assert problems("condition", {"expression": "", "rules": [[]]}) == [("", "Choose what to compare.")]
    assert problems("condition", {**rule(1, "eq", 1), "expression": "true"}) == [
        ("", "Use rules or an expression, not both.")
    ]
    assert problems("condition", {"expression": "input. >"})[0][0] == "expression"
    ((path, message),) = problems("condition", rule(1, "over", 1))
    assert path == "rules.0.0.operator"
    assert message.startswith("Rules 1 1, Operator must be eq, ne,")
    assert problems("condition", rule(1, "{{input.op}}", 1))[0][0] == "rules.0.0.operator"


def test_ports() -> None:
    assert [(port.id, port.label) for port in known("condition").ports_for({})] == [
        ("true", "Yes"),
        ("false", "No"),
        ("error", "Error"),
    ]
