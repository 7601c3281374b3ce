"""`stop`: ends the run at once; what has not started is cancelled."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Outcome, Stop


class StopConfig(Form):
    outcome: Annotated[
        Literal["completed", "failed"],
        ui(
            "select",
            order=1,
            help="How the run is recorded.",
            labels={"completed": "Completed", "failed": "Failed"},
        ),
    ] = Field("completed", title="End as")
    message: Annotated[
        str, ui("template", order=2, help="Shown with the run, for whoever reads it later.")
    ] = Field("", title="Message", max_length=10_000)


def run(_context: StepContext, config: StopConfig) -> Outcome:
    return Stop(config.outcome, config.message)


BLOCK = BlockType(
    type="stop",
    name="Stop",
    category="Control",
    description="Ends the whole run here, as completed or as failed.",
    icon="octagon-x",
    form=StopConfig,
    run=run,
    sentence="End the run as {outcome}[: {message}]",
    empty_sentence="End the run",
    ports=(),
    inline=True,
    order=60,
)
