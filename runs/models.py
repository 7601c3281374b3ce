"""What happened: runs, their steps, their numbered events, and the big values stored beside them.

The run table is also the queue (docs/adr/0002). The worker writes these tables with its own statements
(`runs/queue.py`), many runs to a transaction; JSON is therefore kept as text that is written once and read as it is.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from accounts.ids import uuid7
from accounts.models import Company
from runs.alert_models import AlertGroup, AlertKind, AlertRule
from runs.delivery_models import DeliveryStatus, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from runs.event_models import Event, EventBody, EventDecision, EventStatus, Listening, TriggerPoll
from runs.run_test_models import RunTest, RunTestStatus
from runs.tick_models import Tick, TickStatus
from runs.usage_models import ModelUsage
from workflows.fields import JsonText
from workflows.models import Workflow, WorkflowVersion

# Django finds an app's models here.
__all__ = [
    "AlertGroup",
    "AlertKind",
    "AlertRule",
    "DeliveryStatus",
    "Event",
    "EventBody",
    "EventDecision",
    "EventStatus",
    "Listening",
    "ModelUsage",
    "RunTest",
    "RunTestStatus",
    "Tick",
    "TickStatus",
    "TriggerPoll",
    "WebhookAttempt",
    "WebhookDelivery",
    "WebhookEndpoint",
]


class RunStatus(models.TextChoices):
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    SUSPENDED = "suspended", "Suspended"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    TIMED_OUT = "timed_out", "Timed out"
    CANCELLED = "cancelled", "Cancelled"


TERMINAL = ("completed", "failed", "timed_out", "cancelled")


class StepStatus(models.TextChoices):
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    SKIPPED = "skipped", "Skipped"
    RETRYING = "retrying", "Retrying"
    WAITING = "waiting", "Waiting"
    CANCELLED = "cancelled", "Cancelled"


class Payload(models.Model):
    """A value too large to stand in a row (over 4 KB), compressed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey("Run", models.CASCADE, related_name="payloads", db_index=True)
    size = models.PositiveBigIntegerField(help_text="Bytes of JSON before compression.")
    codec = models.CharField(max_length=10)
    body = models.BinaryField()

    def __str__(self) -> str:
        return f"payload of {self.size} bytes"


class Run(models.Model):
    """One execution of a version. The columns from `ready` to `epoch` are the queue's and only `runs/queue.py` writes them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Three indexes below begin with one of these two; each more would cost every write of every run.
    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="runs", db_index=False)
    version = models.ForeignKey(WorkflowVersion, models.PROTECT, related_name="+")
    number = models.IntegerField(help_text="1, 2, … within the workflow.")
    status = models.CharField(max_length=10, choices=RunStatus, default=RunStatus.PENDING)
    trigger_type = models.CharField(max_length=20)
    trigger_block = models.CharField(max_length=64)
    started_by = models.CharField(max_length=200, blank=True, help_text="A person's email or a key's name.")
    test = models.BooleanField(default=False)
    rehearsal = JsonText(
        null=True, blank=True, help_text="What a test run was asked to do (`runs/rehearsal.py`)."
    )

    ready = models.BooleanField(default=True, help_text="Claimable now.")
    priority = models.SmallIntegerField(default=0)
    queued_seq = models.BigIntegerField(help_text="Arrival order, given by the database.")
    ready_at_ms = models.BigIntegerField(default=0, help_text="Claimable since.")
    wake_at_ms = models.BigIntegerField(
        null=True, blank=True, help_text="Becomes ready at this Unix time, in ms."
    )
    lease_owner = models.CharField(max_length=80, blank=True)
    lease_until_ms = models.BigIntegerField(null=True, blank=True)
    epoch = models.IntegerField(default=0, help_text="Fencing token: grows with every claim.")

    # A run of a workflow with a concurrency limit waits in the line of its key (`held`) until it holds a slot of it. The
    # rows that hold one are counted: there is no counter that could leak. `runs/slots.py` alone writes these.
    slot_key = models.CharField(max_length=120, blank=True, default="", db_default="")
    slot_limit = models.IntegerField(null=True, blank=True)
    has_slot = models.BooleanField(default=False, db_default=False)
    held = models.BooleanField(
        default=False, db_default=False, help_text="In the line for a slot, not claimable."
    )

    crashes = models.SmallIntegerField(
        default=0, db_default=0, help_text="How often its worker died with it since its last progress."
    )
    suspect = models.BooleanField(
        default=False, db_default=False, help_text="May have killed its worker: to be started by itself."
    )
    aftermath_at_ms = models.BigIntegerField(
        null=True, blank=True, help_text="Something is to be done after its end at this Unix time, in ms."
    )
    redacted = models.BooleanField(
        default=False, db_default=False, help_text="Its values were erased after its end."
    )

    event_id = models.UUIDField(null=True, blank=True, help_text="The inbound event that started it.")
    fired = JsonText(
        null=True,
        blank=True,
        help_text="What fired, as templates read it at `trigger`: {eventId, firedAt, headers, …}",
    )
    idem_key = models.CharField(max_length=300, null=True, blank=True)
    idem_hash = models.CharField(max_length=64, blank=True)
    connection_id = models.UUIDField(null=True, blank=True)
    resumed_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    retry_of = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        help_text="The run whose step started this one.",
    )
    parent_step = models.UUIDField(null=True, blank=True, help_text="The step that waits for this run's end.")
    hops = models.SmallIntegerField(db_default=0, help_text="How many runs stand above this one.")
    signals = models.IntegerField(
        db_default=0, help_text="How many signals came for this run: one that parks while this grew goes on."
    )

    input = JsonText(null=True, blank=True)
    input_payload = models.UUIDField(null=True, blank=True)
    output = JsonText(null=True, blank=True)
    output_payload = models.UUIDField(null=True, blank=True)
    response = JsonText(null=True, blank=True, help_text="What the response block answered.")
    error = JsonText(null=True, blank=True)
    waiting = JsonText(
        null=True, blank=True, help_text="[{stepId, blockId, reason, until}] while something waits."
    )

    next_event = models.IntegerField(default=1)
    next_step = models.IntegerField(default=1)
    rescues = models.IntegerField(default=0, help_text="How often its worker was lost.")
    cancel_requested_by = models.CharField(max_length=200, blank=True)
    ran_ms = models.BigIntegerField(default=0, help_text="Time spent in `running` before the present claim.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-queued_seq"]
        indexes: ClassVar = [
            # Partial: their size follows the live set, not history.
            models.Index(
                fields=["company", "-priority", "queued_seq"], condition=Q(ready=True), name="run_ready"
            ),
            models.Index(fields=["wake_at_ms"], condition=Q(wake_at_ms__isnull=False), name="run_due"),
            models.Index(
                fields=["lease_until_ms"], condition=Q(lease_until_ms__isnull=False), name="run_leased"
            ),
            models.Index(
                fields=["resumed_from"], condition=Q(resumed_from__isnull=False), name="run_resumed_from"
            ),
            models.Index(fields=["retry_of"], condition=Q(retry_of__isnull=False), name="run_retry_of"),
            models.Index(fields=["slot_key"], condition=Q(has_slot=True), name="run_slot_holders"),
            models.Index(fields=["slot_key", "queued_seq"], condition=Q(held=True), name="run_slot_line"),
            models.Index(fields=["crashes", "queued_seq"], condition=Q(suspect=True), name="run_suspects"),
            models.Index(
                fields=["aftermath_at_ms"], condition=Q(aftermath_at_ms__isnull=False), name="run_aftermath"
            ),
            models.Index(fields=["parent"], condition=Q(parent__isnull=False), name="run_parent"),
            models.Index(fields=["company", "-created_at", "-queued_seq"], name="run_company_created"),
            models.Index(fields=["workflow", "-created_at", "-queued_seq"], name="run_workflow_created"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["company", "idem_key"],
                condition=Q(idem_key__isnull=False),
                name="run_idempotency_key_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=TERMINAL, finished_at__isnull=False)
                | (~Q(status__in=TERMINAL) & Q(finished_at__isnull=True)),
                name="run_finished_iff_terminal",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=TERMINAL)
                | Q(ready=False, wake_at_ms__isnull=True, lease_until_ms__isnull=True, held=False),
                name="run_terminal_is_out_of_the_queue",
            ),
            models.CheckConstraint(
                condition=Q(held=False) | Q(ready=False, has_slot=False, lease_until_ms__isnull=True),
                name="run_held_waits_for_a_slot",
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number} of {self.workflow_id}"

    @property
    def is_terminal(self) -> bool:
        return self.status in TERMINAL


class Step(models.Model):
    """One execution of a block in a run; `seq` is its place in the order of starting."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # Without a constraint (docs/adr/0012): rows come in the transaction that has just updated their run, under its lock.
    run = models.ForeignKey(Run, models.CASCADE, related_name="steps", db_index=False, db_constraint=False)
    seq = models.IntegerField()
    block = models.CharField(max_length=64, help_text="The block's id in the definition.")
    iteration = models.CharField(
        max_length=100, blank=True, help_text="Index path inside containers: 3 or 3.0"
    )
    generation = models.IntegerField(default=0, help_text="Part of the idempotency key.")
    status = models.CharField(max_length=10, choices=StepStatus)
    reason = models.CharField(max_length=300, blank=True)
    port = models.CharField(
        max_length=64, null=True, blank=True, help_text="The port whose edges were taken."
    )
    attempt = models.IntegerField(default=1)
    deliveries = models.SmallIntegerField(
        default=0, db_default=0, help_text="How often its worker died while it alone had just been started."
    )
    attempt_log = JsonText(null=True, blank=True)
    input = JsonText(null=True, blank=True, help_text="The resolved config, frozen before the call.")
    input_payload = models.UUIDField(null=True, blank=True)
    output = JsonText(null=True, blank=True)
    output_payload = models.UUIDField(null=True, blank=True)
    error = JsonText(null=True, blank=True)
    warnings = JsonText(null=True, blank=True)
    log = JsonText(null=True, blank=True)
    variables = JsonText(null=True, blank=True, help_text="The variables this step set.")
    connection_id = models.UUIDField(null=True, blank=True)
    account = models.CharField(
        max_length=200, blank=True, db_default="", help_text="Whose account it ran with."
    )
    wake_at_ms = models.BigIntegerField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    reused = models.BooleanField(
        default=False, db_default=False, help_text="Taken over from the run that this one resumes."
    )

    class Meta:
        ordering: ClassVar = ["seq"]
        indexes: ClassVar = [
            models.Index(
                fields=["run"],
                condition=Q(status="waiting", reason="connection"),
                name="step_waits_for_connection",
            ),
            # What failed is looked for among far more that did not.
            models.Index(fields=["run"], condition=Q(status="failed"), name="step_failed"),
        ]
        constraints: ClassVar = [models.UniqueConstraint(fields=["run", "seq"], name="step_seq_once_per_run")]

    def __str__(self) -> str:
        return f"{self.block} {self.status}"


class EventBatch(models.Model):
    """The run events of one commit, in order: numbers `seq` to `last_seq`, without gaps within a run."""

    # Without a constraint, as steps.
    run = models.ForeignKey(
        Run, models.CASCADE, related_name="event_batches", db_index=False, db_constraint=False
    )
    seq = models.IntegerField()
    last_seq = models.IntegerField()
    events = JsonText()

    class Meta:
        ordering: ClassVar = ["seq"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "seq"], name="event_seq_once_per_run"),
            models.CheckConstraint(condition=Q(last_seq__gte=F("seq")), name="event_batch_in_order"),
        ]

    def __str__(self) -> str:
        return f"events {self.seq} to {self.last_seq}"


class Incident(models.Model):
    """Something that happened to a run and was not its own doing (`runs/incidents.py` lists the kinds)."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="incidents")
    at_ms = models.BigIntegerField()
    kind = models.CharField(max_length=20)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField(null=True, blank=True)
    blocks = models.CharField(max_length=500, blank=True, help_text="In flight then: ids, by commas.")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.run_id}"


class Signal(models.Model):
    """A word from outside for a parked step: an approval's decision, the answer to an uncertain step, the end of a run
    that it started. Deleted in the transaction that writes what came of it (`runs/signals.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="+")
    step_id = models.UUIDField()
    kind = models.CharField(max_length=20)
    body = JsonText()
    created_at_ms = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["step_id", "kind"], name="signal_once_per_step_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.kind} for step {self.step_id}"


class ApprovalStatus(models.TextChoices):
    WAITING = "waiting", "Waits"
    APPROVED = "approved", "Approved"
    REJECTED = "rejected", "Rejected"
    EXPIRED = "expired", "Nobody answered in time"
    CLOSED = "closed", "The run ended meanwhile"


class Approval(models.Model):
    """A question to people that a step of a run waits for. The row decides: whoever changes `waiting` first has won."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+", db_index=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="approvals")
    step_id = models.UUIDField(unique=True)
    block = models.CharField(max_length=64, help_text="The block's id in the definition.")
    title = models.TextField(blank=True)
    description = models.TextField(blank=True)
    approvers = JsonText(
        default=list, help_text="Email addresses and roles; empty: whoever may decide approvals."
    )
    form = JsonText(null=True, blank=True, help_text="JSON Schema of what the approver fills in.")
    four_eyes = models.BooleanField(default=False)
    notify = JsonText(default=dict, help_text="{slack, slackThreadTs, email}")
    status = models.CharField(max_length=10, choices=ApprovalStatus, default=ApprovalStatus.WAITING)
    expires_at_ms = models.BigIntegerField(null=True, blank=True, help_text="Then it counts as rejected.")
    decided_by = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    answers = JsonText(null=True, blank=True, help_text="What was filled in.")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["company", "-created_at", "-id"], name="approval_company_created"),
            models.Index(
                fields=["company", "-created_at", "-id"],
                condition=Q(status="waiting"),
                name="approval_waiting",
            ),
            models.Index(
                fields=["expires_at_ms"],
                condition=Q(status="waiting", expires_at_ms__isnull=False),
                name="approval_expiring",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at__isnull=True)
                | (~Q(status="waiting") & Q(decided_at__isnull=False)),
                name="approval_decided_iff_not_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.title or self.block}: {self.status}"


class File(models.Model):
    """A file of the company; its content is on the disk under the same id (`runs/files.py`)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    company = models.ForeignKey(Company, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    mime_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_by = models.CharField(
        max_length=200, blank=True, help_text="A person, a key, or the step's block."
    )
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


class FileUse(models.Model):
    """A run that made a file or was given it. A file is kept as long as there is one of these."""

    file = models.ForeignKey(File, models.CASCADE, related_name="uses", db_index=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="file_uses")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["file", "run"], name="file_use_once")]

    def __str__(self) -> str:
        return f"{self.file_id} in {self.run_id}"


class Drainer(models.Model):
    """A worker process that takes runs; its beat is how anybody outside knows that it makes progress."""

    owner = models.CharField(max_length=80, primary_key=True)
    host = models.CharField(max_length=255)
    pid = models.PositiveIntegerField()
    beat_at_ms = models.BigIntegerField()
    runs_on_board = models.PositiveIntegerField(default=0)
    claimed_at_ms = models.BigIntegerField(null=True, blank=True, help_text="When it last took a run.")

    def __str__(self) -> str:
        return self.owner


class Tally(models.Model):
    """A sum over what all processes counted about themselves (`runs/tally.py`), for `/metrics`."""

    key = models.CharField(max_length=200, primary_key=True)
    value = models.FloatField()

    def __str__(self) -> str:
        return f"{self.key}: {self.value:g}"


class Chore(models.Model):
    """Work that recurs by itself (`runs/worker/chores/`), done by one worker at a time: the row is its lease."""

    name = models.CharField(max_length=60, primary_key=True)
    owner = models.CharField(max_length=80, blank=True)
    lease_until_ms = models.BigIntegerField(default=0)
    ran_at_ms = models.BigIntegerField(null=True, blank=True, help_text="When it last ended well.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    error = models.CharField(max_length=300, blank=True, help_text="Why it last failed.")

    def __str__(self) -> str:
        return self.name


class QueueSequence(models.Model):
    """One row that hands out `Run.queued_seq` (and so arrival order) inside the accepting transaction."""

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.value)
