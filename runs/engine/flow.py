"""How steps follow one another within a round: edges are settled, what is ready starts, what cannot come is skipped."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.outcomes import Json
from runs.engine.commands import Command, SkipStep, StartStep
from runs.engine.graph import Link, Node
from runs.engine.keys import step_key
from runs.engine.state import Round, RunState, StepState

EVERY_PORT = "*"  # a switched-off block passes on through every port but `error`


def begin_round(state: RunState, round: Round, commands: list[Command]) -> None:
    """Start the blocks that no edge leads to."""
    for node in round.body.starts:
        if node.id not in round.steps:
            port = _start(state, round, node, commands)
            if port is not None:
                settle(state, round, node, port, commands)


def settle(state: RunState, round: Round, node: Node, port: str | None, commands: list[Command]) -> None:
    """Mark the node's edges taken or skipped and look at everybody they lead to; skips ripple on."""
    if not node.outgoing:
        return
    nodes = round.body.nodes
    work = [(node, port)]
    for source, taken_port in work:  # it grows meanwhile
        mark(round, source, taken_port)
        for link in source.outgoing:
            follower = nodes[link.target]
            passed = consider(state, round, follower, commands)
            if passed is not None:
                work.append((follower, passed or None))


def mark(round: Round, node: Node, port: str | None) -> None:
    """The node has ended: its edges are settled."""
    nodes = round.body.nodes
    for link in node.outgoing:
        place = nodes[link.target].place
        round.open_edges[place] -= 1
        if link.port == port or (port == EVERY_PORT and link.port != "error"):
            round.hits[place] = 1
            round.taken[link.index] = 1


def consider(state: RunState, round: Round, node: Node, commands: list[Command]) -> str | None:
    """Start or skip `node` if its time has come. Returns the port that settles at once: a port name, "" for none
    (skipped), or None when nothing settles.
    """
    if node.id in round.steps or not node.incoming:
        return None
    is_decided = not round.open_edges[node.place]
    if round.hits[node.place]:
        if (is_decided or node.join_any) and state.may_start(round):
            return _start(state, round, node, commands)
        return None
    if not is_decided:
        return None
    state.enter(node.id, StepState("skipped"), round)
    round.variables[node.id] = round.variables[""]
    commands.append(SkipStep(step_key(node.id, round.path), _why_skipped(round, node)))
    return ""


def _start(state: RunState, round: Round, node: Node, commands: list[Command]) -> str | None:
    """Returns the port a switched-off block settles at once."""
    see_variables(round, node)
    if node.is_disabled:
        step = state.enter(node.id, StepState("skipped", port=EVERY_PORT), round)
        commands.append(SkipStep(step.key, "Switched off.", EVERY_PORT))
        return EVERY_PORT
    step = state.enter(node.id, StepState("running"), round)
    state.in_flight += 1
    commands.append(StartStep(step.key))
    return None


def _why_skipped(round: Round, node: Node) -> str:
    link: Link = node.incoming[0]
    source = round.body.nodes[link.source]
    status = round.steps[source.id].status
    if status in ("skipped", "cancelled"):
        return f"{source.name} was {status}."
    if status == "failed":
        return f"{source.name} failed."
    if link.port == "error":
        return f"{source.name} did not fail."
    return f"{source.name} did not take “{link.label}”."


def see_variables(round: Round, node: Node) -> None:
    """Variables flow along taken edges; publishing refuses two unordered writers, so the merge order cannot matter."""
    variables = round.variables
    if len(node.incoming) == 1:
        [link] = node.incoming
        is_taken = round.taken[link.index] and link.source in variables
        variables[node.id] = variables[link.source if is_taken else ""]
        return
    seen = [
        variables[link.source]
        for link in node.incoming
        if round.taken[link.index] and link.source in variables
    ]
    if not seen:
        variables[node.id] = variables[""]
    elif len(seen) == 1 or all(one is seen[0] for one in seen):
        variables[node.id] = seen[0]
    else:
        base = variables[""]
        merged = dict(base)
        for one in seen:
            merged.update({name: value for name, value in one.items() if base.get(name) is not value})
        variables[node.id] = merged


def set_variables(step: StepState, values: Mapping[str, Json]) -> None:
    """The step has set these: blocks after it see them."""
    variables = step.round.variables
    variables[step.block] = {**variables[step.block], **values}
