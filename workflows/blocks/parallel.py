"""`parallel`: runs the lanes inside it side by side; a lane is a block without an incoming edge and what follows it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.blocktype import BlockType, Port
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Lanes, Outcome


class ParallelConfig(Form):
    wait_for_all: Annotated[
        bool,
        ui(
            "switch", order=1, help="Off: the first lane that comes to an end wins, the others are cancelled."
        ),
    ] = Field(True, title="Wait for all lanes")


def run(_context: StepContext, config: ParallelConfig) -> Outcome:
    return Lanes(waits_for_all=config.wait_for_all)


BLOCK = BlockType(
    type="parallel",
    name="Parallel",
    category="Control",
    description="Runs the lanes inside it side by side and goes on when all, or the first, have ended.",
    icon="columns-3",
    form=ParallelConfig,
    run=run,
    sentence="Run the lanes side by side",
    empty_sentence="Run the lanes side by side",
    output_schema={
        "type": "object",
        "properties": {
            "results": {
                "type": "object",
                "title": "Results",
                "description": "What the last block of each lane gave, by block.",
                "additionalProperties": True,
            },
            "failed": {
                "type": "array",
                "title": "Failed",
                "description": "The lanes that failed, where the flow goes on nevertheless.",
                "items": {
                    "type": "object",
                    "properties": {
                        "lane": {"type": "integer", "title": "Lane"},
                        "step": {"type": "string", "description": "The block that failed."},
                        "code": {"type": "string"},
                        "message": {"type": "string"},
                    },
                    "additionalProperties": True,
                },
            },
        },
        "required": ["results", "failed"],
    },
    ports=(Port("done", "Done"),),
    inline=True,
    can_fail=True,
    is_container=True,
    order=50,
)
