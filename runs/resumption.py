"""Which steps of a run that has ended a new run takes over, and which run again. Pure.

A step runs again when it is where the new run begins (the failure, or a chosen block), when its block has changed since,
and when it stands behind such a step. A container one of whose items has to be repeated is opened again: its finished
items stay.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workflows.definition import BlockDef, Definition

STOPPED = ""  # the port of a stop block
EVERY_PORT = "*"  # of a switched-off block
CHOSEN, FAILED, CHANGED, BEHIND = "chosen", "failed", "changed", "behind"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A step of the old run; `path` is its index path inside containers."""

    block: str
    path: str
    status: str
    port: str | None

    @property
    def is_usable(self) -> bool:
        """It has ended in a way that the run went on from."""
        if self.status == "completed":
            return self.port != STOPPED
        return self.status == "skipped" or (self.status == "failed" and self.port is not None)

    def took(self, port: str) -> bool:
        return self.port == port or (self.port == EVERY_PORT and port != "error")


@dataclass(slots=True)
class Resumption:
    """What becomes of the old steps, by their places in the list that was given."""

    kept: list[int] = field(default_factory=list)
    reopened: set[int] = field(default_factory=set)  # of the kept: containers that go on
    again: dict[str, str] = field(default_factory=dict)  # blocks that ran and run again, and why


class _Planner:
    """`spots` holds where a block runs again: index paths, or None for all of them."""

    def __init__(self, steps: list[Recorded], definition: Definition) -> None:
        self.steps = steps
        self.blocks: dict[str, BlockDef] = {block.id: block for block in definition.blocks}
        self.recorded = {(step.block, step.path): step for step in steps}
        self.next: dict[str, list[str]] = defaultdict(list)
        for edge in definition.edges:
            self.next[edge.source].append(edge.target)
        self.led_by = _led_by(definition)
        self.inside: dict[str, list[str]] = defaultdict(list)
        for block in definition.blocks:
            if block.parent_id:
                self.inside[block.parent_id].append(block.id)
        self.spots: dict[str, set[str | None]] = defaultdict(set)
        self.opened: dict[str, set[str | None]] = defaultdict(set)
        self.reasons: dict[str, str] = {}

    def repeat(self, block: str, path: str | None, reason: str) -> None:
        self._repeat_all([(block, path, reason)])

    def open(self, container: str, path: str) -> None:
        """It was cut off with items begun: it goes on, and what stands behind it follows."""
        todo: list[tuple[str, str | None, str]] = []
        self._open(container, path, todo)
        self._repeat_all(todo)

    def _repeat_all(self, todo: list[tuple[str, str | None, str]]) -> None:
        while todo:
            block, path, reason = todo.pop()
            if block not in self.blocks:
                continue
            if not self.blocks[block].parent_id:
                path = ""  # the only one there is
            if path in self.spots[block] or None in self.spots[block]:
                continue
            if reason == BEHIND and path is not None and self._was_led_otherwise(block, path):
                continue
            self.spots[block].add(path)
            self.reasons.setdefault(block, reason)
            todo.extend((one, path, BEHIND) for one in (*self.inside[block], *self.next[block]))
            self._open_around(block, path, todo)

    def _was_led_otherwise(self, block: str, path: str) -> bool:
        """It joins any of its edges and ran because of one whose source stays: the others were too late for it."""
        step = self.recorded.get((block, path))
        if self.blocks[block].join != "any" or step is None or step.port is None or not step.is_usable:
            return False
        for source, port in self.led_by[block]:
            led = self.recorded.get((source, path))
            if led is not None and led.took(port) and not self.is_repeated(led):
                return True
        return False

    def _open_around(self, block: str, path: str | None, todo: list[tuple[str, str | None, str]]) -> None:
        """The container around a block that runs again goes on, and what stands behind it follows."""
        parent = self.blocks[block].parent_id
        if parent and parent in self.blocks and not self._begins_anew(parent, path):
            self._open(parent, None if path is None else self.container_path(parent, path), todo)

    def _begins_anew(self, container: str, path: str | None) -> bool:
        """Where it runs again itself, there is nothing to go on with."""
        spots = self.spots[container]
        return any(_covers(spot, path) if path is not None else spot in (None, "") for spot in spots)

    def _open(self, container: str, path: str | None, todo: list[tuple[str, str | None, str]]) -> None:
        if path in self.opened[container]:
            return
        self.opened[container].add(path)
        todo.extend((one, path, BEHIND) for one in self.next[container])
        self._open_around(container, path, todo)

    def container_path(self, container: str, path: str) -> str:
        """Where a container stands, seen from a step in it: lanes do not count in the index path."""
        return path if (container, path) in self.recorded else path.rpartition(".")[0]

    def is_repeated(self, step: Recorded) -> bool:
        return any(_covers(spot, step.path) for spot in self.spots.get(step.block, ()))

    def is_opened(self, step: Recorded) -> bool:
        return any(_covers(spot, step.path) for spot in self.opened.get(step.block, ()))

    def has_ended_around(self, step: Recorded) -> bool:
        """A container around the step went on without it: its failure was collected, or another lane won."""
        block, path = self.blocks.get(step.block), step.path
        while block is not None and block.parent_id:
            path = self.container_path(block.parent_id, path)
            around = self.recorded.get((block.parent_id, path))
            if around is None or around.is_usable:
                return True
            block = self.blocks.get(block.parent_id)
        return False


def plan_resumption(
    steps: list[Recorded],
    before: Definition,
    after: Definition,
    *,
    triggers: Iterable[str],
    chosen: str | None = None,
) -> Resumption:
    """`before` is what the old run executed, `after` what the new one will; with `chosen` this block and what is behind it
    run again too, whatever became of them. Trigger steps are always taken over.
    """
    planner, kept_triggers = _Planner(steps, after), set(triggers)
    changed = _changed(before, after) - kept_triggers
    planner.reasons.update(dict.fromkeys(changed, CHANGED))
    for block in changed:
        planner.repeat(block, None, CHANGED)
    if chosen is not None:
        planner.repeat(chosen, None, CHOSEN)
    _repeat_failures(planner, kept_triggers)
    found = Resumption(
        again={
            block: planner.reasons[block]
            for block in planner.blocks
            if block in planner.reasons and any(step.block == block for step in steps)
        }
    )
    for place, step in enumerate(steps):
        if step.block in kept_triggers:
            found.kept.append(place)
        elif step.block not in planner.blocks or planner.is_repeated(step):
            continue
        elif planner.is_opened(step):
            found.kept.append(place)
            found.reopened.add(place)
        elif step.is_usable or (step.status == "failed" and planner.has_ended_around(step)):
            found.kept.append(place)
    return found


def _repeat_failures(planner: _Planner, triggers: set[str]) -> None:
    bodies = {
        (planner.blocks[step.block].parent_id, planner.container_path(planner.blocks[step.block].parent_id or "", step.path))
        for step in planner.steps
        if step.block in planner.blocks and planner.blocks[step.block].parent_id
    }  # fmt: skip
    for step in planner.steps:
        if step.is_usable or step.block in triggers or planner.has_ended_around(step):
            continue
        if (step.block, step.path) in bodies:
            planner.open(step.block, step.path)  # it may have been cut off with nothing in it that failed
        else:
            planner.repeat(step.block, step.path, FAILED)


def _covers(spot: str | None, path: str) -> bool:
    return spot is None or spot in ("", path) or path.startswith(f"{spot}.")


def _changed(before: Definition, after: Definition) -> set[str]:
    """Blocks of which a finished step says nothing any more: what they do, or what leads to them, is another."""
    old = {block.id: block for block in before.blocks}
    led_before, led_after = _led_by(before), _led_by(after)
    return {
        block.id
        for block in after.blocks
        if (earlier := old.get(block.id)) is not None
        and (_essence(earlier) != _essence(block) or led_before[block.id] != led_after[block.id])
    }


def _essence(block: BlockDef) -> tuple[object, ...]:
    config: Mapping[str, object] = block.config
    return block.type, config, block.connection_id, bool(block.disabled), block.parent_id or "", block.join


def _led_by(definition: Definition) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for edge in definition.edges:
        found[edge.target].add((edge.source, edge.source_port))
    return found
