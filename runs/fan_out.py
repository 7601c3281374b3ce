"""Takes up what was written into the outbox: a delivery for each endpoint that asked, a place in an alert. Exactly once: the row goes in the
transaction that writes what came of it.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.db import transaction

from accounts.models import Outbox
from runs import queue_facts
from runs.alerts.gathering import take_note
from runs.outbound.deliveries import enqueue
from runs.outbound.facts import TOPICS, occurrence_of

logger = logging.getLogger("headrace.outbound")

BATCH = 100
AGAIN_MS = 60_000  # a row that could not be taken up is looked at again after this …
MOST_LOOKS = 60  # … and so often


def take_up() -> int:
    """Take up to 100 rows, in the order they were written. Returns how many there were. Idle, it only reads."""
    ids = list(
        Outbox.objects.filter(topic__in=TOPICS, due_at_ms__lte=queue_facts.clock_ms())
        .order_by("id")
        .values_list("id", flat=True)[:BATCH]
    )
    if not ids:
        return 0
    try:
        _take(ids)
    except Exception:
        # One of them harms no other: each for itself.
        for row_id in ids:
            _take_alone(row_id)
    return len(ids)


def _take(ids: Sequence[int]) -> None:
    with transaction.atomic():
        rows = (
            Outbox.objects.select_for_update(skip_locked=True, of=("self",)).filter(id__in=ids).order_by("id")
        )
        for row in rows:
            occurrence = occurrence_of(row)
            if occurrence is not None:
                enqueue(occurrence)
                take_note(occurrence)
        Outbox.objects.filter(id__in=[row.id for row in rows]).delete()


def _take_alone(row_id: int) -> None:
    try:
        _take([row_id])
    except Exception:
        row = Outbox.objects.filter(id=row_id).first()
        if row is None:
            return
        is_over = row.attempts + 1 >= MOST_LOOKS
        logger.exception(
            "nobody could be told of %s (outbox row %d); %s",
            row.topic,
            row_id,
            "given up" if is_over else "again later",
        )
        if is_over:
            row.delete()
            return
        Outbox.objects.filter(id=row_id).update(
            attempts=row.attempts + 1, due_at_ms=queue_facts.clock_ms() + AGAIN_MS
        )
