"""Random drawings: a graph for the planner, how each block behaves, and what must come of it.

Behaviour depends on the block and its place alone, never on time or crashes, so a few lines can say what has to happen.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace

from runs.engine.graph import Graph, Node, RetryPolicy
from runs.engine.keys import step_key
from workflows.definition import BlockDef, Definition, EdgeDef

CONTAINERS = ("loop", "fan-out", "parallel")


@dataclass(frozen=True)
class Behaviour:
    """`kind`: pure | call | once | flaky | fails | condition | wait | ask | loop | fan-out | parallel.

    `call` is a write whose key the other side honours, `once` one whose key nobody honours, `flaky` fails definitely
    `failures` times.
    """

    kind: str
    port: str = "out"
    failures: int = 0
    wait_ms: int = 0
    items: int = 0
    concurrency: int = 1
    collects: bool = False


@dataclass
class Drawing:
    graph: Graph
    behaviours: dict[str, Behaviour]
    shapes: set[str] = field(default_factory=set)  # what kinds of places it has, for the report


@dataclass(frozen=True)
class Fate:
    """What must become of a step: its final status and the port whose edges are taken."""

    status: str
    port: str | None


class _Artist:
    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.nodes: list[Node] = [Node("start", "Start", is_trigger=True)]
        self.edges: list[tuple[str, str, str, str]] = []
        self.behaviours = {"start": Behaviour("pure")}
        self.shapes: set[str] = set()

    def scene(self, names: list[str], size: int, *, parent: str, depth: int) -> None:
        dice = self.dice
        for _ in range(size):
            name = f"b{len(self.nodes)}"
            behaviour = self.behaviours[name] = self.behave(depth)
            node = Node(
                name, name, parent=parent, join_any=dice.random() < 0.15, is_disabled=dice.random() < 0.05
            )
            if behaviour.kind == "flaky":
                policy = RetryPolicy(max_attempts=dice.randint(1, 4), backoff_ms=200, max_delay_ms=2_000)
                node = replace(node, on_failure="retry", retry=policy)
            elif behaviour.kind in ("fails", *CONTAINERS) and dice.random() < 0.5:
                node = replace(node, on_failure="continue", continue_port=behaviour.port)
            if behaviour.kind in CONTAINERS and node.is_disabled:
                self.shapes.add("disabled container")
            self.nodes.append(node)
            fewest = 0 if parent else 1
            sources = dice.sample(names, min(len(names), dice.randint(fewest, 3)))
            for source in sources:
                self.edges.append((source, self.port_of(source), name, "Yes"))
            if len(sources) > 1:
                self.shapes.add("join any" if node.join_any else "join all")
            names.append(name)
            self.shapes.add(f"{behaviour.kind}{' inside' if parent else ''}")
            if behaviour.kind in CONTAINERS:
                self.shapes.add(f"depth {depth + 1}")
                self.scene([], dice.randint(1, 3), parent=name, depth=depth + 1)

    def port_of(self, source: str) -> str:
        kind, dice = self.behaviours[source].kind, self.dice
        if source == "start":
            return "out"
        if dice.random() < 0.2:
            self.shapes.add("error edge")
            return "error"
        return (
            dice.choice(["true", "false"]) if kind == "condition" else "done" if kind in CONTAINERS else "out"
        )

    def behave(self, depth: int) -> Behaviour:
        dice = self.dice
        kind = dice.choices(
            ["pure", "call", "once", "flaky", "fails", "condition", "wait", "ask", *CONTAINERS],
            [4, 5, 2, 2, 1, 3, 2, 1, *((1, 1, 1) if depth < 2 else (0, 0, 0))],
        )[0]
        if kind == "condition":
            return Behaviour(kind, port=dice.choice(["true", "false"]))
        if kind == "flaky":
            return Behaviour(kind, failures=dice.randint(1, 4))
        if kind == "wait":
            return Behaviour(kind, wait_ms=dice.choice([10, 500, 5_000, 40_000]))
        if kind in CONTAINERS:
            concurrency = dice.randint(2, 4) if kind == "fan-out" else 1
            return Behaviour(
                kind,
                port="done",
                items=dice.randint(0, 4),
                concurrency=concurrency,
                collects=dice.random() < 0.5,
            )
        return Behaviour(kind)


def healed(drawing: Drawing) -> Drawing:
    """The same, where what nobody handled does not fail any more. What was handled stays: it may be taken over."""
    nodes = drawing.graph.nodes

    def is_handled(node: Node) -> bool:
        if node.catches_errors or node.goes_on_failed or drawing.behaviours[node.id].collects:
            return True
        return bool(node.parent) and is_handled(nodes[node.parent])

    behaviours = {
        name: replace(one, kind="call", failures=0)
        if one.kind in ("fails", "flaky") and not is_handled(nodes[name])
        else one
        for name, one in drawing.behaviours.items()
    }
    return Drawing(drawing.graph, behaviours, drawing.shapes)


def definition_of(drawing: Drawing) -> Definition:
    """As whoever plans a resumption reads it."""
    bodies = drawing.graph.bodies.values()
    nodes = [node for body in bodies for node in body.nodes.values()]
    blocks = tuple(
        BlockDef(
            node.id,
            drawing.behaviours[node.id].kind,
            node.name,
            disabled=node.is_disabled,
            parent_id=node.parent or None,
            join="any" if node.join_any else "all",
        )
        for node in nodes
    )
    edges = tuple(EdgeDef(link.source, link.port, link.target) for node in nodes for link in node.outgoing)
    return Definition("Drawn", blocks=blocks, edges=edges)


def draw(dice: random.Random) -> Drawing:
    artist = _Artist(dice)
    artist.scene(["start"], dice.randint(2, 9), parent="", depth=0)
    return Drawing(Graph.build(artist.nodes, artist.edges), artist.behaviours, artist.shapes)


# --- what must come of it -------------------------------------------------------------------------


@dataclass
class Verdict:
    """`fates` by step key, as if no failure ever ended anything; `fails`: a failure of the run's own round is unhandled.
    `loose` are keys inside rounds that a failure ends: what else of them ran is a matter of time.
    """

    fates: dict[str, Fate] = field(default_factory=dict)
    fails: bool = False
    loose: set[str] = field(default_factory=set)


def judge(drawing: Drawing) -> Verdict:
    verdict = Verdict()
    verdict.fails = _judge_round(drawing, "", "", verdict, loose=False)
    return verdict


def _judge_round(drawing: Drawing, parent: str, path: str, verdict: Verdict, *, loose: bool) -> bool:
    """Whether an unhandled failure ends the round. The nodes stand in an order in which edges lead forward."""
    body = drawing.graph.bodies.get(parent)
    fates: dict[str, Fate] = {}
    fails = False
    of_others = set(verdict.fates)
    for node in body.nodes.values() if body else ():
        taken = [
            fates[link.source].port == link.port or (fates[link.source].port == "*" and link.port != "error")
            for link in node.incoming
        ]
        if node.incoming and not any(taken):
            fate = Fate("skipped", None)
        elif node.is_disabled:
            fate = Fate("skipped", "*")
        else:
            fate = _fate(drawing, node, path, verdict, loose=loose)
        fates[node.id] = verdict.fates[step_key(node.id, path)] = fate
        fails = fails or (fate.status == "failed" and fate.port is None)
    if fails or loose:
        verdict.loose.update(verdict.fates.keys() - of_others)  # also what stands in containers of the round
    return fails


def _fate(drawing: Drawing, node: Node, path: str, verdict: Verdict, *, loose: bool) -> Fate:
    behaviour = drawing.behaviours[node.id]
    if behaviour.kind in CONTAINERS:
        failed = _judge_container(drawing, node, path, verdict, loose=loose)
    elif behaviour.kind == "flaky":
        failed = behaviour.failures >= node.retry.max_attempts
    else:
        failed = behaviour.kind == "fails"
    if not failed:
        return Fate("completed", behaviour.port)
    if node.catches_errors:
        return Fate("failed", "error")
    return Fate("failed", node.continue_port if node.goes_on_failed else None)


def _judge_container(drawing: Drawing, node: Node, path: str, verdict: Verdict, *, loose: bool) -> bool:
    behaviour = drawing.behaviours[node.id]
    if behaviour.kind == "parallel":
        # Lanes collect failures where the container goes on anyway; else the first one ends it.
        fails = _judge_round(drawing, node.id, path, verdict, loose=loose)
        return fails and not node.goes_on_failed
    outer = f"{path}." if path else ""
    failures = [
        _judge_round(drawing, node.id, f"{outer}{number}", verdict, loose=loose)
        for number in range(behaviour.items)
    ]
    ends_it = any(failures) and not (behaviour.kind == "fan-out" and behaviour.collects)
    if ends_it:  # which other items had begun is a matter of time
        for number in range(behaviour.items):
            prefix = f"{outer}{number}"
            verdict.loose.update(
                key
                for key in verdict.fates
                if (at := key.partition("#")[2]) == prefix or at.startswith(f"{prefix}.")
            )
    return ends_it
