"""What goes in and out of the schedules API of runs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from accounts.api.forms import Form, Shape
from workflows.api.schedule_shapes import FireShape


class ScheduleShape(Shape):
    """A schedule of the live version. `error` says why it cannot fire; it is tried again every minute."""

    block_id: str
    name: str
    words: str
    timezone: str
    uses_company_timezone: bool
    missed: Literal["latest", "skip", "all"]
    overlap: Literal["allow", "skip", "queue"]
    status: Literal["live", "paused"]
    error: str | None
    queued: int = Field(description="Ticks that wait for the run before them.")
    next_fires: list[FireShape] = Field(description="While it is paused: the ticks that are skipped.")


class TicksQuery(Form):
    block_id: str = Field("", max_length=64, description="Of this trigger alone.")
    status: str = Field("", description="fired, late, queued, skipped, missed; several with commas.")


class TickRunShape(Shape):
    id: str
    number: int
    status: str


class TickShape(Shape):
    """What became of one tick; with `through`, of all from `at` to there (`count`, null for more than 10,000)."""

    id: str
    block_id: str
    at: str
    local: str
    status: Literal["fired", "late", "queued", "skipped", "missed"]
    reason: str
    late_ms: int
    through: str | None
    count: int | None
    run: TickRunShape | None
