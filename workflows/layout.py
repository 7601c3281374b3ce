"""Places for blocks that came without any: ranks from top to bottom, what belongs together in one column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

RANK = 130  # px from one rank to the next
COLUMN = 288  # px from one column to the next


def place(blocks: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, tuple[int, int]]:
    """(x, y) by block id. A block stands below all that lead to it; siblings stand side by side, in the edges' order."""
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        if target not in after[source]:
            after[source].append(target)
            before[target].append(source)
    ranks = _ranks(blocks, before, after)
    rows: dict[int, list[str]] = defaultdict(list)
    for block in blocks:
        rows[ranks[block]].append(block)
    columns: dict[str, float] = {}
    for rank in sorted(rows):
        wanted = {block: _wanted(block, before, after, columns) for block in rows[rank]}
        _spread(sorted(rows[rank], key=lambda block: wanted[block]), wanted, columns)
    left = min(columns.values(), default=0)
    return {block: (round((columns[block] - left) * COLUMN), ranks[block] * RANK) for block in blocks}


def _ranks(
    blocks: Sequence[str], before: dict[str, list[str]], after: dict[str, list[str]]
) -> dict[str, int]:
    """The longest way to each block; blocks caught in a cycle follow below all others."""
    waiting = {block: len(before[block]) for block in blocks}
    ranks = dict.fromkeys(blocks, 0)
    ready = [block for block in blocks if not waiting[block]]
    done = set()
    while ready:
        block = ready.pop()
        done.add(block)
        for target in after[block]:
            ranks[target] = max(ranks[target], ranks[block] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    lowest = max(ranks.values(), default=0)
    for number, block in enumerate(block for block in blocks if block not in done):
        ranks[block] = lowest + 1 + number
    return ranks


def _wanted(
    block: str, before: dict[str, list[str]], after: dict[str, list[str]], columns: dict[str, float]
) -> float:
    """The column a block would like: in the middle below its sources, siblings fanned out."""
    wishes = [
        columns[source] + after[source].index(block) - (len(after[source]) - 1) / 2
        for source in before[block]
        if source in columns
    ]
    return sum(wishes) / len(wishes) if wishes else 0.0


def _spread(row: Sequence[str], wanted: dict[str, float], columns: dict[str, float]) -> None:
    """As near to the wished columns as a distance of one column allows, the row centred on its wishes."""
    at = float("-inf")
    for block in row:
        at = max(wanted[block], at + 1)
        columns[block] = at
    drift = sum(columns[block] - wanted[block] for block in row) / len(row)
    for block in row:
        columns[block] -= drift
