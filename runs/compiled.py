"""A version made ready to run: its graph for the planner, and each block's type and compiled config."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from integrations.blocktype import BlockType, Port
from runs.engine.graph import Graph, Node, RetryPolicy
from workflows.accounts import account_needed
from workflows.configs import CompiledConfig, ConfigInvalid, compile_config
from workflows.definition import BlockDef, Definition
from workflows.models import WorkflowVersion
from workflows.registry import block_type
from workflows.schemas import Schema
from workflows.selectors import load_definition

DEFAULT_STEP_TIMEOUT_MS = 60_000
DEFAULT_RUN_TIMEOUT_MS = 300_000
#: Roots of the scope that are worked out for those blocks alone that read them.
WORKED_OUT = frozenset({"now", "secrets", "idempotencyKey", "workflow", "trigger"})


@dataclass(frozen=True, slots=True)
class CompiledBlock:
    """A block ready to be executed. `config` is None when it cannot be compiled, and `fault` says why."""

    id: str
    type: BlockType | None
    config: CompiledConfig | None
    stored: dict[str, Any]
    fault: str
    is_inline: bool
    effect: str
    timeout_ms: int | None
    stops_clock: bool  # has an explicit limit beyond the run's: the run's time stands still meanwhile
    on_uncertain: str
    roots: frozenset[str]  # the scope's roots that its templates read
    reads_steps: frozenset[str] | None  # whose output its templates read; None: any
    connects_to: str | None = None  # the provider whose account it needs; "": of the connection it names
    connection_id: uuid.UUID | None = None
    secrets: frozenset[str] = frozenset()  # the names its templates refer to
    reads_more: bool = True  # any of the roots in WORKED_OUT


@dataclass(frozen=True, slots=True)
class Pin:
    """A pinned output, and the port it leaves by."""

    output: Any
    port: str


@dataclass(frozen=True, slots=True)
class CompiledVersion:
    """Immutable, shared by all runs of the version in this process."""

    id: uuid.UUID
    number: int | None
    graph: Graph
    blocks: dict[str, CompiledBlock]
    variables: dict[str, Any]
    run_timeout_ms: int | None
    is_strict: bool
    releases_slot: bool  # of a concurrency limit, while the run is suspended
    output_schema: Schema | None
    settings: Mapping[str, Any]
    pins: Mapping[str, Pin]  # what test runs answer instead of running a block

    def output_complaint(self, output: Any) -> str | None:
        """Why the run's output breaks the workflow's outputSchema; None when it does not."""
        if self.output_schema is None:
            return None
        complaints = self.output_schema.complaints(output)
        if not complaints:
            return None
        place, message = complaints[0]
        return f"The run's output does not fit its schema{f' at {place}' if place else ''}: {message}."


@lru_cache(maxsize=512)
def compiled_version(version_id: uuid.UUID) -> CompiledVersion:
    """Load and compile a publication or snapshot (both immutable, so the cache never goes stale)."""
    number = WorkflowVersion.objects.values_list("number", flat=True).get(id=version_id)
    return compile_version(version_id, number, load_definition(version_id))


def compile_version(version_id: uuid.UUID, number: int | None, definition: Definition) -> CompiledVersion:
    run_timeout_ms = definition.settings.get("timeoutMs", DEFAULT_RUN_TIMEOUT_MS)
    nodes: list[Node] = []
    blocks: dict[str, CompiledBlock] = {}
    labels: dict[tuple[str, str], str] = {}
    for block in definition.blocks:
        kind = block_type(block.type)
        ports = kind.ports_for(block.config) if kind else (Port("out", "Out"),)
        labels.update({(block.id, port.id): port.label for port in ports})
        forward = [port.id for port in ports if port.id != "error"]
        blocks[block.id] = _compile_block(block, kind, run_timeout_ms)
        nodes.append(
            Node(
                id=block.id,
                name=block.name,
                parent=block.parent_id or "",
                is_trigger=bool(kind and kind.is_trigger),
                is_disabled=bool(block.disabled),
                join_any=block.join == "any",
                on_failure=block.error_handling,
                retry=_retry_policy(block),
                has_fallback=block.has_fallback,
                fallback=block.fallback_output,
                continue_port=forward[-1] if forward else "out",
            )
        )
    edges = (
        (
            edge.source,
            edge.source_port,
            edge.target,
            labels.get((edge.source, edge.source_port), edge.source_port),
        )
        for edge in definition.edges
    )
    settings = definition.settings
    return CompiledVersion(
        id=version_id,
        number=number,
        graph=Graph.build(nodes, edges),
        blocks=blocks,
        variables=dict(definition.variables),
        run_timeout_ms=run_timeout_ms,
        is_strict=bool(settings.get("strictReferences")),
        releases_slot=bool(settings.get("releaseWhileSuspended")),
        output_schema=None if definition.output_schema is None else Schema(definition.output_schema),
        settings=settings,
        pins={block.id: _pin(block) for block in definition.blocks if block.is_pinned},
    )


def _pin(block: BlockDef) -> Pin:
    kind = block_type(block.type)
    return Pin(block.pinned_output, kind.port_for(block.config, block.pinned_output) if kind else "out")


def _compile_block(block: BlockDef, kind: BlockType | None, run_timeout_ms: int | None) -> CompiledBlock:
    config: CompiledConfig | None = None
    roots: frozenset[str] = frozenset()
    fault = ""
    if kind is None:
        fault = f"Blocks of type “{block.type}” are not available in this installation."
    else:
        try:
            config = compile_config(kind, block.config)
            roots = frozenset(reference.root for reference in config.references)
        except ConfigInvalid as error:
            fault = str(error)
    return CompiledBlock(
        id=block.id,
        type=kind,
        config=config,
        stored=dict(block.config),
        fault=fault,
        is_inline=bool(kind and kind.inline_for(block.config)),
        effect=kind.effect_for(block.config) if kind else "none",
        timeout_ms=None if block.is_unlimited else block.timeout_ms or DEFAULT_STEP_TIMEOUT_MS,
        stops_clock=run_timeout_ms is not None
        and (block.is_unlimited or (block.timeout_ms or 0) > run_timeout_ms),
        on_uncertain=_on_uncertain(block, kind),
        roots=roots,
        reads_steps=_reads_steps(config) if config else frozenset(),
        connects_to=account_needed(kind, block.config) if kind else None,
        connection_id=block.connection_id,
        secrets=_named_secrets(config) if config else frozenset(),
        reads_more=not roots.isdisjoint(WORKED_OUT),
    )


def _named_secrets(config: CompiledConfig) -> frozenset[str]:
    return frozenset(
        str(reference.path[0])
        for reference in config.references
        if reference.root == "secrets" and reference.path
    )


def _reads_steps(config: CompiledConfig) -> frozenset[str] | None:
    read = [reference.path for reference in config.references if reference.root == "steps"]
    return frozenset(str(path[0]) for path in read) if all(read) else None


def _on_uncertain(block: BlockDef, kind: BlockType | None) -> str:
    """What happens to a write whose answer was lost. One whose key the other side honours is simply sent again."""
    if kind is None:
        return "ask"
    if kind.repeats_safely(block.config):
        return "retry"
    return block.on_uncertain or kind.default_on_uncertain


def _retry_policy(block: BlockDef) -> RetryPolicy:
    given = block.retry_config
    if given is None:
        return RetryPolicy()
    return RetryPolicy(
        max_attempts=given.max_attempts,
        backoff_ms=given.backoff_ms,
        max_delay_ms=given.max_delay_ms,
        multiplier=given.backoff_multiplier,
        then_continue=given.then == "continue",
        retry_all=given.retry_on == "all",
    )
