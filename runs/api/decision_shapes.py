"""What the addresses of approvals and decisions take and answer."""

from __future__ import annotations

import datetime
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from accounts.api.forms import Form, Shape
from runs.decisions import LONGEST_COMMENT


class DecisionRequest(Form):
    """An approval takes `approved` (with `comment` and `form`); an uncertain step one of `happened`, `again`, `fail`."""

    approved: bool | None = Field(None, strict=True, description="For an approval.")
    comment: str = Field("", max_length=LONGEST_COMMENT, description="Kept with the run.")
    form: Any = Field(None, description="What the approval's form asks for.")
    happened: Literal[True] | None = Field(
        None, description="For an uncertain step: it happened, so the run goes on."
    )
    output: Any = Field(None, description="With `happened`: what the step gives to the blocks after it.")
    again: Literal[True] | None = Field(
        None, description="For an uncertain step: send the same request again, under the same key."
    )
    fail: Literal[True] | None = Field(None, description="For an uncertain step: it counts as failed.")

    @model_validator(mode="after")
    def _one_decision(self) -> Self:
        given = [self.approved is not None, bool(self.happened), bool(self.again), bool(self.fail)]
        if sum(given) != 1:
            raise ValueError(
                "Send exactly one of approved (for an approval), happened, again and fail (for an uncertain step)."
            )
        return self

    @property
    def answer(self) -> dict[str, Any]:
        """For an uncertain step."""
        if self.happened:
            return {"happened": True, "output": self.output}
        return {"again": True} if self.again else {"fail": True}


class ApprovalItem(Shape):
    id: str
    run_id: str
    run_number: int
    workflow_id: str
    workflow_name: str
    step_id: str
    block_id: str
    title: str
    description: str
    approvers: list[str] = Field(
        description="Addresses and roles; empty: everybody who may decide approvals."
    )
    form: dict[str, Any] | None = Field(description="JSON Schema of what the approver fills in.")
    four_eyes: bool
    status: Literal["waiting", "approved", "rejected", "expired", "closed"]
    expires_at: datetime.datetime | None = Field(description="Then it counts as rejected.")
    can_decide: bool = Field(description="Whether the caller may decide it now.")
    refusal: str | None = Field(description="Why the caller may not.")
    decided_by: str | None
    decided_at: datetime.datetime | None
    comment: str
    answers: Any = Field(description="What was filled in.")
    created_at: datetime.datetime


class ApprovalQuery(Form):
    status: Literal["waiting", "approved", "rejected", "expired", "closed", "all"] = "waiting"
    mine: bool = Field(
        True, description="Only those that the caller is asked to decide; false: the company's."
    )
    limit: str | None = None
    cursor: str | None = None


class ApprovalsMeta(Shape):
    waiting: int = Field(description="How many wait for the caller.")
