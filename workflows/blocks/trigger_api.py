"""`trigger.api`: starts a run by an API call or the Run button; its output is exactly the request's `input`."""

from __future__ import annotations

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form
from integrations.outcomes import Done, Outcome


class ApiTriggerConfig(Form):
    """Nothing to set: what may come in is the workflow's input schema."""


def run(context: StepContext, _config: ApiTriggerConfig) -> Outcome:
    return Done(context.input)


BLOCK = BlockType(
    type="trigger.api",
    name="API call",
    category="Triggers",
    description="Starts when somebody presses Run or calls the API.",
    icon="play",
    form=ApiTriggerConfig,
    run=run,
    sentence="Starts by an API call or the Run button",
    empty_sentence="Starts by an API call or the Run button",
    inline=True,
    is_trigger=True,
    order=10,
)
