"""`condition`: takes the Yes or the No edge, by an expression or by rules."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from integrations.blocktype import BlockType, Port
from integrations.context import StepContext
from integrations.forms import Expression, Form, Template, ui
from integrations.outcomes import Branch, Json, Outcome, Permanent
from workflows.expressions import ExpressionError, truthy
from workflows.operators import Operator, holds


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
    return holds(rule.left, rule.operator, rule.right)


def _port_of(output: Json) -> str:
    return "true" if isinstance(output, dict) and output.get("result") is True else "false"


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
    leaves_by=_port_of,
    inline=True,
    can_fail=True,
    order=10,
)
