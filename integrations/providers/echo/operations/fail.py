"""`fail`: an error on purpose, for ever or for the first attempts only."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.blocktype import Operation
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Done, Outcome, Permanent, Retry


class FailConfig(Form):
    message: Annotated[str, ui("template", order=1)] = Field(
        "Failed as asked.", title="Message", min_length=1
    )
    code: Annotated[str, ui("text", order=2)] = Field(
        "STEP_ERROR", title="Code", pattern=r"^[A-Z][A-Z0-9_]{0,63}$"
    )
    times: Annotated[
        int, ui("number", order=3, help="So many attempts fail, the next succeeds. 0: all fail.")
    ] = Field(0, title="Times", ge=0)
    retryable: Annotated[bool, ui("switch", order=4, help="Whether another attempt makes sense.")] = Field(
        True, title="Worth another attempt"
    )


def run(context: StepContext, config: FailConfig) -> Outcome:
    if config.times and context.attempt > config.times:
        return Done({"attempt": context.attempt})
    failure = Retry if config.retryable else Permanent
    raise failure(config.message, code=config.code)


FAIL = Operation(
    id="fail",
    name="Fail",
    description="Fails with a message, always or a number of times.",
    form=FailConfig,
    run=run,
    effect="none",
    sentence="Fail with {message}",
    output_schema={
        "type": "object",
        "properties": {"attempt": {"type": "integer", "title": "Attempt"}},
        "required": ["attempt"],
    },
    inline=True,
    order=20,
)
