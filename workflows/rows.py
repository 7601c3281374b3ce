"""Between a definition and its rows: a version's columns, its blocks and its edges."""

from __future__ import annotations

from typing import Any

from workflows.agent_settings import without_agents
from workflows.definition import (
    BlockDef,
    Definition,
    EdgeDef,
    checksum,
    note_to_json,
    options_to_json,
    parse_notes,
    parse_retry,
    without_pins,
)
from workflows.models import Block, Edge, WorkflowVersion

BATCH = 500

_BLOCK_COLUMNS = (
    "key", "type", "name", "x", "y", "config", "connection_id", "timeout_ms", "options", "parent_key",
)  # fmt: skip


def version_columns(definition: Definition) -> dict[str, Any]:
    """The columns of WorkflowVersion that the definition decides."""
    return {
        "name": definition.name,
        "description": definition.description,
        "input_schema": definition.input_schema,
        "output_schema": definition.output_schema,
        "variables": dict(definition.variables),
        "settings": dict(definition.settings),
        "notes": [note_to_json(note) for note in definition.notes],
        "checksum": checksum(definition),
        "release_checksum": checksum(without_agents(without_pins(definition))),
    }


def read_definition(version: WorkflowVersion) -> Definition:
    """The definition stored in `version`'s row and in its blocks and edges (two queries)."""
    blocks = Block.objects.filter(version=version).order_by("index").values_list(*_BLOCK_COLUMNS)
    edges = (
        Edge.objects.filter(version=version)
        .order_by("index")
        .values_list("source__key", "source_port", "target__key")
    )
    return Definition(
        name=version.name,
        description=version.description,
        input_schema=version.input_schema,
        output_schema=version.output_schema,
        variables=version.variables,
        settings=version.settings,
        blocks=tuple(_block_def(row) for row in blocks),
        edges=tuple(EdgeDef(*row) for row in edges),
        notes=parse_notes(version.notes),
    )


def insert_rows(version: WorkflowVersion, definition: Definition) -> None:
    """Write the blocks and edges of a version that has none yet."""
    blocks = [_block_row(version, index, block) for index, block in enumerate(definition.blocks)]
    Block.objects.bulk_create(blocks, batch_size=BATCH)
    _insert_edges(version, definition, {block.key: block for block in blocks})


def replace_rows(version: WorkflowVersion, old: Definition, new: Definition) -> None:
    """Make the draft's rows say `new` where they say `old`, touching only what differs: autosave is frequent."""
    before = {block.id: (index, block) for index, block in enumerate(old.blocks)}
    after = {block.id: (index, block) for index, block in enumerate(new.blocks)}
    edges_stay = old.edges == new.edges
    if not edges_stay:
        Edge.objects.filter(version=version).delete()
    gone = before.keys() - after.keys()
    if gone:
        # Their edges went with the line above: an edge to a block that is gone cannot be in `new`.
        Block.objects.filter(version=version, key__in=gone).delete()
    # An upsert: bulk_update takes 5 s for 1,000 moved blocks, this half a second.
    Block.objects.bulk_create(
        [_block_row(version, *place) for key, place in after.items() if before.get(key) != place],
        update_conflicts=True,
        unique_fields=["version", "key"],
        update_fields=["index", *(column for column in _BLOCK_COLUMNS if column != "key")],
        batch_size=BATCH,
    )
    if not edges_stay:
        ids = Block.objects.filter(version=version).values_list("key", "id")
        _insert_edges(version, new, {key: Block(pk=pk) for key, pk in ids})


def _insert_edges(version: WorkflowVersion, definition: Definition, blocks: dict[str, Block]) -> None:
    Edge.objects.bulk_create(
        [
            Edge(
                version=version,
                index=index,
                source_id=blocks[edge.source].pk,
                source_port=edge.source_port,
                target_id=blocks[edge.target].pk,
            )
            for index, edge in enumerate(definition.edges)
        ],
        batch_size=BATCH,
    )


def _block_row(version: WorkflowVersion, index: int, block: BlockDef) -> Block:
    return Block(
        version=version,
        index=index,
        key=block.id,
        type=block.type,
        name=block.name,
        x=block.x,
        y=block.y,
        config=dict(block.config),
        connection_id=block.connection_id,
        timeout_ms=block.timeout_ms,
        options=options_to_json(block),
        parent_key=block.parent_id or "",
    )


def _block_def(row: tuple[Any, ...]) -> BlockDef:
    key, type_, name, x, y, config, connection_id, timeout_ms, options, parent_key = row
    retry = options.get("retryConfig")
    return BlockDef(
        id=key,
        type=type_,
        name=name,
        x=x,
        y=y,
        config=config,
        connection_id=connection_id,
        timeout_ms=timeout_ms,
        is_unlimited="timeoutMs" in options,
        error_handling=options.get("errorHandling", "fail"),
        retry_config=None if retry is None else parse_retry(retry),
        has_fallback="fallbackOutput" in options,
        fallback_output=options.get("fallbackOutput"),
        on_uncertain=options.get("onUncertain"),
        disabled=options.get("disabled", False),
        notes=options.get("notes", ""),
        parent_id=parent_key or None,
        join=options.get("join", "all"),
        is_pinned="pinnedOutput" in options,
        pinned_output=options.get("pinnedOutput"),
    )
