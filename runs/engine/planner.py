"""What comes next in a run: `plan(state, told, now) -> commands`.

Deterministic and free of I/O: it reads no clock, draws no random number and knows no block type. A block is ready when
all its incoming edges are settled and one was taken (`join: any`: when the first is taken); a block none of whose edges
was taken is skipped, and its edges in turn. The run ends when nothing is in flight, ready or parked.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from integrations.outcomes import Json
from runs.engine.commands import (
    CancelStep,
    Command,
    CompleteStep,
    Failed,
    FailStep,
    Failure,
    FinishRun,
    Halt,
    Parked,
    ParkRun,
    SkipStep,
    StartStep,
    Stopped,
    Succeeded,
    Told,
    WaitStep,
    Woken,
)
from runs.engine.graph import Link, Node
from runs.engine.retry import next_try
from runs.engine.state import FINAL, STOPPED, RunState, StepState

EVERY_PORT = "*"  # a switched-off block passes on through every port but `error`


def begin(state: RunState, trigger: str, payload: Json) -> list[Command]:
    """The first commands of a run that `trigger` started: other triggers are skipped, the fired one completes."""
    commands: list[Command] = []
    for other in state.graph.triggers:
        if other != trigger:
            state.enter(other, StepState("skipped"))
            commands.append(SkipStep(other, "Another trigger started this run."))
            _settle(state, other, None, commands)
    state.variables[trigger] = state.variables[""]
    state.enter(trigger, StepState("running"))
    state.in_flight += 1
    commands.extend(plan(state, Succeeded(trigger, payload), now_ms=0))
    return commands


def plan(state: RunState, told: Told, *, now_ms: int, jitter: float = 1.0) -> list[Command]:
    """Take in one fact and say what to do. `jitter` (0..1) spreads the back-off of a retry."""
    commands: list[Command] = []
    match told:
        case Succeeded():
            _succeed(state, told, commands)
        case Failed():
            _fail(state, told, commands, now_ms, jitter)
        case Parked():
            _park(state, told, commands, now_ms)
        case Woken():
            _wake(state, told, commands)
        case Stopped():
            _land(state, told.step, "completed")
            commands.append(
                CompleteStep(told.step, {"outcome": told.outcome, "message": told.message}, STOPPED)
            )
            state.halt = state.halt or (told.outcome, told.message)
        case Halt():
            state.halt = state.halt or (told.status, told.message)
    _end_or_park(state, commands)
    return commands


def resume(state: RunState, halt: Halt | None = None) -> list[Command]:
    """After `restore`: start again what was cut off, start what is ready, or end. With `halt` nothing starts."""
    commands: list[Command] = []
    if halt is not None:
        state.halt = (halt.status, halt.message)
    for key, step in list(state.steps.items()):
        if step.status == "running":
            if state.is_closing:
                step.status = "cancelled"
                commands.append(CancelStep(key, "Its worker was lost and the run had ended."))
                continue
            state.in_flight += 1
            _see_variables(state, state.graph.nodes[step.block])
            commands.append(StartStep(key, step.attempt))
    for node in state.graph.nodes.values():
        passed = _consider(state, node, commands)
        if passed is not None:
            _settle(state, node.id, passed or None, commands)
    _end_or_park(state, commands)
    return commands


def restore(state: RunState, key: str, step: StepState, variables: Mapping[str, Json] | None) -> None:
    """Put one recorded step back, in the order of the records; edges settle as they did then."""
    state.enter(key, step)
    node = state.graph.nodes[step.block]
    _see_variables(state, node)
    if variables:
        state.variables[key] = {**state.variables[key], **variables}
    if step.status in FINAL:
        if step.status == "failed" and step.port is None:
            error = step.error or {}
            state.failure = (key, Failure(error.get("code", "STEP_ERROR"), error.get("message", "")))
        elif step.status == "completed" and step.port == STOPPED:
            state.halt = (step.output["outcome"], step.output["message"])
        for link in node.outgoing:
            state.taken[link.index] = _is_taken(link, step.port)
    elif step.status in ("waiting", "retrying"):
        state.parked += 1


# --- what may be told -------------------------------------------------------------------------


def _succeed(state: RunState, told: Succeeded, commands: list[Command]) -> None:
    step = _land(state, told.step, "completed")
    step.output, step.port = told.output, told.port
    if told.variables:
        state.variables[told.step] = {**state.variables[told.step], **told.variables}
    commands.append(CompleteStep(told.step, told.output, told.port))
    _settle(state, told.step, told.port, commands)


def _fail(state: RunState, told: Failed, commands: list[Command], now_ms: int, jitter: float) -> None:
    step, failure = _land(state, told.step, "failed"), told.failure
    node = state.graph.nodes[step.block]
    if failure.code == "CANCELLED":
        step.status = "cancelled"
        commands.append(CancelStep(told.step, failure.message))
        return
    if not state.is_closing:
        again = next_try(told.step, node, step, failure, now_ms=now_ms, jitter=jitter)
        if again is not None:
            step.status = "waiting" if again.reason else "retrying"
            step.attempt, step.due_ms, step.runs_again = again.next_attempt, again.at_ms, True
            step.parked_since_ms = step.parked_since_ms if step.parked_since_ms is not None else now_ms
            state.parked += 1
            commands.append(again)
            return
    step.error = failure.as_json()
    if node.catches_errors:
        step.port = "error"
    elif node.on_failure == "continue" or (node.on_failure == "retry" and node.retry.then_continue):
        step.port = node.continue_port
        step.output = node.fallback if node.has_fallback else {"error": step.error}
    else:
        state.failure = state.failure or (told.step, failure)
    commands.append(FailStep(told.step, failure, step.port, step.output))
    _settle(state, told.step, step.port, commands)


def _park(state: RunState, told: Parked, commands: list[Command], now_ms: int) -> None:
    step = _land(state, told.step, "waiting")
    step.output, step.port, step.due_ms = told.output, told.port, told.until_ms
    step.parked_since_ms, step.runs_again = now_ms, False
    state.parked += 1
    commands.append(WaitStep(told.step, told.until_ms, told.reason, told.output, told.port))


def _wake(state: RunState, told: Woken, commands: list[Command]) -> None:
    step = state.steps[told.step]
    state.parked -= 1
    if step.runs_again:
        if state.is_closing:
            step.status = "cancelled"
            commands.append(CancelStep(told.step, "The run had ended."))
            return
        step.status, step.due_ms = "running", None
        state.in_flight += 1
        commands.append(StartStep(told.step, step.attempt))
        return
    step.status, step.due_ms = "completed", None
    commands.append(CompleteStep(told.step, step.output, step.port or "out"))
    _settle(state, told.step, step.port, commands)


# --- edges ------------------------------------------------------------------------------------


def _settle(state: RunState, block: str, port: str | None, commands: list[Command]) -> None:
    """Mark the block's edges taken or skipped and look at everybody they lead to; skips ripple on."""
    work: deque[tuple[str, str | None]] = deque([(block, port)])
    while work:
        source, taken_port = work.popleft()
        for link in state.graph.nodes[source].outgoing:
            state.taken[link.index] = _is_taken(link, taken_port)
        for link in state.graph.nodes[source].outgoing:
            follower = state.graph.nodes[link.target]
            passed = _consider(state, follower, commands)
            if passed is not None:
                work.append((follower.id, passed or None))


def _consider(state: RunState, node: Node, commands: list[Command]) -> str | None:
    """Start or skip `node` if its time has come. Returns the port that settles at once: a port name, "" for none
    (skipped), or None when nothing settles.
    """
    if node.id in state.steps or not node.incoming:
        return None
    facts = [state.taken[link.index] for link in node.incoming]
    is_ready = any(facts) if node.join_any else None not in facts and any(facts)
    if is_ready:
        if state.is_closing:
            return None
        _see_variables(state, node)
        if node.is_disabled:
            state.enter(node.id, StepState("skipped", port=EVERY_PORT))
            commands.append(SkipStep(node.id, "Switched off."))
            return EVERY_PORT
        state.enter(node.id, StepState("running"))
        state.in_flight += 1
        commands.append(StartStep(node.id))
        return None
    if None in facts:
        return None
    state.enter(node.id, StepState("skipped"))
    state.variables[node.id] = state.variables[""]
    commands.append(SkipStep(node.id, _why_skipped(state, node)))
    return ""


def _is_taken(link: Link, port: str | None) -> bool:
    return link.port == port or (port == EVERY_PORT and link.port != "error")


def _why_skipped(state: RunState, node: Node) -> str:
    link = node.incoming[0]
    source = state.graph.nodes[link.source]
    status = state.steps[source.id].status
    if status in ("skipped", "cancelled"):
        return f"{source.name} was {status}."
    if status == "failed":
        return f"{source.name} failed."
    if link.port == "error":
        return f"{source.name} did not fail."
    return f"{source.name} did not take “{link.label}”."


def _see_variables(state: RunState, node: Node) -> None:
    """Variables flow along taken edges; publishing refuses two unordered writers, so the merge order cannot matter."""
    sources = [link.source for link in node.incoming if state.taken[link.index]]
    seen = [state.variables[source] for source in sources if source in state.variables]
    if not seen:
        state.variables[node.id] = state.variables[""]
    elif all(one is seen[0] for one in seen):
        state.variables[node.id] = seen[0]
    else:
        base = state.variables[""]
        merged = dict(base)
        for one in seen:
            merged.update({name: value for name, value in one.items() if base.get(name) is not value})
        state.variables[node.id] = merged


# --- ends -------------------------------------------------------------------------------------


def _land(state: RunState, key: str, status: str) -> StepState:
    step = state.steps[key]
    step.status = status
    state.in_flight -= 1
    return step


def _end_or_park(state: RunState, commands: list[Command]) -> None:
    if state.is_finished or state.in_flight:
        return
    if state.is_closing:
        for key, step in state.steps.items():
            if step.status in ("waiting", "retrying"):
                step.status = "cancelled"
                commands.append(CancelStep(key, "The run had ended."))
        state.parked = 0
        state.is_finished = True
        commands.append(_closing(state))
    elif state.parked:
        parked = [step for step in state.steps.values() if step.status in ("waiting", "retrying")]
        due = [step.due_ms for step in parked if step.due_ms is not None]
        status = "suspended" if any(step.status == "waiting" for step in parked) else "running"
        commands.append(ParkRun(status, min(due) if due else None))
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
    return FinishRun("failed", {**failure.as_json(), "step": state.steps[key].block})


def steps_due(state: RunState, now_ms: int) -> list[str]:
    """The parked steps whose time has come, in the order of their records."""
    return [
        key
        for key, step in state.steps.items()
        if step.status in ("waiting", "retrying") and step.due_ms is not None and step.due_ms <= now_ms
    ]
