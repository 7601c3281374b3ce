"""Events that do not come over the wire: app events, stored ones delivered again, held ones after a pause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from accounts import counts
from accounts.api.errors import ApiError, conflict, validation_error
from accounts.identity import Identity
from accounts.ids import public_id
from accounts.jsontext import dump_json, load_json
from accounts.services import record_audit
from connections.services.masks import mask_for
from runs import bell
from runs.accept import accept_within, commit, count_accepted
from runs.firing import TriggerRow, firing, triggers_by_id
from runs.firing_facts import BODY_AT, IS_INPUT, iso_ms
from runs.inbox.custom import input_of
from runs.inbox.intake import take_in
from runs.inbox.new_event import APP, CUSTOM, NewEvent, Received, preview_of
from runs.inbox.provider_events import meant, told_again
from runs.inbox.stored import said_by
from runs.models import Event, EventDecision, EventStatus
from runs.services import start_run
from runs.sql import Statements, db_uuid, statements
from runs.start_request import Accepted, StartRequest
from workflows.models import Block, Workflow
from workflows.services import snapshot_draft
from workflows.triggers import PREFIX, WEBHOOK, source_of

RELEASED_AT_ONCE = 1_000
BATCH = 100


def app_event(*, identity: Identity, name: str, payload: Any, idempotency_key: str | None) -> NewEvent:
    """What the company's own product reports. Its body is the payload."""
    body = dump_json(payload)
    preview, is_whole = preview_of(body, mask_for(identity.company_id))
    return NewEvent(
        company_id=identity.company_id,
        source=APP,
        topic=name,
        listens=source_of("trigger.app", {"event": name}),
        body=body,
        input=payload,
        facts={BODY_AT: IS_INPUT},
        preview=preview,
        is_whole=is_whole,
        dedupe_key=idempotency_key,
        started_by=identity.label,
        keeps_key_strictly=True,
    )


def receive_one(event: NewEvent) -> Received:
    """Store one event and start what it starts. Raises ApiError."""
    [answer] = take_in([event])
    if isinstance(answer, ApiError):
        raise answer
    assert isinstance(answer, Received)
    return answer


# --- again ----------------------------------------------------------------------------------------


def redeliver(*, event: Event, identity: Identity, workflow_id: UUID | None, ip: str | None) -> Received:
    """The same event once more, as a new one, to whoever listens now; with `workflow_id` to that workflow alone."""
    value, facts = read_again(event)
    _, body = said_by(statements(), event.id)
    preview, is_whole = preview_of(body, mask_for(event.company_id))
    is_own = event.source in (CUSTOM, APP)
    wanted = {} if is_own else meant(event.source, told_again(event.source, event.topic, value))
    received = receive_one(
        NewEvent(
            company_id=event.company_id,
            source=event.source,
            topic=event.topic,
            listens=_listens(event),
            body=body,
            input=value,
            facts=facts,
            method=event.method,
            headers=event.headers,
            query=event.query,
            preview=preview,
            is_whole=is_whole,
            only=workflow_id,
            again_of=event.id,
            started_by=identity.label,
            **wanted,
        )
    )
    _audit(
        identity,
        event.company_id,
        "event.redelivered",
        public_id("evt", event.id),
        ip,
        eventId=public_id("evt", received.event_id),
    )
    return received


def start_test(*, event: Event, identity: Identity, workflow: Workflow) -> Accepted:
    """A test run of the workflow's draft with this event as its input. Raises ApiError."""
    value, facts = read_again(event)
    draft = snapshot_draft(workflow)
    key = _fitting_trigger(event, draft.id)
    return start_run(
        StartRequest(
            company_id=workflow.company_id,
            workflow_id=workflow.id,
            input=value,
            trigger_type="test",
            started_by=identity.label,
            trigger_id=key,
            version_id=draft.id,
            version_name="draft",
            test=True,
            event_id=event.id,
            fired={"eventId": public_id("evt", event.id), "firedAt": iso_ms(_ms(event)), **facts},
        )
    )


def read_again(event: Event) -> tuple[Any, dict[str, Any]]:
    """(a run's input, what `trigger` holds), as when it arrived. Raises ApiError for one whose body was not kept."""
    if event.status == EventStatus.DUPLICATE:
        raise conflict("This is a duplicate and has no body of its own. Deliver the event that came first.")
    _, body = said_by(statements(), event.id)
    if event.status == EventStatus.REJECTED and not body:
        raise conflict("This event was rejected before its body was kept, so there is nothing to deliver.")
    if event.size and not body:
        raise conflict(
            "The values of this event were erased with those of its runs, so there is nothing to deliver."
        )
    if event.source != CUSTOM:
        return load_json(body), {BODY_AT: IS_INPUT}
    value, place = input_of(event.company_id, event.headers, body)
    return value, {"method": event.method, "headers": event.headers, "query": event.query, BODY_AT: place}


def _fitting_trigger(event: Event, version_id: UUID) -> str:
    """The trigger of the version that listens to this event, else the only one of its type. Raises ApiError."""
    listens = _listens(event)
    kind = {CUSTOM: WEBHOOK, APP: "trigger.app"}.get(event.source, "trigger.event")
    rows = Block.objects.filter(version_id=version_id, type__startswith=PREFIX).order_by("index")
    blocks = [
        (key, type_, source_of(type_, config))
        for key, type_, config in rows.values_list("key", "type", "config")
    ]
    found = [key for key, _, source in blocks if source == listens] or [
        key for key, type_, _ in blocks if type_ == kind
    ]
    if not found:
        raise validation_error(f"The draft has no trigger of type {kind} that this event could start.")
    return found[0]


def _listens(event: Event) -> str:
    match event.source:
        case "custom":
            return f"webhook:{event.topic}"
        case "app":
            return f"app:{event.topic}"
        case provider:
            return f"event:{provider}"


# --- after a pause ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Released:
    done: int
    left: int


def release_held(*, workflow: Workflow, action: str, identity: Identity, ip: str | None) -> Released:
    """Run or drop what came while the workflow was paused, in the order of arrival, at most a thousand in one call."""
    if action == "run" and workflow.status != "active":
        raise conflict("Resume the workflow first; while it is paused, nothing starts it.")
    done = 0
    while done < RELEASED_AT_ONCE:
        count = _drop(workflow) if action == "drop" else _run(workflow, identity)
        if not count:
            break
        done += count
    held = EventDecision.objects.filter(workflow=workflow, status=EventStatus.HELD)
    _audit(
        identity,
        workflow.company_id,
        f"events.held_{'run' if action == 'run' else 'dropped'}",
        public_id("wf", workflow.id),
        ip,
        count=done,
    )
    return Released(done, held.count())


def _held(workflow: Workflow) -> list[EventDecision]:
    rows = EventDecision.objects.filter(workflow=workflow, status=EventStatus.HELD)
    return list(rows.select_related("event").order_by("id")[:BATCH])


def _drop(workflow: Workflow) -> int:
    rows = _held(workflow)

    def write(sql: Statements) -> tuple[None, list[bell.Announcement]]:
        _decide(sql, [(row, "dropped", "", None) for row in rows])
        return None, []

    commit(write)
    return len(rows)


def _run(workflow: Workflow, identity: Identity) -> int:
    rows = _held(workflow)
    triggers = triggers_by_id(statements(), [row.trigger_id for row in rows if row.trigger_id])
    wishes: list[tuple[EventDecision, StartRequest | str]] = []
    for row in rows:
        trigger = triggers.get(row.trigger_id) if row.trigger_id else None
        wishes.append((row, _wish(row.event, trigger, identity)))
    starts = [wish for _, wish in wishes if isinstance(wish, StartRequest)]

    def write(sql: Statements) -> tuple[list[Accepted | ApiError], list[bell.Announcement]]:
        answers, news = accept_within(sql, starts) if starts else ([], [])
        left = iter(answers)
        decided: list[tuple[EventDecision, str, str, UUID | None]] = []
        for row, wish in wishes:
            answer = next(left) if isinstance(wish, StartRequest) else wish
            if isinstance(answer, Accepted):
                decided.append((row, "started", "", answer.run_id))
            elif isinstance(answer, str):
                decided.append((row, "dropped", answer, None))
            elif answer.code == "WORKFLOW_PAUSED" or answer.status in (429, 503):
                raise answer
            else:
                decided.append((row, "rejected", answer.message[:500], None))
        _decide(sql, decided)
        return answers, news

    count_accepted(starts, commit(write))
    return len(rows)


def _wish(event: Event, trigger: TriggerRow | None, identity: Identity) -> StartRequest | str:
    if trigger is None or not trigger.is_live:
        return "Its trigger is not in the live version any more."
    try:
        value, facts = read_again(event)
    except ApiError as error:
        return error.message
    return firing(
        trigger=trigger,
        occasion=event.id.hex,
        input=value,
        fired_at_ms=_ms(event),
        event_id=event.id,
        facts=facts,
        started_by=identity.label,
    )


def _decide(sql: Statements, decided: list[tuple[EventDecision, str, str, UUID | None]]) -> None:
    """What another call has decided meanwhile stays."""
    for row, status, reason, run_id in decided:
        changed = sql.run(
            "UPDATE runs_eventdecision SET status = ?, reason = ?, run_id = ? WHERE id = ? AND status = 'held'",
            (status, reason, None if run_id is None else db_uuid(run_id), row.id),
        )
        if changed.rowcount:
            sql.run(
                "UPDATE runs_event SET status = ?, reason = ? WHERE id = ? AND status = 'held'",
                (status, reason, db_uuid(row.event_id)),
            )
    counts.count_each(counts.key("held_events", ("became", status)) for _, status, _, _ in decided)


def _ms(event: Event) -> int:
    return int(event.received_at.timestamp() * 1000)


def _audit(
    identity: Identity, company_id: UUID, action: str, target: str, ip: str | None, **data: Any
) -> None:
    record_audit(
        identity_or_label=identity, company_id=company_id, action=action, target=target, data=data, ip=ip
    )
