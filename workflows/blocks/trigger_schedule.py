"""`trigger.schedule`: starts runs at times of the clock, or again and again after so much real time.

Its output is what the tick hands over: when it was due, and the payload.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, ui
from integrations.outcomes import Done, Outcome
from workflows.schedules.cron import parse_cron
from workflows.schedules.schedule import Unit, read_interval
from workflows.schedules.zones import find_zone


class IntervalConfig(Form):
    """So much real time between two runs, whatever the clocks do."""

    value: int = Field(title="Number", ge=1)
    unit: Unit = Field("minutes", title="Unit")


class ScheduleTriggerConfig(Form):
    """Nothing here takes templates: a schedule must be known before there is a run."""

    cron: Annotated[
        str | None,
        ui(
            "schedule",
            order=1,
            help="",
            template=False,
            covers=["interval", "timezone"],
            placeholder="0 9 * * 1-5",
        ),
    ] = Field(
        None,
        title="When",
        description="Five fields (minute, hour, day of the month, month, day of the week), or six with the seconds first.",
    )
    interval: Annotated[IntervalConfig | None, ui(order=2, template=False)] = Field(
        None,
        title="Interval",
        description="Instead of `cron`: real time, counted from the first publication.",
    )
    timezone: Annotated[str | None, ui(order=3, template=False)] = Field(
        None,
        title="Time zone",
        description="An IANA name such as Europe/Berlin; the company's where there is none.",
    )
    missed: Annotated[
        Literal["latest", "skip", "all"],
        ui(
            "select",
            order=4,
            template=False,
            help="When Headrace was down at the time",
            labels={
                "latest": "Run once for the latest",
                "skip": "Do not run",
                "all": "Run for each, up to 100",
            },
        ),
    ] = Field("latest", title="Missed times")
    overlap: Annotated[
        Literal["allow", "skip", "queue"],
        ui(
            "select",
            order=5,
            template=False,
            help="When the run before still goes on",
            labels={
                "allow": "Start beside it",
                "skip": "Do not run this time",
                "queue": "Start when it has ended",
            },
        ),
    ] = Field("allow", title="Overlap")
    payload: Annotated[
        Any,
        ui(
            "json",
            order=6,
            template=False,
            advanced=True,
            help="JSON that every run gets as {{input.payload}}.",
        ),
    ] = Field(None, title="Payload")

    @field_validator("cron")
    @classmethod
    def _is_cron(cls, value: str | None) -> str | None:
        if value:
            parse_cron(value)
        return value or None

    @field_validator("interval")
    @classmethod
    def _is_interval(cls, value: IntervalConfig | None) -> IntervalConfig | None:
        if value is not None:
            read_interval({"value": value.value, "unit": value.unit})
        return value

    @field_validator("timezone")
    @classmethod
    def _is_zone(cls, value: str | None) -> str | None:
        if value:
            find_zone(value)
        return value or None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if not self.cron and self.interval is None:
            raise ValueError("Choose when this schedule runs.")
        if self.cron and self.interval is not None:
            raise ValueError("Choose a cron expression or an interval, not both.")
        return self


def run(context: StepContext, _config: ScheduleTriggerConfig) -> Outcome:
    return Done(context.input)


BLOCK = BlockType(
    type="trigger.schedule",
    name="Schedule",
    category="Triggers",
    description="Starts at set times, or again and again after a while.",
    icon="calendar-clock",
    form=ScheduleTriggerConfig,
    run=run,
    sentence="{cron}",
    empty_sentence="Choose when it runs",
    output_schema={
        "type": "object",
        "properties": {
            "scheduledAt": {
                "type": "string",
                "format": "date-time",
                "title": "Scheduled at",
                "description": "When this run was due, in UTC; it may have started later.",
            },
            "timezone": {"type": "string", "title": "Time zone"},
            "scheduleName": {"type": "string", "title": "Schedule", "description": "The block's name."},
            "payload": {"title": "Payload", "description": "As set in the block."},
        },
        "required": ["scheduledAt", "timezone", "scheduleName", "payload"],
    },
    inline=True,
    is_trigger=True,
    order=20,
)
