"""The inbox: what arrived from outside or was looked for there, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.ids import uuid7
from accounts.models import Company
from workflows.fields import JsonText
from workflows.models import Trigger, Workflow


class EventStatus(models.TextChoices):
    STARTED = "started", "Started a run"
    DUPLICATE = "duplicate", "Came before"
    FILTERED = "filtered", "Filtered out"
    HELD = "held", "Held while paused"
    DROPPED = "dropped", "Dropped after a pause"
    REJECTED = "rejected", "Rejected"
    UNHEARD = "unheard", "Nobody listened"
    CAPTURED = "captured", "Caught for a test"


class Event(models.Model):
    """One thing that arrived and what became of it. Stored before it is acknowledged, in the transaction of its runs."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=64, help_text="custom, app, or the provider.")
    topic = models.CharField(
        max_length=300, blank=True, help_text="The path, the app event's name, the provider's event type."
    )
    status = models.CharField(max_length=10, choices=EventStatus)
    reason = models.CharField(max_length=500, blank=True)
    dedupe_key = models.CharField(max_length=300, null=True, blank=True)
    first = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False,
        help_text="Of a duplicate: the event that came before. Of a redelivery: the event that was delivered again.",
    )  # fmt: skip
    method = models.CharField(max_length=10, blank=True)
    headers = JsonText(default=dict, help_text="By names in lower case, credentials left out.")
    query = JsonText(default=dict)
    size = models.PositiveIntegerField(default=0, help_text="Bytes of the body.")
    preview = models.TextField(blank=True, help_text="The beginning of the body as text.")
    received_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["company", "-received_at", "-id"], name="event_company_received")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "source", "dedupe_key"],
                condition=Q(dedupe_key__isnull=False),
                name="event_once_per_key",
            )
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.topic}: {self.status}"


class EventBody(models.Model):
    """The body of an event, byte for byte, where the preview is not all of it. Compressed."""

    event = models.OneToOneField(Event, models.CASCADE, primary_key=True, related_name="body")
    codec = models.CharField(max_length=10)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"body of {self.event_id}"


class EventDecision(models.Model):
    """What an event did to one workflow that listens to it."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="decisions")
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="+", db_index=False)
    trigger = models.ForeignKey(
        Trigger, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    block_key = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=EventStatus)
    reason = models.CharField(max_length=500, blank=True)
    run_id = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["workflow", "-event"], name="decision_workflow_event"),
            models.Index(fields=["workflow", "id"], condition=Q(status="held"), name="decision_held"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} for {self.workflow_id}: {self.status}"


class Listening(models.Model):
    """Somebody waits in the studio for a test event of a draft's webhook: the next one is shown and not run."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="+", db_index=False)
    block_key = models.CharField(max_length=64)
    path = models.CharField(max_length=200)
    config = JsonText(default=dict, help_text="Of the draft's block when they began to wait.")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    input = JsonText(
        null=True, blank=True, help_text="What a run of the event would get, or the beginning of it."
    )
    fired = JsonText(null=True, blank=True, help_text="What it would read at `trigger`.")
    expires_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["company", "path"], name="listening_path")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workflow", "block_key"], name="listening_once_per_block")
        ]

    def __str__(self) -> str:
        return f"{self.path} until {self.expires_at}"


class TriggerPoll(models.Model):
    """How far an event trigger has looked at its provider. It belongs to the trigger: a new version of the workflow goes on
    from here, and while the trigger is paused it stands still.

    `cursor` null: the next poll starts from now. `scope` says what the cursor is a place in (provider, connection, objects);
    another one starts anew. A poll under way holds `owner`/`lease_until`.
    """

    trigger = models.OneToOneField(Trigger, models.CASCADE, primary_key=True, related_name="poll")
    scope = models.CharField(max_length=64, blank=True)
    cursor = JsonText(null=True, blank=True)
    due_at = models.DateTimeField()
    owner = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    polled_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0, help_text="Since the last success.")
    error_code = models.CharField(max_length=40, blank=True)
    error = models.CharField(
        max_length=500, blank=True, help_text="The reason for people; also a note after a success."
    )
    found = models.PositiveBigIntegerField(default=0, help_text="Events that were found so far.")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["due_at"], name="trigger_poll_due")]

    def __str__(self) -> str:
        return f"poll of {self.trigger_id}"
