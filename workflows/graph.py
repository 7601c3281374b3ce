"""Questions about a drawing's shape: what comes before what, cycles, what no trigger reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from workflows.definition import BlockDef, Definition


class Drawing:
    """A definition indexed for such questions. Sets of upstream blocks are bit sets: 1,000 blocks stay quick."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.blocks: dict[str, BlockDef] = {block.id: block for block in definition.blocks}
        self.place: dict[str, int] = {block.id: index for index, block in enumerate(definition.blocks)}
        self.next: dict[str, list[str]] = defaultdict(list)
        self.before: dict[str, list[str]] = defaultdict(list)
        for edge in definition.edges:
            self.next[edge.source].append(edge.target)
            self.before[edge.target].append(edge.source)
        self.order, self.cycles = _sort(self.place, self.next, self.before)
        self._upstream: dict[str, int] = {}
        for block_id in self.order:
            bits = 0
            for source in self.before[block_id]:
                bits |= self._upstream.get(source, 0) | 1 << self.place[source]
            self._upstream[block_id] = bits

    def is_upstream(self, earlier: str, later: str) -> bool:
        """Whether a path of edges leads from `earlier` to `later`. Inside a container, outer steps count that are
        upstream of the container.
        """
        for scope in (later, *self.containers_of(later)):
            if self._upstream.get(scope, 0) >> self.place[earlier] & 1:
                return True
        return False

    def containers_of(self, block_id: str) -> list[str]:
        """The containers around a block, the innermost first."""
        found: list[str] = []
        parent = self.blocks[block_id].parent_id
        while parent is not None and parent in self.blocks and parent not in found:
            found.append(parent)
            parent = self.blocks[parent].parent_id
        return found

    def reachable(self, starts: Iterable[str]) -> set[str]:
        """The blocks that edges lead to from `starts`, these included, and the bodies of containers among them."""
        bodies: dict[str, list[str]] = defaultdict(list)
        for block in self.definition.blocks:
            if block.parent_id is not None and not self.before[block.id]:
                bodies[block.parent_id].append(block.id)
        seen: set[str] = set()
        todo = list(starts)
        while todo:
            block_id = todo.pop()
            if block_id not in seen:
                seen.add(block_id)
                todo.extend(self.next[block_id])
                todo.extend(bodies[block_id])
        return seen


def _sort(
    place: Mapping[str, int], following: Mapping[str, list[str]], before: Mapping[str, list[str]]
) -> tuple[list[str], list[list[str]]]:
    """Blocks in an order in which edges lead forward, and the cycles, of which no block is in that order."""
    open_edges = {block_id: len(before.get(block_id, ())) for block_id in place}
    ready = [block_id for block_id, count in open_edges.items() if count == 0]
    order: list[str] = []
    while ready:
        block_id = ready.pop()
        order.append(block_id)
        for target in following.get(block_id, ()):
            open_edges[target] -= 1
            if open_edges[target] == 0:
                ready.append(target)
    left = set(place) - set(order)
    return order, _cycles(left, before) if left else []


def _cycles(left: set[str], before: Mapping[str, list[str]]) -> list[list[str]]:
    """One cycle for each group of blocks that is caught in one: walking backwards cannot leave `left`."""
    found: list[list[str]] = []
    seen: set[str] = set()
    for start in sorted(left):
        path: list[str] = []
        block_id = start
        while block_id not in seen:
            seen.add(block_id)
            path.append(block_id)
            block_id = next(source for source in before[block_id] if source in left)
        if block_id in path:
            found.append(path[path.index(block_id) :][::-1])
    return found
