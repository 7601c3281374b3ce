"""Who outside is told what happened, by signed HTTP requests, and how each telling went."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.ids import uuid7
from accounts.models import Company
from connections.models import Sealed
from workflows.fields import JsonText


class WebhookEndpoint(Sealed):
    """An address of the company's that gets events. Sealed: its signing secret and, while both count, the one before."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="webhook_endpoints")
    url = models.CharField(max_length=2000)
    description = models.CharField(max_length=200, blank=True)
    events = JsonText(default=list, help_text="Event types it gets.")
    workflows = JsonText(default=list, help_text="Ids of the workflows it hears of; empty: all.")
    is_enabled = models.BooleanField(default=True)
    disabled_reason = models.CharField(
        max_length=400, blank=True, help_text="Why it was switched off, when nobody did."
    )
    disabled_at = models.DateTimeField(null=True, blank=True)
    failing_since_ms = models.BigIntegerField(
        null=True, blank=True, help_text="Of the first failure since the last success."
    )
    previous_secret_until_ms = models.BigIntegerField(
        null=True, blank=True, help_text="So long the secret before signs as well."
    )
    created_by = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.url


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", "Pending"
    DELIVERED = "delivered", "Delivered"
    FAILED = "failed", "Failed"


class WebhookDelivery(models.Model):
    """One event for one endpoint. `body` is what is sent, byte for byte, at each try."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    endpoint = models.ForeignKey(WebhookEndpoint, models.CASCADE, related_name="deliveries", db_index=False)
    event_id = models.UUIDField(help_text="The same for all endpoints that get the event.")
    event_type = models.CharField(max_length=40)
    run_id = models.UUIDField(null=True, blank=True)
    body = models.TextField()
    is_test = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=DeliveryStatus, default=DeliveryStatus.PENDING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Of the present series.")
    attempts = models.PositiveIntegerField(default=0, help_text="Of all series: grows with each re-send.")
    due_at_ms = models.BigIntegerField(
        null=True, blank=True, help_text="Next try; while one is under way, when it counts as lost."
    )
    last_status = models.PositiveSmallIntegerField(null=True, blank=True)
    last_error = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        verbose_name_plural = "webhook deliveries"
        indexes: ClassVar = [
            models.Index(fields=["endpoint", "-created_at", "-id"], name="delivery_endpoint_created"),
            models.Index(
                fields=["endpoint", "due_at_ms"], condition=Q(due_at_ms__isnull=False), name="delivery_due"
            ),
            models.Index(fields=["created_at"], name="delivery_created"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="pending", due_at_ms__isnull=False)
                | (~Q(status="pending") & Q(due_at_ms__isnull=True)),
                name="delivery_due_iff_pending",
            )
        ]

    def __str__(self) -> str:
        return f"{self.event_type}: {self.status}"


class WebhookAttempt(models.Model):
    """One try of a delivery: what was sent around the body, and what came back."""

    delivery = models.ForeignKey(WebhookDelivery, models.CASCADE, related_name="attempt_log", db_index=False)
    number = models.PositiveIntegerField()
    at_ms = models.BigIntegerField()
    duration_ms = models.PositiveIntegerField()
    headers = JsonText(default=dict, help_text="Of the request: id, time and signature.")
    status = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Null: no answer came.")
    answer = models.TextField(blank=True, help_text="The first 4 KB.")
    error = models.CharField(max_length=400, blank=True, help_text="Why it does not count as delivered.")

    class Meta:
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "number"], name="attempt_once_per_delivery")
        ]

    def __str__(self) -> str:
        return f"attempt {self.number}: {self.status or self.error}"
