"""The planner's memory of one run: what each step is doing, which edges are settled, which containers are at work.

Steps live in rounds: the run's own, and one for each item (or lane) a container has under way. A round that has ended
leaves its result with its container and is forgotten, so that a loop of 10,000 items keeps results and not steps.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.outcomes import Json
from runs.engine.commands import Failure
from runs.engine.graph import Body, Graph
from runs.engine.keys import step_key

STOPPED = ""  # the port of a stop block: nothing follows, and the run ends
FINAL = frozenset({"completed", "failed", "skipped", "cancelled"})


@dataclass(slots=True)
class StepState:
    """One step; `attempt` counts its tries. From `key` on, `RunState.enter` fills in."""

    status: str
    attempt: int = 1
    port: str | None = None
    output: Json = None
    error: dict[str, Any] | None = None
    due_ms: int | None = None  # retrying and waiting
    runs_again: bool = False  # when woken: run it once more instead of completing it
    parked_since_ms: int | None = None
    key: str = ""
    block: str = ""
    round: Round = field(init=False, repr=False, compare=False)
    tour: Tour | None = field(default=None, repr=False, compare=False)  # of a container at work

    @property
    def path(self) -> str:
        """The index path inside containers."""
        return self.round.path


@dataclass(slots=True, eq=False)
class Round:
    """One passage through a body."""

    body: Body
    path: str = ""
    number: int = 0  # which item or lane of the tour
    parent: Round | None = None  # where the container stands
    tour: Tour | None = None  # None: the run's own round
    names: Mapping[str, Json] = field(
        default_factory=dict
    )  # what the containers around call their item and index
    steps: dict[str, StepState] = field(default_factory=dict)  # by block
    variables: dict[str, Mapping[str, Json]] = field(
        default_factory=dict
    )  # what each started block sees; "": at first
    open_edges: list[int] = field(default_factory=list)  # by place of the node: edges not settled yet
    hits: bytearray = field(default_factory=bytearray)  # by place of the node: an edge was taken
    taken: bytearray = field(default_factory=bytearray)  # by number of the link: it was taken
    live: int = 0  # steps that have begun and not ended
    failure: tuple[str, Failure] | None = None  # the step whose unhandled failure ends the round
    is_closed: bool = False  # nothing new starts in it

    @classmethod
    def of(cls, body: Body, variables: Mapping[str, Json], **rest: Any) -> Round:
        return cls(
            body,
            variables={"": variables},
            open_edges=list(body.open_edges),
            hits=bytearray(len(body.open_edges)),
            taken=bytearray(body.link_count),
            **rest,
        )


@dataclass(slots=True, eq=False)
class Tour:
    """A container at work: which rounds are under way, and what the others gave."""

    step: StepState  # the container's
    body: Body
    items: Sequence[Json] | None = None  # None: the rounds are the body's lanes
    item_name: str = ""
    index_name: str = ""
    total: int = 0
    concurrency: int = 1
    collects: bool = False  # a failed round does not end the tour
    lists_errors: bool = False
    first_wins: bool = False
    next: int = 0
    rounds: dict[int, Round] = field(default_factory=dict)  # under way
    done: set[int] = field(default_factory=set)  # begun before the run was picked up again
    results: dict[int, Json] = field(default_factory=dict)
    errors: dict[int, dict[str, Any]] = field(default_factory=dict)
    failure: Failure | None = None  # why the container is to fail
    first_in: int | None = None  # the first lane that came to an end
    is_open: bool = False  # the container has said (again) what there is to do
    is_closed: bool = False  # no round starts any more
    is_cancelled: bool = False  # closed from outside: the container does not matter any more
    is_over: bool = False  # the container has its answer; lost lanes may still be under way


@dataclass(slots=True)
class RunState:
    """Mutable, owned by one drain; `planner.plan` is the only code that changes it."""

    graph: Graph
    top: Round
    steps: dict[str, StepState] = field(default_factory=dict)  # by key: of the rounds under way
    parked: dict[str, StepState] = field(default_factory=dict)  # waiting and retrying
    in_flight: int = 0
    waiting: int = 0  # of the parked
    lost: list[str] = field(default_factory=list)  # steps found under way whose container had ended
    failure: tuple[str, Failure] | None = None  # the step whose unhandled failure ends the run
    halt: tuple[str, str] | None = None  # (status, message): cancelled, timed out or stopped
    is_finished: bool = False
    due: list[tuple[int, str]] = field(default_factory=list)  # a heap; may hold what is not parked any more

    @classmethod
    def fresh(cls, graph: Graph, variables: Mapping[str, Json]) -> RunState:
        return cls(graph=graph, top=Round.of(graph.bodies[""], variables))

    @property
    def is_closing(self) -> bool:
        """Nothing new may start; steps in flight finish and are recorded."""
        return self.failure is not None or self.halt is not None

    def may_start(self, round: Round) -> bool:
        if self.failure is not None or self.halt is not None:
            return False
        here: Round | None = round
        while here is not None:
            if here.is_closed:
                return False
            here = here.parent
        return True

    # --- steps: every change of status goes through these ---------------------------------------

    def enter(self, block: str, step: StepState, round: Round) -> StepState:
        """Put the step in. One that has ended already counts for nothing."""
        step.key, step.block, step.round = step_key(block, round.path), block, round
        self.steps[step.key] = step
        round.steps[block] = step
        if step.status not in FINAL:
            round.live += 1
        return step

    def end(self, step: StepState, status: str) -> None:
        """The step, in flight no longer and not parked, has ended."""
        step.status = status
        step.round.live -= 1

    def park(self, step: StepState, status: str, due_ms: int | None) -> None:
        step.status, step.due_ms = status, due_ms
        self.parked[step.key] = step
        self.waiting += status == "waiting"
        if due_ms is not None:
            heapq.heappush(self.due, (due_ms, step.key))

    def unpark(self, step: StepState) -> None:
        del self.parked[step.key]
        self.waiting -= step.status == "waiting"
        step.due_ms = None

    def next_due_ms(self) -> int | None:
        """When the first parked step is due."""
        while self.due:
            due_ms, key = self.due[0]
            step = self.parked.get(key)
            if step is not None and step.due_ms == due_ms:
                return due_ms
            heapq.heappop(self.due)
        return None

    def forget(self, round: Round) -> tuple[str, ...]:
        """Drop the steps of a round that has ended; returns their keys."""
        keys = tuple(step.key for step in round.steps.values())
        for key in keys:
            self.steps.pop(key, None)
        return keys
