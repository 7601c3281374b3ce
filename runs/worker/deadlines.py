"""The times of a run on board: its own limit, and those of its steps."""

from __future__ import annotations

from collections.abc import Iterator

from runs.compiled import CompiledBlock
from runs.engine.commands import Failed, Failure, Halt
from runs.worker.execute import Attempt
from runs.worker.live_run import LiveRun

STUCK_GRACE_MS = 5_000  # a thread that outlives its step's deadline by this is given up


def time_is_up(run: LiveRun, now_ms: int) -> Halt | None:
    """The end of a run that took longer than its limit. A step with an explicit longer limit stops the run's clock."""
    limit = run.version.run_timeout_ms
    if limit is None or run.leaves or run.state.is_closing or run.ran_ms(now_ms) <= limit:
        return None
    if any(run.version.blocks[context.block_id].stops_clock for context in run.contexts.values()):
        return None
    return timed_out(limit)


def timed_out(limit_ms: int) -> Halt:
    return Halt("timed_out", f"The run took longer than its limit of {_seconds(limit_ms)}.")


def given_up(run: LiveRun, now_ms: int) -> Iterator[tuple[str, int, Attempt]]:
    """Steps whose thread does not come back: (step, attempt's number, what is said of it)."""
    for step, context in list(run.contexts.items()):
        if context.deadline_ms is not None and now_ms > context.deadline_ms + STUCK_GRACE_MS:
            waited = _seconds(now_ms - context.now_ms)
            failure = _failure(run.version.blocks[context.block_id], f"Not finished after {waited}.")
            yield step, context.attempt, Attempt(Failed(step, failure))


def take_due(run: LiveRun) -> list[tuple[str, int]]:
    """The steps that have begun to wait, and until when; told once. Nothing of a run that leaves."""
    if run.leaves:
        return []
    due, run.due = run.due, []
    return due


def is_due(run: LiveRun, step: str, due_ms: int) -> bool:
    """Whether the step still waits for that time."""
    parked = run.state.parked.get(step)
    return parked is not None and parked.due_ms == due_ms and not run.leaves


def _failure(block: CompiledBlock, message: str) -> Failure:
    """What a write did meanwhile, nobody knows."""
    if block.effect != "write":
        return Failure("STEP_TIMEOUT", message, retryable=True)
    return Failure(
        "STEP_TIMEOUT" if block.on_uncertain == "retry" else "UNCERTAIN",
        f"{message} It may have happened.",
        retryable=block.on_uncertain == "retry",
        when_lost=block.on_uncertain,
    )


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g} seconds" if ms < 120_000 else f"{ms / 60_000:g} minutes"
