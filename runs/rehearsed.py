"""The part of a version that a test run plays: what it was asked for, and nothing that stands behind it.

Failures are final at the first try, and pinned outputs are answered instead of running their blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from runs.compiled import CompiledVersion
from runs.engine.graph import Graph, Node
from runs.rehearsal import Rehearsal

Edge = tuple[str, str, str, str]  # as Graph.build takes them


def rehearsed(version: CompiledVersion, wanted: Rehearsal, trigger: str) -> CompiledVersion:
    """What a run that `trigger` starts plays of the version."""
    nodes = {node.id: replace(node, is_patient=False) for node in version.graph.nodes.values()}
    if wanted.is_alone:
        nodes = _alone(version.graph, nodes, wanted, trigger)
    elif wanted.stop is not None:
        nodes = {key: nodes[key] for key in nodes if key in _up_to(version.graph, wanted.stop, trigger)}
    edges = [edge for edge in _edges(version.graph) if edge[0] in nodes and edge[2] in nodes]
    begun = nodes.get(wanted.start or "")
    if begun is not None and not begun.parent and begun.id != trigger:
        # It begins with the run, whichever way the steps before it went.
        nodes[begun.id] = replace(begun, join_any=True, is_disabled=False)
        if not any(edge[:3] == (trigger, "out", begun.id) for edge in edges):
            edges.append((trigger, "out", begun.id, "Out"))
    return replace(
        version,
        graph=Graph.build(nodes.values(), edges),
        output_schema=None if wanted.is_part else version.output_schema,
        pins={key: pin for key, pin in version.pins.items() if not (wanted.is_alone and key == wanted.stop)},
    )


def _edges(graph: Graph) -> Iterator[Edge]:
    for node in graph.nodes.values():
        for link in node.outgoing:
            yield link.source, link.port, link.target, link.label


def _alone(graph: Graph, nodes: dict[str, Node], wanted: Rehearsal, trigger: str) -> dict[str, Node]:
    """The block with what is inside it, and beside it those whose values are known: all outside of containers, since it
    runs once.
    """
    assert wanted.stop is not None
    flat = {
        key: replace(nodes[key], parent="") for key in (trigger, *wanted.given, wanted.stop) if key in nodes
    }
    return {**{key: nodes[key] for key in _inside(graph, wanted.stop)}, **flat}


def _up_to(graph: Graph, stop: str, trigger: str) -> set[str]:
    """The block and all that leads to it. Of the containers around it only what leads to it inside; others are whole."""
    found: set[str] = set()
    around: set[str] = set()
    parent = graph.nodes[stop].parent
    while parent:
        around.add(parent)
        parent = graph.nodes[parent].parent
    todo = [stop, trigger]
    while todo:
        key = todo.pop()
        if key in found:
            continue
        found.add(key)
        node = graph.nodes[key]
        todo.extend(link.source for link in node.incoming)
        if node.parent:
            todo.append(node.parent)
        if key not in around:
            todo.extend(_inside(graph, key))
    return found


def _inside(graph: Graph, container: str) -> Iterator[str]:
    body = graph.bodies.get(container)
    for key in body.nodes if body else ():
        yield key
        yield from _inside(graph, key)
