"""The ledger of schedules: each tick that was expected, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.ids import uuid7
from workflows.models import Schedule


class TickStatus(models.TextChoices):
    FIRED = "fired", "Fired"
    LATE = "late", "Fired late"
    QUEUED = "queued", "Waits for the run before"
    SKIPPED = "skipped", "Skipped"
    MISSED = "missed", "Missed"


class Tick(models.Model):
    """One tick; or a stretch of so many that nobody tells apart, from `at` through `through_at`."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="ticks", db_index=False)
    at = models.DateTimeField(help_text="When it was due.")
    status = models.CharField(max_length=10, choices=TickStatus)
    reason = models.CharField(max_length=300, blank=True)
    # No foreign key: the ledger goes by its own retention.
    run_id = models.UUIDField(null=True, blank=True)
    late_ms = models.PositiveBigIntegerField(default=0)
    through_at = models.DateTimeField(null=True, blank=True)
    count = models.PositiveIntegerField(null=True, default=1, help_text="Null: more than ten thousand.")
    settled_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["schedule", "at"], name="tick_once_per_schedule")
        ]
        indexes: ClassVar = [
            models.Index(fields=["schedule", "at"], condition=Q(status="queued"), name="tick_queued")
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status}"
