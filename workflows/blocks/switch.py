"""`switch`: takes the edge of the first case that fits, else `default`."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from integrations.blocktype import BlockType, Port, PortsFrom
from integrations.context import StepContext
from integrations.forms import Expression, Form, Template, ui
from integrations.matching import is_same
from integrations.outcomes import Branch, Json, Outcome
from workflows.expressions import truthy

DEFAULT = "default"


class Case(Form):
    """`equals` is compared with the switch's value; `when` is an expression of its own."""

    id: Annotated[str, ui(template=False)] = Field(title="Id", pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
    label: Annotated[str, ui("text", template=False)] = Field("", title="Name", max_length=100)
    equals: Template = Field(None, title="Equals")
    when: Expression = Field(None, title="When")

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        given = self.model_fields_set & {"equals", "when"}
        if not given:
            raise ValueError(f"Case “{self.label or self.id}” needs a value or a condition.")
        if len(given) == 2:
            raise ValueError(f"Case “{self.label or self.id}” takes a value or a condition, not both.")
        return self


class SwitchConfig(Form):
    value: Annotated[Template, ui("template", order=1, help="What the cases are compared with.")] = Field(
        None, title="Value"
    )
    cases: Annotated[
        list[Case],
        ui(
            "cases",
            order=2,
            help="The first case that fits is taken. A number equals the text that spells it.",
        ),
    ] = Field(title="Cases", min_length=1, max_length=100)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        seen: set[str] = set()
        for case in self.cases:
            if case.id in (DEFAULT, "error"):
                raise ValueError(f"A case cannot have the id “{case.id}”: that port exists already.")
            if case.id in seen:
                raise ValueError(f"Two cases have the id “{case.id}”.")
            seen.add(case.id)
        return self


def run(_context: StepContext, config: SwitchConfig) -> Outcome:
    taken = next((case.id for case in config.cases if _fits(case, config)), DEFAULT)
    return Branch(taken, {"case": taken})


def _fits(case: Case, config: SwitchConfig) -> bool:
    if "when" in case.model_fields_set:
        return truthy(case.when)
    return is_same(config.value, case.equals)


def _port_of(output: Json) -> str:
    return str(output.get("case")) if isinstance(output, dict) else DEFAULT


BLOCK = BlockType(
    type="switch",
    name="Switch",
    category="Control",
    description="Goes one of several ways, by a value or by conditions.",
    icon="split",
    form=SwitchConfig,
    run=run,
    sentence="Go by[ {value}:] {cases}",
    empty_sentence="Choose what to go by",
    output_schema={
        "type": "object",
        "properties": {
            "case": {"type": "string", "title": "Case", "description": "The id of the case, or default."}
        },
        "required": ["case"],
    },
    ports=(Port(DEFAULT, "Otherwise"),),
    leaves_by=_port_of,
    outputs_from=PortsFrom(field="cases", id="id", label="label"),
    inline=True,
    can_fail=True,
    order=20,
)
