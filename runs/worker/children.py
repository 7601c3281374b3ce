"""Starting a run of another workflow for a step: once, however often the step is attempted under its key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from accounts.api.errors import ApiError
from accounts.ids import parse_public_id
from integrations.outcomes import Call, Permanent, Retry
from runs.accept import accept
from runs.rehearsal import Rehearsal
from runs.start_request import Accepted, Parent, StartRequest

MOST_HOPS = 25


@dataclass(frozen=True, slots=True)
class Claim:
    """The step that starts a run, and the hold on its own run under which it may."""

    company_id: UUID
    run_id: UUID
    step_id: UUID
    epoch: int
    generation: int
    hops: int
    started_by: str
    is_test: bool
    is_dry: bool


class Ask(Protocol):
    """Does work on the database within the step's time; see `runs/worker/database.py`."""

    def __call__(self, work: Callable[[], Any]) -> Any: ...


def start_child(claim: Claim, call: Call, *, ask: Ask) -> Accepted:
    """The run, durable. Raises StepFailure: no such workflow here, paused, too deep, or the database stays away."""
    if claim.hops >= MOST_HOPS:
        raise Permanent(
            f"Workflows run one another {MOST_HOPS} deep here, which is the limit. One of them probably runs itself.",
            code="LIMIT_DEPTH",
        )
    workflow_id = parse_public_id("wf", call.workflow_id.strip())
    if workflow_id is None:
        raise Permanent("There is no workflow with this id.")
    request = StartRequest(
        company_id=claim.company_id,
        workflow_id=workflow_id,
        input=call.input,
        trigger_type="subworkflow",
        started_by=claim.started_by,
        idempotency_key=f"{claim.run_id.hex}:{claim.step_id.hex}:{claim.generation}",
        test=claim.is_test,
        # What a dry run calls is dry as well.
        rehearsal=Rehearsal(is_dry=True) if claim.is_dry else None,
        parent=Parent(
            run_id=claim.run_id,
            step_id=claim.step_id if call.waits else None,
            epoch=claim.epoch,
            hops=claim.hops + 1,
        ),
    )
    result: Accepted | ApiError = ask(lambda: accept([request])[0])
    if isinstance(result, Accepted):
        return result
    details: Any = result.details
    # A limit or a full house may pass; whatever else was refused stays refused.
    failure = Retry if result.status in (429, 503) else Permanent
    raise failure(result.message, details=details)
