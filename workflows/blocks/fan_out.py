"""`fan-out`: runs the blocks inside it once for each item of a list, several items at once."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from integrations.blocktype import BlockType, Port
from integrations.context import StepContext
from integrations.forms import ui
from integrations.outcomes import ForEach, Outcome
from integrations.repeating import RepeatingForm, items_of


class FanOutConfig(RepeatingForm):
    max_iterations: Annotated[
        int,
        ui("number", order=4, help="More items than this fail the step before the first one is done."),
    ] = Field(10_000, title="Most items", ge=1, le=100_000)
    concurrency: Annotated[int, ui("number", order=5, help="How many items are under way at once.")] = Field(
        10, title="At once", ge=1, le=1_000
    )
    on_item_error: Annotated[
        Literal["fail", "collect"],
        ui(
            "select",
            order=6,
            labels={"fail": "Fail the step", "collect": "Go on, and list the errors"},
            help="What the failure of one item means for the others.",
        ),
    ] = Field("fail", title="When an item fails")


def run(_context: StepContext, config: FanOutConfig) -> Outcome:
    return ForEach(
        items_of(config.collection, most=config.max_iterations),
        item_name=config.item_variable,
        index_name=config.index_variable,
        concurrency=config.concurrency,
        collects_errors=config.on_item_error == "collect",
        lists_errors=True,
    )


OUTPUT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "results": {
            "type": "array",
            "title": "Results",
            "description": "For each item, in order, what the last block inside gave; null where it failed.",
            "items": {},
        },
        "count": {"type": "integer", "title": "Count", "description": "How many items there were."},
        "errors": {
            "type": "array",
            "title": "Errors",
            "items": {
                "type": "object",
                "properties": {
                    "index": {"type": "integer", "title": "Index"},
                    "error": {
                        "type": "object",
                        "title": "Error",
                        "properties": {
                            "code": {"type": "string"},
                            "message": {"type": "string"},
                            "step": {"type": "string", "description": "The block that failed."},
                        },
                        "additionalProperties": True,
                    },
                },
            },
        },
    },
    "required": ["results", "count", "errors"],
}

BLOCK = BlockType(
    type="fan-out",
    name="Fan out",
    category="Control",
    description="Runs the blocks inside it once for each item of a list, several at once.",
    icon="network",
    form=FanOutConfig,
    run=run,
    sentence="For each {itemVariable} of {collection}, {concurrency} at once",
    empty_sentence="Choose the list to go through",
    output_schema=OUTPUT,
    ports=(Port("done", "Done"),),
    inline=True,
    can_fail=True,
    is_container=True,
    order=45,
)
