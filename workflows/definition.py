"""The definition: the JSON form of a drawing, as immutable Python data.

`parse_definition` checks the shape (fields, types, ids, caps) and nothing else: a half-finished draft must be
storable. Whether a definition can run is `workflows/validation.py`'s question.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

import orjson

from accounts.ids import parse_public_id, public_id
from workflows.reading import DefinitionInvalid, Json, Reader, guess

MAX_NAME = 255
MAX_DESCRIPTION = 10_000
MAX_NOTE = 2_000
MAX_NOTES = 200

BLOCK_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")
ID_RULE = "starts with a letter and has at most 64 letters, digits, - and _"

ERROR_HANDLING = ("fail", "continue", "retry")
JOINS = ("all", "any")
ON_UNCERTAIN = ("ask", "retry", "fail")
THEN = ("fail", "continue")
RETRY_ON = ("transient", "all")
SAVE_PAYLOADS = ("all", "failed", "none")
ON_LIMIT = ("queue", "skip", "reject")

TOP_FIELDS = (
    "name", "description", "inputSchema", "outputSchema", "variables", "settings", "blocks", "edges", "notes",
)  # fmt: skip
BLOCK_FIELDS = (
    "id", "type", "name", "position", "config", "connectionId", "timeoutMs", "errorHandling", "retryConfig",
    "fallbackOutput", "onUncertain", "disabled", "notes", "parentId", "join", "pinnedOutput",
)  # fmt: skip
EDGE_FIELDS = ("source", "sourcePort", "target")
NOTE_FIELDS = ("id", "text", "position", "author", "at")
SETTINGS_FIELDS = (
    "timeoutMs", "concurrencyLimit", "concurrencyKey", "onLimit", "releaseWhileSuspended", "strictReferences",
    "errorWorkflowId", "retentionDays", "savePayloads", "requireTests",
)  # fmt: skip
RETRY_FIELDS = ("maxAttempts", "backoffMs", "maxDelayMs", "backoffMultiplier", "then", "retryOn")


@dataclass(frozen=True, slots=True)
class RetryConfig:
    """`max_attempts` counts all tries, the first included; delays are in ms."""

    max_attempts: int = 3
    backoff_ms: int = 1_000
    max_delay_ms: int = 30_000
    backoff_multiplier: float = 2
    then: str = "fail"  # fail | continue: what happens after the last try
    retry_on: str = "transient"  # transient | all


@dataclass(frozen=True, slots=True)
class BlockDef:
    """One block. `config` is as drawn, templates unresolved; it must not be changed in place."""

    id: str
    type: str
    name: str
    x: float = 0
    y: float = 0
    config: Mapping[str, Json] = field(default_factory=dict)
    connection_id: UUID | None = None
    timeout_ms: int | None = None  # None: the default of the engine, unless `is_unlimited`
    is_unlimited: bool = False  # `timeoutMs: null` was given: no limit
    error_handling: str = "fail"  # fail | continue | retry
    retry_config: RetryConfig | None = None
    has_fallback: bool = False  # null is a fallback too
    fallback_output: Json = None
    on_uncertain: str | None = None  # ask | retry | fail; None: the block type's default
    disabled: bool = False
    notes: str = ""
    parent_id: str | None = None  # the container it lives in
    join: str = "all"  # all | any
    is_pinned: bool = False
    pinned_output: Json = None


@dataclass(frozen=True, slots=True)
class EdgeDef:
    source: str
    source_port: str
    target: str


@dataclass(frozen=True, slots=True)
class NoteDef:
    """A note on the canvas, for people. `at`: when it was last written, ISO 8601."""

    id: str
    text: str
    x: float = 0
    y: float = 0
    author: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole drawing. `settings` holds only what was set; absent means the default of workflow-model.md."""

    name: str
    description: str = ""
    input_schema: Json = None
    output_schema: Json = None
    variables: Mapping[str, Json] = field(default_factory=dict)
    settings: Mapping[str, Json] = field(default_factory=dict)
    blocks: tuple[BlockDef, ...] = ()
    edges: tuple[EdgeDef, ...] = ()
    notes: tuple[NoteDef, ...] = ()

    def block(self, block_id: str) -> BlockDef | None:
        return next((block for block in self.blocks if block.id == block_id), None)


# --- to JSON ----------------------------------------------------------------------------------------------------


def retry_to_json(retry: RetryConfig) -> dict[str, Json]:
    data: dict[str, Json] = {
        "maxAttempts": retry.max_attempts,
        "backoffMs": retry.backoff_ms,
        "maxDelayMs": retry.max_delay_ms,
        "backoffMultiplier": retry.backoff_multiplier,
    }
    if retry.then != "fail":
        data["then"] = retry.then
    if retry.retry_on != "transient":
        data["retryOn"] = retry.retry_on
    return data


def options_to_json(block: BlockDef) -> dict[str, Json]:
    """The optional fields that differ from their defaults, without the two that are columns of their own."""
    data: dict[str, Json] = {}
    if block.is_unlimited:
        data["timeoutMs"] = None
    if block.error_handling != "fail":
        data["errorHandling"] = block.error_handling
    if block.retry_config is not None:
        data["retryConfig"] = retry_to_json(block.retry_config)
    if block.has_fallback:
        data["fallbackOutput"] = block.fallback_output
    if block.on_uncertain is not None:
        data["onUncertain"] = block.on_uncertain
    if block.disabled:
        data["disabled"] = True
    if block.notes:
        data["notes"] = block.notes
    if block.join != "all":
        data["join"] = block.join
    if block.is_pinned:
        data["pinnedOutput"] = block.pinned_output
    return data


def block_to_json(block: BlockDef) -> dict[str, Json]:
    data: dict[str, Json] = {
        "id": block.id,
        "type": block.type,
        "name": block.name,
        "position": {"x": block.x, "y": block.y},
        "config": block.config,
    }
    if block.connection_id is not None:
        data["connectionId"] = public_id("conn", block.connection_id)
    if block.timeout_ms is not None:
        data["timeoutMs"] = block.timeout_ms
    data.update(options_to_json(block))
    if block.parent_id is not None:
        data["parentId"] = block.parent_id
    return data


def edge_to_json(edge: EdgeDef) -> dict[str, Json]:
    return {"source": edge.source, "sourcePort": edge.source_port, "target": edge.target}


def note_to_json(note: NoteDef) -> dict[str, Json]:
    return {
        "id": note.id,
        "text": note.text,
        "position": {"x": note.x, "y": note.y},
        "author": note.author,
        "at": note.at,
    }


def to_json(definition: Definition) -> dict[str, Json]:
    """The contract's form; `parse_definition(to_json(d)) == d`."""
    return {
        "name": definition.name,
        "description": definition.description,
        "inputSchema": definition.input_schema,
        "outputSchema": definition.output_schema,
        "variables": dict(definition.variables),
        "settings": dict(definition.settings),
        "blocks": [block_to_json(block) for block in definition.blocks],
        "edges": [edge_to_json(edge) for edge in definition.edges],
        "notes": [note_to_json(note) for note in definition.notes],
    }


def checksum(definition: Definition) -> str:
    """SHA-256 of the canonical JSON (sorted keys), positions included: equal drawings have equal sums."""
    data = to_json(definition)
    if not data["notes"]:  # as it was before there were any: stored sums stay true
        del data["notes"]
    return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()


def without_pins(definition: Definition) -> Definition:
    """The definition as it is published and exported: pinned outputs are for test runs only."""
    if not any(block.is_pinned for block in definition.blocks):
        return definition
    blocks = (replace(block, is_pinned=False, pinned_output=None) for block in definition.blocks)
    return replace(definition, blocks=tuple(blocks))


def with_name(definition: Definition, name: str) -> Definition:
    return replace(definition, name=name)


# --- from JSON --------------------------------------------------------------------------------------------------


def parse_definition(data: Json) -> Definition:
    """The definition in `data` (the contract's form); raises DefinitionInvalid with every reason found."""
    reader = Reader()
    if not isinstance(data, Mapping):
        raise DefinitionInvalid([{"path": "", "message": "A workflow definition is a JSON object."}])
    reader.check_caps(data)
    definition = _definition(reader, data)
    if reader.details:
        raise DefinitionInvalid(reader.details)
    return definition


def _definition(reader: Reader, data: Mapping[str, Json]) -> Definition:
    reader.known(data, "", TOP_FIELDS, "a workflow")
    name = reader.text(data, "", "name", limit=MAX_NAME)
    if not name.strip():
        reader.wrong("name", "A workflow needs a name.")
    blocks = [
        _block(reader, f"blocks.{index}", block)
        for index, block in enumerate(reader.objects(data, "", "blocks"))
    ]
    edges = [
        _edge(reader, f"edges.{index}", edge) for index, edge in enumerate(reader.objects(data, "", "edges"))
    ]
    notes = [
        _note(reader, f"notes.{index}", note) for index, note in enumerate(reader.objects(data, "", "notes"))
    ]
    _check_notes(reader, notes)
    if not reader.details:  # what follows would only repeat it
        _check_graph(reader, blocks, edges)
    return Definition(
        name=name.strip(),
        description=reader.text(data, "", "description", limit=MAX_DESCRIPTION),
        input_schema=reader.schema(data, "inputSchema"),
        output_schema=reader.schema(data, "outputSchema"),
        variables=reader.object(data, "", "variables"),
        settings=_settings(reader, reader.object(data, "", "settings")),
        blocks=tuple(blocks),
        edges=tuple(edges),
        notes=tuple(notes),
    )


def _note(reader: Reader, path: str, data: Mapping[str, Json]) -> NoteDef:
    reader.known(data, path, NOTE_FIELDS, "a note")
    note_id = reader.text(data, path, "id", limit=64)
    if not BLOCK_ID.fullmatch(note_id):
        said = f"“{note_id}” is not a note’s id" if note_id else "A note needs an id"
        reader.wrong(f"{path}.id", f"{said}: it {ID_RULE}.")
    x, y = _place(reader, path, data)
    return NoteDef(
        id=note_id,
        text=reader.text(data, path, "text", limit=MAX_NOTE),
        x=x,
        y=y,
        author=reader.text(data, path, "author", limit=MAX_NAME),
        at=reader.text(data, path, "at", limit=40),
    )


def _check_notes(reader: Reader, notes: Sequence[NoteDef]) -> None:
    if len(notes) > MAX_NOTES:
        reader.wrong("notes", f"The drawing has {len(notes):,} notes; {MAX_NOTES:,} is the most.")
    seen: set[str] = set()
    for index, note in enumerate(notes):
        if note.id in seen:
            reader.wrong(f"notes.{index}.id", f"Two notes have the id “{note.id}”.")
        seen.add(note.id)


def _place(reader: Reader, path: str, data: Mapping[str, Json]) -> tuple[float, float]:
    position = reader.object(data, path, "position")
    at = f"{path}.position"
    reader.known(position, at, ("x", "y"), "a position")
    return float(reader.number(position, at, "x", 0)), float(reader.number(position, at, "y", 0))


def _block(reader: Reader, path: str, data: Mapping[str, Json]) -> BlockDef:
    reader.known(data, path, BLOCK_FIELDS, "a block")
    block_id = reader.text(data, path, "id", limit=MAX_NAME)
    if not BLOCK_ID.fullmatch(block_id):
        said = f"“{block_id}” is not a block id" if block_id else "A block needs an id"
        reader.wrong(f"{path}.id", f"{said}: it {ID_RULE}.")
    type_ = reader.text(data, path, "type", limit=64)
    if not type_:
        reader.wrong(f"{path}.type", "A block needs a type, for example “http”.")
    x, y = _place(reader, path, data)
    retry = data.get("retryConfig")
    return BlockDef(
        id=block_id,
        type=type_,
        name=reader.text(data, path, "name", limit=MAX_NAME).strip() or block_id,
        x=x,
        y=y,
        config=reader.object(data, path, "config"),
        connection_id=_connection_id(reader, path, data.get("connectionId")),
        timeout_ms=reader.integer(data, path, "timeoutMs"),
        is_unlimited="timeoutMs" in data and data["timeoutMs"] is None,
        error_handling=reader.choice(data, path, "errorHandling", ERROR_HANDLING) or "fail",
        retry_config=None if retry is None else _retry(reader, f"{path}.retryConfig", retry),
        has_fallback="fallbackOutput" in data,
        fallback_output=data.get("fallbackOutput"),
        on_uncertain=reader.choice(data, path, "onUncertain", ON_UNCERTAIN),
        disabled=reader.flag(data, path, "disabled"),
        notes=reader.text(data, path, "notes", limit=MAX_DESCRIPTION),
        parent_id=reader.text(data, path, "parentId", limit=64) or None,
        join=reader.choice(data, path, "join", JOINS) or "all",
        is_pinned=data.get("pinnedOutput") is not None,
        pinned_output=data.get("pinnedOutput"),
    )


def parse_notes(data: Json) -> tuple[NoteDef, ...]:
    """The notes in `data`, which have been checked before."""
    reader = Reader()
    return tuple(_note(reader, "", note) for note in data)


def parse_retry(data: Json) -> RetryConfig:
    """The retryConfig in `data`, which has been checked before."""
    return _retry(Reader(), "", data)


def _retry(reader: Reader, path: str, data: Json) -> RetryConfig:
    if not isinstance(data, Mapping):
        reader.wrong(path, "retryConfig is an object, for example {“maxAttempts”: 3, “backoffMs”: 1000}.")
        return RetryConfig()
    reader.known(data, path, RETRY_FIELDS, "retryConfig")
    usual = RetryConfig()
    attempts, backoff, longest = (
        reader.integer(data, path, key) for key in ("maxAttempts", "backoffMs", "maxDelayMs")
    )
    return RetryConfig(
        max_attempts=usual.max_attempts if attempts is None else attempts,
        backoff_ms=usual.backoff_ms if backoff is None else backoff,
        max_delay_ms=usual.max_delay_ms if longest is None else longest,
        backoff_multiplier=reader.number(data, path, "backoffMultiplier", usual.backoff_multiplier),
        then=reader.choice(data, path, "then", THEN) or usual.then,
        retry_on=reader.choice(data, path, "retryOn", RETRY_ON) or usual.retry_on,
    )


def _edge(reader: Reader, path: str, data: Mapping[str, Json]) -> EdgeDef:
    reader.known(data, path, EDGE_FIELDS, "an edge")
    return EdgeDef(
        source=reader.text(data, path, "source", limit=64),
        source_port=reader.text(data, path, "sourcePort", limit=64) or "out",
        target=reader.text(data, path, "target", limit=64),
    )


def _settings(reader: Reader, data: Mapping[str, Json]) -> Mapping[str, Json]:
    reader.known(data, "settings", SETTINGS_FIELDS, "the settings")
    numbers = {
        key: reader.integer(data, "settings", key)
        for key in ("timeoutMs", "concurrencyLimit", "retentionDays")
        if key in data
    }
    for key in ("releaseWhileSuspended", "strictReferences", "requireTests"):
        reader.flag(data, "settings", key)
    for key in ("concurrencyKey", "errorWorkflowId"):
        reader.text(data, "settings", key, limit=1_000)
    reader.choice(data, "settings", "onLimit", ON_LIMIT)
    reader.choice(data, "settings", "savePayloads", SAVE_PAYLOADS)
    return {**data, **numbers}


def _connection_id(reader: Reader, path: str, value: Json) -> UUID | None:
    if value is None:
        return None
    found = parse_public_id("conn", value)
    if found is None:
        reader.wrong(f"{path}.connectionId", "A connection is named by its id, “conn_…”.")
    return found


def _check_graph(reader: Reader, blocks: list[BlockDef], edges: list[EdgeDef]) -> None:
    first: dict[str, int] = {}
    for index, block in enumerate(blocks):
        if block.id in first:
            reader.wrong(f"blocks.{index}.id", f"Two blocks have the id “{block.id}”; an id names one block.")
        first.setdefault(block.id, index)
    for index, block in enumerate(blocks):
        if block.parent_id is not None and block.parent_id not in first:
            reader.wrong(f"blocks.{index}.parentId", f"There is no block “{block.parent_id}”.")
    seen: set[EdgeDef] = set()
    for index, edge in enumerate(edges):
        for side, end in (("source", edge.source), ("target", edge.target)):
            if end not in first:
                reader.wrong(f"edges.{index}.{side}", f"There is no block “{end}”.{guess(end, first)}")
        if edge in seen:
            reader.wrong(
                f"edges.{index}", f"The edge from “{edge.source}” to “{edge.target}” is there twice."
            )
        seen.add(edge)
