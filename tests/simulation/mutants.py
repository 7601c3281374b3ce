"""The faults that are planted to see whether the simulation finds them: in the engine by exchanging one of its functions,
in the world by breaking one of its rules (`World.mutant`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from runs.engine import flow, planner, rounds
from runs.engine.graph import Node
from runs.engine.state import Round

WORLD_MUTANTS = (
    "no fence check", "double claim", "lost wake-up", "early slot release", "lease by host clock",
    "re-run of a committed step", "terminal overwritten", "retry without generation", "timer fired twice",
    "cancel ignored",
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


ENGINE_MUTANTS: dict[str, Callable[[], AbstractContextManager[None]]] = {
    "forgotten skipped edge": _forgotten_skipped_edge,
    "join counted twice": _join_counted_twice,
}
MUTANTS = (*WORLD_MUTANTS, *ENGINE_MUTANTS)
