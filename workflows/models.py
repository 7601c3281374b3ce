"""What people draw: workflows, their draft and versions, and the blocks and edges each of them consists of.

Beside them the data tables that workflows read and write, and the agents that they share.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from accounts.ids import uuid7
from accounts.models import Company, User
from workflows.fields import JsonText


class WorkflowStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ARCHIVED = "archived", "Archived"


class Workflow(models.Model):
    """One drawing with its draft and its published versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="workflows")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    status = models.CharField(max_length=10, choices=WorkflowStatus, default=WorkflowStatus.DRAFT)
    # The live version: the published one that triggers start. Null until the first publication.
    published = models.ForeignKey("WorkflowVersion", models.SET_NULL, null=True, blank=True, related_name="+")
    run_count = models.PositiveIntegerField(default=0, help_text="The number of the newest run.")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "-updated_at", "-id"], name="workflow_company_updated")
        ]

    def __str__(self) -> str:
        return self.name


class FrozenVersionError(Exception):
    """Somebody tried to change a publication or a snapshot: what ran must stay readable as it ran."""

    def __init__(self) -> None:
        super().__init__(
            "A published version or snapshot does not change. Change the draft and publish again."
        )


class VersionKind(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    # A frozen copy of a draft: a run of the draft executes one, and a draft replaced without a revision leaves one.
    SNAPSHOT = "snapshot", "Snapshot"


class WorkflowVersion(models.Model):
    """The draft (exactly one, mutable, revisioned), a publication or a snapshot (both immutable)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="versions")
    kind = models.CharField(max_length=10, choices=VersionKind)
    number = models.PositiveIntegerField(
        null=True, blank=True, help_text="1, 2, … for publications, else null."
    )
    revision = models.PositiveIntegerField(default=1, help_text="Grows with each write of the draft.")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    input_schema = JsonText(null=True, blank=True)
    output_schema = JsonText(null=True, blank=True)
    variables = JsonText(default=dict, blank=True)
    settings = JsonText(default=dict, blank=True)
    notes = JsonText(default=list, blank=True, help_text="Those on the canvas, as the definition has them.")
    checksum = models.CharField(
        max_length=64, help_text="SHA-256 of the canonical definition, positions included."
    )
    release_checksum = models.CharField(
        max_length=64,
        help_text="The same without pinned outputs: equal to the live version's when nothing waits to be published.",
    )
    note = models.TextField(blank=True)
    author = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    editors = JsonText(
        default=list,
        blank=True,
        help_text="Who changed the draft since the publication before, by email or key: they do not approve with four eyes.",
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workflow", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["workflow"], condition=Q(kind="draft"), name="one_draft_per_workflow"
            ),
            models.UniqueConstraint(
                fields=["workflow", "checksum"],
                condition=Q(kind="snapshot"),
                name="snapshot_once_per_content",
            ),
            models.CheckConstraint(
                condition=Q(kind="published", number__isnull=False)
                | (~Q(kind="published") & Q(number__isnull=True)),
                name="only_publications_are_numbered",
            ),
        ]

    def __str__(self) -> str:
        label = f"v{self.number}" if self.number else self.get_kind_display().lower()
        return f"{self.name} {label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises FrozenVersionError for a publication or snapshot that exists already."""
        if self.is_frozen and not self._state.adding:
            raise FrozenVersionError
        super().save(*args, **kwargs)

    @property
    def is_frozen(self) -> bool:
        return self.kind != VersionKind.DRAFT


class Block(models.Model):
    """A block type placed in a version. `key` is the definition's block `id`, the name templates use."""

    version = models.ForeignKey(WorkflowVersion, models.CASCADE, related_name="blocks")
    key = models.CharField(max_length=64)
    # No choices: a registry key must never cause a migration when a provider is added.
    type = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255)
    index = models.PositiveIntegerField(help_text="Place in the definition's list.")
    x = models.FloatField(default=0)
    y = models.FloatField(default=0)
    config = JsonText(default=dict, blank=True)
    connection_id = models.UUIDField(null=True, blank=True, db_index=True)
    timeout_ms = models.BigIntegerField(null=True, blank=True)
    # The rest of the definition's optional block fields, exactly as given (errorHandling, retryConfig, join, …).
    options = JsonText(default=dict, blank=True)
    parent_key = models.CharField(max_length=64, blank=True, help_text="The container it lives in.")

    class Meta:
        ordering: ClassVar = ["index"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["version", "key"], name="block_key_once_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.type})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises FrozenVersionError in a publication or snapshot, whose rows are written once and in bulk."""
        if self.version.is_frozen:
            raise FrozenVersionError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises FrozenVersionError in a publication or snapshot."""
        if self.version.is_frozen:
            raise FrozenVersionError
        return super().delete(*args, **kwargs)


class Edge(models.Model):
    """A line from one block's output port to another block."""

    version = models.ForeignKey(WorkflowVersion, models.CASCADE, related_name="edges")
    source = models.ForeignKey(Block, models.CASCADE, related_name="outgoing")
    source_port = models.CharField(max_length=64, default="out")
    target = models.ForeignKey(Block, models.CASCADE, related_name="incoming")
    index = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["index"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source", "source_port", "target"], name="edge_once_per_port_and_target"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source.key}.{self.source_port} -> {self.target.key}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises FrozenVersionError in a publication or snapshot, whose rows are written once and in bulk."""
        if self.version.is_frozen:
            raise FrozenVersionError
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises FrozenVersionError in a publication or snapshot."""
        if self.version.is_frozen:
            raise FrozenVersionError
        return super().delete(*args, **kwargs)


class Trigger(models.Model):
    """A trigger block of a workflow's live version, as those who fire it look for it (`workflows/triggers.py` writes it).

    The row is the block's identity through all publications: what belongs to the trigger itself (a cursor, a
    subscription, a schedule) hangs on it. When its block is removed, switched off or its workflow archived, it stays
    and is neither `live` nor `paused`; a block of the same key takes it up again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="triggers", db_index=False)
    block_key = models.CharField(max_length=64)
    type = models.CharField(max_length=64)
    name = models.CharField(max_length=255)
    config = JsonText(default=dict)
    source = models.CharField(
        max_length=300,
        help_text="What it listens to: webhook:<path>, app:<event>, event:<provider>, schedule, api.",
    )
    live = models.BooleanField(default=False, help_text="In the live version of an active workflow.")
    paused = models.BooleanField(default=False, help_text="In the live version of a paused workflow.")
    revision = models.PositiveIntegerField(default=1, help_text="Grows with each change of this row.")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "source"], name="trigger_company_source"),
            models.Index(fields=["type", "updated_at"], name="trigger_type_updated"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workflow", "block_key"], name="trigger_once_per_block"),
            models.UniqueConstraint(
                fields=["company", "source"],
                condition=Q(type="trigger.webhook") & (Q(live=True) | Q(paused=True)),
                name="webhook_path_once_per_company",
            ),
            models.CheckConstraint(condition=Q(live=False) | Q(paused=False), name="trigger_live_or_paused"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.source})"


class Schedule(models.Model):
    """When a schedule trigger fires next. `workflows/scheduling.py` keeps it to its trigger, the tick moves it on.

    Its place outlives pauses and publications that leave the rule alone. Times are the database's.
    """

    trigger = models.OneToOneField(Trigger, models.CASCADE, primary_key=True, related_name="schedule")
    rule = JsonText(help_text="{cron} or {interval: {value, unit}}")
    zone = models.CharField(max_length=64)
    is_company_zone = models.BooleanField(default=False, help_text="It follows the company's time zone.")
    missed = models.CharField(max_length=10, default="latest")
    overlap = models.CharField(max_length=10, default="allow")
    anchor_at = models.DateTimeField(help_text="Intervals count from here.")
    next_at = models.DateTimeField(null=True, blank=True, help_text="Null: it is switched off.")
    last_at = models.DateTimeField(null=True, blank=True, help_text="The latest tick that was settled.")
    last_run_id = models.UUIDField(null=True, blank=True)
    # A new rule that came while ticks of the old one were due: it takes over when those are settled.
    change = JsonText(null=True, blank=True, help_text="{rule, zone, at}")
    queued = models.PositiveIntegerField(default=0, help_text="Ticks that wait for the run before them.")
    error = models.CharField(max_length=500, blank=True, help_text="Why it cannot fire.")
    retry_at = models.DateTimeField(null=True, blank=True, help_text="Not looked at before, after an error.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["next_at"], name="schedule_next"),
            models.Index(fields=["trigger"], condition=Q(queued__gt=0), name="schedule_queued"),
        ]

    def __str__(self) -> str:
        return f"schedule of {self.trigger_id}"


class CompanyAgent(models.Model):
    """Settings for a language model that a company's agent blocks share. The built-in ones are code (`workflows/agents/`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="agents")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    # No choices: a kind or a provider that is added must never cause a migration.
    type = models.CharField(max_length=32)
    provider = models.CharField(max_length=64)
    model = models.CharField(max_length=200)
    system_prompt = models.TextField()
    output_schema = JsonText(null=True, blank=True)
    temperature = models.FloatField(null=True, blank=True)
    max_tokens = models.PositiveIntegerField(default=4096)
    status = models.CharField(max_length=12, default="active", help_text="active or deprecated.")
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at", "-id"], name="agent_company_created")
        ]

    def __str__(self) -> str:
        return self.name


class Table(models.Model):
    """A company's rows that its workflows read and write. Columns say what is expected; a row holds any JSON object."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="tables")
    name = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    columns = JsonText(default=list, blank=True, help_text="[{id, name, type, required, options}]")
    metadata = JsonText(default=dict, blank=True)
    max_rows = models.PositiveIntegerField(default=10_000)
    # Kept by whoever writes rows, under the lock of this row.
    row_count = models.PositiveIntegerField(default=0)
    row_bytes = models.PositiveBigIntegerField(default=0, help_text="Of all rows together, as JSON.")
    next_position = models.PositiveBigIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at", "-id"], name="table_company_created")
        ]

    def __str__(self) -> str:
        return self.name


class TableRow(models.Model):
    """One row; `position` is its place in the order of insertion and never changes."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    table = models.ForeignKey(Table, models.CASCADE, related_name="rows", db_index=False)
    position = models.PositiveBigIntegerField()
    data = JsonText()
    size = models.PositiveIntegerField(help_text="Bytes of JSON.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "position"], name="row_position_once_per_table")
        ]

    def __str__(self) -> str:
        return f"row {self.position}"


class TableWrite(models.Model):
    """A step's write that is in the table: when a worker was lost between it and its record, the step finds it here.

    Needed until its run has ended; the pruner removes it then.
    """

    table = models.ForeignKey(Table, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=300, help_text="The step's idempotency key.")
    run_id = models.UUIDField(db_index=True)
    answer = JsonText(help_text="{rowIds, count, created}")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["table", "key"], name="table_write_once_per_key")
        ]

    def __str__(self) -> str:
        return self.key
