"""Containers: a tour takes a container's body through its items, or through its lanes, and gathers what comes out.

A round ends when nothing of it is running, parked or ready; its result stays with the tour and its steps are forgotten.
An unhandled failure inside ends its round; unless the tour collects failures, it ends the tour too: steps in flight
finish, nothing new starts, and then the container fails.
"""

from __future__ import annotations

from integrations.outcomes import ForEach, Json, Lanes
from runs.engine.commands import (
    CancelStep,
    Command,
    FailStep,
    Failure,
    ForgetSteps,
    GatherStep,
    Opened,
    OpenStep,
)
from runs.engine.flow import begin_round, consider, settle
from runs.engine.graph import Body
from runs.engine.keys import split_key, step_key
from runs.engine.state import Round, RunState, StepState, Tour

NOTHING = Body({}, (), 0, (), ())  # inside a container without blocks
DONE = "done"  # the port of a container whose rounds have ended
ENDED = "The blocks around it had ended."


def open_tour(state: RunState, told: Opened, commands: list[Command]) -> None:
    """The container has said what there is to do. One that was under way goes on with what is unfinished."""
    step, inside = state.steps[told.step], told.inside
    state.in_flight -= 1
    is_new = step.tour is None
    tour = step.tour = step.tour or Tour(step, state.graph.bodies.get(step.block, NOTHING))
    match inside:
        case ForEach():
            if is_new:
                commands.append(OpenStep(step.key, len(inside.items)))
            tour.items, tour.total = inside.items, len(inside.items)
            tour.item_name, tour.index_name = inside.item_name, inside.index_name
            tour.concurrency = max(1, inside.concurrency)
            tour.collects, tour.lists_errors = inside.collects_errors, inside.lists_errors
        case Lanes():
            tour.total = tour.concurrency = len(tour.body.lanes)
            tour.first_wins = not inside.waits_for_all
            tour.collects = tour.first_wins or step.round.body.nodes[step.block].goes_on_failed
    tour.is_open = True
    tour.done.update(tour.rounds)  # begun; what is left of them goes on below
    for round in list(tour.rounds.values()):
        round.names = _names(tour, round.number)
        if round.failure is not None:
            _take_failure(state, tour, round, commands)
    if not state.may_start(step.round):
        tour.is_cancelled = True
        _close(state, tour, commands)
    elif tour.first_wins and tour.first_in is not None:
        _lose(state, tour, commands)
    for round in list(tour.rounds.values()):
        if state.may_start(round):
            begin_round(state, round, commands)
            for node in round.body.nodes.values():
                passed = consider(state, round, node, commands)
                if passed is not None:
                    settle(state, round, node, passed or None, commands)
    if not state.is_closing:
        _end_rounds(state, tour, commands)
    _look_after(state, tour, commands)


def round_of(state: RunState, key: str) -> Round | None:
    """The round a recorded step stood in, opened again where it was under way; None when its container has ended."""
    block, path = split_key(key)
    node = state.graph.nodes[block]
    if not node.parent:
        return state.top
    container = state.steps.get(step_key(node.parent, path))
    number = node.lane
    if container is None:
        outer, _, index = path.rpartition(".")
        container = state.steps.get(step_key(node.parent, outer))
        number = int(index or 0)
    if container is None or container.status != "running":
        return None
    body = state.graph.bodies[node.parent]
    tour = container.tour = container.tour or Tour(container, body)
    if number in tour.done:
        return None
    round = tour.rounds.get(number)
    if round is None:
        is_lane = path == container.path
        round = _new_round(tour, body.lanes[number] if is_lane else body, path, number)
    return round


def end_recorded(state: RunState, round: Round) -> None:
    """While a run is picked up: a round whose every step has ended leaves its result."""
    tour = round.tour
    if tour is None or round.live or len(round.steps) < len(round.body.nodes) or round.failure is not None:
        return
    _keep_result(tour, round)
    tour.done.add(round.number)
    del tour.rounds[round.number]
    state.forget(round)


# --- ends ---------------------------------------------------------------------------------------


def give_up(
    state: RunState, step: StepState, failure: Failure, commands: list[Command], *, is_cut_short: bool = False
) -> None:
    """The step, in flight no longer, has finally failed. `is_cut_short`: only because nothing may start any more. Then it
    leaves by no port, so that a run that goes on from here tries it again before anything that handles its failure.
    """
    round = step.round
    node = round.body.nodes[step.block]
    state.end(step, "failed")
    step.error = failure.as_json()
    if node.catches_errors and not is_cut_short:
        step.port = "error"
    elif node.goes_on_failed and not is_cut_short:
        step.port = node.continue_port
        step.output = node.fallback if node.has_fallback else {"error": step.error}
    elif round.tour is None:
        state.failure = state.failure or (step.key, failure)
    else:
        round.failure = round.failure or (step.key, failure)
    commands.append(FailStep(step.key, failure, step.port, step.output))
    if round.tour is not None and round.failure is not None:
        _take_failure(state, round.tour, round, commands)
    settle(state, round, node, step.port, commands)


def conclude(state: RunState, round: Round, commands: list[Command]) -> None:
    """After something ended in `round`: end it when nothing is left of it, go on with its tour, and so outwards."""
    here: Round | None = round
    while here is not None and here.tour is not None and not state.is_closing:
        tour = here.tour
        if here.live and not tour.is_closed:
            return
        if tour.is_over:  # a lost lane
            if not here.live:
                commands.append(ForgetSteps(state.forget(here)))
            return
        if not here.live and tour.rounds.get(here.number) is here:
            _end_round(state, tour, here, commands)
        here = _look_after(state, tour, commands)


def _look_after(state: RunState, tour: Tour, commands: list[Command]) -> Round | None:
    """Start rounds while there is room, and finish the tour when none is left. Returns the round the container has ended
    in.
    """
    if not tour.is_open or state.is_closing:
        return None
    if tour.is_closed:
        _end_rounds(state, tour, commands)
    while not tour.is_closed and len(tour.rounds) < tour.concurrency and tour.next < tour.total:
        number = tour.next
        tour.next += 1
        if number in tour.done:
            continue
        round = _open_round(tour, number)
        begin_round(state, round, commands)
        if not round.live:
            _end_round(state, tour, round, commands)
    if tour.rounds or (tour.next < tour.total and not tour.is_closed):
        return None
    return _finish(state, tour, commands)


def _finish(state: RunState, tour: Tour, commands: list[Command]) -> Round | None:
    """Every round has ended, or the first lane has won. Returns the container's round when the container has ended."""
    step, tour.is_over = tour.step, True
    if tour.is_cancelled:
        state.end(step, "cancelled")
        commands.append(CancelStep(step.key, ENDED))
    elif tour.failure is not None:
        give_up(state, step, tour.failure, commands)
    else:
        state.in_flight += 1
        commands.append(GatherStep(step.key, _output(tour), DONE))
        return None
    return step.round


def _end_rounds(state: RunState, tour: Tour, commands: list[Command]) -> None:
    """End those nothing is left of."""
    for round in [one for one in tour.rounds.values() if not one.live]:
        _end_round(state, tour, round, commands)


def _end_round(state: RunState, tour: Tour, round: Round, commands: list[Command]) -> None:
    if tour.rounds.pop(round.number, None) is None:
        return
    if not tour.is_open:
        tour.done.add(round.number)
    if not round.is_closed:
        _keep_result(tour, round)
        if tour.first_wins and tour.first_in is not None:
            _lose(state, tour, commands)
    commands.append(ForgetSteps(state.forget(round)))


def _take_failure(state: RunState, tour: Tour, round: Round, commands: list[Command]) -> None:
    """An unhandled failure ends the round; the tour too, unless it collects failures."""
    if round.is_closed:
        return
    assert round.failure is not None
    round.is_closed = True
    key, failure = round.failure
    wrapped = _wrapped(state, tour, round, key, failure)
    tour.errors[round.number] = {**wrapped.as_json(), "step": split_key(wrapped.origin or key)[0]}
    _quell(state, round, commands)
    if tour.is_open and not tour.collects:
        tour.failure = tour.failure or wrapped
        _close(state, tour, commands)
    elif tour.first_wins and len(tour.errors) == tour.total:
        tour.failure = wrapped  # no lane is left that could win


def _close(state: RunState, tour: Tour, commands: list[Command]) -> None:
    tour.is_closed = True
    for round in list(tour.rounds.values()):
        round.is_closed = True
        _quell(state, round, commands)


def _lose(state: RunState, tour: Tour, commands: list[Command]) -> None:
    """A lane has won: the others are cancelled. What is in flight in them finishes and is recorded."""
    _close(state, tour, commands)
    for round in list(tour.rounds.values()):
        del tour.rounds[round.number]
        if not round.live:
            commands.append(ForgetSteps(state.forget(round)))


def _quell(state: RunState, round: Round, commands: list[Command]) -> None:
    """Cancel what is parked in the round, and the containers at work in it as soon as nothing of them is in flight."""
    for step in list(round.steps.values()):
        if step.key in state.parked:
            state.unpark(step)
            state.end(step, "cancelled")
            commands.append(CancelStep(step.key, ENDED))
        elif step.status == "running" and step.tour is not None and not step.tour.is_over:
            step.tour.is_cancelled = True
            _close(state, step.tour, commands)
            _look_after(state, step.tour, commands)


# --- what comes out -----------------------------------------------------------------------------


def _keep_result(tour: Tour, round: Round) -> None:
    ends = round.body.ends
    if _is_lane(tour, round):
        tour.results[round.number] = {end: _given(round, end) for end in ends}
        if tour.first_in is None and _has_arrived(round):
            tour.first_in = round.number
    elif len(ends) == 1:
        tour.results[round.number] = _given(round, ends[0])
    elif ends:
        tour.results[round.number] = {end: _given(round, end) for end in ends}


def _is_lane(tour: Tour, round: Round) -> bool:
    """Lanes do not count in the index path."""
    return round.path == tour.step.path


def _given(round: Round, block: str) -> Json:
    """What an end block gave; null where it was skipped, or left by its error port."""
    step = round.steps.get(block)
    if step is None or step.port == "error" or step.status not in ("completed", "failed"):
        return None
    return step.output


def _has_arrived(round: Round) -> bool:
    """Whether one of the lane's end blocks ran."""
    return any(
        (step := round.steps.get(end)) is not None and step.status in ("completed", "failed")
        for end in round.body.ends
    )


def _output(tour: Tour) -> dict[str, Json]:
    if tour.items is None:
        results: dict[str, Json] = {}
        is_won = tour.first_wins and tour.first_in is not None
        for number in sorted(tour.results):
            if is_won and number != tour.first_in:
                continue
            results.update(tour.results[number])
        failed = [{"lane": number, **tour.errors[number]} for number in sorted(tour.errors)]
        return {"results": results, "failed": failed}
    output: dict[str, Json] = {
        "results": [tour.results.get(number) for number in range(tour.total)],
        "count": tour.total,
    }
    if tour.lists_errors:
        output["errors"] = [{"index": number, "error": tour.errors[number]} for number in sorted(tour.errors)]
    return output


def _wrapped(state: RunState, tour: Tour, round: Round, key: str, failure: Failure) -> Failure:
    """The failure as the container's own: in words, where it happened."""
    name = state.graph.nodes[split_key(key)[0]].name
    message = f"“{name}”: {failure.message}" if failure.origin is None else failure.message
    if not _is_lane(tour, round):
        message = (
            f"Item {round.number + 1}, {message.replace('Item', 'item', 1) if failure.origin else message}"
        )
    return Failure(failure.code, message, details=failure.details, origin=failure.origin or key)


# --- rounds -------------------------------------------------------------------------------------


def _open_round(tour: Tour, number: int) -> Round:
    if tour.items is None:
        round = _new_round(tour, tour.body.lanes[number], tour.step.path, number)
    else:
        outer = tour.step.path
        round = _new_round(tour, tour.body, f"{outer}.{number}" if outer else str(number), number)
    round.names = _names(tour, number)
    return round


def _new_round(tour: Tour, body: Body, path: str, number: int) -> Round:
    outer = tour.step.round
    round = Round.of(
        body, outer.variables[tour.step.block], path=path, number=number, parent=outer, tour=tour
    )
    tour.rounds[number] = round
    return round


def _names(tour: Tour, number: int) -> dict[str, Json]:
    outer = tour.step.round.names
    if tour.items is None:
        return dict(outer)
    return {**outer, tour.item_name: tour.items[number], tour.index_name: number}
