"""What is asked of and answered by the endpoint that says what language models cost."""

from __future__ import annotations

import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from accounts.api.forms import Form, Shape

MOST_DAYS = 400


class ModelUsageQuery(Form):
    from_: datetime.date | None = Field(
        None,
        alias="from",
        description="The first day (UTC), such as 2026-11-01; without it 30 days end with `to`.",
    )
    to: datetime.date | None = Field(None, description="The last day, which counts, too; today without it.")
    group_by: Literal["day", "workflow", "model"] = "day"

    @model_validator(mode="after")
    def _are_in_order(self) -> Self:
        since, until = self.days()
        if since > until:
            raise ValueError("“from” is after “to”.")
        if (until - since).days >= MOST_DAYS:
            raise ValueError(f"At most {MOST_DAYS} days are read at once.")
        return self

    def days(self) -> tuple[datetime.date, datetime.date]:
        until = self.to or datetime.datetime.now(datetime.UTC).date()
        first = max(until.toordinal() - 29, 1)  # at the beginning of the calendar there are no 30 days before
        return self.from_ or datetime.date.fromordinal(first), until


class ModelAmounts(Shape):
    requests: int = Field(description="Turns that were answered.")
    unpriced_requests: int = Field(description="Those whose price is not known: they are not in `costUsd`.")
    input_tokens: int = Field(description="Cached ones included.")
    cached_tokens: int
    output_tokens: int
    cost_usd: float | None = Field(description="By list prices at the time; null where none was known.")


class ModelGroup(ModelAmounts):
    day: datetime.date | None = Field(None, description="Of groups by day.")
    workflow_id: str | None = Field(None, description="Of groups by workflow.")
    workflow_name: str | None = None
    provider: str | None = Field(None, description="Of groups by model.")
    provider_name: str | None = None
    model: str | None = None


class ModelUsageAnswer(Shape):
    from_: datetime.date = Field(alias="from")
    to: datetime.date
    group_by: Literal["day", "workflow", "model"]
    total: ModelAmounts
    groups: list[ModelGroup] = Field(description="Days in order, all else by cost; 500 of them.")
    is_whole: bool = Field(description="False where there are more groups; `total` has them all.")
