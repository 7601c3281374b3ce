"""Places for blocks that came without any: ranks from top to bottom, what belongs together in one column, bodies in frames.

The measures are those of the canvas (`frontend/src/graph/measures.ts`, `frames.ts`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

CARD = (232, 94)
RANK_GAP = 36
COLUMN_GAP = 56
COLUMN = CARD[0] + COLUMN_GAP
FRAME = (352, 176)  # an empty one
FRAME_TOP, FRAME_SIDE, FRAME_BOTTOM = 60, 20, 46

Neighbours = Mapping[str, list[str]]
Size = tuple[int, int]


class _Level(NamedTuple):
    """Blocks of one frame, or of none: their places from its top left corner, and how much room they take."""

    places: dict[str, tuple[int, int]]
    width: int
    height: int


def place(
    blocks: Sequence[str],
    edges: Sequence[tuple[str, str]],
    parents: Mapping[str, str] | None = None,
    frames: AbstractSet[str] = frozenset(),
) -> dict[str, tuple[int, int]]:
    """(x, y) by block id. A block stands below all that lead to it; siblings stand side by side, in the edges' order.

    `parents` says which frame a block stands in; a frame is as large as what is in it. `frames` are those that may be empty.
    """
    homes, depths = _homes(blocks, parents or {})
    members: dict[str | None, list[str]] = defaultdict(list)
    for block in blocks:
        members[homes[block]].append(block)
    sizes: dict[str, Size] = {block: FRAME if block in frames else CARD for block in blocks}
    levels: dict[str | None, _Level] = {}
    for home in sorted(members, key=lambda home: -1 if home is None else depths[home], reverse=True):
        level = levels[home] = _place_level(members[home], edges, sizes)
        if home is not None:
            width = max(FRAME[0], level.width + 2 * FRAME_SIDE)
            sizes[home] = (width, FRAME_TOP + level.height + FRAME_BOTTOM)
    found: dict[str, tuple[int, int]] = {}
    for block in sorted(blocks, key=depths.__getitem__):
        home = homes[block]
        x, y = levels[home].places[block]
        if home is not None:
            inset = (sizes[home][0] - levels[home].width) // 2
            x, y = found[home][0] + inset + x, found[home][1] + FRAME_TOP + y
        found[block] = (x, y)
    return found


def place_others(
    given: Mapping[str, tuple[int, int]],
    blocks: Sequence[str],
    edges: Sequence[tuple[str, str]],
    parents: Mapping[str, str] | None = None,
    frames: AbstractSet[str] = frozenset(),
) -> dict[str, tuple[int, int]]:
    """`place`, where some of the blocks have places (x, y) of their own, which they keep. Each other one stands to a
    neighbour that has a place as it would in a whole layout, further down where that is taken.
    """
    whole = place(blocks, edges, parents, frames)
    found = dict(given)
    near: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        near[target].append(source)
        near[source].append(target)
    for block, parent in (parents or {}).items():
        near[block].append(parent)
    for block in sorted(
        (block for block in blocks if block not in found), key=lambda block: whole[block][::-1]
    ):
        anchor = next((one for one in near[block] if one in found), next(iter(found), block))
        x, y = (
            found.get(anchor, whole[anchor])[axis] + whole[block][axis] - whole[anchor][axis]
            for axis in (0, 1)
        )
        while any(abs(x - left) < CARD[0] and abs(y - top) < CARD[1] for left, top in found.values()):
            y += CARD[1] + RANK_GAP
        found[block] = (x, y)
    return found


def _homes(blocks: Sequence[str], parents: Mapping[str, str]) -> tuple[dict[str, str | None], dict[str, int]]:
    """The frame of each block and how deep it stands. One that is not there, or frames within each other, count for none."""
    known = set(blocks)
    homes: dict[str, str | None] = {}
    for block in blocks:
        parent = parents.get(block)
        homes[block] = parent if parent in known else None
    for block in blocks:
        seen = {block}
        at = homes[block]
        while at is not None and at not in seen:
            seen.add(at)
            at = homes[at]
        if at is not None:
            homes[block] = None  # it goes round: opened here
    depths: dict[str, int] = {}
    for block in blocks:
        depth, at = 0, homes[block]
        while at is not None:
            depth, at = depth + 1, homes[at]
        depths[block] = depth
    return homes, depths


def _place_level(
    blocks: Sequence[str], edges: Sequence[tuple[str, str]], sizes: Mapping[str, Size]
) -> _Level:
    here = set(blocks)
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for source, target in edges:
        if source in here and target in here and target not in after[source]:
            after[source].append(target)
            before[target].append(source)
    ranks = _ranks(blocks, before, after)
    rows: dict[int, list[str]] = defaultdict(list)
    for block in blocks:
        rows[ranks[block]].append(block)
    middles: dict[str, float] = {}
    tops: dict[int, int] = {}
    top = 0
    for rank in sorted(rows):
        wanted = {block: _wanted(block, before, after, middles) for block in rows[rank]}
        _spread(sorted(rows[rank], key=lambda block: wanted[block]), wanted, middles, sizes)
        tops[rank] = top
        top += max(sizes[block][1] for block in rows[rank]) + RANK_GAP
    lefts = {block: middles[block] - sizes[block][0] / 2 for block in blocks}
    left = min(lefts.values())
    places = {block: (round(lefts[block] - left), tops[ranks[block]]) for block in blocks}
    return _Level(places, max(x + sizes[block][0] for block, (x, _) in places.items()), top - RANK_GAP)


def _ranks(blocks: Sequence[str], before: Neighbours, after: Neighbours) -> dict[str, int]:
    """The longest way to each block; blocks caught in a cycle follow below all others."""
    waiting = {block: len(before.get(block, ())) for block in blocks}
    ranks = dict.fromkeys(blocks, 0)
    ready = [block for block in blocks if not waiting[block]]
    done = set()
    while ready:
        block = ready.pop()
        done.add(block)
        for target in after.get(block, ()):
            ranks[target] = max(ranks[target], ranks[block] + 1)
            waiting[target] -= 1
            if not waiting[target]:
                ready.append(target)
    lowest = max(ranks.values(), default=0)
    for number, block in enumerate(block for block in blocks if block not in done):
        ranks[block] = lowest + 1 + number
    return ranks


def _wanted(block: str, before: Neighbours, after: Neighbours, middles: Mapping[str, float]) -> float:
    """Where the middle of a block would like to be: below the middle of its sources, siblings fanned out."""
    wishes = [
        middles[source] + (after[source].index(block) - (len(after[source]) - 1) / 2) * COLUMN
        for source in before.get(block, ())
        if source in middles
    ]
    return sum(wishes) / len(wishes) if wishes else 0.0


def _spread(
    row: Sequence[str], wanted: Mapping[str, float], middles: dict[str, float], sizes: Mapping[str, Size]
) -> None:
    """As near to the wished middles as the widths and a gap allow, the row centred on its wishes."""
    right = float("-inf")
    for block in row:
        half = sizes[block][0] / 2
        middles[block] = max(wanted[block], right + COLUMN_GAP + half)
        right = middles[block] + half
    drift = sum(middles[block] - wanted[block] for block in row) / len(row)
    for block in row:
        middles[block] -= drift
