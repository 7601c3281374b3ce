"""`slow`: the given value, after a while."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.blocktype import Operation
from integrations.context import StepContext
from integrations.forms import Form, Template, ui
from integrations.outcomes import Done, Outcome


class SlowConfig(Form):
    seconds: Annotated[float, ui("number", order=1)] = Field(
        1.0, title="Seconds", ge=0, le=3600, allow_inf_nan=False
    )
    value: Annotated[Template, ui("json", order=2, help="Becomes the output as it is.")] = Field(
        None, title="Value"
    )


def run(context: StepContext, config: SlowConfig) -> Outcome:
    context.sleep(config.seconds)
    return Done(config.value)


SLOW = Operation(
    id="slow",
    name="Reply slowly",
    description="Gives back the value after a while.",
    form=SlowConfig,
    run=run,
    effect="none",
    sentence="Reply after {seconds} s[ with {value}]",
    order=30,
)
