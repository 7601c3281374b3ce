"""The ledger of what language models took. It stays when runs are deleted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from accounts.models import Company
from workflows.models import Workflow


class ModelUsage(models.Model):
    """What one model took for one workflow in one day (UTC). `runs/model_usage.py` alone writes these."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="+")
    provider = models.CharField(max_length=60)
    model = models.CharField(max_length=200, help_text="As it was asked for.")
    requests = models.BigIntegerField(help_text="Turns that were answered.")
    unpriced = models.BigIntegerField(help_text="Those of the requests whose price was not known.")
    input_tokens = models.BigIntegerField(help_text="Cached ones included.")
    cached_tokens = models.BigIntegerField()
    output_tokens = models.BigIntegerField()
    cost_nano = models.BigIntegerField(help_text="In billionths of a US dollar.")

    class Meta:
        ordering: ClassVar = ["-day", "workflow", "provider", "model"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "day", "workflow", "provider", "model"], name="model_usage_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} on {self.day}"
