"""One run on board of a drain: the planner's state, the records of its steps, and what is still to be written.

Owned by the drain's main thread. Commands of the planner become changes to the records and numbered events here;
`take_progress` hands them to the writer as one commit.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import orjson

from integrations.outcomes import Permanent
from runs.bell import RESPONDED
from runs.compiled import CompiledVersion
from runs.digest import digest
from runs.engine.commands import (
    CancelStep,
    Command,
    CompleteStep,
    FailStep,
    FinishRun,
    ForgetSteps,
    GatherStep,
    OpenStep,
    ParkRun,
    ReopenStep,
    RetryStep,
    SkipStep,
    StartStep,
    Told,
    WaitStep,
)
from runs.engine.keys import index_path, split_key
from runs.engine.output import run_output
from runs.engine.planner import begin
from runs.engine.state import RunState
from runs.payloads import Store, dump, load_payloads
from runs.queue import Progress
from runs.sql import db_time, familiar_uuid, hex_id, new_id, read_time_ms, shown_id
from runs.worker.context import WorkerContext
from runs.worker.counting import counts_of
from runs.worker.ending import aftermath_at, freed_slot, news_of
from runs.worker.outside import Outside, subject_of, told_by, waiting_text
from runs.worker.recorded import recording_of
from runs.worker.role import rehearsal_of
from runs.worker.spans import spans_of
from runs.worker.step_record import StepRecord, is_definite, step_row
from runs.worker.trial import Trial


class LiveRun:
    """Create with the claimed row; `begin` (new) or `pick_up` (seen before) gives the first commands."""

    def __init__(self, row: dict[str, Any], version: CompiledVersion, owner: str, now_ms: int) -> None:
        self.id = row["id"]
        self.epoch: int = row["epoch"]
        self.row = row
        self.version = version
        self.owner = owner
        self.public_id = f"run_{shown_id(self.id)}"
        self.company_id = familiar_uuid(row["company_id"])
        self.workflow_id = familiar_uuid(row["workflow_id"])
        self.facts = {  # for log lines
            "runId": self.public_id,
            "workflowId": f"wf_{shown_id(row['workflow_id'])}",
            "companyId": shown_id(row["company_id"]),
        }
        self.store = Store(self.id)
        self.input: Any = None
        self.fired: dict[str, Any] = {} if row["fired"] is None else orjson.loads(row["fired"])
        self.records: dict[str, StepRecord] = {}
        self.is_test = bool(row["test"])
        self.rehearsal = rehearsal_of(row)
        self.recording = recording_of(self.rehearsal, version.pins)
        self.state = RunState.fresh(version.graph, version.variables)
        if self.rehearsal is not None:
            self.state.top.names = self.rehearsal.items
        self.halted = threading.Event()  # tells steps in flight to give up
        self.park: ParkRun | None = None
        self.finish: FinishRun | None = None
        self.response: dict[str, Any] | None = None
        self._output: Any = None  # of the run, once it is over
        self.claimed_ms = now_ms
        self.started_ms = read_time_ms(row["started_at"]) or now_ms
        self._has_begun = row["status"] != "pending"
        self.is_lost = False
        self.contexts: dict[str, WorkerContext] = {}  # of the steps in the I/O pool
        self.cut_off: set[str] = set()  # steps that ran when their worker was lost
        self.trial = Trial(row)
        self.work: deque[Command] = deque()  # of the planner, not carried out yet
        self.unwritten = 0  # commits under way
        self.due: list[tuple[str, int]] = []  # steps that began to wait, and until when
        self.unclocked_ms = 0  # spent in steps whose own limit is beyond the run's
        self.calls: list[Callable[[], None]] = []  # effects that wait for their intent to be durable
        self.steps_scope: dict[str, dict[str, Any]] = {}
        self._next_event: int = row["next_event"]
        self._next_step: int = row["next_step"]
        self._events: list[dict[str, Any]] = []
        self._first_event = self._next_event
        self._dirty: dict[str, StepRecord] = {}
        self._is_row_dirty = False
        self._has_responded = False  # since the last commit
        self.outside = Outside(row)

    # --- beginning ----------------------------------------------------------------------------

    def begin(self) -> list[Command]:
        self.load_input()
        return begin(self.state, self.row["trigger_block"], self.input)

    def load_input(self) -> None:
        text, payload_id = self.row["input"], self.row["input_payload"]
        if payload_id is not None:
            self.input = load_payloads([payload_id], self.store.weigh)[payload_id]
            self.store.know(self.input, text, payload_id)
        else:
            self.input = None if text is None else orjson.loads(text)

    def see(self, record: StepRecord) -> None:
        """Let templates of later blocks read this step. Inside containers they look at the planner's state."""
        if not record.path and record.status in ("completed", "failed"):
            self.steps_scope[record.block] = {"output": record.output, "error": record.error}

    # --- recording ----------------------------------------------------------------------------

    def start(self, now_ms: int) -> int:
        """The first time anything happens: `run.started`, with the claim. Returns the time, which is no earlier by any
        worker's clock.
        """
        if self._has_begun:
            return max(now_ms, self.started_ms)
        self._has_begun = True
        self.event("run.started", None, self.started_ms, {})
        return self.started_ms

    def event(self, kind: str, record: StepRecord | None, at_ms: int, data: dict[str, Any]) -> None:
        """A fact about the run, or about one of its steps."""
        block = None if record is None else record.block
        event = {"seq": self._next_event, "type": kind, "blockId": block, "at": at_ms, "data": data}
        if record is not None and record.path:
            event["iteration"] = index_path(record.path)
        self._events.append(event)
        self._next_event += 1

    def touch(self, record: StepRecord) -> None:
        """This record changed and is part of the next commit."""
        self._dirty[record.key] = record

    def record_for(self, key: str, status: str) -> StepRecord:
        record = self.records.get(key)
        if record is None:
            block, path = split_key(key)
            record = StepRecord(new_id(), self._next_step, block, status, path)
            self._next_step += 1
            self.records[key] = record
        record.status = status
        self._dirty[key] = record
        return record

    def apply(self, command: Command, now_ms: int) -> None:
        """Write one command into the records. Starting a step is the conductor's; here is its record."""
        match command:
            case StartStep():
                self._start_step(command, now_ms)
            case CompleteStep():
                self._complete_step(command, now_ms)
            case FailStep():
                self._fail_step(command, now_ms)
            case RetryStep():
                self._retry_step(command, now_ms)
            case WaitStep():
                self._wait_step(command, now_ms)
            case SkipStep():
                record = self.record_for(command.step, "skipped")
                record.reason, record.finished_ms = command.reason, now_ms
                record.port = command.port
                self.event("step.skipped", record, now_ms, {"reason": command.reason})
            case CancelStep():
                self.outside.call_off(self.records.get(command.step))
                record = self.record_for(command.step, "cancelled")
                record.reason, record.finished_ms, record.wake_at_ms = command.reason, now_ms, None
                record.output = None  # what it would have given, or waited for
                self.event("step.cancelled", record, now_ms, {"reason": command.reason})
            case FinishRun():
                self._finish(command, now_ms)
            case ParkRun():
                self.park = command
            case ForgetSteps():
                self._forget(command)
            case OpenStep():
                record = self.records[command.step]
                data = {"stepId": record.public_id, "items": command.items}
                self.event("step.opened", record, now_ms, data)
            case ReopenStep() | GatherStep():
                pass  # the conductor asks the block

    def _forget(self, command: ForgetSteps) -> None:
        """The steps' rows are written or part of the next commit; what nobody reads any more need not be kept."""
        for step in command.steps:
            record = self.records.pop(step, None)
            if record is not None:
                self.store.forget(record.config)
                self.store.forget(record.output)

    def _start_step(self, command: StartStep, now_ms: int) -> None:
        self.park = None
        record = self.record_for(command.step, "running")
        record.attempt = command.attempt
        record.started_ms = record.started_ms if record.started_ms is not None else now_ms
        record.attempt_started_ms, record.wake_at_ms, record.reason = now_ms, None, ""
        node = self.version.graph.nodes[record.block]
        most = node.retry.max_attempts if node.on_failure == "retry" else 1
        data = {"stepId": record.public_id, "attempt": command.attempt, "maxAttempts": most}
        self.event("step.started", record, now_ms, data)

    def _complete_step(self, command: CompleteStep, now_ms: int) -> None:
        record = self.record_for(command.step, "completed")
        record.output, record.port, record.finished_ms = command.output, command.port, now_ms
        record.wake_at_ms, record.reason, record.error = None, "", None
        if record.started_ms is None:
            record.started_ms = now_ms
        self.see(record)
        self.event(
            "step.completed",
            record,
            now_ms,
            {
                "stepId": record.public_id,
                "port": command.port,
                "digest": digest(command.output),
                "durationMs": now_ms - record.started_ms,
            },
        )

    def _fail_step(self, command: FailStep, now_ms: int) -> None:
        record = self.record_for(command.step, "failed")
        record.error, record.port, record.output = command.failure.as_json(), command.port, command.output
        record.finished_ms = now_ms
        self._log_attempt(record, now_ms)
        self.see(record)
        self.event(
            "step.failed",
            record,
            now_ms,
            {
                "stepId": record.public_id,
                "error": {"code": command.failure.code, "message": command.failure.message},
                "port": command.port,
                "durationMs": now_ms - (record.started_ms or now_ms),
            },
        )

    def _retry_step(self, command: RetryStep, now_ms: int) -> None:
        record = self.record_for(command.step, "waiting" if command.reason else "retrying")
        record.error, record.reason = command.failure.as_json(), command.reason
        self._log_attempt(record, now_ms)
        record.attempt, record.wake_at_ms = command.next_attempt, command.at_ms
        self.outside.has_waited = True
        if command.at_ms is not None:
            self.due.append((record.key, command.at_ms))
        if is_definite(record.error):
            # A definite answer: the next try is a new request under a new key. Where the answer was lost, the same
            # bytes go out again under the same key.
            record.generation, record.is_stale = record.generation + 1, True
        data: dict[str, Any] = {
            "stepId": record.public_id,
            "error": {"code": command.failure.code, "message": command.failure.message},
        }
        if command.reason:
            data |= {"reason": command.reason, "until": command.at_ms}
            self.event("step.waiting", record, now_ms, data)
            return
        most = self.version.graph.nodes[record.block].retry.max_attempts
        data |= {"attempt": command.next_attempt, "maxAttempts": most, "nextAttemptAt": command.at_ms}
        self.event("step.retrying", record, now_ms, data)

    def _wait_step(self, command: WaitStep, now_ms: int) -> None:
        record = self.record_for(command.step, "waiting")
        record.reason, record.wake_at_ms = command.reason, command.until_ms
        record.output, record.port = command.output, command.port
        self.outside.has_waited = True
        if command.question is not None:
            self.outside.ask(record, command.question, now_ms)
        elif command.until_ms is not None:
            self.due.append((record.key, command.until_ms))
        data = {"stepId": record.public_id, "reason": command.reason, "until": command.until_ms}
        self.event("step.waiting", record, now_ms, {**data, **subject_of(record)})

    def answer(self, now_ms: int) -> Told | None:
        """The next word from outside that a waiting step waits for; None when there is none, or the run ends anyway."""
        if self.state.is_finished or self.state.is_closing:
            return None
        found = self.outside.next_answer(self.records)
        if found is None:
            return None
        record, signal = found
        told, data = told_by(record, signal, port=self.version.graph.nodes[record.block].continue_port)
        if data:
            self.event("step.decided", record, now_ms, {"stepId": record.public_id, **data})
        return told

    def _log_attempt(self, record: StepRecord, now_ms: int) -> None:
        attempts = record.attempt_log or []
        entry = {
            "attempt": record.attempt,
            "startedAt": record.attempt_started_ms,
            "completedAt": now_ms,
            "error": record.error,
        }
        record.attempt_log = [*attempts, entry]

    def _finish(self, command: FinishRun, now_ms: int) -> None:
        self.finish = command
        self._output = run_output(self.state, self.response)
        if command.status == "completed":
            complaint = self.version.output_complaint(self._output)
            if complaint:
                self.finish = FinishRun("failed", {"code": "OUTPUT_INVALID", "message": complaint})
        error = self.finish.error
        data: dict[str, Any] = {"durationMs": now_ms - self.started_ms}
        if error is None:
            data["digest"] = digest(self._output)
        else:
            data["error"] = {**error, "blockId": error.get("step")}
        self.event(f"run.{self.finish.status}", None, now_ms, data)

    # --- writing ------------------------------------------------------------------------------

    @property
    def is_over(self) -> bool:
        return self.finish is not None

    @property
    def leaves(self) -> bool:
        """The run gives up its lease with the next commit."""
        return self.finish is not None or self.park is not None

    @property
    def has_news(self) -> bool:
        return bool(self._events or self._dirty or self._is_row_dirty)

    @property
    def may_be_written_later(self) -> bool:
        """A step is under way that may end in a moment, and all that the database does not know yet is work without effect,
        which a crash repeats.
        """
        return (
            bool(self.contexts and self._dirty)
            and not (self.calls or self.leaves or self.work or self.due or self._is_row_dirty)
            and not any(record.is_stored for record in self._dirty.values())
        )

    def ran_ms(self, now_ms: int) -> int:
        """The time that counts against the run's limit."""
        return int(self.row["ran_ms"]) + now_ms - self.claimed_ms - self.unclocked_ms

    def respond(self, response: dict[str, Any], now_ms: int) -> None:
        """The first response wins."""
        if self.response is None:
            self.response = response
            self._is_row_dirty = self._has_responded = True
            self.event("run.responded", None, now_ms, {"statusCode": response["statusCode"]})

    def take_progress(self, now_ms: int) -> Progress:
        """Everything since the last commit, as one."""
        status, error = "running", None
        output: tuple[str | None, Any] = (None, None)
        wake_at_ms: int | None = None
        ran_ms = self.ran_ms(now_ms)
        if self.finish is not None:
            status, error = self.finish.status, self.finish.error
            if status == "completed":
                output = self._put_output()
        elif self.park is not None:
            status, wake_at_ms = self.park.status, self.park.wake_at_ms
            if status == "running" and wake_at_ms is not None:
                # Back-off is time in `running`: it counts, and the run's limit may come first.
                if (limit := self.version.run_timeout_ms) is not None:
                    wake_at_ms = min(wake_at_ms, now_ms + max(0, limit - ran_ms))
                ran_ms += max(0, wake_at_ms - now_ms)
            if self.state.halt is None and status == "suspended":
                self.event("run.suspended", None, now_ms, {"until": wake_at_ms})
        steps: list[tuple[Any, ...]] = []
        changed_steps: list[tuple[Any, ...]] = []
        for record in self._dirty.values():
            (changed_steps if record.is_stored else steps).append(step_row(record, self.id, self.store))
            record.is_stored = True
        waiting = None
        if self.park is not None:
            waiting = waiting_text(self.records[step] for step in self.state.parked)
        run = (
            status,
            wake_at_ms,
            "" if self.leaves else self.owner,
            waiting,
            *output,
            None if self.response is None else dump(self.response).decode(),
            None if error is None else dump(error).decode(),
            self._next_event,
            self._next_step,
            ran_ms if self.leaves else self.row["ran_ms"],
            db_time(self.started_ms),
            db_time(now_ms) if self.finish is not None else None,
            self.finish is None and self.park is not None,
            self.outside.seen,
            not self.leaves,
        )
        last = self._next_event - 1
        events = None
        if self._events:
            events = (self.id, self._first_event, last, orjson.dumps(self._events).decode())
        progress = Progress(
            run_id=self.id,
            epoch=self.epoch,
            run=run,
            steps=steps,
            changed_steps=changed_steps,
            payloads=self.store.take(),
            events=events,
            announce=(
                hex_id(self.id),
                hex_id(self.row["workflow_id"]),
                last,
                RESPONDED if self._has_responded and status == "running" else status,
            ),
            frees_slot=freed_slot(self.row, self.version, self.finish, self.park),
            clears=self.trial.clears(self._dirty.values(), leaves=self.leaves),
            aftermath_at_ms=aftermath_at(self.row, self.version, self.finish, now_ms),
            news=None if self.state.halt and not self.finish else news_of(self.row, status, waiting, now_ms),
            counted=() if self.is_test else counts_of(self._events, self.version),
            spans=spans_of(self.row, self.version, self._dirty.values(), self.finish, now_ms),
        )
        self.outside.fill(progress, status if self.finish is not None else None)
        self._events, self._dirty, self._is_row_dirty, self._has_responded = [], {}, False, False
        self._first_event = self._next_event
        return progress

    def _put_output(self) -> tuple[str | None, Any]:
        try:
            return self.store.put(self._output)
        except Permanent:
            # Each step's own output was within the limit; together they are not. The steps keep them.
            return '"The outputs are too large together; read them at the steps."', None
