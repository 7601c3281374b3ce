"""`condition`: takes the Yes or the No edge, by an expression or by rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from integrations.blocktype import BlockType, Port
from integrations.context import StepContext
from integrations.forms import Expression, Form, Template, ui
from integrations.matching import is_empty, is_same
from integrations.outcomes import Branch, Outcome, Permanent
from workflows.expressions import ExpressionError, compare, compile_expression, truthy

Operator = Literal[
    "eq", "ne", "gt", "gte", "lt", "lte",
    "contains", "notContains", "startsWith", "notStartsWith", "endsWith", "notEndsWith",
    "exists", "notExists", "isEmpty", "isNotEmpty", "matches", "notMatches", "in", "notIn",
]  # fmt: skip


class Rule(Form):
    left: Template = Field(title="Value")
    operator: Annotated[Operator, ui("select", template=False)] = Field(title="Operator")
    right: Template = Field(None, title="Compared with")


class ConditionConfig(Form):
    rules: Annotated[
        list[list[Rule]],
        ui(
            "rules",
            order=1,
            help="True when every rule of one group holds. A number equals the text that spells it.",
        ),
    ] = Field(default_factory=list, title="Rules")
    expression: Annotated[
        Expression,
        ui(
            "expression",
            order=2,
            help="Instead of rules, for what they cannot say.",
            placeholder="input.amount > 5000 && input.currency == 'usd'",
        ),
    ] = Field(None, title="Expression")

    @property
    def given_rules(self) -> list[list[Rule]]:
        return [group for group in self.rules if group]

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        has_expression = "expression" in self.model_fields_set and self.expression != ""
        if has_expression and self.given_rules:
            raise ValueError("Use rules or an expression, not both.")
        if not has_expression and not self.given_rules:
            raise ValueError("Choose what to compare.")
        return self


_MATCHES = compile_expression("matches(input.left, input.right)")


def run(_context: StepContext, config: ConditionConfig) -> Outcome:
    try:
        if config.given_rules:
            result = any(all(map(_holds, group)) for group in config.given_rules)
        else:
            result = truthy(config.expression)
    except ExpressionError as error:
        raise Permanent(error.message, code=error.code) from None
    return Branch("true" if result else "false", {"result": result})


def _holds(rule: Rule) -> bool:
    name = rule.operator
    if name in _OPERATORS:
        return _OPERATORS[name](rule.left, rule.right)
    # notContains, isNotEmpty, …: the opposite of the operator without its "not".
    positive = name.replace("Not", "").replace("not", "")
    return not _OPERATORS[positive[0].lower() + positive[1:]](rule.left, rule.right)


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

BLOCK = BlockType(
    type="condition",
    name="Condition",
    category="Control",
    description="Goes one way when something is true, the other way when it is not.",
    icon="git-branch",
    form=ConditionConfig,
    run=run,
    sentence="[When {rules}][When {expression}]",
    empty_sentence="Choose what to compare",
    output_schema={
        "type": "object",
        "properties": {"result": {"type": "boolean", "title": "Result"}},
        "required": ["result"],
    },
    ports=(Port("true", "Yes"), Port("false", "No")),
    inline=True,
    can_fail=True,
    order=10,
)
