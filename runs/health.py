"""Is it alive, and does it make progress."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.http import HttpRequest, JsonResponse

from runs import queue_facts
from runs.schedule_facts import ScheduleFacts, read_schedule_facts
from runs.sql import DATABASE_ERRORS

STUCK_MS = 30_000


@dataclass(frozen=True, slots=True)
class Progress:
    """How the work goes, in ms; None where there is no such thing. `claim_ms` is the time since a worker last took a run,
    `has_room` whether any of them could carry more.
    """

    oldest_ready_ms: int | None
    oldest_event_ms: int | None
    overdue_ms: int
    beat_ms: int | None
    claim_ms: int | None
    has_room: bool
    database_ms: int
    schedules: ScheduleFacts

    @property
    def trouble(self) -> str:
        """What stands still, in words; empty while there is progress. A long queue that moves is progress."""
        if self.beat_ms is None:
            return "No worker has given a sign of life."
        if self.beat_ms > STUCK_MS:
            return f"The last worker gave its last sign of life {self.beat_ms // 1000} s ago."
        if self.overdue_ms > STUCK_MS:
            return "Runs whose time has come are not woken."
        is_taking = self.claim_ms is not None and self.claim_ms < STUCK_MS
        if (self.oldest_ready_ms or 0) > STUCK_MS and self.has_room and not is_taking:
            return "Runs wait and no worker takes them."
        if self.schedules.overdue_ms > STUCK_MS:
            return "Schedules whose time has come are not fired."
        return ""

    def as_json(self) -> dict[str, Any]:
        return {
            "oldestReadyRunMs": self.oldest_ready_ms,
            "oldestUnclaimedEventMs": self.oldest_event_ms,
            "oldestDueRunMs": self.overdue_ms,
            "lastWorkerBeatMs": self.beat_ms,
            "lastClaimMs": self.claim_ms,
            "workersHaveRoom": self.has_room,
            "lastScheduleLookMs": self.schedules.look_ms,
            "oldestDueTickMs": self.schedules.overdue_ms,
            "brokenSchedules": self.schedules.broken,
            "databaseMs": self.database_ms,
        }


def read_progress() -> Progress:
    """Raises the database's errors."""
    began = time.monotonic()
    facts = queue_facts.workers()
    schedules = read_schedule_facts()
    return Progress(
        oldest_ready_ms=queue_facts.oldest_ready_ms(),
        oldest_event_ms=queue_facts.oldest_event_ms(),
        overdue_ms=queue_facts.overdue_ms(),
        beat_ms=facts.beat_ms,
        claim_ms=facts.claim_ms,
        has_room=facts.has_room,
        schedules=schedules,
        database_ms=int((time.monotonic() - began) * 1000),
    )


def live(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Progress, not liveness: 503 with the reason while the database is away, no worker beats, or runs stand still."""
    try:
        progress = read_progress()
    except DATABASE_ERRORS:
        connection.close()
        return JsonResponse({"status": "unavailable", "reason": "The database does not answer."}, status=503)
    if trouble := progress.trouble:
        return JsonResponse({"status": "unavailable", "reason": trouble, **progress.as_json()}, status=503)
    return JsonResponse({"status": "ok", **progress.as_json()})
