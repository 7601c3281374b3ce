"""The world around the engine, in memory: the run table with its rules, the clock, and everybody a call may reach.

Beside the rules it keeps its own books (who truly holds a run, what truly arrived), and complains when something happens
that must not: the invariants of the promises, one sentence each.
"""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from runs.engine.keys import step_key
from runs.engine.state import FINAL
from runs.resumption import Recorded, plan_resumption
from tests.simulation.drawings import Drawing, definition_of, healed, judge

LEASE_MS = 15_000
TERMINAL = frozenset({"completed", "failed", "cancelled"})


class Broken(Exception):
    """A promise was broken; the message says which."""


@dataclass
class Record:
    """A step's row."""

    key: str
    block: str
    path: str
    seq: int
    status: str = "running"
    attempt: int = 1
    generation: int = 0
    port: str | None = None
    output: Any = None
    error: dict[str, Any] | None = None
    due_ms: int | None = None
    reason: str = ""
    runs_again: bool = False
    asked: Any = None  # a container's frozen question
    reused: bool = False  # taken over from the run that this one goes on from


@dataclass
class Row:
    """A run's row."""

    id: int
    drawing: Drawing
    slot: str = ""
    status: str = "pending"
    ready: bool = True
    held: bool = False
    has_slot: bool = False
    wake_ms: int | None = None
    owner: int | None = None
    lease_until: int | None = None
    epoch: int = 0
    cancelled_at: int | None = None
    signals: set[str] = field(default_factory=set)  # answers that came, by step key
    steps: dict[str, Record] = field(default_factory=dict)
    goes_on_from: Row | None = None
    chosen: str | None = None  # where it was to begin


@dataclass
class Progress:
    """What an executor has to write about one run."""

    run: int
    claim: tuple[int, int]  # (executor, epoch)
    status: str
    leaves: bool
    wake_ms: int | None
    records: list[Record]
    consumed: set[str]
    calls: list[tuple[str, int]]  # steps to call out for once this is durable


class World:
    def __init__(self, mutant: str = "") -> None:
        self.now = 1_000_000
        self.mutant = mutant
        self.rows: dict[int, Row] = {}
        self.holder: dict[int, tuple[int, int]] = {}  # the truth: who may write
        self.arrivals: Counter[tuple[int, str, int]] = Counter()  # calls by run, step, generation
        self.refused: set[tuple[int, str, int]] = set()  # those that were answered definitely
        self.seen: Counter[str] = Counter()

    # --- coming in ----------------------------------------------------------------------------

    def accept(self, drawing: Drawing, slot: str) -> Row:
        row = Row(len(self.rows), drawing, slot)
        self.rows[row.id] = row
        if slot:
            row.held = any(other.has_slot or other.held for other in self.in_line(slot) if other is not row)
            row.has_slot, row.ready = not row.held, not row.held
        return row

    def resume(self, old: Row, chosen: str | None) -> Row:
        """A new run that takes over what the planner of resumptions lets it take."""
        steps = sorted(old.steps.values(), key=lambda one: one.seq)
        recorded = [Recorded(one.block, one.path, one.status, one.port) for one in steps]
        drawn = definition_of(old.drawing)
        found = plan_resumption(recorded, drawn, drawn, triggers=["start"], chosen=chosen)
        kept = found.kept
        if self.mutant == "stale step reused":
            kept = [place for place, one in enumerate(recorded) if one.is_usable or place in kept]
        row = self.accept(healed(old.drawing), old.slot)
        row.goes_on_from, row.chosen = old, chosen
        for place in kept:
            record = copy.copy(steps[place])
            record.seq, record.reused = len(row.steps), True
            if place in found.reopened:
                record.status, record.reused, record.reason = "running", False, ""
                record.port = record.output = record.error = record.due_ms = None
                self.seen["container opened again"] += 1
            row.steps[record.key] = record
        self.seen["resumed, a block chosen" if chosen else "resumed"] += 1
        return row

    def in_line(self, slot: str) -> list[Row]:
        return [row for row in self.rows.values() if row.slot == slot]

    def cancel(self, row: Row) -> None:
        if row.status in TERMINAL and self.mutant != "terminal overwritten":
            return
        if row.status in TERMINAL:
            row.status = "cancelled"
            raise Broken("a run that had ended was changed")
        row.cancelled_at = row.cancelled_at or self.now
        row.ready, row.wake_ms = row.lease_until is None, None
        row.held = row.held and self.mutant == "slot leaked on cancel in line"

    def answer(self, row: Row, key: str) -> None:
        """Somebody answers a step that waits; the run is looked at again."""
        row.signals.add(key)
        if row.lease_until is None and row.status not in TERMINAL and not row.held:
            row.ready = self.mutant != "lost wake-up"

    # --- leases -------------------------------------------------------------------------------

    def claim(self, executor: int, most: int) -> list[Row]:
        found = [row for row in self.rows.values() if row.ready][:most]
        if self.mutant == "double claim":
            found += [row for row in self.rows.values() if row.owner not in (None, executor)][:1]
        for row in found:
            if row.id in self.holder and row.lease_until is not None and row.lease_until > self.now:
                raise Broken("a run was claimed while somebody held its lease")
            row.ready, row.owner = False, executor
            if self.mutant != "timer fired twice":
                row.wake_ms = None
            row.epoch += 1
            row.lease_until = self.now + LEASE_MS
            self.holder[row.id] = (executor, row.epoch)
            if row.slot and not row.cancelled_at:
                self._check_slots(row)
        return found

    def _check_slots(self, row: Row) -> None:
        working = [
            one
            for one in self.in_line(row.slot)
            if one.cancelled_at is None and (one.id in self.holder or one.status in ("running", "suspended"))
        ]
        if len(working) > 1:
            raise Broken("more runs than the limit allows were under way")
        if any(one.held and one.id < row.id and one.cancelled_at is None for one in self.in_line(row.slot)):
            raise Broken("a run was overtaken in its line")

    def renew(self, claims: dict[int, tuple[int, int]]) -> set[int]:
        """Prolong these leases; returns the runs that are still held."""
        held: set[int] = set()
        for run, (executor, epoch) in claims.items():
            row = self.rows[run]
            if (row.owner, row.epoch) == (executor, epoch) and row.lease_until is not None:
                row.lease_until = self.now + LEASE_MS
                held.add(run)
        return held

    def rescue(self, host_offset_ms: int) -> None:
        clock = self.now + (host_offset_ms if self.mutant == "lease by host clock" else 0)
        for row in self.rows.values():
            if row.lease_until is None or row.lease_until >= clock:
                continue
            if row.lease_until >= self.now:
                raise Broken("a lease was taken from its holder before its time")
            self.seen["rescue"] += 1
            row.ready, row.owner, row.lease_until = True, None, None
            row.epoch += 1
            self.holder.pop(row.id, None)

    def wake_due(self) -> None:
        for row in self.rows.values():
            if row.wake_ms is None or row.wake_ms > self.now:
                continue
            if row.lease_until is None or self.mutant == "timer fired twice":
                row.ready = True
                if self.mutant != "timer fired twice":
                    row.wake_ms = None

    # --- writing ------------------------------------------------------------------------------

    def write(self, one: Progress) -> bool:
        """One run's part of a commit. False: the lease was lost, nothing is written."""
        row = self.rows[one.run]
        if one.claim[1] != row.epoch and self.mutant != "no fence check":
            self.seen["stale write refused"] += 1
            return False
        if self.holder.get(row.id) != one.claim:
            raise Broken("somebody wrote who did not hold the run")
        if row.status in TERMINAL:
            raise Broken("a run that had ended was written to")
        for record in one.records:
            before = row.steps.get(record.key)
            if before is not None and before.status in FINAL and before.status != "cancelled":
                raise Broken(f"the step {record.key} had ended {before.status} and was written again")
            if record.status in ("retrying", "failed") and (record.error or {}).get("code", "").startswith(
                "HTTP_"
            ):
                self.refused.add((row.id, record.key, before.generation if before is not None else 0))
            row.steps[record.key] = copy.copy(record)
        row.signals -= one.consumed
        row.status = one.status
        if one.leaves:
            row.owner, row.lease_until, row.wake_ms = None, None, one.wake_ms
            del self.holder[row.id]
            # What came since the executor last looked brings the run back at once.
            row.ready = one.status not in TERMINAL and (
                row.cancelled_at is not None or (bool(row.signals) and self.mutant != "lost wake-up")
            )
        if one.status in TERMINAL:
            row.ready, row.wake_ms = False, None
        if one.status in TERMINAL or (self.mutant == "early slot release" and one.status == "suspended"):
            self._free(row)
        return True

    def _free(self, row: Row) -> None:
        row.has_slot = False
        if row.slot and not any(one.has_slot for one in self.in_line(row.slot)):
            line = self.in_line(row.slot)
            for one in reversed(line) if self.mutant == "line overtaken" else line:
                if one.held and one.status not in TERMINAL:
                    one.held, one.has_slot, one.ready = False, True, True
                    break

    # --- the other side -----------------------------------------------------------------------

    def submit(self, run: int, claim: tuple[int, int], key: str, generation: int) -> None:
        """An executor is about to call out for a step."""
        if self.holder.get(run) != claim:
            raise Broken("somebody called out who did not hold the run")
        record = self.rows[run].steps.get(key)
        if record is None:
            raise Broken("a call went out before its intent was durable")
        if record.status in FINAL:
            raise Broken(f"the step {key} had ended and was executed again")
        if (run, key, generation) in self.refused:
            raise Broken("a request that had a definite answer went out again under the same key")
        if generation and (run, key, generation - 1) not in self.refused:
            raise Broken("a request went out under a new key while the old one's fate was unknown")

    def arrive(self, run: int, key: str, generation: int) -> None:
        call = (run, key, generation)
        kind = self.rows[run].drawing.behaviours[key.partition("#")[0]].kind
        if self.arrivals[call] and kind == "once":
            raise Broken("a call that nobody can tell from its repetition was repeated")
        self.seen["repeated call" if self.arrivals[call] else "call"] += 1
        self.arrivals[call] += 1

    # --- the end ------------------------------------------------------------------------------

    def check_end(self, row: Row) -> None:
        """What must hold once everything had its time."""
        if row.status not in TERMINAL:
            raise Broken(f"run {row.id} never ended: it is {row.status}")
        if row.has_slot or row.held:
            raise Broken("a slot was kept by a run that had ended")
        _check_results(row)
        if row.goes_on_from is not None:
            _check_taken_over(row, row.goes_on_from)
        verdict = judge(row.drawing)
        open_steps = [record.key for record in row.steps.values() if record.status not in FINAL]
        if open_steps:
            raise Broken(f"the run ended and {open_steps[0]} did not")
        has_doubt = False
        for record in sorted(row.steps.values(), key=lambda one: one.seq):
            fate = verdict.fates.get(record.key)
            if fate is None:
                raise Broken(f"{record.key} is a step that the drawing does not have")
            # Where nothing follows any more, nobody is asked and nothing is tried again.
            is_doubt = (record.error or {}).get("code") in ("UNCERTAIN", "HTTP_503") and (
                row.status != "completed" or record.key in verdict.loose
            )
            if is_doubt:
                self.seen["doubt at the end"] += 1
                has_doubt = True
            elif has_doubt and record.status == "skipped":
                continue  # it stood behind such a step
            elif record.status != "cancelled" and (record.status, record.port) != (fate.status, fate.port):
                raise Broken(
                    f"{record.key} ended {record.status}/{record.port}, not {fate.status}/{fate.port}"
                )
        if row.cancelled_at is not None:
            return
        if row.status != ("failed" if verdict.fails else "completed"):
            raise Broken(f"the run ended {row.status}, and fails is {verdict.fails}")
        if row.status == "completed":
            missing = [
                key
                for key in verdict.fates
                if key not in verdict.loose
                and (key not in row.steps or row.steps[key].status == "cancelled")
                and not _is_inside_what_did_not_run(row, verdict, key)
            ]
            if missing:
                raise Broken(f"the run completed without {missing[0]}")


def _check_results(row: Row) -> None:
    """Each item's result stands at its item's place."""
    for record in row.steps.values():
        behaviour = row.drawing.behaviours[record.block]
        if record.status != "completed" or behaviour.kind not in ("loop", "fan-out"):
            continue
        output = record.output
        if output["count"] != behaviour.items or len(output["results"]) != behaviour.items:
            raise Broken(f"{record.key} gave {len(output['results'])} results for {behaviour.items} items")
        for number, result in enumerate(output["results"]):
            place = f"#{record.path}.{number}" if record.path else f"#{number}"
            given = result.values() if isinstance(result, dict) and "results" not in result else [result]
            if any(isinstance(one, str) and not one.endswith(place) for one in given):
                raise Broken(f"{record.key} gave the result of another item at {number}")


def _check_taken_over(row: Row, old: Row) -> None:
    """What was taken over stands on what was taken over; what ran again does so because something before it did."""
    again: set[str] = {key for key, record in row.steps.items() if not record.reused}
    for record in row.steps.values():
        node = row.drawing.graph.nodes[record.block]
        sources = [step_key(link.source, record.path) for link in node.incoming]
        if record.reused and sources and record.status != "cancelled":
            stands = [key not in again for key in sources if key in row.steps]
            if not (any(stands) if node.join_any and record.port is not None else all(stands)):
                raise Broken(f"{record.key} was taken over though what leads to it ran again")
        before = old.steps.get(record.key)
        if record.reused or before is None or before.status != "completed" or node.is_container:
            continue
        if not _has_reason(row, again, record.block, record.path):
            raise Broken(f"{record.key} was finished and ran again, and nothing before it did")


def _has_reason(row: Row, again: set[str], block: str, path: str) -> bool:
    """Whether the block was chosen, or one before it or around it ran again from its start."""
    node = row.drawing.graph.nodes[block]
    if row.chosen == block:
        return True
    for link in node.incoming:
        if step_key(link.source, path) in again or _has_reason(row, again, link.source, path):
            return True
    if not node.parent:
        return False
    inside = path if step_key(node.parent, path) in row.steps else path.rpartition(".")[0]
    return _has_reason(row, again, node.parent, inside)


def _is_inside_what_did_not_run(row: Row, verdict: Any, key: str) -> bool:
    """The judge looks into containers whatever became of them."""
    block, _, path = key.partition("#")
    node = row.drawing.graph.nodes[block]
    while node.parent:
        for at in (path, path.rpartition(".")[0]):
            around = f"{node.parent}#{at}" if at else node.parent
            if around in verdict.fates:
                if verdict.fates[around].status == "skipped" or around in verdict.loose:
                    return True
                path = at
                break
        node = row.drawing.graph.nodes[node.parent]
    return False
