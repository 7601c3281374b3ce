"""A version's blocks and edges in the form the planner reads: immutable, indexed, without block types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`max_attempts` counts all tries; delays are in ms and drawn with full jitter up to the exponential bound."""

    max_attempts: int = 3
    backoff_ms: int = 1_000
    max_delay_ms: int = 30_000
    multiplier: float = 2.0
    then_continue: bool = False
    retry_all: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """An edge, numbered within its body."""

    index: int
    source: str
    port: str
    target: str
    label: str  # what a person calls the port: "Yes"


@dataclass(frozen=True, slots=True)
class Node:
    """A block as the planner sees it. From `incoming` on, `Graph.build` fills in."""

    id: str
    name: str
    parent: str = ""  # the container it stands in
    is_trigger: bool = False
    is_disabled: bool = False
    join_any: bool = False
    on_failure: str = "fail"  # fail | continue | retry
    retry: RetryPolicy = RetryPolicy()
    has_fallback: bool = False
    fallback: Any = None
    continue_port: str = "out"  # where `continue` goes on: the block's last port that is not `error`
    is_patient: bool = True  # False in test runs: the first failure is final, whatever may pass
    incoming: tuple[Link, ...] = ()
    outgoing: tuple[Link, ...] = ()
    catches_errors: bool = False  # an edge leaves its error port
    is_container: bool = False  # blocks stand in it
    place: int = 0  # within its body
    lane: int = 0  # which of the body's connected parts it belongs to

    @property
    def goes_on_failed(self) -> bool:
        """Whether the flow goes on after a final failure without an error edge."""
        return self.on_failure == "continue" or (self.on_failure == "retry" and self.retry.then_continue)


@dataclass(frozen=True, slots=True)
class Body:
    """The blocks of the workflow itself, or those inside one container; edges never cross its wall.

    A lane (a connected part) is a body too; places and links keep the numbers of the whole.
    """

    nodes: Mapping[str, Node]
    open_edges: tuple[int, ...]  # by place: how many edges lead to the node
    link_count: int
    starts: tuple[Node, ...]  # no edge leads to them
    ends: tuple[str, ...]  # nothing follows them (an error edge does not count)
    lanes: tuple[Body, ...] = ()


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes by id, and the bodies by container; the workflow's own body is that of ""."""

    nodes: Mapping[str, Node]
    bodies: Mapping[str, Body]
    triggers: tuple[str, ...] = ()
    ends: frozenset[str] = field(default_factory=frozenset)  # of the workflow's own body

    @classmethod
    def build(cls, nodes: Iterable[Node], edges: Iterable[tuple[str, str, str, str]]) -> Graph:
        """`edges` are (source, port, target, label); every id must be among `nodes`. What crosses a wall is left out."""
        given = {node.id: node for node in nodes}
        links: dict[str, list[Link]] = {"": []}
        outgoing: dict[str, list[Link]] = {}
        incoming: dict[str, list[Link]] = {}
        for source, port, target, label in edges:
            parent = given[source].parent
            if parent != given[target].parent:
                continue
            siblings = links.setdefault(parent, [])
            link = Link(len(siblings), source, port, target, label)
            siblings.append(link)
            outgoing.setdefault(source, []).append(link)
            incoming.setdefault(target, []).append(link)
        members: dict[str, list[str]] = {"": []}
        for node in given.values():
            members.setdefault(node.parent, []).append(node.id)
        lane_of = {
            node_id: lane
            for ids in members.values()
            for lane, part in enumerate(_parts(ids, outgoing, incoming))
            for node_id in part
        }
        built: dict[str, Node] = {}
        for ids in members.values():
            for place, node_id in enumerate(ids):
                out = tuple(outgoing.get(node_id, ()))
                built[node_id] = replace(
                    given[node_id],
                    incoming=tuple(incoming.get(node_id, ())),
                    outgoing=out,
                    catches_errors=any(link.port == "error" for link in out),
                    is_container=node_id in members,
                    place=place,
                    lane=lane_of[node_id],
                )
        bodies = {
            parent: _body([built[node_id] for node_id in ids], len(links.get(parent, ())))
            for parent, ids in members.items()
        }
        return cls(
            nodes={node_id: built[node_id] for node_id in given},
            bodies=bodies,
            triggers=tuple(node_id for node_id in given if built[node_id].is_trigger),
            ends=frozenset(bodies[""].ends),
        )


def _body(nodes: list[Node], link_count: int) -> Body:
    open_edges = tuple(len(node.incoming) for node in nodes)
    lanes: dict[int, list[Node]] = {}
    for node in nodes:
        lanes.setdefault(node.lane, []).append(node)

    def part(members: list[Node], inner: tuple[Body, ...]) -> Body:
        return Body(
            nodes={node.id: node for node in members},
            open_edges=open_edges,
            link_count=link_count,
            starts=tuple(node for node in members if not node.incoming),
            ends=tuple(node.id for node in members if all(link.port == "error" for link in node.outgoing)),
            lanes=inner,
        )

    return part(nodes, tuple(part(members, ()) for members in lanes.values()))


def _parts(
    ids: list[str], outgoing: Mapping[str, list[Link]], incoming: Mapping[str, list[Link]]
) -> list[list[str]]:
    """The connected parts, in the order of their first blocks."""
    seen: set[str] = set()
    found: list[list[str]] = []
    for first in ids:
        if first in seen:
            continue
        seen.add(first)
        part, todo = [], [first]
        while todo:
            node_id = todo.pop()
            part.append(node_id)
            near = [link.target for link in outgoing.get(node_id, ())]
            near += [link.source for link in incoming.get(node_id, ())]
            for other in near:
                if other not in seen:
                    seen.add(other)
                    todo.append(other)
        found.append(part)
    return found
