"""`reply`: the given value, at once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.blocktype import Operation
from integrations.context import StepContext
from integrations.forms import Form, Template, ui
from integrations.outcomes import Done, Outcome


class ReplyConfig(Form):
    value: Annotated[Template, ui("json", order=1, help="Becomes the output as it is.")] = Field(
        None, title="Value"
    )


def run(_context: StepContext, config: ReplyConfig) -> Outcome:
    return Done(config.value)


REPLY = Operation(
    id="reply",
    name="Reply",
    description="Gives back the value.",
    form=ReplyConfig,
    run=run,
    effect="none",
    sentence="Reply[ with {value}]",
    inline=True,
    order=10,
)
