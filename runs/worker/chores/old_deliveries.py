"""Forgets webhook deliveries after thirty days."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from runs.outbound.deliveries import forget_old
from runs.worker.chores import Chore

KEPT_FOR = timedelta(days=30)


def forget() -> None:
    before = timezone.now() - KEPT_FOR
    while forget_old(before):
        pass


CHORE = Chore("old_deliveries", 3600.0, forget, is_slow=True)
