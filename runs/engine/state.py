"""The planner's memory of one run: what each block's step is doing and which edges are settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from integrations.outcomes import Json
from runs.engine.commands import Failure
from runs.engine.graph import Graph
from runs.engine.keys import split_key

STOPPED = ""  # the port of a stop block: nothing follows, and the run ends
FINAL = frozenset({"completed", "failed", "skipped", "cancelled"})


@dataclass(slots=True)
class StepState:
    """One step; `attempt` counts its tries."""

    status: str
    block: str = ""
    path: str = ""  # the index path inside containers
    attempt: int = 1
    port: str | None = None
    output: Json = None
    error: dict[str, Any] | None = None
    due_ms: int | None = None  # retrying and waiting
    runs_again: bool = False  # when woken: run it once more instead of completing it
    parked_since_ms: int | None = None


@dataclass(slots=True)
class RunState:
    """Mutable, owned by one drain; `planner.plan` is the only code that changes it."""

    graph: Graph
    steps: dict[str, StepState] = field(default_factory=dict)  # by key
    taken: list[bool | None] = field(default_factory=list)  # per link: None = not settled
    variables: dict[str, Mapping[str, Json]] = field(default_factory=dict)  # what each started step sees
    in_flight: int = 0
    parked: int = 0
    failure: tuple[str, Failure] | None = None  # the step whose unhandled failure ends the run
    halt: tuple[str, str] | None = None  # (status, message): cancelled, timed out or stopped
    is_finished: bool = False

    @classmethod
    def fresh(cls, graph: Graph, variables: Mapping[str, Json]) -> RunState:
        state = cls(graph=graph, taken=[None] * len(graph.links))
        state.variables[""] = variables
        return state

    def enter(self, key: str, step: StepState) -> StepState:
        """Put the step in under its key."""
        step.block, step.path = split_key(key)
        self.steps[key] = step
        return step

    @property
    def is_closing(self) -> bool:
        """Nothing new may start; steps in flight finish and are recorded."""
        return self.failure is not None or self.halt is not None
