"""What is asked of and answered by the endpoints that count runs."""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from accounts.api.forms import Form, Shape


class FiguresQuery(Form):
    period: Literal["24h", "7d", "30d"] = Field(
        "24h", description="In parts of an hour, of 4 hours, of a day."
    )
    workflow_id: str | None = Field(None, max_length=64, description="Of this workflow alone.")
    time_zone: str = Field("UTC", description="Whose clock the days and hours are of, such as Europe/Berlin.")


class FiguresPart(Shape):
    from_: datetime.datetime = Field(alias="from")
    to: datetime.datetime
    completed: int
    failed: int
    cancelled: int
    open: int = Field(description="Runs that have not ended.")
    p50_ms: int | None = Field(description="Within this time half of the completed runs ended.")
    p95_ms: int | None


class CodeCount(Shape):
    code: str
    steps: int


class BlockFailures(Shape):
    workflow_id: str
    workflow_name: str
    block_id: str
    block_name: str = Field(description="As in the version that failed last.")
    block_type: str
    provider: str | None
    steps: int
    runs: int
    codes: list[CodeCount]


class ProviderFailures(Shape):
    provider: str
    name: str
    steps: int
    codes: list[CodeCount]


class Retention(Shape):
    days: int | None = Field(description="How long runs are kept; null: for ever.")
    shorter: int = Field(description="How many of the workflows keep theirs for less than the period.")


class Figures(Shape):
    from_: datetime.datetime = Field(alias="from")
    to: datetime.datetime
    is_whole: bool = Field(
        description="False where there were so many runs that `from` is later than the period's beginning."
    )
    total: int
    p50_ms: int | None
    p95_ms: int | None
    parts: list[FiguresPart]
    failures: list[BlockFailures] = Field(
        description="Blocks whose steps failed, handled or not, by runs; 50 of them."
    )
    more_failures: int = Field(description="How many blocks more there are.")
    providers: list[ProviderFailures]
    retention: Retention


class StatsQuery(Form):
    hours: int = Field(24, ge=1, le=24 * 31)


class HeatQuery(Form):
    hours: int = Field(24, ge=1, le=24 * 31)
    version: int | None = Field(None, ge=1, description="Only runs of this version.")


class BlockHeat(Shape):
    id: str
    completed: int
    failed: int
    skipped: int
    other: int = Field(description="Steps that are under way, wait, or were cancelled.")
    ports: dict[str, int] = Field(description="How often each port was taken.")
    p50_ms: int | None
    p95_ms: int | None


class Heat(Shape):
    runs: int
    runs_read: int = Field(description="The newest ones, from which the figures are.")
    is_whole: bool = Field(description="Whether those are all.")
    blocks: list[BlockHeat]


class HourStats(Shape):
    at: datetime.datetime
    completed: int
    failed: int
    waiting: int
    other: int


class RunStats(Shape):
    total: int
    completed: int
    failed: int
    waiting: int
    median_ms: int | None
    hours: list[HourStats]
