"""All that a block may touch while it runs, as a protocol; `runs/worker` implements it."""

from __future__ import annotations

from typing import Any, Protocol

from integrations.http import HttpRequest, HttpResponse


class StepContext(Protocol):
    """Given to every block's `run`. Times are Unix milliseconds."""

    run_id: str  # "run_<uuid>"
    block_id: str
    attempt: int  # 1, 2, …
    idempotency_key: str
    now_ms: int
    deadline_ms: int | None  # the step's timeout; I/O must end by then
    input: Any  # the run's input
    is_test: bool

    def http(self, request: HttpRequest) -> HttpResponse:
        """Send through the one outbound client (address rules, limits, timeouts). Raises outcomes.StepFailure subclasses."""
        ...

    def log(self, message: str, *, level: str = "info") -> None:
        """A line in the step's log."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait in an I/O thread; ends early with outcomes.Permanent(code="CANCELLED") when the run is cancelled."""
        ...
