"""When a failed attempt is tried again."""

from __future__ import annotations

from runs.engine.commands import Failure, RetryStep
from runs.engine.graph import Node
from runs.engine.state import StepState

PARK_LIMIT_MS = 24 * 3600 * 1000
PARK_DEFAULT_MS = 5_000


def next_try(
    step: StepState, node: Node, failure: Failure, *, now_ms: int, jitter: float
) -> RetryStep | None:
    """The next try of this step, or None when the failure is final.

    A rate limit or a broken connection costs no attempt and is waited out for at most 24 h in every mode; otherwise
    exponential back-off with
    full jitter (`jitter` in 0..1) and only failures that may pass, unless the block asks for all. A request whose answer
    was lost and that may be repeated is, under the default policy where the block has none; else a person is asked, or it
    is final whatever the policy says. In a test run every failure is.
    """
    if not node.is_patient:
        return None
    if failure.when_lost == "ask":
        return RetryStep(step.key, failure, step.attempt + 1, None, reason="uncertain")
    if failure.when_lost == "fail":
        return None
    if not failure.costs_attempt:
        since = step.parked_since_ms if step.parked_since_ms is not None else now_ms
        if now_ms - since < PARK_LIMIT_MS:
            delay = failure.retry_after_ms if failure.retry_after_ms is not None else PARK_DEFAULT_MS
            return RetryStep(
                step.key, failure, step.attempt, now_ms + max(delay, 100), reason=failure.parks_as
            )
    if node.on_failure != "retry" and failure.when_lost != "retry":
        return None
    policy = node.retry
    if step.attempt >= policy.max_attempts or not (failure.retryable or policy.retry_all):
        return None
    bound = min(policy.max_delay_ms, policy.backoff_ms * policy.multiplier ** (step.attempt - 1))
    delay_ms = failure.retry_after_ms if failure.retry_after_ms is not None else int(bound * jitter)
    return RetryStep(step.key, failure, step.attempt + 1, now_ms + delay_ms)
