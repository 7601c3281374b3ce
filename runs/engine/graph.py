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
    """An edge, numbered by its place in `Graph.links`."""

    index: int
    source: str
    port: str
    target: str
    label: str  # what a person calls the port: "Yes"


@dataclass(frozen=True, slots=True)
class Node:
    """A block as the planner sees it."""

    id: str
    name: str
    is_trigger: bool = False
    is_disabled: bool = False
    join_any: bool = False
    on_failure: str = "fail"  # fail | continue | retry
    retry: RetryPolicy = RetryPolicy()
    has_fallback: bool = False
    fallback: Any = None
    continue_port: str = "out"  # where `continue` goes on: the block's last port that is not `error`
    incoming: tuple[Link, ...] = ()
    outgoing: tuple[Link, ...] = ()
    # outgoing links by port, and whether the error port is wired
    ports: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)

    @property
    def catches_errors(self) -> bool:
        return "error" in self.ports


@dataclass(frozen=True, slots=True)
class Graph:
    """All nodes by id, and the links in the definition's order."""

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    triggers: tuple[str, ...]
    ends: frozenset[str]  # blocks that nothing follows (an error edge does not count)

    @classmethod
    def build(cls, nodes: Iterable[Node], edges: Iterable[tuple[str, str, str, str]]) -> Graph:
        """`edges` are (source, port, target, label); every id must be among `nodes`."""
        links = tuple(Link(index, *edge) for index, edge in enumerate(edges))
        built: dict[str, Node] = {}
        for node in nodes:
            outgoing = tuple(link for link in links if link.source == node.id)
            ports: dict[str, tuple[Link, ...]] = {}
            for link in outgoing:
                ports[link.port] = (*ports.get(link.port, ()), link)
            built[node.id] = replace(
                node,
                incoming=tuple(link for link in links if link.target == node.id),
                outgoing=outgoing,
                ports=ports,
            )
        return cls(
            nodes=built,
            links=links,
            triggers=tuple(node.id for node in built.values() if node.is_trigger),
            ends=frozenset(
                node.id for node in built.values() if all(link.port == "error" for link in node.outgoing)
            ),
        )
