"""What people want to be told of without asking, and what they are about to be told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from accounts.ids import uuid7
from accounts.models import Company
from workflows.fields import JsonText
from workflows.models import Workflow


class AlertKind(models.TextChoices):
    RUN_FAILED = "run_failed", "A run failed"
    CONNECTION_ERROR = "connection_error", "A connection broke"
    NO_SUCCESS = "no_success", "No run has succeeded for a while"
    BACKLOG = "backlog", "Runs wait too long to start"


class AlertRule(models.Model):
    """How the company, or one workflow in its place, wants a kind of alert. Without a row the defaults hold
    (`runs/alerts/rules.py`).
    """

    company = models.ForeignKey(Company, models.CASCADE, related_name="alert_rules")
    workflow = models.ForeignKey(Workflow, models.CASCADE, null=True, blank=True, related_name="alert_rules")
    kind = models.CharField(max_length=20, choices=AlertKind)
    is_enabled = models.BooleanField(default=True)
    minutes = models.PositiveIntegerField(null=True, blank=True, help_text="How long is too long.")
    group_minutes = models.PositiveIntegerField(default=60, help_text="Between two messages about the same.")
    targets = JsonText(default=list, help_text="[{type: email|slack|webhook, …}]")
    updated_by = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "kind"], condition=Q(workflow=None), name="alert_rule_once_per_company"
            ),
            models.UniqueConstraint(
                fields=["workflow", "kind"],
                condition=Q(workflow__isnull=False),
                name="alert_rule_once_per_workflow",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.workflow_id or self.company_id}"


class AlertGroup(models.Model):
    """What happened about one subject since the last message: a storm is one message with a count, then a digest. The row
    goes when a whole interval was quiet.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    workflow = models.ForeignKey(Workflow, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20, choices=AlertKind)
    subject = models.CharField(max_length=40, blank=True, help_text="The workflow's or connection's id.")
    count = models.PositiveIntegerField(default=0, help_text="Since the last message.")
    items = JsonText(default=list, help_text="The newest of them, in words.")
    messages = models.PositiveIntegerField(default=0, help_text="How many messages went out.")
    opened_at_ms = models.BigIntegerField()
    send_at_ms = models.BigIntegerField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["company", "kind", "subject"], name="alert_group_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.count}"
