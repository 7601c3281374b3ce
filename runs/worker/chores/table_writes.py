"""Removes the receipts of steps' writes to data tables once their runs have ended: nobody will repeat those writes."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from runs.models import Run
from runs.worker.chores import Chore
from workflows.tables.steps import forget_writes

KEPT_FOR = timedelta(hours=1)


def forget() -> None:
    forget_writes(before=timezone.now() - KEPT_FOR, ended_of=_ended)


def _ended(run_ids: set[UUID]) -> set[UUID]:
    """Removed runs have ended, too."""
    alive = Run.objects.filter(id__in=run_ids, finished_at__isnull=True)
    return run_ids - set(alive.values_list("id", flat=True))


CHORE = Chore("table_writes", 600.0, forget, is_slow=True)
