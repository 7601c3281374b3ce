"""Fires schedules: for each tick that is due one run, or a word in the ledger why not.

A tick, its run and the schedule's next time are one transaction. Many schedules share one; where it fails, each is tried
by itself, so that a broken one harms no other. Whoever fires, however often: (schedule, tick) is unique in the ledger, and
so is the run of a tick.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Value

from accounts import counts
from accounts.api.envelope import iso
from accounts.api.errors import ApiError
from runs import bell, queue_facts
from runs.accept import accept_within
from runs.firing import TriggerRow, firing, triggers_by_id
from runs.models import Run
from runs.sql import DATABASE_ERRORS, Statements, db_uuid, is_refusal, statements
from runs.start_request import Accepted, StartRequest
from runs.tick_models import Tick, TickStatus
from workflows.models import Schedule
from workflows.schedules.catching_up import GRACE, Due, settle
from workflows.schedules.firing import Fire, next_fire
from workflows.scheduling import plan_of, take_over

logger = logging.getLogger("headrace.schedules")

AT_ONCE = 100
CATCHING_UP = 10
MOST_QUEUED = 100
UNCOUNTED = 10_000  # in metrics, for a stretch of more than that
LATE = timedelta(seconds=10)
RETRY = timedelta(seconds=60)
# The clock was put back by more than this: what it had reached before is no measure any more.
CLOCK_SLIP = timedelta(seconds=60)

PAUSED = "The workflow was paused."
STOPPED = "The schedule was switched off."
BUSY = "The run before was still going on."
FULL = f"{MOST_QUEUED} earlier ones wait already."


def fire_due() -> int:
    """Fire what is due, a batch of schedules at most; how many were looked at."""
    now = _now()
    is_busy = Exists(Run.objects.filter(id=OuterRef("last_run_id"), finished_at__isnull=True))
    due = Schedule.objects.filter(Q(retry_at=None) | Q(retry_at__lte=now)).filter(
        Q(next_at__lte=now) | Q(next_at__gt=F("last_at"), last_at__gt=now + CLOCK_SLIP)
    )
    released = Schedule.objects.filter(~is_busy, queued__gt=0)
    # Those that are on time first, and together; one that has days to catch up may start a hundred runs by itself.
    found = list(due.order_by("-next_at").values_list("pk", "trigger__workflow_id", "next_at")[:AT_ONCE])
    found += list(released.values_list("pk", "trigger__workflow_id", Value(now))[:AT_ONCE])
    punctual = {pk: workflow_id for pk, workflow_id, next_at in found if (next_at or now) >= now - GRACE}
    if punctual:
        _fire(punctual)
    for pk, workflow_id, _ in [one for one in found if one[0] not in punctual][:CATCHING_UP]:
        _fire({pk: workflow_id})
    return len(found)


def _fire(batch: dict[uuid.UUID, uuid.UUID]) -> None:
    """Schedules by id with their workflows: together, else one by one."""
    try:
        _fire_together(batch)
    except Exception as error:
        if isinstance(error, DATABASE_ERRORS) and not is_refusal(error):
            raise  # the database is away, or somebody else was in the way: not the schedules' fault
        if len(batch) > 1:
            for schedule_id, workflow_id in batch.items():
                _fire({schedule_id: workflow_id})
            return
        [schedule_id] = batch
        _mark_broken(schedule_id, error)


def _fire_together(batch: dict[uuid.UUID, uuid.UUID]) -> None:
    with transaction.atomic():
        sql = statements()
        _lock_workflows(sql, batch.values())
        now = _now()
        rows = list(Schedule.objects.select_for_update().filter(pk__in=batch).order_by("pk"))
        triggers = triggers_by_id(sql, [row.pk for row in rows])
        busy = set(
            Run.objects.filter(
                id__in=[row.last_run_id for row in rows if row.last_run_id], finished_at__isnull=True
            ).values_list("id", flat=True)
        )
        desks = [_Desk(row, triggers[row.pk], now, is_busy=row.last_run_id in busy) for row in rows]
        for desk in desks:
            desk.look()
        _take_known(desks)
        announcements = _start(sql, desks)
        _write(desks, now)
    for desk in desks:
        for entry in desk.entries:
            counts.count("schedule_ticks", entry.count or UNCOUNTED, status=entry.status)
            if entry.status in (TickStatus.FIRED, TickStatus.LATE):
                counts.observe("schedule_late_seconds", entry.late_ms / 1000)
    if announcements:
        bell.announce(announcements)
        bell.ring()


def _lock_workflows(sql: Statements, workflow_ids: Iterable[uuid.UUID]) -> None:
    """In the order in which starts lock them, and before the schedules, as publishing does."""
    if sql.is_postgres:
        ids = sorted(set(workflow_ids))
        marks = ", ".join("?" * len(ids))
        sql.all(
            f"SELECT 1 FROM workflows_workflow WHERE id IN ({marks}) ORDER BY id FOR NO KEY UPDATE",
            [db_uuid(one) for one in ids],
        )


@dataclass(slots=True)
class _Entry:
    """A line of the ledger in the making; `request` while it is to start a run."""

    at: datetime
    status: str
    reason: str = ""
    late_ms: int = 0
    request: StartRequest | None = None
    run_id: uuid.UUID | None = None
    known: Tick | None = None  # it stands in the ledger already
    through_at: datetime | None = None
    count: int | None = 1


@dataclass(slots=True)
class _Desk:
    """One schedule while its ticks are settled."""

    row: Schedule
    trigger: TriggerRow
    now: datetime
    is_busy: bool
    entries: list[_Entry] = field(default_factory=list)

    def look(self) -> None:
        row = self.row
        if row.queued:
            self._serve_queue()
        if row.next_at is None:
            return
        if row.last_at is not None and row.next_at > row.last_at > self.now + CLOCK_SLIP:
            self._go_on(next_fire(plan_of(row.rule, row.zone), self.now, anchor=row.anchor_at))
            row.last_at = self.now
            return
        until = self.now if row.change is None else datetime.fromisoformat(row.change["at"])
        if row.next_at <= until:
            policy: Any = row.missed
            plan = plan_of(row.rule, row.zone)
            due = settle(plan, row.next_at, until, policy, anchor=row.anchor_at)
            self._settle(due)
            self._go_on(due.following)
        if row.change is not None:
            take_over(row)

    def _go_on(self, following: Fire | None) -> None:
        self.row.next_at = None if following is None else following.at

    def _settle(self, due: Due) -> None:
        if self.trigger.is_paused:
            due = Due(
                (),
                tuple(sorted((*due.missed, *due.fired), key=lambda fire: fire.at)),
                due.before,
                due.following,
            )
        status, reason = (TickStatus.SKIPPED, PAUSED) if self.trigger.is_paused else (TickStatus.MISSED, "")
        if due.before is not None:
            stretch = due.before
            self.entries.append(
                _Entry(stretch.first, status, reason, through_at=stretch.last, count=stretch.count)
            )
        self.entries += [_Entry(fire.at, status, reason) for fire in due.missed]
        for fire in due.fired:
            self._fire(fire)

    def _fire(self, fire: Fire) -> None:
        overlap = self.row.overlap
        if overlap == "skip" and self.is_busy:
            self.entries.append(_Entry(fire.at, TickStatus.SKIPPED, BUSY))
        elif overlap == "queue" and (self.is_busy or self.row.queued):
            is_full = self.row.queued >= MOST_QUEUED
            self.row.queued += not is_full
            self.entries.append(
                _Entry(fire.at, TickStatus.SKIPPED, FULL)
                if is_full
                else _Entry(fire.at, TickStatus.QUEUED, BUSY)
            )
        else:
            self.entries.append(self._start(fire.at))
            self.is_busy = True

    def _start(self, at: datetime) -> _Entry:
        late = max(timedelta(), self.now - at)
        request = firing(
            trigger=self.trigger,
            occasion=at.astimezone(UTC).isoformat(),
            input={
                "scheduledAt": iso(at),
                "timezone": self.row.zone,
                "scheduleName": self.trigger.name,
                "payload": self.trigger.config.get("payload"),
            },
            fired_at_ms=round(self.now.timestamp() * 1000),
        )
        status = TickStatus.LATE if late > LATE else TickStatus.FIRED
        return _Entry(at, status, late_ms=round(late.total_seconds() * 1000), request=request)

    def _serve_queue(self) -> None:
        """The next one that waits, where the run before has ended; all of them, where none will start any more."""
        waiting = Tick.objects.filter(schedule=self.row, status=TickStatus.QUEUED).order_by("at")
        if not self.trigger.is_live:
            reason = PAUSED if self.trigger.is_paused else STOPPED
            self.entries += [_Entry(tick.at, TickStatus.SKIPPED, reason, known=tick) for tick in waiting]
            self.row.queued = 0
        elif not self.is_busy:
            first = waiting.first()
            self.row.queued = max(0, waiting.count() - 1)
            if first is not None:
                self.entries.append(replace(self._start(first.at), known=first, reason=BUSY))
                self.is_busy = True


def _take_known(desks: Sequence[_Desk]) -> None:
    """What the ledger has already is not done again; but a tick that was missed may still come, after the clock was put back."""
    times = {entry.at for desk in desks for entry in desk.entries if entry.known is None}
    rows = Tick.objects.filter(schedule__in=[desk.row.pk for desk in desks], at__in=times)
    known = {(tick.schedule_id, tick.at): tick for tick in rows}
    for desk in desks:
        kept: list[_Entry] = []
        for entry in desk.entries:
            tick = None if entry.known else known.get((desk.row.pk, entry.at))
            if tick is None:
                kept.append(entry)
            elif tick.status == TickStatus.MISSED and entry.request is not None:
                kept.append(replace(entry, known=tick))
        desk.entries = kept


def _start(sql: Statements, desks: Sequence[_Desk]) -> list[bell.Announcement]:
    asked = [(desk, entry) for desk in desks for entry in desk.entries if entry.request is not None]
    requests = [entry.request for _, entry in asked if entry.request is not None]
    if not requests:
        return []
    answers, announcements = accept_within(sql, requests)
    for (desk, entry), answer in zip(asked, answers, strict=True):
        if isinstance(answer, Accepted):
            entry.run_id = desk.row.last_run_id = answer.run_id
        else:
            entry.status, entry.reason, entry.late_ms = TickStatus.SKIPPED, _reason(answer), 0
    return announcements


def _reason(error: ApiError) -> str:
    details = [f"{detail['path']}: {detail['message']}" for detail in error.details or []]
    return " ".join([error.message, *details])[:300]


def _write(desks: Sequence[_Desk], now: datetime) -> None:
    fresh: list[Tick] = []
    for desk in desks:
        row = desk.row
        for entry in desk.entries:
            tick = entry.known or Tick(schedule_id=row.pk, at=entry.at)
            tick.status, tick.reason, tick.run_id = entry.status, entry.reason, entry.run_id
            tick.late_ms, tick.through_at, tick.count = entry.late_ms, entry.through_at, entry.count
            tick.settled_at = now
            if entry.known is None:
                fresh.append(tick)
            else:
                tick.save()
            reached = entry.through_at or entry.at
            row.last_at = reached if row.last_at is None else max(row.last_at, reached)
        row.error, row.retry_at = "", None
        row.save()
    Tick.objects.bulk_create(fresh)


def _mark_broken(schedule_id: uuid.UUID, error: Exception) -> None:
    """It says why, and is tried again in a minute: by then somebody may have mended it. Its ticks are not lost."""
    logger.warning("the schedule %s cannot fire: %s", schedule_id, error, exc_info=error)
    counts.count("schedule_errors")
    with transaction.atomic():
        Schedule.objects.filter(pk=schedule_id).update(
            error=f"{error}"[:500] or type(error).__name__, retry_at=_now() + RETRY
        )


def _now() -> datetime:
    return datetime.fromtimestamp(queue_facts.clock_ms() / 1000, UTC)
