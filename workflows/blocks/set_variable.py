"""`set-variable`: gives values a name that every block downstream can read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Outcome, SetVariables


class SetVariableConfig(Form):
    values: Annotated[
        dict[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,63}$")], Any],
        ui(
            "mapping",
            order=1,
            help="Later blocks read a value as {{variables.name}}. A single template keeps its type.",
        ),
    ] = Field(min_length=1, title="Variables")


def run(_context: StepContext, config: SetVariableConfig) -> Outcome:
    return SetVariables(config.values)


BLOCK = BlockType(
    type="set-variable",
    name="Set variables",
    category="Data",
    description="Keeps values under a name for the blocks that follow.",
    icon="variable",
    form=SetVariableConfig,
    run=run,
    sentence="Set {values}",
    empty_sentence="Choose the values to keep",
    output_schema={
        "type": "object",
        "properties": {"values": {"type": "object", "title": "Values", "additionalProperties": True}},
        "required": ["values"],
    },
    inline=True,
    can_fail=True,
    order=20,
)
