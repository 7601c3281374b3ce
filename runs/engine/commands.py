"""What the planner may ask for, and what it may be told. Plain data; the worker carries commands out in their order.

`step` is a step's key (`runs/engine/keys.py`). Nothing changes a command or a fact once it is made. The three that every
step needs are all the same not frozen: making a frozen one costs several times as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from integrations.outcomes import ForEach, Json, Lanes


@dataclass(frozen=True, slots=True)
class Failure:
    """A failed attempt as data.

    `retry_after_ms`: the provider's wish, which wins over the policy's delay. `when_lost` is set where the answer was lost:
    `retry` sends the same request again whatever the error handling, `ask` waits for a person's word, `fail` is final.
    """

    code: str
    message: str
    retryable: bool = False
    retry_after_ms: int | None = None
    costs_attempt: bool = True
    parks_as: str = "rate_limit"  # what it waits for where no attempt is spent: `rate_limit`, `connection`
    when_lost: str = ""
    details: Json = None
    origin: str | None = None  # of a container's failure: the step inside it that failed

    def as_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"code": self.code, "message": self.message}
        if self.details is not None:
            body["details"] = self.details
        return body


# --- told to the planner ----------------------------------------------------------------------


@dataclass(slots=True)
class Succeeded:
    step: str
    output: Json
    port: str = "out"
    variables: dict[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    step: str
    failure: Failure


@dataclass(frozen=True, slots=True)
class Opened:
    """A container says what is to be done with the blocks inside it."""

    step: str
    inside: ForEach | Lanes


@dataclass(frozen=True, slots=True)
class Parked:
    """The block waits; when woken it completes with `output` on `port`.

    With `is_answered` no time wakes it: it lands by being told Succeeded or Failed, and `output` says meanwhile whom or what
    it waits for. `question` is passed on with the command.
    """

    step: str
    until_ms: int | None
    reason: str
    output: Json
    port: str = "out"
    is_answered: bool = False
    question: Json = None


@dataclass(frozen=True, slots=True)
class Woken:
    """The time of a retrying or waiting step has come."""

    step: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A stop block ran: the run ends with this outcome."""

    step: str
    outcome: str
    message: str


@dataclass(frozen=True, slots=True)
class Halt:
    """The run must end from outside: `cancelled` or `timed_out`."""

    status: str
    message: str


Told = Succeeded | Failed | Opened | Parked | Woken | Stopped | Halt


# --- asked for by the planner -----------------------------------------------------------------


@dataclass(slots=True)
class StartStep:
    step: str
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class ReopenStep:
    """A container that was at work when its run was picked up: ask it again, under its frozen config."""

    step: str


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A container goes through so many items."""

    step: str
    items: int


@dataclass(frozen=True, slots=True)
class GatherStep:
    """All is done inside this container: complete it (`Succeeded`), unless its output cannot be kept (`Failed`)."""

    step: str
    output: Json
    port: str


@dataclass(frozen=True, slots=True)
class ForgetSteps:
    """These steps are part of what has ended; nothing asks for them any more."""

    steps: tuple[str, ...]


@dataclass(slots=True)
class CompleteStep:
    step: str
    output: Json
    port: str


@dataclass(frozen=True, slots=True)
class FailStep:
    """The step is finally failed. `port`: where the flow goes on (`error`, or `out` when continuing), None: nowhere."""

    step: str
    failure: Failure
    port: str | None
    output: Json


@dataclass(frozen=True, slots=True)
class RetryStep:
    step: str
    failure: Failure
    next_attempt: int
    at_ms: int | None  # None: when somebody says so
    reason: str = ""  # "rate_limit", "connection": parked, no attempt was spent; "uncertain": parked until somebody answers


@dataclass(frozen=True, slots=True)
class WaitStep:
    step: str
    until_ms: int | None
    reason: str
    output: Json
    port: str
    question: Json = None


@dataclass(frozen=True, slots=True)
class SkipStep:
    """`port`: `*` where a switched-off block passes on."""

    step: str
    reason: str
    port: str | None = None


@dataclass(frozen=True, slots=True)
class CancelStep:
    step: str
    reason: str


@dataclass(frozen=True, slots=True)
class FinishRun:
    """The run is over. `error` is set iff `status` is not `completed`."""

    status: str
    error: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ParkRun:
    """Nothing runs and nothing is ready: `suspended` when something waits, still `running` when only retries are due."""

    status: str
    wake_at_ms: int | None


Command = (
    StartStep
    | ReopenStep
    | OpenStep
    | GatherStep
    | ForgetSteps
    | CompleteStep
    | FailStep
    | RetryStep
    | WaitStep
    | SkipStep
    | CancelStep
    | FinishRun
    | ParkRun
)
