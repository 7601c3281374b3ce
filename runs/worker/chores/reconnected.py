"""Tells steps and subscriptions that wait for a connection that it works again: the outbox rows of `connections` are taken up here."""

from __future__ import annotations

from django.db.models import F

from accounts.models import Outbox
from connections.services import subscriptions
from connections.services.restoring import RESTORED
from runs import bell, queue_facts, signals
from runs.sql import db_uuid, read_uuid
from runs.worker.chores import Chore

#: A step that was just being parked when its connection came back is told by the second look.
LOOKS = 2
AGAIN_MS = 10_000


def tell() -> None:
    now_ms = queue_facts.clock_ms()
    rows = list(Outbox.objects.filter(topic=RESTORED, due_at_ms__lte=now_ms).order_by("due_at_ms", "id")[:50])
    for row in rows:
        subscriptions.wake(read_uuid(row.data["connectionId"]))
        told = signals.reconnected(db_uuid(row.company_id), db_uuid(read_uuid(row.data["connectionId"])))
        if row.attempts + 1 >= LOOKS:
            row.delete()
        else:
            Outbox.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1, due_at_ms=now_ms + AGAIN_MS)
        if told:
            bell.ring()


CHORE = Chore("reconnected", 1.0, tell)
