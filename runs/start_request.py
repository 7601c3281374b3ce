"""What is asked for when a run is to start, and the answer when it does. The rules are those of `runs/accept.py`."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.ids import public_id
from accounts.logs import about
from runs.rehearsal import Rehearsal
from runs.reuse import Given, Reuse


@dataclass(frozen=True, slots=True)
class Parent:
    """The run that starts this one, under a claim that must still be its. `step_id` None: it does not wait."""

    run_id: uuid.UUID
    step_id: uuid.UUID | None
    epoch: int
    hops: int


@dataclass(frozen=True, slots=True)
class StartRequest:
    """One wish to start a run. `input` is JSON data; `version_id` None means the live version.

    `occasion` names what a trigger fires for, as `runs/firing.py` spells it: for each there is one run of a company, ever.
    `fired` is what templates read at `trigger`.
    """

    company_id: uuid.UUID
    workflow_id: uuid.UUID
    input: Any
    trigger_type: str
    started_by: str
    trigger_id: str | None = None
    version_id: uuid.UUID | None = None
    version_name: str = ""  # as the caller named it, part of the idempotency check
    connection_id: uuid.UUID | None = None
    idempotency_key: str | None = None
    retry_of: uuid.UUID | None = None
    reuse: Reuse | None = None
    given: tuple[Given, ...] = ()  # steps that a test run starts with
    rehearsal: Rehearsal | None = None
    test: bool = False
    parent: Parent | None = None
    occasion: str | None = None
    event_id: uuid.UUID | None = None
    fired: Mapping[str, Any] | None = None

    @property
    def stored_key(self) -> str | None:
        """What the run is found by when it is asked for again."""
        if self.occasion is not None:
            return self.occasion
        if not self.idempotency_key:
            return None
        # Nobody outside can use the key of a step.
        kind = "run" if self.parent is None else "step"
        return f"{kind}:{self.workflow_id.hex}:{self.idempotency_key}"

    @property
    def is_new_input(self) -> bool:
        """Nothing of an earlier run: the rules for what comes in from outside hold."""
        return self.retry_of is None and self.reuse is None and not self.given


@dataclass(frozen=True, slots=True)
class Accepted:
    """A run that exists durably. `is_new` is False when an idempotency key named an earlier one."""

    run_id: uuid.UUID
    workflow_id: uuid.UUID
    status: str
    version_number: int | None
    is_new: bool

    def tell(self) -> None:
        """The log's lines about what is under way name this run from here on."""
        known = about.get() or {}
        name = "startedRunId" if "runId" in known else "runId"  # of a run that another one is repeated by
        ids = {name: public_id("run", self.run_id), "workflowId": public_id("wf", self.workflow_id)}
        about.set({**known, **ids})

    def as_json(self) -> dict[str, Any]:
        return {
            "runId": public_id("run", self.run_id),
            "status": self.status,
            "workflowId": public_id("wf", self.workflow_id),
            "workflowVersion": self.version_number or 0,
        }
