"""`wait`: parks the run for a time, or until one. A parked run holds no worker and survives a restart."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Outcome, Permanent, Wait

_SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400}
LONGEST_SECONDS = 366 * 86_400


class WaitConfig(Form):
    duration: Annotated[float | None, ui("number", order=1, help="How long to wait.", placeholder="5")] = (
        Field(None, title="Wait for", ge=0, allow_inf_nan=False)
    )
    unit: Annotated[Literal["seconds", "minutes", "hours", "days"], ui("select", order=2)] = Field(
        "minutes", title="Unit"
    )
    until: Annotated[
        str | None,
        ui(
            "template",
            order=3,
            help="Instead of a duration: a date and time with its zone. A time that has passed does not wait.",
            placeholder="2026-03-01T09:00:00Z",
        ),
    ] = Field(None, title="Or until")

    @model_validator(mode="after")
    def _one_time(self) -> Self:
        if self.duration is None and not self.until:
            raise ValueError("Choose how long to wait.")
        if self.duration is not None and self.until:
            raise ValueError("Choose a duration or a time, not both.")
        if self.duration is not None and self.duration * _SECONDS[self.unit] > LONGEST_SECONDS:
            raise ValueError("A wait may last 366 days at most.")
        return self


def run(context: StepContext, config: WaitConfig) -> Outcome:
    if config.until:
        until_ms = _instant_ms(config.until)
        waited = max(0, until_ms - context.now_ms)
        if waited > LONGEST_SECONDS * 1000:
            raise Permanent(f"A wait may last 366 days at most; {config.until} is further away.")
        return Wait({"waited": waited}, until_ms=until_ms)
    seconds = (config.duration or 0) * _SECONDS[config.unit]
    return Wait({"waited": round(seconds * 1000)}, seconds=seconds)


def _instant_ms(text: str) -> int:
    """Unix milliseconds of an ISO date (its midnight, UTC) or date and time; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Permanent(
            f"“{text[:60]}” is not a date and time such as 2026-03-01T09:00:00Z.", code="TYPE_MISMATCH"
        ) from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * 1000)


BLOCK = BlockType(
    type="wait",
    name="Wait",
    category="Control",
    description="Pauses for a time, or until a date; the run goes on by itself.",
    icon="clock",
    form=WaitConfig,
    run=run,
    sentence="Wait[ {duration} {unit}][ until {until}]",
    empty_sentence="Choose how long to wait",
    output_schema={
        "type": "object",
        "properties": {"waited": {"type": "integer", "title": "Waited", "description": "Milliseconds."}},
        "required": ["waited"],
    },
    inline=True,
    can_fail=True,
    order=30,
)
