"""`trigger.app`: starts a run for each app event of its name; its output is the event's payload."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Done, Outcome
from workflows.filters import checked_filter


class AppTriggerConfig(Form):
    event: Annotated[
        str,
        ui(
            "text",
            order=1,
            placeholder="order.paid",
            template=False,
            help="The name your product sends with POST /api/v1/app-events.",
        ),
    ] = Field(title="Event", min_length=1, max_length=200, pattern=r"^\S(.*\S)?$")
    filter: Annotated[
        dict[str, Any] | None,
        AfterValidator(checked_filter),
        ui(
            "json",
            order=2,
            template=False,
            help='{"status": {"$eq": "paid"}}: what the payload must hold. Empty: all.',
        ),
    ] = Field(None, title="Only when")


def run(context: StepContext, _config: AppTriggerConfig) -> Outcome:
    return Done(context.input)


BLOCK = BlockType(
    type="trigger.app",
    name="App event",
    category="Triggers",
    description="Starts when your own product reports an event by its name.",
    icon="radio",
    form=AppTriggerConfig,
    run=run,
    sentence="Starts on {event}",
    empty_sentence="Say which event starts this workflow",
    inline=True,
    is_trigger=True,
    order=50,
)
