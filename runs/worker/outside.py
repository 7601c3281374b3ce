"""What a run on board has to do with people and other runs: questions it asks, signals that answer them, its end.

Owned by the drain's main thread, like the run itself; `fill` hands it to the writer with the rest of the commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import orjson

from runs.engine.commands import Failed, Failure, Succeeded, Told, Woken
from runs.engine.keys import index_path
from runs.payloads import dump, load_value
from runs.queue import Progress
from runs.signals import ANSWER, CHILD, DECISION, RECONNECTED, Ending, Signal, end_of_run
from runs.sql import db_time, db_uuid, new_id, read_uuid
from runs.worker.step_record import StepRecord

#: What steps wait for that only a signal ends, and the kind of signal that does.
ANSWERED_BY = {"approval": DECISION, "uncertain": ANSWER, "subworkflow": CHILD}
#: What they also look for by themselves when their time has come.
WOKEN_BY = {"connection": RECONNECTED}
SHOWN = 100  # waiting steps that the run's row names; a fan-out may have thousands
_RESERVED = frozenset(
    {"CANCELLED", "UNCERTAIN"}
)  # what they mean for the run that ended, they do not mean here


class Outside:
    """`seen`: how many signals of the run's counter were read."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self._row = row
        self.seen: int = row["signals"]
        self.has_waited = self.seen > 0
        self._pending: dict[Any, Signal] = {}
        self._consumed: list[Any] = []
        self._gone: set[Any] = set()
        self._called_off: list[Any] = []
        self._approvals: list[tuple[Any, ...]] = []
        self._outbox: list[tuple[Any, ...]] = []

    # --- signals ------------------------------------------------------------------------------

    def take_in(self, signals: Iterable[Signal]) -> None:
        for signal in signals:
            if signal.id not in self._gone:
                self._pending[signal.id] = signal

    def next_answer(self, records: Mapping[str, StepRecord]) -> tuple[StepRecord, Signal] | None:
        """A signal for a step that waits for it. One that came early stays, one that came late is used up."""
        if not self._pending:
            return None
        by_id = {record.id: record for record in records.values()}
        for signal in list(self._pending.values()):
            record = by_id.get(signal.step_id)
            if record is not None and record.status in ("running", "retrying"):
                continue
            del self._pending[signal.id]
            self._consumed.append(signal.id)
            self._gone.add(signal.id)
            if (
                record is not None
                and record.status == "waiting"
                and {**ANSWERED_BY, **WOKEN_BY}.get(record.reason) == signal.kind
            ):
                return record, signal
        return None

    # --- questions ----------------------------------------------------------------------------

    def ask(self, record: StepRecord, question: Mapping[str, Any], now_ms: int) -> None:
        """An approval, opened with the next commit, and the mails about it."""
        approval_id = new_id()
        at, company_id, run_id = db_time(now_ms), self._row["company_id"], self._row["id"]
        self._approvals.append(
            (
                approval_id,
                company_id,
                run_id,
                record.id,
                record.block,
                question["title"],
                question["description"],
                dump(question["approvers"]).decode(),
                None if question["form"] is None else dump(question["form"]).decode(),
                question["fourEyes"],
                dump(question["notify"]).decode(),
                at,
                question["ms"],
            )
        )
        if question["notify"].get("email", True):
            for address in question["approvers"]:
                if "@" in address:
                    data = {"approval": read_uuid(approval_id).hex, "channel": "email", "to": address}
                    self._outbox.append((company_id, "approval.asked", orjson.dumps(data).decode(), at))
        if channel := question["notify"].get("slack"):
            data = {"approval": read_uuid(approval_id).hex, "channel": "slack", "to": channel}
            data["thread"] = question["notify"].get("slackThreadTs")
            self._outbox.append((company_id, "approval.asked", orjson.dumps(data).decode(), at))

    def call_off(self, record: StepRecord | None) -> None:
        """The step is cancelled: what it waits for is not wanted any more."""
        if record is not None and record.status == "waiting" and record.reason in ANSWERED_BY:
            self._called_off.append(record.id)

    # --- writing ------------------------------------------------------------------------------

    def fill(self, progress: Progress, ended_as: str | None) -> None:
        progress.consumed, self._consumed = self._consumed, []
        progress.approvals, self._approvals = self._approvals, []
        progress.outbox, self._outbox = self._outbox, []
        called_off, self._called_off = self._called_off, []
        if called_off and ended_as is None:
            progress.called_off = called_off
        if ended_as is not None and (self.has_waited or self._row["parent_step"] is not None):
            progress.ending = Ending(
                self._row["id"], ended_as, self._row["parent_id"], self._row["parent_step"], self.has_waited
            )


def waiting_text(records: Iterable[StepRecord]) -> str:
    """Of its parked steps, the run's `waiting` column: which steps wait, for what and whom, and until when."""
    waiting = [
        {
            "stepId": record.public_id,
            "blockId": record.block,
            "iteration": index_path(record.path),
            "reason": record.reason or record.status,
            "until": record.wake_at_ms,
            **subject_of(record),
        }
        for record in islice(records, SHOWN)
    ]
    return dump(waiting).decode()


def subject_of(record: StepRecord) -> dict[str, Any]:
    """For whom or what it waits: the place of the output holds it until there is one."""
    return dict(record.output) if record.reason in ("approval", "subworkflow") and record.output else {}


# --- what an answer means ---------------------------------------------------------------------


def told_by(record: StepRecord, signal: Signal, *, port: str) -> tuple[Told, dict[str, Any]]:
    """What to tell the planner, and the data of the event. `port`: where the block goes on when it is told to have
    succeeded.
    """
    body = signal.body
    if signal.kind == DECISION:
        return _decided(record.key, body)
    if signal.kind == RECONNECTED:
        return Woken(record.key), {}
    if signal.kind == CHILD:
        return _child_ended(record, body)
    data = {"decision": next(iter(body)), "by": body.get("by")}
    if body.get("happened"):
        return Succeeded(record.key, body.get("output"), port), data
    if body.get("again"):
        return Woken(record.key), data
    said = f"{body.get('by') or 'Somebody'} let this step fail: nobody knows whether it happened."
    return Failed(record.key, Failure("UNCERTAIN", said, when_lost="fail")), data


def _decided(step: str, body: Mapping[str, Any]) -> tuple[Told, dict[str, Any]]:
    approved = bool(body["approved"])
    output = {
        "approved": approved,
        "approvedBy": body.get("approvedBy"),
        "approvedAt": body.get("approvedAt"),
        "comment": body.get("comment"),
        "form": body.get("form"),
    }
    decision = "expired" if body.get("isExpired") else "approved" if approved else "rejected"
    data = {"decision": decision, "by": output["approvedBy"], "comment": output["comment"]}
    return Succeeded(step, output, "approved" if approved else "rejected"), data


def _child_ended(record: StepRecord, body: Mapping[str, Any]) -> tuple[Told, dict[str, Any]]:
    run_id, status = str(body["runId"]), str(body["status"])
    data = {"decision": status, "by": None, "childRunId": run_id}
    # Whatever it said is definite: another try is another run.
    record.generation += 1
    found = end_of_run(db_uuid(read_uuid(run_id.removeprefix("run_"))))
    if found is None:
        gone = Failure("STEP_ERROR", "The run that this step waited for is no longer there.")
        return Failed(record.key, gone), data
    _, output, payload, error_text = found
    if status == "completed":
        value = {"runId": run_id, "status": status, "output": load_value(output, payload)}
        return Succeeded(record.key, value), data
    error = {} if error_text is None else orjson.loads(error_text)
    code = str(error.get("code") or "STEP_ERROR")
    failure = Failure(
        "STEP_ERROR" if code in _RESERVED else code,
        str(error.get("message") or f"The run it started ended as {status}."),
        details={"runId": run_id, "status": status, "error": error},
    )
    return Failed(record.key, failure), data
