"""The faults that are planted to see whether the simulation finds them: in the engine by exchanging one of its functions,
in the world by breaking one of its rules (`World.mutant`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from runs import resumption
from runs.engine import flow, planner, rounds
from runs.engine.graph import Node
from runs.engine.state import Round

WORLD_MUTANTS = (
    "no fence check", "double claim", "lost wake-up", "early slot release", "lease by host clock",
    "re-run of a committed step", "terminal overwritten", "retry without generation", "timer fired twice",
    "cancel ignored", "timer lost on restart", "slot leaked on cancel in line", "line overtaken", "stale step reused",
)  # fmt: skip


@contextmanager
def _exchanged(name: str, mutant: Callable[..., Any]) -> Iterator[None]:
    """In every module of the engine that knows the function."""
    with patch.object(flow, name, mutant):
        others = [module for module in (planner, rounds) if hasattr(module, name)]
        if not others:
            yield
            return
        with patch.object(others[0], name, mutant):
            if len(others) == 1:
                yield
                return
            with patch.object(others[1], name, mutant):
                yield


def _forgotten_skipped_edge() -> AbstractContextManager[None]:
    original = flow.settle

    def settle(state: Any, round: Round, node: Node, port: str | None, commands: list[Any]) -> None:
        if port is not None or not node.outgoing:
            original(state, round, node, port, commands)

    consider = flow.consider

    def forgetful(state: Any, round: Round, node: Node, commands: list[Any]) -> str | None:
        passed = consider(state, round, node, commands)
        return None if passed == "" else passed  # skipped, and told to nobody

    @contextmanager
    def both() -> Iterator[None]:
        with _exchanged("settle", settle), _exchanged("consider", forgetful):
            yield

    return both()


def _join_counted_twice() -> AbstractContextManager[None]:
    def mark(round: Round, node: Node, port: str | None) -> None:
        nodes = round.body.nodes
        for link in node.outgoing:
            place = nodes[link.target].place
            round.open_edges[place] = max(0, round.open_edges[place] - 2)
            if link.port == port or (port == flow.EVERY_PORT and link.port != "error"):
                round.hits[place] = 1
                round.taken[link.index] = 1

    return _exchanged("mark", mark)


def _results_in_order_of_ending() -> AbstractContextManager[None]:
    original = rounds._output

    def output(tour: Any) -> dict[str, Any]:
        found = original(tour)
        if tour.items is not None:
            ended = list(tour.results.values())
            found["results"] = ended + [None] * (tour.total - len(ended))
        return found

    return patch.object(rounds, "_output", output)


def _join_of_any_fires_twice() -> AbstractContextManager[None]:
    original = flow.consider

    def consider(state: Any, round: Round, node: Node, commands: list[Any]) -> str | None:
        step = round.steps.get(node.id)
        if node.join_any and step is not None and step.status != "skipped" and state.may_start(round):
            return flow._start(state, round, node, commands)
        return original(state, round, node, commands)

    return _exchanged("consider", consider)


def _cut_off_container_forgotten() -> AbstractContextManager[None]:
    """A resumption that opens containers again only where something in them failed."""
    return patch.object(resumption._Planner, "open", lambda *_: None)


def _skipped_by_another_failure_kept() -> AbstractContextManager[None]:
    """A resumption that, where a block is chosen, does not look at what failed elsewhere."""
    original = resumption._repeat_failures

    def repeat_failures(planner: Any, triggers: set[str]) -> None:
        if not any(reason == resumption.CHOSEN for reason in planner.reasons.values()):
            original(planner, triggers)

    return patch.object(resumption, "_repeat_failures", repeat_failures)


ENGINE_MUTANTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "forgotten skipped edge": _forgotten_skipped_edge,
    "join counted twice": _join_counted_twice,
    "results in order of ending": _results_in_order_of_ending,
    "join of any fires twice": _join_of_any_fires_twice,
    "cut-off container forgotten": _cut_off_container_forgotten,
    "skipped by another failure kept": _skipped_by_another_failure_kept,
}
MUTANTS = (*WORLD_MUTANTS, *ENGINE_MUTANTS)
