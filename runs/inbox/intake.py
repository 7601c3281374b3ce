"""Storing events and starting what they start: one transaction for whatever is pending, API calls among it.

In it stand the event, its dedupe key, its decision for each workflow that listens, and the runs. The answer goes out
only after the commit, the bell rings once.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

import zstandard

from accounts import counts
from accounts.api.errors import ApiError, conflict
from accounts.ids import public_id, uuid7
from accounts.jsontext import dump_json
from runs import backlog, bell
from runs.accept import KEY_LIFE_MS, accept_within, commit, count_accepted
from runs.firing import TriggerRow, firing, triggers_of
from runs.firing_facts import iso_ms
from runs.inbox.listening import catch
from runs.inbox.new_event import Decision, NewEvent, Received
from runs.inbox.stored import said_by
from runs.sql import Statements, db_time, db_uuid, now_ms_sql, read_uuid
from runs.start_request import Accepted, StartRequest
from workflows.filters import FilterInvalid, read_filter, refusal

Wish = StartRequest | NewEvent
Answer = Accepted | Received | ApiError
Key = tuple[uuid.UUID, str, str]  # company, source, key

_REASON = 500
_WITHOUT_KEY = ("duplicate", "rejected", "captured")
_WORST_FIRST = ("started", "held", "rejected", "filtered")


def take_in(wishes: Sequence[Wish]) -> list[Answer]:
    """Commit these in the order they came; for each what became of it. Rings once."""

    def write(sql: Statements) -> tuple[list[Answer], list[bell.Announcement]]:
        return _Intake(sql, wishes).write()

    answers = commit(write)
    starts = [
        (wish, answer) for wish, answer in zip(wishes, answers, strict=True) if isinstance(wish, StartRequest)
    ]
    count_accepted((wish for wish, _ in starts), (answer for _, answer in starts))
    counts.count_each(
        _counted(wish, answer)
        for wish, answer in zip(wishes, answers, strict=True)
        if isinstance(answer, Received)
    )
    return answers


def _counted(wish: Wish, answer: Received) -> str:
    source = wish.source if isinstance(wish, NewEvent) else ""
    return counts.key("events_received", ("source", source), ("status", answer.status))


@dataclass(slots=True)
class _Filing:
    """One event on its way into the table."""

    event: NewEvent
    id: uuid.UUID
    status: str = ""
    reason: str = ""
    first_id: uuid.UUID | None = None
    twin: _Filing | None = None  # the same event, earlier in this batch
    run_id: uuid.UUID | None = None
    error: ApiError | None = None
    is_stored: bool = True
    decisions: list[Decision] = field(default_factory=list)
    starting: list[tuple[TriggerRow, int]] = field(default_factory=list)  # and the place among the starts


class _Intake:
    def __init__(self, sql: Statements, wishes: Sequence[Wish]) -> None:
        self.sql = sql
        self.wishes = wishes
        self.starts: list[StartRequest] = []
        events = [wish for wish in wishes if isinstance(wish, NewEvent)]
        self.now_ms = int(sql.all(f"SELECT {now_ms_sql()}")[0][0]) if events else 0
        self.keys: dict[Key, tuple[uuid.UUID, _Filing | None]] = self._load_keys(events)
        self.triggers = triggers_of(
            sql, {(one.company_id, one.listens) for one in events if one.refused is None}
        )
        self.waiting: Counter[uuid.UUID] = Counter()

    def write(self) -> tuple[list[Answer], list[bell.Announcement]]:
        plan: list[int | _Filing] = []
        for wish in self.wishes:
            if isinstance(wish, StartRequest):
                plan.append(len(self.starts))
                self.starts.append(wish)
            else:
                plan.append(self._file(wish))
        answers, news = accept_within(self.sql, self.starts) if self.starts else ([], [])
        filings = [each for each in plan if isinstance(each, _Filing)]
        for filing in filings:
            self._settle(filing, answers)
        self._insert([filing for filing in filings if filing.is_stored])
        return [answers[each] if isinstance(each, int) else _answer(each) for each in plan], news

    # --- deciding ---------------------------------------------------------------------------------

    def _file(self, event: NewEvent) -> _Filing:
        filing = _Filing(event, uuid7())
        if event.refused is not None:
            filing.status, filing.reason, filing.error = "rejected", event.refused.message, event.refused
            return filing
        if event.caught_by is not None:
            filing.status = "captured"
            return filing
        key = _key(event)
        if key is not None and key in self.keys:
            filing.first_id, filing.twin = self.keys[key]
            filing.status = "duplicate"
            return filing
        for trigger in self.triggers.get((event.company_id, event.listens), ()):
            is_meant = event.only is None or event.only == trigger.workflow_id
            if is_meant and (event.is_for is None or event.is_for(trigger)):
                self._decide(filing, trigger)
        if filing.starting and not self._has_room(filing):
            return filing
        if key is not None:
            self.keys[key] = (filing.id, filing)
        return filing

    def _decide(self, filing: _Filing, trigger: TriggerRow) -> None:
        event = filing.event
        reason = event.why_not(trigger) if event.why_not is not None else unmet(trigger, event.input)
        if reason is not None:
            filing.decisions.append(Decision(trigger, "filtered", reason[:_REASON]))
        elif trigger.is_paused:
            filing.decisions.append(Decision(trigger, "held"))
        else:
            filing.starting.append((trigger, len(self.starts)))
            self.starts.append(
                firing(
                    trigger=trigger,
                    occasion=filing.id.hex,
                    input=event.input,
                    fired_at_ms=self.now_ms,
                    event_id=filing.id,
                    facts=event.facts,
                    started_by=event.started_by,
                )
            )

    def _has_room(self, filing: _Filing) -> bool:
        """Whether the company's queue takes what the event would start. Else it is refused as a whole, before it is stored."""
        company_id, count = filing.event.company_id, len(filing.starting)
        try:
            for _ in range(count):
                backlog.take(self.sql, company_id, uncommitted=self.waiting[company_id])
                self.waiting[company_id] += 1
        except ApiError as error:
            del self.starts[-count:]
            filing.starting.clear()
            filing.error, filing.is_stored = error, False
            return False
        return True

    def _settle(self, filing: _Filing, answers: Sequence[Accepted | ApiError]) -> None:
        for trigger, place in filing.starting:
            filing.decisions.append(_decision(trigger, answers[place]))
        if filing.twin is not None and filing.twin.status == "rejected":
            filing.status, filing.reason, filing.error = "rejected", filing.twin.reason, filing.twin.error
        elif filing.status == "duplicate":
            self._compare(filing)
        elif not filing.status and filing.is_stored:
            status = {decision.status for decision in filing.decisions}
            filing.status = next((one for one in _WORST_FIRST if one in status), "unheard")
            told = next((one for one in filing.decisions if one.status == filing.status), None)
            filing.reason = told.reason if told else "" if filing.decisions else "No workflow listens to it."
            filing.error = told.error if told and filing.status == "rejected" else None

    def _compare(self, filing: _Filing) -> None:
        """What is known of the event that came before."""
        assert filing.first_id is not None
        filing.reason = "An event with this id came before."
        if filing.twin is not None:
            first = (filing.twin.event.topic, filing.twin.event.body)
            filing.run_id = next((one.run_id for one in filing.twin.decisions if one.run_id), None)
        else:
            rows = self.sql.all(
                "SELECT run_id FROM runs_eventdecision WHERE event_id = ? AND run_id IS NOT NULL ORDER BY id LIMIT 1",
                (db_uuid(filing.first_id),),
            )
            filing.run_id = read_uuid(rows[0][0]) if rows else None
            first = said_by(self.sql, filing.first_id) if filing.event.keeps_key_strictly else ("", b"")
        if filing.event.keeps_key_strictly and first != (filing.event.topic, filing.event.body):
            filing.is_stored = False
            filing.error = conflict(
                "This idempotency key was used with another body within the last 7 days. Use a new key for a new event."
            )

    # --- keys -------------------------------------------------------------------------------------

    def _load_keys(self, events: Iterable[NewEvent]) -> dict[Key, tuple[uuid.UUID, _Filing | None]]:
        """The events that came before under the keys of this batch; keys past their life are freed."""
        wanted: dict[tuple[uuid.UUID, str], set[str]] = {}
        for event in events:
            if event.dedupe_key is not None and event.refused is None:
                wanted.setdefault((event.company_id, event.source), set()).add(event.dedupe_key)
        found: dict[Key, tuple[uuid.UUID, _Filing | None]] = {}
        for (company_id, source), keys in wanted.items():
            where = f"company_id = ? AND source = ? AND dedupe_key IN ({', '.join('?' * len(keys))})"
            parameters = (db_uuid(company_id), source, *sorted(keys))
            self.sql.run(
                f"UPDATE runs_event SET dedupe_key = NULL WHERE {where} AND received_at < ?",
                (*parameters, db_time(self.now_ms - KEY_LIFE_MS)),
            )
            for row in self.sql.all(f"SELECT id, dedupe_key FROM runs_event WHERE {where}", parameters):
                found[company_id, source, row[1]] = (read_uuid(row[0]), None)
        return found

    # --- writing ----------------------------------------------------------------------------------

    def _insert(self, filings: list[_Filing]) -> None:
        if not filings:
            return
        # In the order of their keys: two batches that bring the same events never wait for one another crosswise.
        filings = sorted(filings, key=lambda each: (each.event.dedupe_key or "", each.id))
        self.sql.insert("runs_event", _EVENT_COLUMNS, [self._row(filing) for filing in filings])
        bodies = [
            (db_uuid(filing.id), "zstd", zstandard.compress(filing.event.body, 1))
            for filing in filings
            if _keeps_body(filing) and not filing.event.is_whole
        ]
        if bodies:
            self.sql.insert("runs_eventbody", ("event_id", "codec", "body"), bodies, are_large=True)
        for filing in filings:
            if filing.event.caught_by is not None and filing.status == "captured":
                catch(self.sql, filing.event.caught_by, filing.id, filing.event.input, self._fired(filing))
        decisions = [_decision_row(filing, one) for filing in filings for one in filing.decisions]
        if decisions:
            self.sql.insert("runs_eventdecision", _DECISION_COLUMNS, decisions)

    def _fired(self, filing: _Filing) -> dict[str, Any]:
        event_id, at = public_id("evt", filing.id), iso_ms(self.now_ms)
        return {"eventId": event_id, "firedAt": at, **filing.event.facts}

    def _row(self, filing: _Filing) -> tuple[Any, ...]:
        event = filing.event
        holds_key = event.dedupe_key is not None and filing.status not in _WITHOUT_KEY
        first = filing.first_id if filing.status == "duplicate" else event.again_of
        return (
            db_uuid(filing.id), db_uuid(event.company_id), event.source, event.topic[:300], filing.status,
            filing.reason[:_REASON], event.dedupe_key if holds_key else None, None if first is None else db_uuid(first),
            event.method, dump_json(event.headers).decode(), dump_json(event.query).decode(), len(event.body),
            event.preview if _keeps_body(filing) else "", db_time(self.now_ms),
        )  # fmt: skip


_EVENT_COLUMNS = (
    "id", "company_id", "source", "topic", "status", "reason", "dedupe_key", "first_id", "method", "headers", "query",
    "size", "preview", "received_at",
)  # fmt: skip
_DECISION_COLUMNS = ("event_id", "workflow_id", "trigger_id", "block_key", "status", "reason", "run_id")


def unmet(trigger: TriggerRow, input: Any) -> str | None:
    """The rule of the trigger's filter that this input does not meet."""
    wanted = trigger.config.get("filter")
    if not wanted:
        return None
    try:
        return refusal(read_filter(wanted), input)
    except FilterInvalid as error:
        return f"The filter cannot be used: {error.message}"


def _key(event: NewEvent) -> Key | None:
    return None if event.dedupe_key is None else (event.company_id, event.source, event.dedupe_key)


def _keeps_body(filing: _Filing) -> bool:
    """What nobody could verify is not kept, and what came before is there already."""
    return filing.event.refused is None and filing.status != "duplicate"


def _decision(trigger: TriggerRow, answer: Accepted | ApiError) -> Decision:
    if isinstance(answer, Accepted):
        return Decision(trigger, "started", run_id=answer.run_id)
    if answer.code == "WORKFLOW_PAUSED":
        return Decision(trigger, "held")
    return Decision(trigger, "rejected", _words(answer)[:_REASON], error=answer)


def _words(error: ApiError) -> str:
    details = cast("list[dict[str, Any]]", error.details or [])
    return " ".join([error.message, *(f"{each.get('path')}: {each.get('message')}." for each in details[:3])])


def _decision_row(filing: _Filing, decision: Decision) -> tuple[Any, ...]:
    trigger = decision.trigger
    return (
        db_uuid(filing.id), db_uuid(trigger.workflow_id), db_uuid(trigger.id), trigger.block_key, decision.status,
        decision.reason, None if decision.run_id is None else db_uuid(decision.run_id),
    )  # fmt: skip


def _answer(filing: _Filing) -> Received | ApiError:
    if not filing.is_stored:
        assert filing.error is not None
        return filing.error
    received = Received(
        filing.id, filing.status, filing.decisions, filing.first_id, filing.run_id, filing.error
    )
    if filing.run_id is None and filing.status == "started":
        run_id = next(one.run_id for one in filing.decisions if one.status == "started")
        return Received(filing.id, filing.status, filing.decisions, None, run_id, None)
    return received
