"""Runs one attempt of one block and turns what it returns or raises into a fact for the planner."""

from __future__ import annotations

import dataclasses
import datetime
import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accounts.api.envelope import iso
from accounts.ids import public_id
from integrations.outcomes import (
    AuthExpired,
    Branch,
    Call,
    Decide,
    Done,
    ForEach,
    Lanes,
    Outcome,
    RateLimited,
    Respond,
    Retry,
    SetVariables,
    StepFailure,
    Stop,
    Uncertain,
    Wait,
)
from runs.compiled import CompiledBlock
from runs.engine.commands import Failed, Failure, Opened, Parked, Stopped, Succeeded, Told
from runs.sql import DATABASE_ERRORS
from runs.start_request import Accepted
from runs.worker.context import WorkerContext
from runs.worker.dry import WouldDo
from runs.worker.recorded import ReachesOut
from workflows.configs import parse_config
from workflows.expressions import ExpressionError, MissingPath, Scope

#: A step that waits for a connection looks again by itself after this, should nobody tell it.
LOOK_AGAIN_MS = 15 * 60_000

logger = logging.getLogger("headrace.worker")


@dataclass(slots=True)
class Attempt:
    """What one attempt did, for the record."""

    told: Told
    log: Sequence[dict[str, Any]] = ()
    response: dict[str, Any] | None = None
    variables: dict[str, Any] | None = None


def resolve(
    block: CompiledBlock, scope: Scope, *, strict: bool
) -> tuple[dict[str, Any] | None, list[MissingPath], Failure | None]:
    """The block's config with its templates filled in: (config, warnings, None) or (None, warnings, why not)."""
    warnings: list[MissingPath] = []
    if block.config is None:
        return None, warnings, Failure("STEP_ERROR", block.fault)
    try:
        return block.config.resolve(scope, warnings, strict), warnings, None
    except ExpressionError as error:
        return None, warnings, Failure(error.code, error.message)


def execute(block: CompiledBlock, config: dict[str, Any], context: WorkerContext) -> Attempt:
    """One attempt. Never raises: a fault of the block's own code becomes a failure with a reference for the log."""
    assert block.type is not None
    try:
        context.open_account()
        form = parse_config(block.type, config)
        outcome = block.type.run_for(config)(context, form)
        attempt = _attempt(context.step, outcome, context)
    except ReachesOut:
        assert context.recording is not None
        attempt = Attempt(context.recording.answer(context.step))
    except WouldDo as would:
        attempt = Attempt(Succeeded(context.step, would.output, block.type.port_for(config, would.output)))
    except StepFailure as failure:
        attempt = Attempt(Failed(context.step, _failure(block, failure)))
    except ExpressionError as error:
        attempt = Attempt(Failed(context.step, Failure(error.code, error.message)))
    except Exception:
        reference = uuid.uuid4().hex[:8]
        logger.exception("block %s failed by a fault of its own code (reference %s)", block.id, reference)
        message = f"This block met a fault in Headrace itself. The server's log has it under {reference}."
        attempt = Attempt(Failed(context.step, Failure("STEP_ERROR", message)))
    attempt.log = context.lines
    return _masked(attempt, context)


def _masked(attempt: Attempt, context: WorkerContext) -> Attempt:
    """What the attempt leaves behind, with every known secret of the company hidden: from here on it is written and read."""
    try:
        mask = context.mask()
    except (StepFailure, *DATABASE_ERRORS):
        # What to hide is not known, so nothing may be written but this.
        later = Failure(
            "STEP_ERROR",
            "The database did not answer.",
            retryable=True,
            retry_after_ms=1_000,
            costs_attempt=False,
        )
        return Attempt(Failed(context.step, later))
    if not mask:
        return attempt
    told = attempt.told
    if isinstance(told, Succeeded | Parked):
        told = dataclasses.replace(told, output=mask.value(told.output))
    elif isinstance(told, Failed):
        failure = dataclasses.replace(
            told.failure,
            message=mask.text(told.failure.message),
            details=mask.value(told.failure.details),
        )
        told = dataclasses.replace(told, failure=failure)
    elif isinstance(told, Stopped):
        told = dataclasses.replace(told, message=mask.text(told.message))
    if isinstance(told, Succeeded) and told.variables is not None:
        told = dataclasses.replace(told, variables=mask.value(told.variables))
    return Attempt(
        told,
        log=mask.value(attempt.log),
        response=mask.value(attempt.response),
        variables=mask.value(attempt.variables),
    )


def _attempt(step: str, outcome: Outcome, context: WorkerContext) -> Attempt:
    match outcome:
        case Done() | Branch():
            return Attempt(Succeeded(step, outcome.output, outcome.port))
        case SetVariables():
            values = dict(outcome.values)
            return Attempt(Succeeded(step, {"values": values}, variables=values), variables=values)
        case Respond():
            response = {
                "statusCode": outcome.status_code,
                "headers": dict(outcome.headers),
                "body": outcome.body,
            }
            return Attempt(Succeeded(step, outcome.output), response=response)
        case Wait() if context.skips_waits and outcome.reason == "wait":
            context.log("The wait was skipped: this is a test run.")
            return Attempt(Succeeded(step, outcome.output, outcome.port))
        case Wait():
            until = outcome.until_ms
            if outcome.seconds is not None:
                until = context.now_ms + int(outcome.seconds * 1000)
            return Attempt(Parked(step, until, outcome.reason, outcome.output, outcome.port))
        case ForEach() | Lanes():
            return Attempt(Opened(step, outcome))
        case Decide() | Call() if context.recording is not None:
            return Attempt(context.recording.answer(step))
        case Decide() if context.is_dry:
            context.log(f"Dry run: would ask for approval: {outcome.title}")
            return Attempt(Succeeded(step, _approved_by_nobody(context), "approved"))
        case Decide():
            return Attempt(_parked_for_decision(step, outcome, context))
        case Call():
            return Attempt(_called(step, outcome, context.start_run(outcome)))
        case Stop():
            return Attempt(Stopped(step, outcome.outcome, outcome.message))


def _approved_by_nobody(context: WorkerContext) -> dict[str, Any]:
    return {
        "approved": True,
        "approvedBy": None,
        "approvedAt": iso(datetime.datetime.fromtimestamp(context.now_ms / 1000, datetime.UTC)),
        "comment": "Dry run: nobody was asked.",
        "form": None,
    }


def _parked_for_decision(step: str, asked: Decide, context: WorkerContext) -> Parked:
    ms = int(asked.seconds * 1000)
    question = {
        "title": asked.title,
        "description": asked.description,
        "approvers": list(asked.approvers),
        "form": asked.form,
        "fourEyes": asked.needs_other_eyes,
        "notify": dict(asked.notify or {}),
        "ms": ms,
    }
    shown = {"title": asked.title, "approvers": list(asked.approvers)}
    return Parked(
        step, context.now_ms + ms, "approval", shown, "rejected", is_answered=True, question=question
    )


def _called(step: str, call: Call, started: Accepted) -> Told:
    run_id = public_id("run", started.run_id)
    if call.waits:
        return Parked(step, None, "subworkflow", {"childRunId": run_id}, is_answered=True)
    return Succeeded(step, {"runId": run_id, "status": started.status, "output": None})


def parked(failure: StepFailure) -> Failure:
    """A step that waits until somebody connects, or chooses."""
    return Failure(
        failure.code,
        failure.message,
        retry_after_ms=LOOK_AGAIN_MS,
        costs_attempt=False,
        parks_as="connection",
        details=failure.details,
    )


def _failure(block: CompiledBlock, failure: StepFailure) -> Failure:
    if isinstance(failure, AuthExpired):
        return parked(failure)
    after = failure.after_seconds if isinstance(failure, Retry) else None
    when_lost = block.on_uncertain if isinstance(failure, Uncertain) else ""
    return Failure(
        code=failure.code,
        message=failure.message,
        retryable=when_lost == "retry" or failure.retryable,
        when_lost=when_lost,
        retry_after_ms=None if after is None else int(after * 1000),
        costs_attempt=not isinstance(failure, RateLimited),
        details=failure.details,
    )
