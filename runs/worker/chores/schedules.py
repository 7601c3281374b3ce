"""The tick: fires the schedules that are due, after those followed whose company moved to another time zone."""

from __future__ import annotations

import time

from django.db import transaction

from accounts.models import Outbox
from accounts.services import ZONE_CHANGED
from runs import ticking
from runs.worker.chores import Chore
from workflows.scheduling import follow_company_zone

#: Longer than this the other chores are not kept waiting; the next look is half a second away.
LONGEST_SECONDS = 2.0


def tick() -> None:
    _follow_zones()
    end = time.monotonic() + LONGEST_SECONDS
    while ticking.fire_due() and time.monotonic() < end:
        pass


def _follow_zones() -> None:
    for row in Outbox.objects.filter(topic=ZONE_CHANGED).select_related("company").order_by("id")[:50]:
        with transaction.atomic():
            # As it is by now: of several changes the last one holds.
            follow_company_zone(company_id=row.company_id, zone=row.company.timezone)
            row.delete()


CHORE = Chore("schedules", 0.5, tick)
