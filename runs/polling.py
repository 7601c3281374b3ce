"""Looks at a provider for what happened since the last time, and starts the runs of it.

The events, the runs and the new cursor are one transaction under the poll's lease, so a crash at any point repeats the look and
loses nothing; each event starts a trigger once (`runs/firing.py`).
"""

from __future__ import annotations

import hashlib
import logging
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import zstandard
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.api.errors import ApiError
from accounts.ids import parse_public_id, uuid7
from connections import calls
from connections.services.choosing import choose_connection
from connections.services.masks import mask_for
from integrations.context import Account
from integrations.finding import event_source, provider_of
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import StepFailure
from integrations.polling import EVERY_MS, LEAST_MS, MOST_MS, Page, Poll
from integrations.triggers import EventSource, canonical, is_polled
from integrations.webhooks.events import InboundEvent
from runs import bell
from runs.accept import accept_within
from runs.firing import TriggerRow, firing, triggers_by_id
from runs.models import Event, EventBody, EventDecision, EventStatus, TriggerPoll
from runs.sql import Statements, write_transaction
from runs.start_request import Accepted, StartRequest
from workflows.models import Trigger
from workflows.triggers import EVENT
from workflows.wanted import unwanted

logger = logging.getLogger("headrace.polling")

LEASE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=1)
#: Pages of one look; the rest comes with the next, which is due at once.
MOST_PAGES = 20
PREVIEW = 4000
KEY_LENGTH = 300


@dataclass(slots=True)
class _Polling:
    """What a declaration may touch while it polls (`integrations.polling.Polling`)."""

    account: Account
    events: Sequence[str]
    now: datetime
    company_id: UUID
    connection_id: UUID

    def http(self, request: HttpRequest) -> HttpResponse:
        return calls.send(request, calls.Caller(self.company_id, self.connection_id), effect="read")


class _Lost(Exception):
    """The lease is another's, or the trigger is not live any more: nothing of this look is kept."""


def polled(config: Mapping[str, Any]) -> tuple[EventSource, Poll] | None:
    """How the events of a trigger with this config are looked for; None: they come by themselves."""
    source = event_source(str(config.get("provider") or ""))
    if source is None or source.poll is None:
        return None
    return (
        (source, source.poll)
        if is_polled(source, config.get("delivery"), config.get("events") or [])
        else None
    )


def note_new_triggers() -> None:
    """Give each live trigger that is looked for its row; it is due at once, to learn where to start from."""
    rows = Trigger.objects.filter(type=EVENT, live=True, poll__isnull=True)
    now = timezone.now()
    fresh = [TriggerPoll(trigger=row, due_at=now) for row in rows if polled(row.config)]
    if fresh:
        TriggerPoll.objects.bulk_create(fresh, ignore_conflicts=True)


def due_polls(limit: int = 100) -> list[UUID]:
    """Those whose time has come, of live triggers alone, the longest due first."""
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = TriggerPoll.objects.filter(free, due_at__lte=now, trigger__live=True)
    return list(rows.order_by("due_at").values_list("trigger_id", flat=True)[:limit])


def poll_once(trigger_id: UUID) -> int:
    """One look, if nobody else is at it: how many runs it started. What fails is written down and tried again later."""
    owner = secrets.token_hex(8)
    if not _take(trigger_id, owner):
        return 0
    poll = TriggerPoll.objects.select_related("trigger").get(trigger_id=trigger_id)
    trigger = poll.trigger
    way = polled(trigger.config)
    mine = TriggerPoll.objects.filter(trigger_id=trigger_id, owner=owner)
    if not trigger.live:  # paused: it stands still
        mine.update(owner="", lease_until=None)
        return 0
    if way is None:  # a new version is told by webhook
        mine.delete()
        return 0
    try:
        return _look(poll, owner, *way)
    except _Lost:
        return 0
    except StepFailure as failure:
        _fail(poll, owner, failure.code, failure.message, getattr(failure, "after_seconds", None))
    except ApiError as error:
        _fail(poll, owner, error.code, error.message, 60.0)
    except Exception:
        logger.exception("Looking at %s for trigger %s failed", trigger.source, trigger.id)
        _fail(
            poll,
            owner,
            "INTERNAL",
            "This look failed for a reason that is in the server’s log. It is tried again.",
            None,
        )
    return 0


def _take(trigger_id: UUID, owner: str) -> bool:
    now = timezone.now()
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    rows = TriggerPoll.objects.filter(free, trigger_id=trigger_id, due_at__lte=now)
    return rows.update(owner=owner, lease_until=now + LEASE, polled_at=now) == 1


def _look(poll: TriggerPoll, owner: str, source: EventSource, way: Poll) -> int:
    trigger = poll.trigger
    polling = _polling(trigger, source)
    scope = _scope(trigger.config, polling)
    cursor = poll.cursor if poll.scope == scope else None
    if cursor is None:
        _keep(poll, owner, scope, Page((), way.start(polling)), is_last=True)
        return 0
    started = 0
    for count in range(1, MOST_PAGES + 1):
        page = way.read(polling, cursor)
        is_last = not page.has_more or count == MOST_PAGES
        started += _keep(poll, owner, scope, page, is_last=is_last)
        if is_last:
            break
        cursor = page.cursor
    return started


def _polling(trigger: Trigger, source: EventSource) -> _Polling:
    slug = str(trigger.config["provider"])
    provider, wanted = (
        provider_of(slug),
        parse_public_id("conn", str(trigger.config.get("connectionId") or "")),
    )
    chosen = choose_connection(
        company_id=trigger.company_id,
        provider=slug,
        provider_name=provider.name if provider else slug,
        run_wants=None,
        block_wants=wanted,
    )
    events = [canonical(source, name) for name in trigger.config.get("events") or []]
    account = calls.account_of(trigger.company_id, chosen.connection_id)
    return _Polling(account, events, timezone.now(), trigger.company_id, chosen.connection_id)


def _scope(config: Mapping[str, Any], polling: _Polling) -> str:
    """Changing what is looked at moves to another place; changing the filter does not."""
    parts = [config.get("provider"), str(polling.connection_id), sorted(polling.events)]
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()


def _keep(poll: TriggerPoll, owner: str, scope: str, page: Page, *, is_last: bool) -> int:
    """Events, runs and cursor, or none of them."""
    with transaction.atomic():
        row = TriggerPoll.objects.select_for_update().filter(trigger_id=poll.trigger_id, owner=owner).first()
        with write_transaction() as sql:
            trigger = triggers_by_id(sql, [poll.trigger_id]).get(poll.trigger_id)
            if row is None or trigger is None or not trigger.is_live:
                raise _Lost
            announcements, started, fresh = _store(sql, trigger, page.events)
        now = timezone.now()
        row.scope, row.cursor = scope, page.cursor
        row.succeeded_at, row.failures, row.error_code, row.error = now, 0, "", page.note[:500]
        row.found += fresh
        row.lease_until = now + LEASE
        if is_last:
            row.owner, row.lease_until = "", None
            row.due_at = (
                now if page.has_more else now + timedelta(milliseconds=_every_ms(poll.trigger.config))
            )
        row.save()
    if announcements:
        bell.announce(announcements)
        bell.ring()
    return started


def _store(
    sql: Statements, trigger: TriggerRow, events: Sequence[InboundEvent]
) -> tuple[list[bell.Announcement], int, int]:
    """The events that were not seen before, with what became of each: how many runs they started and how many they are."""
    provider = str(trigger.config["provider"])
    fresh = _unseen(trigger, provider, events)
    now = timezone.now()
    rows = [_row(trigger, provider, event, key, now) for key, event in fresh.items()]
    reasons = [unwanted(provider, trigger.config, event) for event in fresh.values()]
    wishes: list[StartRequest] = []
    for row, event, reason in zip(rows, fresh.values(), reasons, strict=True):
        if reason is None:
            at_ms = int((event.occurred_at or now).timestamp() * 1000)
            wishes.append(
                firing(
                    trigger=trigger,
                    occasion=str(row.dedupe_key),
                    input=event.body,
                    fired_at_ms=at_ms,
                    event_id=row.id,
                )
            )
    answers, announcements = accept_within(sql, wishes) if wishes else ([], [])
    for answer in answers:
        if isinstance(answer, ApiError) and (answer.status in (409, 429) or answer.status >= 500):
            raise answer  # it may be taken later: nothing of this page is kept
    remaining = iter(answers)
    decisions = []
    for row, reason in zip(rows, reasons, strict=True):
        result = next(remaining) if reason is None else None
        row.status, row.reason = EventStatus.FILTERED, (reason or "")[:500]
        if isinstance(result, Accepted):
            row.status = EventStatus.STARTED
        elif isinstance(result, ApiError):
            row.status, row.reason = EventStatus.REJECTED, result.message[:500]
        decisions.append(
            EventDecision(
                event=row,
                workflow_id=trigger.workflow_id,
                trigger_id=trigger.id,
                block_key=trigger.block_key,
                status=row.status,
                reason=row.reason,
                run_id=result.run_id if isinstance(result, Accepted) else None,
            )
        )
    Event.objects.bulk_create(rows)
    EventBody.objects.bulk_create(_bodies(rows, fresh.values()))
    EventDecision.objects.bulk_create(decisions)
    started = sum(isinstance(answer, Accepted) and answer.is_new for answer in answers)
    return announcements, started, len(fresh)


def _unseen(trigger: TriggerRow, provider: str, events: Sequence[InboundEvent]) -> dict[str, InboundEvent]:
    """By the key under which each is remembered: another trigger that looks at the same account has its own."""
    keyed: dict[str, InboundEvent] = {}
    for event in events:
        keyed.setdefault(f"poll:{trigger.id.hex}:{event.id or uuid7().hex}"[:KEY_LENGTH], event)
    rows = Event.objects.filter(company_id=trigger.company_id, source=provider, dedupe_key__in=list(keyed))
    known = set(rows.values_list("dedupe_key", flat=True))
    return {key: event for key, event in keyed.items() if key not in known}


def _row(trigger: TriggerRow, provider: str, event: InboundEvent, key: str, now: datetime) -> Event:
    body = orjson.dumps(event.body)
    return Event(
        id=uuid7(),
        company_id=trigger.company_id,
        source=provider,
        topic=event.type[:300],
        dedupe_key=key,
        method="POLL",
        size=len(body),
        preview=mask_for(trigger.company_id).text(body.decode()[:PREVIEW]),
        received_at=now,
    )


def _bodies(rows: Sequence[Event], events: Iterable[InboundEvent]) -> list[EventBody]:
    """Of those whose preview is not all."""
    found = []
    for row, event in zip(rows, events, strict=True):
        body = orjson.dumps(event.body)
        if row.preview.encode() != body:
            found.append(EventBody(event=row, codec="zstd", body=zstandard.compress(body, 1)))
    return found


def _every_ms(config: Mapping[str, Any]) -> int:
    given = config.get("pollMs")
    if isinstance(given, int):
        return min(max(given, LEAST_MS), MOST_MS)
    source = event_source(str(config.get("provider") or ""))
    return source.poll.every_ms if source and source.poll else EVERY_MS


def _fail(poll: TriggerPoll, owner: str, code: str, message: str, after_seconds: float | None) -> None:
    """Written down in words; the next look is later with each failure, up to an hour, unless the provider says when."""
    failures = poll.failures + 1
    pause = timedelta(milliseconds=_every_ms(poll.trigger.config)) * 2 ** min(failures - 1, 10)
    pause = (
        min(pause, LONGEST_PAUSE) if after_seconds is None else timedelta(seconds=min(after_seconds, 86_400))
    )
    TriggerPoll.objects.filter(trigger_id=poll.trigger_id, owner=owner).update(
        owner="",
        lease_until=None,
        failures=failures,
        error_code=code[:40],
        error=message[:500],
        due_at=timezone.now() + pause,
    )
