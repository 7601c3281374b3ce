"""Carries the planner's commands out: resolves configs, runs pure blocks at once, sends the others to the I/O pool.

The order of writing: a block with outside effects starts after its intent is durable, a pure one rides along with the
next commit (a crash repeats only pure work). That a step in the pool has begun is written with its end, where that comes in
a moment.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from accounts.ids import public_id
from accounts.logs import about
from connections.placeholders import placeholder
from integrations.outcomes import Permanent
from runs.compiled import CompiledBlock
from runs.engine.commands import Command, Failed, Failure, GatherStep, ReopenStep, StartStep, Succeeded, Told
from runs.engine.planner import plan
from runs.engine.state import Round
from runs.firing_facts import iso_ms, trigger_scope
from runs.sql import read_time_ms, read_uuid
from runs.worker.children import Claim
from runs.worker.choice import settle_connection
from runs.worker.context import WorkerContext, idempotency_key
from runs.worker.execute import Attempt, execute, resolve
from runs.worker.live_run import LiveRun
from runs.worker.outgoing import placeholder_key
from runs.worker.pool import Pool
from runs.worker.step_record import StepRecord
from runs.worker.writer import Writer

STEPS_AT_ONCE = 200  # of one run, before others have their turn
AHEAD = 3  # commits of one run under way before it waits for them
MOMENT_SECONDS = 0.006  # the end of a step without effect is awaited before its beginning is written
STOPPED_BEFORE = Failure("CANCELLED", "The run was stopped before this step began.")
# Output up to this size is known to fit without looking.
_SMALL = (bool, int, float, type(None))
# A tuple: a union in isinstance is made anew for each command.
_STARTS = (StartStep, ReopenStep)


def now() -> int:
    """Unix ms of this process's clock: for records. What must be correct uses the database's."""
    return time.time_ns() // 1_000_000


class Conductor:
    """`deliver(run, step, number, attempt)` is called from pool threads with results; the drain feeds them to `advance`."""

    def __init__(
        self,
        writer: Writer,
        deliver: Callable[[LiveRun, str, int, Attempt], None],
        settled: Callable[[LiveRun, bool, list[Callable[[], None]]], None],
        again: Callable[[LiveRun], None],
        later: Callable[[LiveRun, float], None],
    ) -> None:
        """`again` leads to `go_on`, and `later`, after so many seconds, to `write_now`."""
        self._writer = writer
        self._deliver = deliver
        self._settled = settled
        self._again = again
        self._later = later
        self._pool = Pool()
        self.is_leaving = False  # no step is started any more

    def close(self) -> None:
        self._pool.close()

    def carry_out(self, run: LiveRun, commands: Sequence[Command]) -> None:
        """Carry out these commands and all that follow from them without waiting, then write."""
        run.work.extend(commands)
        self.go_on(run)

    def go_on(self, run: LiveRun) -> None:
        """Carry out what the run has still to do. A long loop of quick steps is written, and lets others by, now and then."""
        now_ms = run.start(now())
        work, left = run.work, STEPS_AT_ONCE
        while True:
            if not work:
                answer = run.answer(now_ms)
                if answer is None:
                    break
                answer = self._within_limits(run, answer)
                work.extend(plan(run.state, answer, now_ms=now_ms, jitter=random.random()))  # noqa: S311
                continue
            if not left:
                break
            command = work.popleft()
            if self.is_leaving and isinstance(command, _STARTS):
                continue  # whoever takes the run up next starts it
            run.apply(command, now_ms)
            if isinstance(command, _STARTS):
                left -= 1
                told = self._start(run, command, now_ms)
            elif isinstance(command, GatherStep):
                told = self._within_limits(run, Succeeded(command.step, command.output, command.port))
            else:
                continue
            if told is not None:
                now_ms = run.start(now())
                work.extend(plan(run.state, told, now_ms=now_ms, jitter=random.random()))  # noqa: S311
        self._write(run, now_ms)
        if work and run.unwritten < AHEAD:
            self._again(run)

    def advance(self, run: LiveRun, told: Told) -> None:
        """Take in one fact about a run on board."""
        self.carry_out(run, plan(run.state, told, now_ms=now(), jitter=random.random()))  # noqa: S311

    def absorb(self, run: LiveRun, step: str, attempt: Attempt) -> Told:
        """Put an attempt's by-products into the records; returns what to tell the planner."""
        record = run.records[step]
        run.contexts.pop(step, None)
        if run.version.blocks[record.block].stops_clock and record.attempt_started_ms is not None:
            run.unclocked_ms += now() - record.attempt_started_ms
        if attempt.log:
            record.log = [*(record.log or []), *attempt.log]
        if attempt.variables is not None:
            record.variables = attempt.variables
        if attempt.response is not None:
            run.respond(attempt.response, now())
        if attempt.log or attempt.variables is not None:
            run.touch(record)
        return self._within_limits(run, attempt.told)

    def _within_limits(self, run: LiveRun, told: Told) -> Told:
        """An output over the cap fails its step with a clear reason instead of the commit."""
        if isinstance(told, Succeeded) and not isinstance(told.output, _SMALL):
            try:
                run.store.put(told.output)
            except Permanent as failure:
                return Failed(
                    told.step, Failure(failure.code, f"This step's output is too large. {failure.message}")
                )
        return told

    # --- starting steps -----------------------------------------------------------------------

    def _start(self, run: LiveRun, command: StartStep | ReopenStep, now_ms: int) -> Told | None:
        """Run the block now, or send it off (None)."""
        step = command.step
        record = run.records[step]
        block = run.version.blocks[record.block]
        if run.halted.is_set():
            return Failed(step, STOPPED_BEFORE)
        if crashed := run.trial.start(step):
            return Failed(step, crashed)
        if step in run.cut_off:
            run.cut_off.remove(step)
            if block.effect == "write" and block.on_uncertain != "retry":
                lost = "Its worker was lost meanwhile: it may have happened."
                return Failed(step, Failure("UNCERTAIN", lost, when_lost=block.on_uncertain))
        pin = run.version.pins.get(block.id)
        if pin is not None and run.is_test and run.recording is None:
            return Succeeded(step, pin.output, pin.port)
        if record.config is None or record.is_stale:
            failure = self._resolve(run, block, record, now_ms)
            if failure is not None:
                return Failed(step, failure)
        assert record.config is not None
        config = record.config
        if run.recording is not None and block.connects_to is not None:
            return run.recording.answer(step)
        unsettled = settle_connection(run, block, record)
        if unsettled is not None:
            return Failed(step, unsettled)
        context = WorkerContext(
            run,
            block,
            record,
            now_ms,
            claim=partial(_claim, run, record, record.generation),
            scope=partial(_scope, run, block, record, now_ms),
        )
        if block.is_inline and not run.trial.is_on:
            return self.absorb(run, step, execute(block, config, context))

        number = record.attempt

        facts = {**run.facts, "stepId": record.public_id, "blockId": block.id, "attempt": number}

        def call() -> None:
            about.set(facts)
            if run.halted.is_set():
                self._deliver(run, step, number, Attempt(Failed(step, STOPPED_BEFORE)))
                return
            context.start_clock()
            self._deliver(run, step, number, execute(block, config, context))

        def submit() -> None:
            self._pool.submit(run.row["company_id"], call)

        run.contexts[step] = context
        if block.effect == "write" or run.trial.is_on:
            run.calls.append(submit)
        else:
            submit()
        return None

    def _resolve(self, run: LiveRun, block: CompiledBlock, record: StepRecord, now_ms: int) -> Failure | None:
        config, warnings, failure = resolve(
            block, _scope(run, block, record, now_ms), strict=run.version.is_strict
        )
        if warnings:
            record.warnings = [{"path": warning.path, "message": warning.message} for warning in warnings]
        if failure is not None:
            return failure
        try:
            run.store.put(config)
        except Permanent as refused:
            return Failure(refused.code, f"This step's input is too large. {refused.message}")
        record.config, record.is_stale = config, False
        return None

    # --- writing ------------------------------------------------------------------------------

    def _write(self, run: LiveRun, now_ms: int) -> None:
        if run.may_be_written_later:
            self._later(run, MOMENT_SECONDS)
        elif run.has_news or run.leaves:
            self._write_now(run, now_ms)

    def write_now(self, run: LiveRun) -> None:
        """What was left for later, unless it was written with something else."""
        if run.has_news and not run.is_lost:
            self._write_now(run, run.start(now()))

    def _write_now(self, run: LiveRun, now_ms: int) -> None:
        calls, run.calls = run.calls, []
        progress = run.take_progress(now_ms)
        if calls or run.leaves or run.due or run.work:
            run.unwritten += 1
            progress.settled = lambda is_kept: self._settled(run, is_kept, calls)
        else:
            progress.settled = lambda is_kept: None if is_kept else self._settled(run, False, [])
        self._writer.put(progress)


def _claim(run: LiveRun, record: StepRecord, generation: int) -> Claim:
    row = run.row
    return Claim(
        company_id=run.company_id,
        run_id=read_uuid(run.id),
        step_id=read_uuid(record.id),
        epoch=run.epoch,
        generation=generation,
        hops=row["hops"],
        started_by=row["started_by"],
        is_test=run.is_test,
        is_dry=run.rehearsal is not None and run.rehearsal.is_dry,
    )


def _scope(run: LiveRun, block: CompiledBlock, record: StepRecord, now_ms: int) -> dict[str, Any]:
    state = run.state.steps[record.key]
    scope: dict[str, Any] = {
        "input": run.input,
        "steps": run.steps_scope if state.round is run.state.top else _steps_seen(state.round, block),
        "variables": state.round.variables[record.block],
        "runId": run.public_id,
        "user": None,
        "settings": None,
        **state.round.names,
    }
    if not block.reads_more:
        return scope
    roots = block.roots
    if "now" in roots:
        scope["now"] = iso_ms(now_ms)
    if block.secrets:
        key = placeholder_key(run.public_id, record.key)
        scope["secrets"] = {name: placeholder(name, key=key) for name in block.secrets}
    if "idempotencyKey" in roots:
        scope["idempotencyKey"] = idempotency_key(run.public_id, record)
    if "workflow" in roots:
        scope["workflow"] = {
            "id": public_id("wf", read_uuid(run.row["workflow_id"])),
            "version": run.version.number,
        }
    if "trigger" in roots:
        created = {"eventId": None, "firedAt": iso_ms(read_time_ms(run.row["created_at"]) or now_ms)}
        scope["trigger"] = trigger_scope(run.row["trigger_type"], {**created, **run.fired}, run.input)
    return scope


def _steps_seen(round: Round, block: CompiledBlock) -> dict[str, Any]:
    """What the block's templates can read from inside a container: its siblings, and what is seen around it."""
    seen: dict[str, Any] = {}
    here: Round | None = round
    while here is not None:
        for name in here.steps if block.reads_steps is None else block.reads_steps:
            step = here.steps.get(name)
            if step is not None and name not in seen and step.status in ("completed", "failed"):
                seen[name] = {"output": step.output, "error": step.error}
        here = here.parent
    return seen
