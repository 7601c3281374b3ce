"""Runs that wait for one another for ever: every slot of a limit is held by runs that wait, down the line of those they
started, for runs in the line of that very limit, or of another one in the same state.

One run alone that does so is refused as it comes in (`runs/accept.py`); what several do together shows only here. A run
counts as standing still when nothing but the ends of others can move it: no time, no person, no connection.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from runs import queue
from runs.bell import Announcement
from runs.slots import LINES
from runs.sql import statements

MOST = 2_000  # runs that are looked at; a knot of more is left to time limits and people
SHOWN = 100  # of more waiting steps the row does not name all (`runs/worker/outside.py`)

_STILL = (
    "{0}.status = 'suspended' AND {0}.lease_until_ms IS NULL AND NOT {0}.ready AND {0}.wake_at_ms IS NULL"
)
# Limits with a line that no holder of a slot would shorten by itself: one index probe each, however long the line.
_STUCK = (
    LINES.replace("SELECT key FROM k WHERE key IS NOT NULL", "SELECT k.key FROM k WHERE k.key IS NOT NULL")
    + " AND NOT EXISTS (SELECT 1 FROM runs_run h WHERE h.has_slot AND h.slot_key = k.key AND NOT ("
    + _STILL.format("h")
    + "))"
)
_COLUMNS = f"r.id, r.held, r.slot_key, r.queued_seq, r.epoch, r.signals, r.waiting, ({_STILL.format('r')})"


@dataclass(frozen=True, slots=True)
class Held:
    """A run in the line of a limit that never gets shorter, as it was seen."""

    id: Any
    key: str
    limit: int
    epoch: int
    signals: int


@dataclass(slots=True)
class _Node:
    id: Any
    is_held: bool
    key: str
    order: int
    epoch: int
    signals: int
    is_still: bool
    children: list[_Node]


def find() -> list[Held]:
    """Of each knot the run that came last, the one to let go. Idle it is one statement that reads no run."""
    sql = statements()
    keys = [row[0] for row in sql.all(_STUCK)]
    if not keys:
        return []
    lines = {key: _Line(key) for key in keys}
    left = MOST
    for line in lines.values():
        head = sql.all(
            "SELECT slot_limit FROM runs_run WHERE held AND slot_key = ? ORDER BY queued_seq LIMIT 1",
            (line.key,),
        )
        rows = sql.all(f"SELECT {_COLUMNS} FROM runs_run r WHERE r.has_slot AND r.slot_key = ?", (line.key,))
        line.limit = int(head[0][0]) if head else len(rows) + 1
        line.holders = [_node(row) for row in rows]
        left -= len(rows)
    left = _look_below([node for line in lines.values() for node in line.holders], left)
    if left < 0:
        return []
    stuck = set(lines)
    while gone := [key for key in stuck if not lines[key].is_stuck(stuck)]:
        stuck.difference_update(gone)
    return _last_of_each({key: lines[key] for key in stuck})


def end(held: Held) -> Announcement | None:
    """End it as failed; what waits for it hears so and goes on. None: it was moved meanwhile."""
    runs = "slot" if held.limit == 1 else "slots"
    message = (
        f"This run would wait for ever: what holds the {held.limit:,} {runs} of its concurrency limit waits for runs in the same "
        "line. Raise the limit, or let waiting runs give their slot back (releaseWhileSuspended)."
    )
    return queue.end_broken(held.id, held.epoch, message, code="CONCURRENCY_LIMIT")


class _Line:
    def __init__(self, key: str) -> None:
        self.key = key
        self.limit = 0
        self.holders: list[_Node] = []

    def is_stuck(self, stuck: set[str]) -> bool:
        return len(self.holders) >= self.limit and all(_waits_for(node, stuck) for node in self.holders)


def _waits_for(node: _Node, stuck: set[str]) -> bool:
    """Whether it can only go on when a line of `stuck` gets shorter."""
    if node.is_held:
        return node.key in stuck
    return node.is_still and bool(node.children) and all(_waits_for(child, stuck) for child in node.children)


def _look_below(nodes: list[_Node], left: int) -> int:
    """Find what these wait for, and so on down. Returns how many more runs may be looked at; below zero were too many."""
    sql = statements()
    while nodes and left >= 0:
        found: list[_Node] = []
        for node in nodes:
            if node.is_still and not node.is_held:
                rows = sql.all(
                    f"SELECT {_COLUMNS} FROM runs_run r"
                    f" WHERE r.parent_id = ? AND r.parent_step IS NOT NULL AND r.finished_at IS NULL LIMIT {SHOWN + 1}",
                    (node.id,),
                )
                node.children = [_node(row) for row in rows]
                found.extend(node.children)
        left -= len(found)
        nodes = found
    return left


def _node(row: Any) -> _Node:
    id, is_held, key, order, epoch, signals, waiting, is_still = row
    waits = orjson.loads(waiting) if waiting else []
    # Whatever else it waits for may move it.
    is_still = bool(is_still) and 0 < len(waits) < SHOWN
    is_still = is_still and all(one["reason"] == "subworkflow" and one["until"] is None for one in waits)
    return _Node(id, bool(is_held), key, order, epoch, signals, is_still, [])


def _last_of_each(lines: dict[str, _Line]) -> list[Held]:
    """Lines that wait for one another are one knot."""
    found: list[Held] = []
    left = set(lines)
    while left:
        knot: set[str] = set()
        ahead = [left.pop()]
        held: list[_Node] = []
        while ahead:
            key = ahead.pop()
            knot.add(key)
            for node in _held_below(lines[key].holders):
                held.append(node)
                if node.key not in knot:
                    ahead.append(node.key)
        left -= knot
        if held:
            last = max(held, key=lambda node: node.order)
            found.append(Held(last.id, last.key, lines[last.key].limit, last.epoch, last.signals))
    return found


def _held_below(nodes: Iterable[_Node]) -> Iterable[_Node]:
    for node in nodes:
        if node.is_held:
            yield node
        else:
            yield from _held_below(node.children)
