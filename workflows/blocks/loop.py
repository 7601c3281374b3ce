"""`loop`: runs the blocks inside it once for each item of a list, one item after the other."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from integrations.blocktype import BlockType, Port
from integrations.context import StepContext
from integrations.forms import ui
from integrations.outcomes import ForEach, Outcome
from integrations.repeating import RepeatingForm, items_of


class LoopConfig(RepeatingForm):
    max_iterations: Annotated[
        int,
        ui("number", order=4, help="More items than this fail the step before the first one is done."),
    ] = Field(100, title="Most items", ge=1, le=10_000)


def run(_context: StepContext, config: LoopConfig) -> Outcome:
    return ForEach(
        items_of(config.collection, most=config.max_iterations),
        item_name=config.item_variable,
        index_name=config.index_variable,
    )


OUTPUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "results": {
            "type": "array",
            "title": "Results",
            "description": "For each item what the last block inside gave; by block where several end the body.",
            "items": {},
        },
        "count": {"type": "integer", "title": "Count", "description": "How many items there were."},
    },
    "required": ["results", "count"],
}

BLOCK = BlockType(
    type="loop",
    name="Loop",
    category="Control",
    description="Runs the blocks inside it once for each item of a list, one after the other.",
    icon="repeat",
    form=LoopConfig,
    run=run,
    sentence="For each {itemVariable} of {collection}",
    empty_sentence="Choose the list to go through",
    output_schema=OUTPUT,
    ports=(Port("done", "Done"),),
    inline=True,
    can_fail=True,
    is_container=True,
    order=40,
)
