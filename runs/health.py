"""Is it alive, and does it make progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse

from runs import queue_facts
from runs.sql import DATABASE_ERRORS

STUCK_MS = 30_000


@dataclass(frozen=True, slots=True)
class Progress:
    """`oldest_ready_ms`: how long the oldest claimable run waits; `beat_ms`: since a worker last said it lives."""

    oldest_ready_ms: int | None
    beat_ms: int | None

    @property
    def is_ready(self) -> bool:
        has_worker = self.beat_ms is not None and self.beat_ms < STUCK_MS
        return has_worker and (self.oldest_ready_ms is None or self.oldest_ready_ms < STUCK_MS)

    def as_json(self) -> dict[str, Any]:
        return {"oldestReadyRunMs": self.oldest_ready_ms, "lastWorkerBeatMs": self.beat_ms}


def read_progress() -> Progress:
    return Progress(queue_facts.oldest_ready_ms(), queue_facts.last_beat_ms())


def live(request: HttpRequest) -> JsonResponse:
    """The web process answers."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """Progress, not liveness: 503 while the database is away, no worker beats or runs pile up untouched."""
    try:
        progress = read_progress()
    except DATABASE_ERRORS:
        return JsonResponse({"status": "unavailable", "reason": "The database does not answer."}, status=503)
    if progress.is_ready:
        return JsonResponse({"status": "ok", **progress.as_json()})
    reason = (
        "No worker has given a sign of life."
        if progress.beat_ms is None
        else "Runs wait and no worker takes them."
    )
    return JsonResponse({"status": "unavailable", "reason": reason, **progress.as_json()}, status=503)
