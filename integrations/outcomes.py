"""What a block hands the engine: a value of one of these classes, or one of these exceptions raised.

The engine knows blocks only by this vocabulary; it never looks at a block's type. Nothing changes an outcome once it is
made. The two that nearly every step gives are all the same not frozen: making a frozen one costs several times as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Any  # JSON data: None, bool, int, float, str, list and dict of these


@dataclass(slots=True)
class Done:
    """Finished with `output`; the edges of `port` are taken."""

    output: Json
    port: str = "out"


@dataclass(slots=True)
class Branch:
    """Finished; exactly the edges of `port` are taken, those of the other ports are skipped."""

    port: str
    output: Json


@dataclass(frozen=True, slots=True)
class Wait:
    """Park the step; it completes with `output` on `port` once the time has come. Give one of the two times."""

    output: Json
    seconds: float | None = None
    until_ms: int | None = None  # Unix ms
    reason: str = "wait"
    port: str = "out"


@dataclass(frozen=True, slots=True)
class Respond:
    """Answer the caller that waits for this run (the first one wins), then go on."""

    status_code: int
    headers: Mapping[str, str]
    body: Json
    output: Json


@dataclass(frozen=True, slots=True)
class Stop:
    """End the run now: nothing new starts, what has not started is cancelled."""

    outcome: str  # "completed" | "failed"
    message: str


@dataclass(frozen=True, slots=True)
class SetVariables:
    """Finished; blocks downstream see these variables."""

    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class ForEach:
    """Run the blocks inside once for each item; then the step completes on `done` with
    `{results, count}`, the results in the order of the items, null for what failed or was skipped.

    Blocks inside read the item and its index (from 0) under the given names. `concurrency`: items under way at once.
    `collects_errors`: an item that fails does not keep the others from being done. `lists_errors`: the output has
    `errors: [{index, error}]`.
    """

    items: Sequence[Json]
    item_name: str = "item"
    index_name: str = "index"
    concurrency: int = 1
    collects_errors: bool = False
    lists_errors: bool = False


@dataclass(frozen=True, slots=True)
class Lanes:
    """Run the blocks inside once, each connected part side by side; then the step completes on `done` with
    `{results: {end block: output}, failed: [{lane, step, …}]}`.

    Without `waits_for_all` the first lane that comes to an end wins, and the others are cancelled.
    """

    waits_for_all: bool = True


@dataclass(frozen=True, slots=True)
class Decide:
    """Park the step until somebody decides; it completes with `{approved, approvedBy, approvedAt, comment, form}` on the
    port `approved` or `rejected`. Nobody in time counts as rejected.

    `approvers` are email addresses and roles; none: whoever may decide approvals. `form` is a JSON Schema of what the
    approver fills in. `notify` says where to tell them: `{slack, slackThreadTs, email}`.
    """

    title: str
    description: str
    approvers: Sequence[str]
    seconds: float
    form: Json = None
    needs_other_eyes: bool = False
    notify: Mapping[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Start a run of another workflow of the same company, once however often this step is attempted under its key.

    With `waits` the step parks until that run has ended and completes with `{runId, status, output}`, or fails with its
    error. Without, it completes at once.
    """

    workflow_id: str
    input: Json
    waits: bool = True


Outcome = Done | Branch | Wait | Respond | Stop | SetVariables | ForEach | Lanes | Decide | Call


class StepFailure(Exception):
    """A failed attempt, in words for a person. `retryable`: the same request may succeed later."""

    retryable = False

    def __init__(self, message: str, *, code: str = "STEP_ERROR", details: Json = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.details = details


class Retry(StepFailure):
    """A failure that may pass: time-outs, broken connections, 408/409/425/429/5xx."""

    retryable = True

    def __init__(
        self,
        message: str,
        *,
        code: str = "STEP_ERROR",
        details: Json = None,
        after_seconds: float | None = None,
    ) -> None:
        super().__init__(message, code=code, details=details)
        self.after_seconds = after_seconds


class Permanent(StepFailure):
    """A failure that the same request will always meet."""


class RateLimited(Retry):
    """The provider asked to slow down; costs no attempt."""


class AuthExpired(StepFailure):
    """The connection was refused; the run parks until somebody reconnects it."""


class Uncertain(StepFailure):
    """The request was sent and the answer lost: it may have happened."""
