"""What goes in and out of the workflows API."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from accounts.api.forms import Form, Shape
from workflows.api.schedule_shapes import FireShape

Json = Any


class BlockShape(Form):
    """One block. `id` is its name in templates (`steps.<id>.output`), `config` what its type's configSchema says."""

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,63}$")]
    type: str
    name: str = ""
    position: dict[Literal["x", "y"], float] = Field(default_factory=dict)
    config: dict[str, Json] = Field(default_factory=dict)
    connection_id: str | None = None
    timeout_ms: int | None = Field(None, description="Per attempt; null for none, absent for the default.")
    error_handling: Literal["fail", "continue", "retry"] = "fail"
    retry_config: dict[str, Json] | None = Field(
        None, description="maxAttempts, backoffMs, maxDelayMs, backoffMultiplier, then, retryOn"
    )
    fallback_output: Json = None
    on_uncertain: Literal["ask", "retry", "fail"] | None = None
    disabled: bool = False
    notes: str = ""
    parent_id: str | None = None
    join: Literal["all", "any"] = "all"
    pinned_output: Json = None


class EdgeShape(Form):
    source: str
    source_port: str = "out"
    target: str


class NoteShape(Form):
    """A note on the canvas: what people should know, and nothing that runs. `at` is when it was last written."""

    id: str
    text: str
    position: dict[Literal["x", "y"], float] = Field(default_factory=dict)
    author: str = ""
    at: str = ""


class DefinitionForm(Form):
    """A workflow's definition. The older form (`trigger` and `steps`) is accepted too, and either wrapped in
    `workflow` or `definition`; it is checked by its own reader, which names every field that does not fit.
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=255)]
    description: str = ""
    input_schema: dict[str, Json] | None = None
    output_schema: dict[str, Json] | None = None
    variables: dict[str, Json] = Field(default_factory=dict)
    settings: dict[str, Json] = Field(default_factory=dict)
    blocks: list[BlockShape] = Field(default_factory=list)
    edges: list[EdgeShape] = Field(default_factory=list)
    notes: list[NoteShape] = Field(default_factory=list)


class DraftForm(DefinitionForm):
    revision: int | None = Field(
        None, description="The revision this is based on. Absent: replaces the draft; the one before is kept."
    )


class DraftPatch(Form):
    """Any of the definition's fields; each replaces the whole field."""

    name: str | None = None
    description: str | None = None
    input_schema: dict[str, Json] | None = None
    output_schema: dict[str, Json] | None = None
    variables: dict[str, Json] | None = None
    settings: dict[str, Json] | None = None
    blocks: list[BlockShape] | None = None
    edges: list[EdgeShape] | None = None
    notes: list[NoteShape] | None = None
    revision: int | None = None


class DefinitionToCheck(Form):
    definition: dict[str, Json] = Field(description="A definition, in any form that is accepted on create.")


class PublishForm(Form):
    note: str = Field(
        "", max_length=10_000, title="Note", description="For whoever reads the list of versions."
    )


class DuplicateForm(Form):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)] | None = (
        Field(None, title="Name")
    )


class WorkflowQuery(Form):
    status: str = Field(
        "", description="draft, active, paused, archived; several with commas. Absent: all but archived."
    )
    search: str = Field("", max_length=200, description="Part of the name or description.")


class VersionsQuery(Form):
    snapshots: bool = Field(False, description="List kept drafts too.")


class LastRunShape(Shape):
    id: str
    number: int
    status: Literal["pending", "running", "suspended", "completed", "failed", "timed_out", "cancelled"]
    summary: str | None
    started_at: datetime | None
    finished_at: datetime | None


class DayShape(Shape):
    """One day, by how the runs of that day ended; `other` has not ended or was cancelled."""

    day: date
    completed: int
    failed: int
    other: int


class StatsShape(Shape):
    """The last 30 days."""

    days: list[DayShape]
    completed_share: float | None
    per_day: float


class WorkflowItem(Shape):
    """A workflow in a list. `version` is the newest published number (0 before), `trigger` the first trigger's config."""

    id: str
    name: str
    description: str
    status: Literal["draft", "active", "paused", "archived"]
    revision: int
    version: int
    published_version: int | None
    trigger: dict[str, Json] | None
    block_types: list[str]
    has_unpublished_changes: bool
    next_fire: FireShape | None = Field(
        description="When the next of its schedules fires, while it is active."
    )
    last_run: LastRunShape | None
    stats: StatsShape
    created_at: datetime
    updated_at: datetime


class WorkflowShape(WorkflowItem):
    """A workflow with its draft. `previousDraft` names the kept draft after a write without a revision."""

    input_schema: dict[str, Json] | None
    output_schema: dict[str, Json] | None
    variables: dict[str, Json]
    settings: dict[str, Json]
    blocks: list[dict[str, Json]]
    edges: list[dict[str, Json]]
    notes: list[dict[str, Json]]
    previous_draft: str | None = None


class CountsShape(Shape):
    all: int
    active: int
    paused: int
    draft: int
    archived: int


class WorkflowsMeta(Shape):
    counts: CountsShape


class ProblemShape(Shape):
    """`path` leads to the place in the definition; an `error` keeps it from being published, a `warning` does not."""

    path: str
    block_id: str | None
    field: str | None
    severity: Literal["error", "warning"]
    code: str
    message: str


class CheckShape(Shape):
    valid: bool
    problems: list[ProblemShape]


class VersionShape(Shape):
    """`version` is a number, or `snap_<uuid>` for a kept draft."""

    version: int | str
    note: str
    author: str | None
    created_at: datetime
    live: bool


class VersionDefinition(Shape):
    """A version's whole definition."""

    name: str
    description: str
    input_schema: dict[str, Json] | None
    output_schema: dict[str, Json] | None
    variables: dict[str, Json]
    settings: dict[str, Json]
    blocks: list[dict[str, Json]]
    edges: list[dict[str, Json]]
    notes: list[dict[str, Json]]
    version: int | str
    note: str
    author: str | None
    created_at: datetime
    live: bool


class FieldChange(Shape):
    path: str
    before: Json
    after: Json


class BlockChange(Shape):
    id: str
    name: str
    change: Literal["added", "removed", "changed"]
    fields: list[FieldChange]


class EdgeChanges(Shape):
    added: list[EdgeShape]
    removed: list[EdgeShape]


class DiffShape(Shape):
    """Where blocks stand is left out."""

    blocks: list[BlockChange]
    edges: EdgeChanges
    settings: list[FieldChange]


class WorkflowFile(Shape):
    """A workflow as a file: no connections, no pinned outputs; places that looked like secrets are emptied (`removed`)."""

    headrace: Literal[1]
    name: str
    description: str
    input_schema: dict[str, Json] | None
    output_schema: dict[str, Json] | None
    variables: dict[str, Json]
    settings: dict[str, Json]
    blocks: list[dict[str, Json]]
    edges: list[dict[str, Json]]
    notes: list[dict[str, Json]]
    removed: list[str]


class ImportedShape(WorkflowShape):
    """`missing` says what stands between the imported draft and its publication."""

    missing: list[ProblemShape]


class PortShape(Shape):
    id: str
    label: str


class OperationShape(Shape):
    id: str
    aliases: list[str]
    name: str
    description: str
    effect: Literal["none", "read", "write"]
    idempotent: bool
    scopes: list[str]
    config_schema: dict[str, Json]
    output_schema: Json
    sentence: str


class OutputsFromShape(Shape):
    """Ports that a field of the config makes: `id` and `label` name the parts of each of its items."""

    field: str
    id: str
    label: str


class BlockTypeShape(Shape):
    """`outputsFrom` names the config field whose entries are ports too; `canFail` adds the port `error`."""

    type: str
    name: str
    category: str
    description: str
    icon: str
    color: str | None
    outputs: list[PortShape]
    outputs_from: OutputsFromShape | None
    can_fail: bool
    is_trigger: bool
    is_container: bool = Field(description="Whether blocks can stand inside it (`parentId`).")
    effect: Literal["none", "read", "write"]
    sentence: str
    empty_sentence: str
    config_schema: dict[str, Json]
    output_schema: Json
    provider: str | None
    operations: list[OperationShape] | None = None
