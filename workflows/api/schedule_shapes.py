"""What goes in and out of the schedules API."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from accounts.api.forms import Form, Shape

MOST_FIRES = 50


class SchedulePreviewForm(Form):
    """The fields of a schedule block's config, as far as they are filled in."""

    cron: str | None = Field(None, title="Cron", max_length=1_000)
    interval: Any = Field(None, title="Interval", description="`{value, unit}`")
    timezone: str | None = Field(
        None, title="Time zone", max_length=200, description="The company's where it is left out."
    )
    count: int = Field(10, title="How many", ge=1, le=MOST_FIRES)


class FireShape(Shape):
    at: str = Field(description="UTC.")
    local: str = Field(description="The same instant on the zone's clocks, with its offset from UTC.")
    note: str = Field(description="What the clocks going forward or back have to do with it; mostly empty.")


class ScheduleErrorShape(Shape):
    field: Literal["cron", "interval", "timezone"]
    message: str


class SchedulePreviewShape(Shape):
    words: str
    timezone: str
    fires: list[FireShape]
    error: ScheduleErrorShape | None


class TimeZonesQuery(Form):
    search: str = Field("", max_length=200, description="Part of the name.")
    value: str | None = Field(None, max_length=200, description="Only this one.")
