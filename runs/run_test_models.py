"""Runs kept as tests of the draft."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.ids import uuid7
from accounts.models import Company
from workflows.fields import JsonText
from workflows.models import Workflow


class RunTestStatus(models.TextChoices):
    """How the last run of a test came out; worked out, never stored."""

    NEVER = "never", "Never ran"
    RUNNING = "running", "Running"
    PASSED = "passed", "Passed"
    FAILED = "failed", "Differs"


class RunTest(models.Model):
    """A run kept as a test of the draft: what came in, and each step with what it gave. It stays when the run goes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="run_tests")
    name = models.CharField(max_length=200)
    run_number = models.PositiveIntegerField(help_text="Of the run it was made from.")
    trigger_block = models.CharField(max_length=64)
    input = JsonText(null=True, blank=True)
    expected = JsonText(help_text="The steps, as `runs/recording.py` writes them.")
    ignored = JsonText(default=list, help_text="Places that may differ: block/part/path.")
    last_run = models.ForeignKey("runs.Run", models.SET_NULL, null=True, blank=True, related_name="+")
    created_by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["created_at", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workflow", "name"], name="run_test_name_once")
        ]

    def __str__(self) -> str:
        return self.name
