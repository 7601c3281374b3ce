"""Starting runs: one set of rules, used by the ASGI door (many at once) and by `services.start_run` (one).

`accept` takes a batch and commits it in one transaction: versions are looked up, input checked, idempotency keys honoured,
rows written. The bell rings and the answer goes out only after the commit.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, TypeVar

import orjson
from django.db import IntegrityError

from accounts import counts
from accounts.api.errors import ApiError, conflict, not_found
from accounts.ids import public_id, uuid7
from accounts.jsontext import dump_json
from integrations.outcomes import Permanent
from runs import backlog, bell, news, signals, slots
from runs.admission import Gate, Limit, Verdict, end_skipped, slots_of_those_that_wait
from runs.files import hold_files
from runs.firing_facts import trigger_scope
from runs.numbers import Numbers
from runs.payloads import Store, dump
from runs.prepared import Often
from runs.reuse import insert_given, insert_reused
from runs.sql import (
    DRIVER,
    EVENT_COLUMNS,
    PAYLOAD_COLUMNS,
    Statements,
    db_time,
    db_uuid,
    now_ms_sql,
    read_uuid,
    write_transaction,
)
from runs.start_facts import StartFacts, start_facts
from runs.start_request import Accepted, Parent, StartRequest
from runs.start_rules import check_input, choose_trigger, fingerprint

KEY_LIFE_MS = 7 * 24 * 3600 * 1000
ATTEMPTS = 5

T = TypeVar("T")


Answers = list[Accepted | ApiError]


def accept(requests: Sequence[StartRequest]) -> Answers:
    """Commit these starts; for each the run or the reason why not, in the same order. Rings once."""
    results = commit(lambda sql: accept_within(sql, requests))
    count_accepted(requests, results)
    return results


def commit(write: Callable[[Statements], tuple[T, list[bell.Announcement]]]) -> T:
    """What `write` gives beside its announcements, which are made after the commit, with a ring. It may be called again:
    when another process has committed the same key meanwhile, the next look finds it.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with write_transaction() as sql:
                result, announcements = write(sql)
            break
        except (IntegrityError, DRIVER.IntegrityError):
            if attempt == ATTEMPTS:
                raise
    if announcements:
        bell.announce(announcements)
        bell.ring()
    return result


def count_accepted(requests: Iterable[StartRequest], results: Iterable[object]) -> None:
    counts.count_each(
        counts.key("runs_accepted", ("trigger", request.trigger_type))
        for request, result in zip(requests, results, strict=True)
        if isinstance(result, Accepted) and result.is_new
    )


def accept_within(
    sql: Statements, requests: Sequence[StartRequest]
) -> tuple[Answers, list[bell.Announcement]]:
    """The same inside the caller's transaction. After its commit the caller announces what is returned, and rings."""
    return _Batch(sql, requests).write()


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A run about to be inserted."""

    request: StartRequest
    run_id: uuid.UUID
    version_id: uuid.UUID
    trigger: str
    fingerprint: str
    text: str | None
    payload_id: Any
    payloads: list[tuple[Any, ...]]
    limit: Limit | None = None
    slot_key: str = ""


class _Batch:
    def __init__(self, sql: Statements, requests: Sequence[StartRequest]) -> None:
        self.sql = sql
        self.requests = requests
        self.results: list[Accepted | ApiError | None] = [None] * len(requests)
        self.numbers = Numbers(sql)
        self.workflows = self._load_workflows()
        self.keys: dict[tuple[uuid.UUID, str], tuple[str, Accepted]] = {}
        self.verdicts: dict[uuid.UUID, Verdict] = {}
        self.waiting: Counter[uuid.UUID] = Counter()  # by company, of this batch

    def write(self) -> tuple[Answers, list[bell.Announcement]]:
        self._load_keys()
        fresh: list[_Fresh] = []
        for place, request in enumerate(self.requests):
            try:
                # A key that was used names its run whatever became of the workflow since.
                fingerprint = _fingerprint(request)
                known = self._known(request, fingerprint)
                if known is not None:
                    self.results[place] = known
                    continue
                if request.parent is not None:
                    self._check_parent(request.parent)
                version_id, facts, trigger = self._check(request)
                limit, slot_key = _slot(request, facts)
                if not request.test and request.trigger_type not in backlog.EXEMPT:
                    backlog.take(self.sql, request.company_id, uncommitted=self.waiting[request.company_id])
                    self.waiting[request.company_id] += 1
            except ApiError as error:
                self.results[place] = error
                continue
            run_id = uuid7()
            store = Store(db_uuid(run_id))
            try:
                text, payload_id = store.put(request.input)
            except Permanent as error:
                self.results[place] = ApiError("PAYLOAD_TOO_LARGE", 413, error.message)
                continue
            self.results[place] = Accepted(run_id, request.workflow_id, "pending", facts.number, is_new=True)
            if request.stored_key is not None:
                again = Accepted(run_id, request.workflow_id, "pending", facts.number, is_new=False)
                self.keys[request.company_id, request.stored_key] = (fingerprint, again)
            fresh.append(
                _Fresh(
                    request,
                    run_id,
                    version_id,
                    trigger,
                    fingerprint,
                    text,
                    payload_id,
                    store.take(),
                    limit,
                    slot_key,
                )
            )
        if not self.numbers.are_taken:
            self.numbers.take(one.request.workflow_id for one in fresh)
        admitted = self._admit(fresh)
        announcements = self._insert(admitted) if admitted else []
        self.numbers.give_back()
        return [result for result in self.results if result is not None], announcements

    # --- looking up ---------------------------------------------------------------------------

    def _load_workflows(self) -> dict[uuid.UUID, tuple[uuid.UUID, str, uuid.UUID | None]]:
        """With the numbers that the runs will have, where it looks as if all of them will be accepted."""
        ids = list(dict.fromkeys(request.workflow_id for request in self.requests))
        question = _workflows(len(ids)), [db_uuid(one) for one in ids]
        # A parent's lock comes before those of the workflows, and what a key names is not started again.
        if any(one.parent is not None or one.stored_key is not None for one in self.requests):
            rows = self.sql.all(*question)
        else:
            rows = self.numbers.take((one.workflow_id for one in self.requests), question)
        return {
            read_uuid(row[0]): (read_uuid(row[1]), row[2], None if row[3] is None else read_uuid(row[3]))
            for row in rows
        }

    def _load_keys(self) -> None:
        """The runs that earlier requests started under the keys of this batch; callers' keys past their life are freed."""
        by_company: dict[uuid.UUID, list[str]] = {}
        for request in self.requests:
            if request.stored_key is not None:
                by_company.setdefault(request.company_id, []).append(request.stored_key)
        for company_id, keys in by_company.items():
            marks = ", ".join("?" * len(keys))
            now_ms = int(self.sql.all(f"SELECT {now_ms_sql()}")[0][0])
            parameters = (db_uuid(company_id), *keys)
            self.sql.run(
                f"UPDATE runs_run SET idem_key = NULL WHERE company_id = ? AND idem_key IN ({marks}) AND created_at < ?"
                " AND idem_hash <> ''",  # of an occasion there is none
                (*parameters, db_time(now_ms - KEY_LIFE_MS)),
            )
            for row in self.sql.all(
                "SELECT r.id, r.workflow_id, r.status, v.number, r.idem_key, r.idem_hash FROM runs_run r"
                " JOIN workflows_workflowversion v ON v.id = r.version_id"
                f" WHERE r.company_id = ? AND r.idem_key IN ({marks})",
                parameters,
            ):
                accepted = Accepted(read_uuid(row[0]), read_uuid(row[1]), row[2], row[3], is_new=False)
                self.keys[company_id, row[4]] = (row[5], accepted)

    def _known(self, request: StartRequest, fingerprint: str) -> Accepted | None:
        if request.stored_key is None:
            return None
        known = self.keys.get((request.company_id, request.stored_key))
        if known is None:
            return None
        if known[0] != fingerprint:
            raise conflict(
                "This idempotency key was used with another body within the last 7 days. Use a new key for a new run."
            )
        return known[1]

    def _check_parent(self, parent: Parent) -> None:
        """The step that starts a run must still be on board of whoever asks, and stay so until the commit."""
        lock = " FOR NO KEY UPDATE" if self.sql.is_postgres else ""
        if not self.sql.all(
            f"SELECT 1 FROM runs_run WHERE id = ? AND epoch = ? AND finished_at IS NULL{lock}",
            (db_uuid(parent.run_id), parent.epoch),
        ):
            raise conflict("The run that wanted to start this one has ended, or goes on elsewhere.")

    def _check(self, request: StartRequest) -> tuple[uuid.UUID, StartFacts, str]:
        workflow = self.workflows.get(request.workflow_id)
        if workflow is None or workflow[0] != request.company_id:
            raise not_found("There is no workflow with this id.")
        _, status, published_id = workflow
        if status == "archived":
            raise conflict("This workflow is archived and cannot run.")
        version_id = request.version_id
        if status == "paused" and request.version_name != "draft" and request.is_new_input:
            raise ApiError("WORKFLOW_PAUSED", 409, "This workflow is paused. Resume it to start runs.")
        if version_id is None:
            if published_id is None:
                raise conflict(
                    'This workflow has not been published. Publish it, or run the draft with "version": "draft".'
                )
            version_id = published_id
        facts = start_facts(version_id)
        if facts.schema is not None and request.is_new_input:
            check_input(facts.schema, request.input)
        return version_id, facts, choose_trigger(request.trigger_id, facts.triggers, facts.api_triggers)

    # --- concurrency limits -------------------------------------------------------------------

    def _admit(self, fresh: list[_Fresh]) -> list[_Fresh]:
        """Judge the runs of limited workflows; what is left is to be inserted."""
        keys = [one.slot_key for one in fresh if one.limit is not None]
        if not keys:
            return fresh
        gate = Gate(self.sql, keys)
        kept: list[_Fresh] = []
        for one in fresh:
            try:
                if one.limit is not None:
                    may_refuse = one.request.trigger_type == "api"
                    verdict = gate.judge(one.slot_key, one.limit, may_refuse=may_refuse)
                    if verdict == "waits":
                        self._refuse_a_circle(one.request.parent, one.slot_key, one.limit)
                    self.verdicts[one.run_id] = verdict
            except ApiError as error:
                # Whoever asked under the same idempotency key in this batch hears the same.
                self._answer(one.run_id, error)
            else:
                kept.append(one)
        return kept

    def _refuse_a_circle(self, parent: Parent | None, key: str, limit: Limit) -> None:
        """A run whose every slot is held by those that wait for it would never start. Raises ApiError 409."""
        if parent is None or parent.step_id is None:
            return
        versions = slots_of_those_that_wait(self.sql, db_uuid(parent.run_id), key)
        kept = [
            one for one in versions if not start_facts(read_uuid(one)).settings.get("releaseWhileSuspended")
        ]
        if len(kept) >= limit.most:
            raise conflict(
                "This run would wait for ever: what waits for it holds every slot of its concurrency limit "
                f"({limit.most}). Raise the limit, or let waiting runs give their slot back (releaseWhileSuspended)."
            )

    def _answer(self, run_id: uuid.UUID, answer: ApiError | str) -> None:
        """Replace what was to be answered about this run: by a refusal, or with another status."""
        for place, result in enumerate(self.results):
            if isinstance(result, Accepted) and result.run_id == run_id:
                self.results[place] = (
                    answer if isinstance(answer, ApiError) else replace(result, status=answer)
                )

    def _place(self, one: _Fresh, now_ms: int) -> bool:
        """Put an inserted run into its slot or line; or end it, when it is skipped (then True)."""
        assert one.limit is not None
        verdict, key = self.verdicts[one.run_id], db_uuid(one.run_id)
        if verdict != "skipped":
            slots.enter(self.sql, key, one.slot_key, one.limit.most, is_held=verdict == "waits")
            return False
        end_skipped(self.sql, key, one.limit, now_ms)
        self._answer(one.run_id, "cancelled")
        if not one.request.test:
            facts = {"run": one.run_id.hex}
            company_id = db_uuid(one.request.company_id)
            news.record(self.sql, [news.News("run.cancelled", company_id, facts, db_time(now_ms))])
        parent = one.request.parent
        if parent is not None and parent.step_id is not None:
            family = db_uuid(parent.run_id), db_uuid(parent.step_id)
            signals.end(self.sql, [signals.Ending(key, "cancelled", *family, has_waited=False)])
        return True

    # --- writing ------------------------------------------------------------------------------

    def _insert(self, fresh: list[_Fresh]) -> list[bell.Announcement]:
        sql, now_ms = self.sql, self.numbers.now_ms
        runs: list[tuple[Any, ...]] = []
        events: list[tuple[Any, ...]] = []
        announcements: list[bell.Announcement] = []
        for one in fresh:
            request, key = one.request, db_uuid(one.run_id)
            number, place = self.numbers.next(request.workflow_id)
            runs.append(
                (
                    key, db_uuid(request.company_id), db_uuid(request.workflow_id), db_uuid(one.version_id), number,
                    request.trigger_type, one.trigger, request.started_by[:200], request.test, place, now_ms,
                    request.stored_key, one.fingerprint,
                    None if request.connection_id is None else db_uuid(request.connection_id),
                    None if request.retry_of is None else db_uuid(request.retry_of),
                    one.text, one.payload_id, db_time(now_ms),
                    "pending", True, 0, "", 0, 2, 1, 0, "", 0, *_parent_columns(request.parent),
                    None if request.event_id is None else db_uuid(request.event_id),
                    None if request.fired is None else dump_json(request.fired).decode(),
                    None if request.rehearsal is None else dump(request.rehearsal.as_json()).decode(),
                )
            )  # fmt: skip
            data = {"number": number, "triggerType": request.trigger_type}
            events.append(_event(key, 1, "run.created", now_ms, data))
            announcements.append((one.run_id.hex, request.workflow_id.hex, 1, "pending"))
        sql.insert("runs_run", _RUN_COLUMNS, runs)
        if payloads := [row for one in fresh for row in one.payloads]:
            sql.insert("runs_payload", PAYLOAD_COLUMNS, payloads, are_large=True)
        sql.insert("runs_eventbatch", EVENT_COLUMNS, events)
        hold_files(
            sql, ((one.run_id, one.request, one.text if one.payload_id is None else None) for one in fresh)
        )
        for one in fresh:
            if one.request.reuse is not None:
                insert_reused(sql, one.run_id, one.request.reuse, text=one.text, payload_id=one.payload_id)
            elif one.request.given:
                insert_given(sql, one.run_id, one.request.given)
        skipped = [one for one in fresh if one.limit is not None and self._place(one, now_ms)]
        announcements.extend((one.run_id.hex, one.request.workflow_id.hex, 2, "cancelled") for one in skipped)
        return announcements


@lru_cache(maxsize=64)
def _workflows(count: int) -> Often:
    marks = ", ".join("?" * count)
    return Often(f"SELECT id, company_id, status, published_id FROM workflows_workflow WHERE id IN ({marks})")


_RUN_COLUMNS = (
    "id", "company_id", "workflow_id", "version_id", "number", "trigger_type", "trigger_block", "started_by", "test",
    "queued_seq", "ready_at_ms", "idem_key", "idem_hash", "connection_id", "retry_of_id", "input", "input_payload",
    "created_at", "status", "ready", "priority", "lease_owner", "epoch", "next_event", "next_step", "rescues",
    "cancel_requested_by", "ran_ms", "parent_id", "parent_step", "hops", "event_id", "fired", "rehearsal",
)  # fmt: skip


def _parent_columns(parent: Parent | None) -> tuple[Any, Any, int]:
    if parent is None:
        return None, None, 0
    step_id = None if parent.step_id is None else db_uuid(parent.step_id)
    return db_uuid(parent.run_id), step_id, parent.hops


def _event(run: Any, seq: int, kind: str, at_ms: int, data: dict[str, Any]) -> tuple[Any, ...]:
    event = {"seq": seq, "type": kind, "blockId": None, "at": at_ms, "data": data}
    return run, seq, seq, orjson.dumps([event]).decode()


def _fingerprint(request: StartRequest) -> str:
    if not request.idempotency_key:
        return ""
    return fingerprint(input=request.input, connection_id=request.connection_id, version=request.version_name)


def _slot(request: StartRequest, facts: StartFacts) -> tuple[Limit | None, str]:
    """The concurrency limit that holds for this run, and its key. Test runs stand outside limits."""
    if facts.limit is None or request.test:
        return None, ""
    scope = {
        "input": request.input,
        "trigger": trigger_scope(request.trigger_type, request.fired, request.input),
        "variables": facts.variables,
        "workflow": {"id": public_id("wf", request.workflow_id), "version": facts.number},
    }
    return facts.limit, facts.limit.slot_key(request.workflow_id, scope)
