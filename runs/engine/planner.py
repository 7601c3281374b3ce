"""What comes next in a run: `plan(state, told, now) -> commands`.

Deterministic and free of I/O: it reads no clock, draws no random number and knows no block type. A block is ready when
all its incoming edges are settled and one was taken (`join: any`: when the first is taken); a block none of whose edges
was taken is skipped, and its edges in turn. The run ends when nothing is in flight, ready or parked.
"""

from __future__ import annotations

from collections.abc import Mapping

from integrations.outcomes import Json
from runs.engine.commands import (
    CancelStep,
    Command,
    CompleteStep,
    Failed,
    Failure,
    FinishRun,
    Halt,
    Opened,
    Parked,
    ParkRun,
    ReopenStep,
    RetryStep,
    SkipStep,
    StartStep,
    Stopped,
    Succeeded,
    Told,
    WaitStep,
    Woken,
)
from runs.engine.flow import consider, mark, see_variables, set_variables, settle
from runs.engine.keys import index_path, split_key
from runs.engine.retry import next_try
from runs.engine.rounds import conclude, end_recorded, give_up, open_tour, round_of
from runs.engine.state import FINAL, STOPPED, Round, RunState, StepState


def begin(state: RunState, trigger: str, payload: Json) -> list[Command]:
    """The first commands of a run that `trigger` started: other triggers are skipped, the fired one completes."""
    commands: list[Command] = []
    top = state.top
    for other in state.graph.triggers:
        if other != trigger:
            state.enter(other, StepState("skipped"), top)
            commands.append(SkipStep(other, "Another trigger started this run."))
            settle(state, top, top.body.nodes[other], None, commands)
    top.variables[trigger] = top.variables[""]
    state.enter(trigger, StepState("running"), top)
    state.in_flight += 1
    commands.extend(plan(state, Succeeded(trigger, payload), now_ms=0))
    return commands


def plan(state: RunState, told: Told, *, now_ms: int, jitter: float = 1.0) -> list[Command]:
    """Take in one fact and say what to do. `jitter` (0..1) spreads the back-off of a retry."""
    commands: list[Command] = []
    match told:
        case Succeeded():
            round = _succeed(state, told, commands)
        case Failed():
            round = _fail(state, told, commands, now_ms, jitter)
        case Opened():
            open_tour(state, told, commands)
            round = state.steps[told.step].round
        case Parked():
            round = _park(state, told, commands, now_ms)
        case Woken():
            round = _wake(state, told, commands)
        case Stopped():
            round = _stop(state, told, commands)
        case Halt():
            state.halt = state.halt or (told.status, told.message)
            round = state.top
    conclude(state, round, commands)
    _end_or_park(state, commands)
    return commands


def restore(state: RunState, key: str, step: StepState, variables: Mapping[str, Json] | None) -> None:
    """Put one recorded step back, in the order of the records; edges settle as they did then."""
    round = round_of(state, key)
    if round is None:  # its container has ended, and with it all that this step could lead to
        if step.status not in FINAL:
            state.lost.append(key)
        return
    state.enter(split_key(key)[0], step, round)
    node = round.body.nodes[step.block]
    see_variables(round, node)
    if variables:
        set_variables(step, variables)
    if step.status in FINAL:
        if step.status == "failed" and step.port is None:
            error = step.error or {}
            failure = Failure(error.get("code", "STEP_ERROR"), error.get("message", ""))
            if round.tour is None:
                state.failure = (key, failure)
            else:
                round.failure = (key, failure)
        elif step.status == "completed" and step.port == STOPPED:
            state.halt = (step.output["outcome"], step.output["message"])
        mark(round, node, step.port)
        end_recorded(state, round)
    elif step.status in ("waiting", "retrying"):
        state.park(step, step.status, step.due_ms)


def resume(state: RunState, halt: Halt | None = None) -> list[Command]:
    """After `restore`: start again what was cut off, start what is ready, or end. With `halt` nothing starts."""
    commands: list[Command] = [CancelStep(key, "The blocks around it had ended.") for key in state.lost]
    if halt is not None:
        state.halt = (halt.status, halt.message)
    for step in list(state.steps.values()):
        if step.status != "running":
            continue
        if state.is_closing:
            state.end(step, "cancelled")
            commands.append(CancelStep(step.key, "Its worker was lost and the run had ended."))
            continue
        state.in_flight += 1
        is_container = step.round.body.nodes[step.block].is_container
        commands.append(ReopenStep(step.key) if is_container else StartStep(step.key, step.attempt))
    top = state.top
    for node in top.body.nodes.values():
        passed = consider(state, top, node, commands)
        if passed is not None:
            settle(state, top, node, passed or None, commands)
    _end_or_park(state, commands)
    return commands


# --- what may be told -------------------------------------------------------------------------


def _land(state: RunState, key: str) -> StepState:
    """Take a step out of flight, or out of waiting where an answer came from outside."""
    step = state.steps[key]
    if key in state.parked:
        state.unpark(step)
    else:
        state.in_flight -= 1
    return step


def _succeed(state: RunState, told: Succeeded, commands: list[Command]) -> Round:
    step = _land(state, told.step)
    _complete(state, step, told.output, told.port, told.variables, commands)
    return step.round


def _complete(
    state: RunState,
    step: StepState,
    output: Json,
    port: str,
    variables: Mapping[str, Json] | None,
    commands: list[Command],
) -> None:
    round = step.round
    state.end(step, "completed")
    step.output, step.port = output, port
    if variables:
        set_variables(step, variables)
    commands.append(CompleteStep(step.key, output, port))
    settle(state, round, round.body.nodes[step.block], port, commands)


def _fail(state: RunState, told: Failed, commands: list[Command], now_ms: int, jitter: float) -> Round:
    step, failure = _land(state, told.step), told.failure
    if failure.code == "CANCELLED":
        state.end(step, "cancelled")
        commands.append(CancelStep(step.key, failure.message))
        return step.round
    again = next_try(step, step.round.body.nodes[step.block], failure, now_ms=now_ms, jitter=jitter)
    if again is None:
        give_up(state, step, failure, commands)
    elif not state.may_start(step.round):
        give_up(state, step, failure, commands, is_cut_short=True)
    else:
        _try_again(state, step, again, commands, now_ms)
    return step.round


def _try_again(
    state: RunState, step: StepState, again: RetryStep, commands: list[Command], now_ms: int
) -> None:
    step.attempt, step.runs_again = again.next_attempt, True
    step.parked_since_ms = step.parked_since_ms if step.parked_since_ms is not None else now_ms
    state.park(step, "waiting" if again.reason else "retrying", again.at_ms)
    commands.append(again)


def _park(state: RunState, told: Parked, commands: list[Command], now_ms: int) -> Round:
    step = state.steps[told.step]
    state.in_flight -= 1
    if not state.is_closing and not state.may_start(step.round):
        state.end(step, "cancelled")
        commands.append(CancelStep(step.key, "The blocks around it had ended."))
        return step.round
    step.output, step.port = told.output, told.port
    step.parked_since_ms, step.runs_again = now_ms, False
    state.park(step, "waiting", None if told.is_answered else told.until_ms)
    commands.append(WaitStep(told.step, told.until_ms, told.reason, told.output, told.port, told.question))
    return step.round


def _wake(state: RunState, told: Woken, commands: list[Command]) -> Round:
    step = state.steps[told.step]
    state.unpark(step)
    if not step.runs_again:
        _complete(state, step, step.output, step.port or "out", None, commands)
    elif state.is_closing:
        state.end(step, "cancelled")
        commands.append(CancelStep(step.key, "The run had ended."))
    else:
        step.status = "running"
        state.in_flight += 1
        commands.append(StartStep(step.key, step.attempt))
    return step.round


def _stop(state: RunState, told: Stopped, commands: list[Command]) -> Round:
    step = state.steps[told.step]
    state.in_flight -= 1
    state.end(step, "completed")
    step.output, step.port = {"outcome": told.outcome, "message": told.message}, STOPPED
    commands.append(CompleteStep(step.key, step.output, STOPPED))
    state.halt = state.halt or (told.outcome, told.message)
    return step.round


# --- ends -------------------------------------------------------------------------------------


def _end_or_park(state: RunState, commands: list[Command]) -> None:
    if state.in_flight or state.is_finished:
        return
    if state.is_closing:
        for step in state.steps.values():
            if step.status not in FINAL:
                step.status = "cancelled"
                commands.append(CancelStep(step.key, "The run had ended."))
        state.parked.clear()
        state.is_finished = True
        commands.append(_closing(state))
    elif state.parked:
        commands.append(ParkRun("suspended" if state.waiting else "running", state.next_due_ms()))
    else:
        state.is_finished = True
        commands.append(FinishRun("completed"))


def _closing(state: RunState) -> FinishRun:
    if state.halt is not None:
        status, message = state.halt
        if status == "completed":
            return FinishRun("completed")
        code = {"cancelled": "CANCELLED", "timed_out": "LIMIT_RUN_TIME"}.get(status, "STEP_ERROR")
        return FinishRun(status, {"code": code, "message": message})
    assert state.failure is not None
    key, failure = state.failure
    block, path = split_key(failure.origin or key)
    error = {**failure.as_json(), "step": block}
    if path:
        error["iteration"] = index_path(path)
    return FinishRun("failed", error)


def steps_due(state: RunState, now_ms: int) -> list[str]:
    """The parked steps whose time has come, in the order in which they were parked."""
    return [key for key, step in state.parked.items() if step.due_ms is not None and step.due_ms <= now_ms]
