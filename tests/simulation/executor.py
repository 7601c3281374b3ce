"""A worker process in memory: it carries out the planner's commands as the real one does, and can die or sleep anywhere."""

from __future__ import annotations

import copy
import random
from dataclasses import dataclass, field

from integrations.outcomes import ForEach, Lanes
from runs.engine.commands import (
    CancelStep,
    Command,
    CompleteStep,
    Failed,
    FailStep,
    Failure,
    FinishRun,
    GatherStep,
    Halt,
    Opened,
    Parked,
    ParkRun,
    ReopenStep,
    RetryStep,
    SkipStep,
    StartStep,
    Succeeded,
    Told,
    WaitStep,
    Woken,
)
from runs.engine.keys import split_key
from runs.engine.planner import begin, plan, restore, resume, steps_due
from runs.engine.state import FINAL, RunState, StepState
from tests.simulation.drawings import CONTAINERS
from tests.simulation.world import Broken, Progress, Record, Row, World

TRUST_MS = 10_000  # without a renewal for this long no call goes out


@dataclass
class Live:
    """A run on board."""

    row: Row
    claim: tuple[int, int]
    state: RunState
    looked_ms: int  # when its executor last read whether it is to be cancelled
    records: dict[str, Record] = field(default_factory=dict)
    dirty: dict[str, Record] = field(default_factory=dict)
    cut_off: set[str] = field(default_factory=set)
    calls: list[tuple[str, int]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # signals that were used
    consumed: set[str] = field(default_factory=set)
    finish: FinishRun | None = None
    park: ParkRun | None = None
    is_lost: bool = False

    @property
    def leaves(self) -> bool:
        return self.finish is not None or self.park is not None


@dataclass
class Call:
    """One that has gone out: it arrives, then its answer comes back."""

    live: Live
    key: str
    attempt: int
    generation: int
    has_arrived: bool = False


class Executor:
    def __init__(self, world: World, number: int, dice: random.Random) -> None:
        self.world, self.number, self.dice = world, number, dice
        self.board: dict[int, Live] = {}
        self.pending: list[Progress] = []
        self.waiting_calls: list[tuple[Live, str, int]] = []  # durable, and not to go out before a renewal
        self.calls: list[Call] = []
        self.renewed_ms = world.now
        self.host_offset_ms = dice.choice([0, 0, 3_600_000, -3_600_000])

    # --- runs ---------------------------------------------------------------------------------

    def claim(self, most: int) -> None:
        if not self._may_start():
            return
        for row in self.world.claim(self.number, most):
            live = Live(row, (self.number, row.epoch), RunState.fresh(row.drawing.graph, {}), self.world.now)
            self.board[row.id] = live
            halt = (
                Halt("cancelled", "") if row.cancelled_at and self.world.mutant != "cancel ignored" else None
            )
            if not row.steps:
                commands = (
                    plan(live.state, halt, now_ms=self.world.now) if halt else begin(live.state, "start", {})
                )
            else:
                self.world.seen["picked up"] += 1
                commands = self._pick_up(live, halt)
                for key in steps_due(live.state, self.world.now):
                    commands = [*commands, *plan(live.state, Woken(key), now_ms=self.world.now)]
            self._carry_out(live, commands)

    def _pick_up(self, live: Live, halt: Halt | None) -> list[Command]:
        for row_record in sorted(live.row.steps.values(), key=lambda one: one.seq):
            record = copy.copy(row_record)
            if (
                self.world.mutant == "re-run of a committed step"
                and record.status == "completed"
                and record.block != "start"
            ):
                record.status = "running"
            if self.world.mutant == "timer lost on restart" and record.status == "waiting":
                record.due_ms = None
            live.records[record.key] = record
            state = StepState(
                record.status, attempt=record.attempt, port=record.port, output=record.output, error=record.error,
                due_ms=record.due_ms, runs_again=record.runs_again, parked_since_ms=self.world.now,
            )  # fmt: skip
            restore(live.state, record.key, state, None)
            if record.status == "running":
                live.cut_off.add(record.key)
        return resume(live.state, halt)

    def look(self) -> None:
        """What a real one does twice a second: cancellations, answers, steps whose time has come."""
        for live in list(self.board.values()):
            if live.leaves or live.is_lost:
                continue
            live.looked_ms = self.world.now
            if (
                live.row.cancelled_at
                and self._knows(live)
                and live.state.halt is None
                and self.world.mutant != "cancel ignored"
            ):
                self._carry_out(live, plan(live.state, Halt("cancelled", ""), now_ms=self.world.now))
                continue
            due = [Woken(key) for key in steps_due(live.state, self.world.now)]
            commands = [
                command
                for told in due
                for command in plan(live.state, told, now_ms=self.world.now, jitter=self.dice.random())
            ]
            self._carry_out(live, commands)

    def _next_answer(self, live: Live) -> Told | None:
        """An answer that came for a step that waits for one. Read while the lease is held: another's may be used up."""
        if live.finish is not None or live.row.epoch != live.claim[1]:
            return None
        for key in sorted(live.row.signals - live.seen):
            step = live.state.parked.get(key)
            record = live.records.get(key)
            if step is not None and record is not None and record.reason in ("approval", "uncertain"):
                live.seen.add(key)
                live.consumed.add(key)
                return Succeeded(key, key, live.row.drawing.behaviours[step.block].port)
        return None

    # --- carrying out -------------------------------------------------------------------------

    def _carry_out(self, live: Live, commands: list[Command]) -> None:
        work = list(commands)
        while work or (answer := self._next_answer(live)) is not None:
            if not work:
                work.extend(plan(live.state, answer, now_ms=self.world.now))
                continue
            command = work.pop(0)
            told = self._apply(live, command)
            if told is not None:
                work.extend(plan(live.state, told, now_ms=self.world.now, jitter=self.dice.random()))
        self._write(live)

    def _apply(self, live: Live, command: Command) -> Told | None:
        match command:
            case StartStep():
                record = self._record(live, command.step, "running")
                record.attempt, record.due_ms, record.reason = command.attempt, None, ""
                record.reused = False
                live.park = None
                return self._start(live, record)
            case ReopenStep():
                return self._start(live, live.records[command.step])
            case GatherStep():
                return Succeeded(command.step, command.output, command.port)
            case CompleteStep():
                record = self._record(live, command.step, "completed")
                record.output, record.port, record.due_ms, record.error = (
                    command.output,
                    command.port,
                    None,
                    None,
                )
            case FailStep():
                record = self._record(live, command.step, "failed")
                record.error, record.port, record.output = (
                    command.failure.as_json(),
                    command.port,
                    command.output,
                )
            case RetryStep():
                record = self._record(live, command.step, "waiting" if command.reason else "retrying")
                record.error, record.reason, record.runs_again = (
                    command.failure.as_json(),
                    command.reason,
                    True,
                )
                record.attempt, record.due_ms = command.next_attempt, command.at_ms
                is_definite = command.failure.code.startswith("HTTP_")
                if is_definite and self.world.mutant != "retry without generation":
                    record.generation += 1
            case WaitStep():
                record = self._record(live, command.step, "waiting")
                record.reason, record.due_ms, record.runs_again = command.reason, command.until_ms, False
                record.output, record.port = command.output, command.port
            case SkipStep():
                self._record(live, command.step, "skipped").port = command.port
            case CancelStep():
                self._record(live, command.step, "cancelled").due_ms = None
            case FinishRun():
                live.finish = command
            case ParkRun():
                live.park = command
            case _:
                pass
        return None

    def _record(self, live: Live, key: str, status: str) -> Record:
        record = live.records.get(key)
        if record is None:
            block, path = split_key(key)
            record = live.records[key] = Record(key, block, path, len(live.records))
        record.status = status
        live.dirty[key] = record
        return record

    def _start(self, live: Live, record: Record) -> Told | None:
        self._check_join(live, record)
        cancelled_at = live.row.cancelled_at
        if cancelled_at is not None and self._knows(live) and live.looked_ms > cancelled_at:
            raise Broken("a step started though its executor had read that the run was cancelled")
        behaviour = live.row.drawing.behaviours[record.block]
        self.world.seen[f"start {behaviour.kind}"] += 1
        was_cut_off = record.key in live.cut_off
        live.cut_off.discard(record.key)
        key = record.key
        match behaviour.kind:
            case "once" if was_cut_off:
                self.world.seen["uncertain"] += 1
                return Failed(key, Failure("UNCERTAIN", "It may have happened.", when_lost="ask"))
            case "call" | "once" | "flaky":
                live.calls.append((key, record.attempt))
                return None
            case "fails":
                return Failed(key, Failure("STEP_ERROR", "No."))
            case "wait":
                return Parked(key, self.world.now + behaviour.wait_ms, "wait", key)
            case "ask":
                return Parked(key, None, "approval", None, is_answered=True)
            case "loop" | "fan-out":
                items = list(range(behaviour.items))
                inside = ForEach(
                    items,
                    concurrency=behaviour.concurrency,
                    collects_errors=behaviour.kind == "fan-out" and behaviour.collects,
                )
                return Opened(key, inside)
            case "parallel":
                return Opened(key, Lanes())
        return Succeeded(key, key, behaviour.port)

    def _knows(self, live: Live) -> bool:
        """Its reading of the run is about this claim."""
        return live.row.epoch == live.claim[1] and live.row.owner == self.number

    def _check_join(self, live: Live, record: Record) -> None:
        """A block starts when all that leads to it has ended, or, where it joins any, when one has come."""
        step = live.state.steps[record.key]
        node = step.round.body.nodes[record.block]
        sources = [step.round.steps.get(link.source) for link in node.incoming]
        ended = [source is not None and source.status in FINAL for source in sources]
        if node.incoming and not (any(ended) if node.join_any else all(ended)):
            raise Broken(f"{record.key} started before all that leads to it had ended")

    # --- writing ------------------------------------------------------------------------------

    def _write(self, live: Live) -> None:
        if not live.dirty and not live.leaves:
            return
        status, wake = "running", None
        if live.finish is not None:
            status = live.finish.status
        elif live.park is not None:
            status, wake = live.park.status, live.park.wake_at_ms
        records = [copy.copy(record) for record in live.dirty.values()]
        calls, live.calls = live.calls, []
        consumed, live.consumed = live.consumed, set()
        live.dirty = {}
        self.pending.append(
            Progress(live.row.id, live.claim, status, live.leaves, wake, records, consumed, calls)
        )
        if live.leaves and self.board.get(live.row.id) is live:
            # It stays on board until that is durable; nothing more is done to it.
            live.state.is_finished = live.state.is_finished or live.finish is not None

    def commit(self) -> None:
        """One transaction for all that is pending, then what waited for it."""
        pending, self.pending = self.pending, []
        self.world.seen[f"batch of {min(len(pending), 4)}"] += 1
        for one in pending:
            live = self.board.get(one.run)
            is_kept = self.world.write(one)
            if live is None or live.claim != one.claim:
                continue
            if not is_kept:
                self._drop(live)
            elif one.leaves:
                del self.board[one.run]
            else:
                self.waiting_calls.extend((live, key, attempt) for key, attempt in one.calls)

    def call_out(self) -> None:
        """Send what is durable, unless the leases may be somebody else's by now."""
        if not self._may_start():
            return
        waiting, self.waiting_calls = self.waiting_calls, []
        for live, key, attempt in waiting:
            step = live.state.steps.get(key)
            if live.is_lost or step is None or step.status != "running" or step.attempt != attempt:
                continue
            generation = live.records[key].generation
            self.world.submit(live.row.id, live.claim, key, generation)
            self.calls.append(Call(live, key, attempt, generation))

    def move_a_call(self) -> None:
        """One call gets a little further."""
        if not self.calls:
            return
        call = self.dice.choice(self.calls)
        if not call.has_arrived:
            call.has_arrived = True
            self.world.arrive(call.live.row.id, call.key, call.generation)
            return
        self.calls.remove(call)
        live = call.live
        behaviour = live.row.drawing.behaviours[split_key(call.key)[0]]
        told: Told = Succeeded(call.key, call.key, behaviour.port)
        if behaviour.kind == "flaky" and call.attempt <= behaviour.failures:
            told = Failed(call.key, Failure("HTTP_503", "Busy.", retryable=True))
        step = live.state.steps.get(call.key)
        if (
            not live.is_lost
            and not live.leaves
            and step is not None
            and step.status == "running"
            and step.attempt == call.attempt
        ):
            self._carry_out(live, plan(live.state, told, now_ms=self.world.now, jitter=self.dice.random()))

    # --- leases -------------------------------------------------------------------------------

    def renew(self) -> None:
        held = self.world.renew({run: live.claim for run, live in self.board.items()})
        for run, live in list(self.board.items()):
            if run not in held:
                self._drop(live)
        self.renewed_ms = self.world.now

    def _may_start(self) -> bool:
        return self.world.now - self.renewed_ms < TRUST_MS

    def _drop(self, live: Live) -> None:
        live.is_lost = True
        if self.board.get(live.row.id) is live:
            del self.board[live.row.id]


assert set(CONTAINERS) == {"loop", "fan-out", "parallel"}
