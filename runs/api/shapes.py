"""What the run endpoints take and answer, for reading requests and for the OpenAPI document."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from accounts.api.forms import Form, Shape, UtcTime

MAX_WAIT_MS = 55_000

Status = Literal["pending", "running", "suspended", "completed", "failed", "timed_out", "cancelled"]


class RunRequest(Form):
    input: Any = Field(None, description="Exactly what templates read as `input`.")
    trigger_id: str | None = Field(
        None, max_length=64, description="Which trigger fires, where there are several."
    )
    connection_id: str | None = Field(None, max_length=64, description="Force a connection.")
    idempotency_key: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="The same key and body within 7 days name the same run.",
    )
    version: Literal["draft"] | Annotated[int, Field(ge=1, strict=True)] | None = Field(
        None, description="Absent: the live version."
    )
    wait: int | None = Field(
        None,
        ge=0,
        le=MAX_WAIT_MS,
        description="Answer when the run has ended, at the latest after this many ms.",
    )

    def wait_ms(self, *, wants_raw: bool) -> int:
        """How long the caller waits. Whoever wants the response block's answer waits for it unless told otherwise."""
        return (MAX_WAIT_MS if wants_raw else 0) if self.wait is None else self.wait


class AcceptedRun(Shape):
    run_id: str
    status: Status
    workflow_id: str
    workflow_version: int = Field(description="0 for a run of the draft.")


class RunError(Shape):
    code: str
    message: str
    step: str | None = Field(None, description="The block that failed, by id.")
    block_id: str | None = Field(None, description="The same.")
    iteration: list[int] = Field([], description="Where inside containers it failed.")


class RunItem(Shape):
    id: str
    number: int
    workflow_id: str
    workflow_name: str
    workflow_version: int | None
    version_ref: str = Field(description="For GET /workflows/{id}/versions/{ref}: a number or snap_<uuid>.")
    status: Status
    trigger_type: str
    trigger_id: str
    test: bool
    dry_run: bool = Field(description="Nothing was written: steps say what they would have sent.")
    test_from: str | None = Field(description="The block that a test run was to begin at.")
    test_to: str | None = Field(description="The block that a test run was to end with.")
    subject: str = Field(description="What it was about, from the input.")
    summary: str = Field(description="What happened.")
    error: RunError | None
    waiting_until: datetime.datetime | None = Field(description="When the first waiting step goes on.")
    started_by: str
    started_at: datetime.datetime | None
    completed_at: datetime.datetime | None
    duration_ms: int | None
    created_at: datetime.datetime


class AttemptItem(Shape):
    attempt: int
    started_at: datetime.datetime
    completed_at: datetime.datetime | None
    error: RunError | None


class LogLine(Shape):
    at: datetime.datetime
    level: str
    message: str
    exchange: dict[str, Any] | None = Field(
        None,
        description=(
            "Of a request (level `http`): method, url, status, durationMs, sizes and the beginnings of the bodies. "
            "Secrets are hidden."
        ),
    )


class WarningItem(Shape):
    path: str
    message: str


class StepOutline(Shape):
    id: str = Field(description="The block's id.")
    step_id: str
    status: Literal[
        "pending", "running", "completed", "failed", "skipped", "retrying", "waiting", "cancelled"
    ]
    reason: str | None
    iteration: list[int]
    attempts: int
    error: RunError | None
    reused: bool
    digest: str | None = Field(description="The output in a few words.")
    port: str | None = Field(description="The port whose edges were taken.")
    started_at: datetime.datetime | None
    duration_ms: int | None


class StepItem(StepOutline):
    name: str
    type: str
    attempt_log: list[AttemptItem]
    connection_id: str | None
    account: str | None
    input: Any
    output: Any
    cut: list[Literal["input", "output"]] = Field(
        description="What stands here as a preview only, because this answer would be too large: ask for the step alone."
    )
    warnings: list[WarningItem]
    log: list[LogLine]
    until: datetime.datetime | None
    completed_at: datetime.datetime | None


class ValueSource(Shape):
    reference: str = Field(description="As it stands in the template.")
    kind: Literal["input", "step", "item", "variable", "secret", "system"]
    block_id: str | None = Field(description="The block that gave the value; null for what belongs to none.")
    step_id: str | None = Field(description="Its step in this round, or the nearest round around it.")
    path: list[str | int] = Field(description="Inside what the block gave.")
    is_known: bool = Field(description="False for secrets, and where the run's values were erased.")
    value: Any = Field(description="Cut to a few kilobytes.")
    digest: str = Field(description="The value in a few words.")
    missing: str | None = Field(description="Where the path broke, when it led nowhere.")


class FieldOrigin(Shape):
    path: str = Field(description='Inside the config: "text", "headers.0.value".')
    template: str
    value: Any = Field(description="What it read as, cut to a few kilobytes.")
    digest: str
    sources: list[ValueSource]


class StepWhy(Shape):
    fields: list[FieldOrigin]
    steps: list[StepOutline] = Field(
        description="Of a step inside containers: the steps of its own round and of those around it."
    )


class Waiting(Shape):
    step_id: str
    block_id: str
    iteration: list[int]
    reason: str = Field(
        description="wait, approval, uncertain, subworkflow, rate_limit, connection or retrying."
    )
    until: datetime.datetime | None = Field(description="Null where only an answer ends it.")
    title: str | None = Field(description="What an approval asks.")
    approvers: list[str] | None = Field(
        description="Whom an approval waits for: addresses and roles; empty: everybody who may decide approvals."
    )
    child_run_id: str | None = Field(description="The run that a sub-workflow step waits for.")


class IncidentItem(Shape):
    at: datetime.datetime
    kind: str = Field(description="`lease_expired`, `process_gone`, `stale_write` or `crash`.")
    message: str = Field(description="The same for a person.")
    host: str = Field(description="Where the worker ran.")
    pid: int | None
    blocks: list[str] = Field(description="Blocks whose steps were in flight.")


class RunDetailQuery(Form):
    value_bytes: int = Field(
        40 * 1024 * 1024,
        ge=0,
        le=40 * 1024 * 1024,
        description="How many bytes of large values, from 4 KB on, the answer may hold; of the rest it gives previews and names them in `cut`.",
    )


class RunDetail(RunItem):
    input: Any
    output: Any
    cut: list[Literal["input", "output"]] = Field(
        description="What stands here as a preview only: read the run without `valueBytes` to get the whole."
    )
    waiting: list[Waiting]
    queue_position: int | None
    parent_run_id: str | None
    resumed_from: str | None
    retry_of: str | None
    redacted: bool = Field(description="Its values were erased after its end, as its workflow asks for.")
    rescues: int = Field(description="How often its worker was lost.")
    incidents: list[IncidentItem] = Field(description="Lost workers and late writes, the oldest first.")
    cancel_requested_by: str | None
    last_seq: int
    steps: list[StepItem] = Field(
        description="Where there are more than 500: those outside of containers, the first ones inside and those that "
        "failed or are under way. GET /runs/{id}/steps pages through all."
    )
    steps_total: int
    step_counts: dict[str, dict[str, int]] = Field(
        description="Steps inside loops and fan-outs, by block and status."
    )


class RunCounts(Shape):
    all: int
    failed: int
    waiting: int
    running: int
    completed: int
    cancelled: int


class CountsMeta(Shape):
    counts: RunCounts


class RunFilter(Form):
    workflow_id: str | None = None
    status: str | None = Field(
        None, description="One or several of the states, by commas; `waiting` and `running` group them."
    )
    trigger_type: str | None = Field(None, max_length=20)
    search: str | None = Field(
        None, max_length=200, description="In inputs, outputs, errors and workflow names."
    )
    from_: UtcTime | None = Field(
        None, alias="from", description="Started then or later: ISO 8601; without a zone it is UTC."
    )
    to: UtcTime | None = Field(None, description="Started before then.")
    block: str | None = Field(
        None, max_length=64, description="Runs in which this block had a step; test runs are left out."
    )
    block_status: Literal["completed", "failed", "skipped"] | None = Field(
        None, description="With `block`: what became of the step."
    )
    test: bool | None = Field(None, description="Only test runs, or only others.")


class RunQuery(RunFilter):
    limit: str | None = None
    cursor: str | None = None


class StepQuery(Form):
    block: str | None = Field(None, max_length=64, description="Only steps of this block.")
    iteration: str | None = Field(
        None,
        pattern=r"^(none|\d{1,6}(\.\d{1,6})*)$",
        description="Only steps of this index path and below, such as 3 or 3.0; none: only those outside of loops.",
    )
    status: str | None = Field(None, description="One or several of the states, by commas.")
    limit: str | None = None
    cursor: str | None = None


class RunBundle(Shape):
    workflow: dict[str, Any] = Field(description="As it is exported.")
    run: dict[str, Any]
    steps: list[dict[str, Any]] = Field(description="The first 500.")


class EventItem(Shape):
    seq: int
    type: str
    run_id: str
    block_id: str | None
    iteration: list[int] = Field(description="The step's index path inside containers; empty outside.")
    at: datetime.datetime
    data: dict[str, Any]


class EventsQuery(Form):
    after: int = Field(0, ge=0, description="Only events with higher numbers.")


class RetryRequest(Form):
    version: Literal["same", "current"] = "same"


class StepValues(Shape):
    output: Any
    error: dict[str, Any] | None
    run_number: int = Field(description="The run it is from.")


class Samples(Shape):
    run_id: str | None
    number: int | None
    input: Any
    steps: dict[str, StepValues]


class PreviewRequest(Form):
    workflow_id: str
    template: str = Field(max_length=100_000)
    kind: Literal["template", "expression"] = "template"
    items: dict[str, Any] = Field(
        default_factory=dict,
        max_length=50,
        description="What the containers around the block call their item and index, each with a value to try.",
    )


class PreviewError(Shape):
    message: str
    position: int | None


class PreviewResult(Shape):
    value: Any
    warnings: list[WarningItem]
    error: PreviewError | None


class FunctionItem(Shape):
    name: str
    signature: str
    description: str
    example: str
    result: Any


class FileFacts(Shape):
    id: str
    name: str
    mime_type: str
    size: int
    sha256: str


class FileValue(Shape):
    """A file as a value: what a run's input may hold, and what steps put out."""

    file: FileFacts = Field(alias="$file")


class ResumeRequest(Form):
    from_: str | None = Field(
        None, alias="from", max_length=64, description="The block to begin at; absent: where the run failed."
    )
    version: Literal["same", "draft", "current"] = Field(
        "same",
        description="What the new run executes: the old run's version, the draft, or the live version.",
    )
    input: Any = Field(None, description="In place of the old run's input, for the steps that run now.")
    config: dict[str, dict[str, Any]] | None = Field(
        None, description="New settings of blocks, by block id, for this run alone."
    )
    preview: bool = Field(False, description="Only say what would happen.")


class BlockName(Shape):
    block_id: str
    name: str


class RunsAgain(BlockName):
    reason: Literal["failed", "chosen", "changed", "behind"] = Field(
        description="`behind`: it stands behind a step that runs again."
    )


class ResumePreview(Shape):
    reused: list[BlockName]
    runs_again: list[RunsAgain] = Field(description="Of the blocks that had run already.")


class BulkRequest(Form):
    action: Literal["retry", "cancel", "resume"]
    filter: RunFilter = Field(description="Which runs; those that the action does not fit are passed over.")
    cursor: str | None = Field(None, description="From the answer before.")


class RefusedRun(Shape):
    run_id: str
    number: int
    code: str
    message: str


class BulkOutcome(Shape):
    done: int
    refused: list[RefusedRun]
    cursor: str | None
