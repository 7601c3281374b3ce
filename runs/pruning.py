"""Retention: runs that ended long ago go, in small batches, with their steps, run events and values; old snapshots of
drafts, and what arrived long ago.

How long is `retentionDays` of the workflow's live version, else the setting RETENTION_DAYS; 0 keeps everything.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q

from runs.models import TERMINAL, Event, EventStatus, Run
from runs.queue_facts import clock_ms
from runs.tick_models import Tick, TickStatus
from workflows.models import VersionKind, Workflow, WorkflowVersion

BATCH_RUNS = 200
BATCH_STEPS = 5_000  # of runs with many steps fewer go at once
# Within its life an idempotency key names its run, whatever the retention.
KEY_DAYS = 7


@dataclass(frozen=True, slots=True)
class Pruned:
    runs: int
    snapshots: int
    ticks: int = 0
    events: int = 0


def prune(*, most_batches: int | None = None) -> Pruned:
    """Delete what is past its retention, at most so many batches of runs. Each batch is one transaction."""
    now = datetime.datetime.fromtimestamp(clock_ms() / 1000, datetime.UTC)
    runs = batches = 0
    for workflow_id, days in _retentions():
        before = now - datetime.timedelta(days=days)
        while most_batches is None or batches < most_batches:
            gone = _prune_runs(workflow_id, before, now)
            runs += gone
            batches += bool(gone)
            if not gone:
                break
    events = _prune_events(now, most_batches)
    return Pruned(runs, _prune_snapshots(now), _prune_ticks(now), events)


def count_prunable() -> int:
    """How many runs are past their retention."""
    now = datetime.datetime.fromtimestamp(clock_ms() / 1000, datetime.UTC)
    return sum(
        Run.objects.filter(_past(workflow_id, now - datetime.timedelta(days=days), now)).count()
        for workflow_id, days in _retentions()
    )


def _retentions() -> Iterator[tuple[uuid.UUID, int]]:
    """Each workflow that forgets runs, and after how many days."""
    rows = Workflow.objects.values_list("id", "published__settings").iterator(chunk_size=500)
    for workflow_id, version_settings in rows:
        days = (version_settings or {}).get("retentionDays") or settings.RETENTION_DAYS
        if days:
            yield workflow_id, int(days)


def _past(workflow_id: uuid.UUID, before: datetime.datetime, now: datetime.datetime) -> Q:
    is_free = Q(idem_key__isnull=True) | Q(created_at__lt=now - datetime.timedelta(days=KEY_DAYS))
    return is_free & Q(
        workflow_id=workflow_id,
        created_at__lt=before,  # finds them in the index; the end is what counts
        finished_at__lt=before,
        status__in=TERMINAL,
        aftermath_at_ms__isnull=True,
    )


def _prune_runs(workflow_id: uuid.UUID, before: datetime.datetime, now: datetime.datetime) -> int:
    found = Run.objects.filter(_past(workflow_id, before, now)).order_by("created_at", "queued_seq")
    ids: list[uuid.UUID] = []
    steps = 0
    for run_id, next_step in found.values_list("id", "next_step")[:BATCH_RUNS]:
        steps += next_step
        if ids and steps > BATCH_STEPS:
            break
        ids.append(run_id)
    if ids:
        with transaction.atomic():
            # Whatever belongs to a run goes with it, by the rules of its foreign keys.
            Run.objects.filter(id__in=ids).only("id").delete()
    return len(ids)


def _prune_events(now: datetime.datetime, most_batches: int | None) -> int:
    """Events past the retention; within the life of their keys they tell duplicates, and held ones wait for a person."""
    if not settings.RETENTION_DAYS:
        return 0
    days = max(settings.RETENTION_DAYS, KEY_DAYS)
    old = Event.objects.filter(received_at__lt=now - datetime.timedelta(days=days)).exclude(
        status=EventStatus.HELD
    )
    count = batches = 0
    while most_batches is None or batches < most_batches:
        ids = list(old.order_by("received_at", "id").values_list("id", flat=True)[:BATCH_RUNS])
        if not ids:
            break
        with transaction.atomic():
            Event.objects.filter(id__in=ids).only("id").delete()
        count += len(ids)
        batches += 1
    return count


def _prune_snapshots(now: datetime.datetime) -> int:
    """Snapshots of drafts that no run uses any more and that are older than the retention."""
    if not settings.RETENTION_DAYS:
        return 0
    before = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    unused = WorkflowVersion.objects.filter(
        ~Exists(Run.objects.filter(version=OuterRef("pk"))), kind=VersionKind.SNAPSHOT, created_at__lt=before
    ).order_by("created_at")
    count = 0
    for version_id in list(unused.values_list("id", flat=True)[:BATCH_RUNS]):
        try:
            with transaction.atomic():
                WorkflowVersion.objects.filter(id=version_id, kind=VersionKind.SNAPSHOT).delete()
        except ProtectedError:
            continue  # somebody has begun to use it
        count += 1
    return count


def _prune_ticks(now: datetime.datetime) -> int:
    """What the ledger of schedules says of times before the retention, a batch."""
    if not settings.RETENTION_DAYS:
        return 0
    before = now - datetime.timedelta(days=settings.RETENTION_DAYS)
    old = Tick.objects.filter(settled_at__lt=before).exclude(status=TickStatus.QUEUED)
    ids = list(old.order_by("settled_at").values_list("id", flat=True)[:BATCH_STEPS])
    if ids:
        with transaction.atomic():
            Tick.objects.filter(id__in=ids).delete()
    return len(ids)
