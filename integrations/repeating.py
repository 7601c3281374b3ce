"""What blocks that go through a list have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from integrations.forms import Form, Template, ui
from integrations.outcomes import Json, Permanent

#: Names that mean something everywhere and so cannot name an item.
RESERVED = frozenset(
    {
        "input", "steps", "variables", "secrets", "now", "runId", "idempotencyKey", "workflow", "trigger", "user",
        "settings", "true", "false", "null", "in",
    }
)  # fmt: skip
_NAME = r"^[A-Za-z_][A-Za-z0-9_]{0,63}$"


class RepeatingForm(Form):
    """The list, and what its items are called inside."""

    collection: Annotated[
        Template, ui("template", order=1, help="A list.", placeholder="{{input.lines}}")
    ] = Field(title="List")
    item_variable: Annotated[
        str,
        ui("text", order=2, template=False, help="Blocks inside read the item under this name: {{item}}."),
    ] = Field("item", title="Name of the item", pattern=_NAME)
    index_variable: Annotated[
        str, ui("text", order=3, template=False, help="Its place in the list, from 0.")
    ] = Field("index", title="Name of the index", pattern=_NAME)

    @model_validator(mode="after")
    def _names(self) -> Self:
        for name in (self.item_variable, self.index_variable):
            if name in RESERVED:
                raise ValueError(f"An item cannot be called “{name}”: that name has a meaning already.")
        if self.item_variable == self.index_variable:
            raise ValueError("The item and its index need two names.")
        return self


def items_of(collection: Json, *, most: int) -> Sequence[Json]:
    """The items. Raises Permanent for what is no list, and when there are more than `most`."""
    if not isinstance(collection, list):
        raise Permanent(
            f"There is no list to go through: the collection is {_called(collection)}.", code="TYPE_MISMATCH"
        )
    if len(collection) > most:
        raise Permanent(
            f"The list has {len(collection):,} items; this block goes through {most:,} at most.",
            code="LIMIT_ITERATIONS",
        )
    return collection


def _called(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, str):
        return f"the text “{value[:40]}”"
    return f"the number {value}"
