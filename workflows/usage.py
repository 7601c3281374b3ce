"""Which workflows run with a connection, or hear by it: those whose blocks name it, and those it is chosen for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex

from accounts.ids import parse_public_id
from connections.models import Connection, ConnectionStatus
from connections.selectors import connection_facts, usable_connections
from workflows.accounts import account_needed
from workflows.models import Block, Workflow, WorkflowStatus
from workflows.registry import block_type
from workflows.subscribed import connection_asked
from workflows.triggers import EVENT

#: The blocks of drafts and of published versions, not those of the past.
CURRENT = Q(version__kind="draft") | Q(version_id=F("version__workflow__published_id"))


@dataclass(slots=True)
class Use:
    """One workflow. `live_blocks` and `draft_blocks` are the names of the blocks; `is_chosen`: none of them names it."""

    workflow: Workflow
    live_blocks: list[str] = field(default_factory=list)
    draft_blocks: list[str] = field(default_factory=list)
    is_chosen: bool = True

    @property
    def is_at_risk(self) -> bool:
        """Its next run needs the connection."""
        return bool(self.live_blocks) and self.workflow.status == WorkflowStatus.ACTIVE


def uses_of(connection: Connection) -> list[Use]:
    """Workflows that are not archived, those whose runs need it first. A run may still name another connection."""
    found: dict[UUID, Use] = {}
    is_chosen = _is_chosen(connection)
    for block in _blocks(connection, is_chosen=is_chosen):
        provider, named = _provider_asked(block), named_connections(block)
        if provider is None:
            continue
        if connection.id not in named and (named or not is_chosen or provider != connection.provider):
            continue
        workflow = block.version.workflow
        use = found.setdefault(workflow.id, Use(workflow))
        is_live = block.version_id == workflow.published_id
        (use.live_blocks if is_live else use.draft_blocks).append(block.name)
        if connection.id in named:
            use.is_chosen = False
    return sorted(found.values(), key=lambda use: (not use.is_at_risk, use.workflow.name))


@dataclass(slots=True)
class UseCount:
    """Of one connection: how many workflows run with it, and how many of them are live and need it next time."""

    workflows: int = 0
    at_risk: int = 0


def use_counts(company_id: UUID) -> dict[UUID, UseCount]:
    """The sizes of `uses_of` for every connection of the company that is used, in two reads."""
    chosen = _chosen_by_provider(company_id)
    found: dict[UUID, dict[UUID, bool]] = {}
    blocks = (
        Block.objects.filter(CURRENT, version__workflow__company_id=company_id)
        .exclude(version__workflow__status=WorkflowStatus.ARCHIVED)
        .filter(Q(connection_id__isnull=False) | Q(type__in=[*chosen, "agent", EVENT]))
        .select_related("version__workflow")
    )
    for block in blocks:
        provider, connections = _provider_asked(block), named_connections(block)
        if provider is None:
            continue
        is_open = not connections if block.type == EVENT else block.connection_id is None
        if is_open and provider in chosen:
            connections.add(chosen[provider])
        workflow = block.version.workflow
        is_live = block.version_id == workflow.published_id and workflow.status == WorkflowStatus.ACTIVE
        for connection_id in connections:
            users = found.setdefault(connection_id, {})
            users[workflow.id] = users.get(workflow.id, False) or is_live
    return {id: UseCount(len(users), sum(users.values())) for id, users in found.items()}


def named_connections(block: Block) -> set[UUID]:
    """Those that the block names: its own, an agent's for the apps of its tools, and that of an event trigger."""
    if block.type == EVENT:
        asked = connection_asked(block.config)
        return {asked[1]} if asked and asked[1] else set()
    tools = block.config.get("toolConnections") if block.type == "agent" else None
    ids = {parse_public_id("conn", text) for text in tools.values()} if isinstance(tools, dict) else set()
    return {id for id in {block.connection_id, *ids} if id is not None}


def _provider_asked(block: Block) -> str | None:
    """The provider whose account the block runs with, or hears by; None where it needs none."""
    if block.options.get("disabled"):
        return None
    if block.type == EVENT:
        asked = connection_asked(block.config)
        return asked[0] if asked else None
    kind = block_type(block.type)
    return None if kind is None or account_needed(kind, block.config) is None else block.type


def _chosen_by_provider(company_id: UUID) -> dict[str, UUID]:
    """By provider: the connection that blocks which name none run with."""
    facts = connection_facts(company_id)
    chosen: dict[str, UUID] = {}
    for provider in {fact.provider for fact in facts}:
        own = [fact for fact in facts if fact.provider == provider]
        default = next((fact for fact in own if fact.is_default), None)
        active = [fact for fact in own if fact.status == ConnectionStatus.ACTIVE]
        if default is not None:
            chosen[provider] = default.id
        elif len(active) == 1:
            chosen[provider] = active[0].id
    return chosen


def _blocks(connection: Connection, *, is_chosen: bool) -> Iterable[Block]:
    """Those that may be meant: what event triggers ask for stands in their config."""
    named = Q(connection_id=connection.id) | Q(type__in=["agent", EVENT], at__gt=0)
    if is_chosen:
        named |= Q(connection_id=None, type=connection.provider) | Q(type=EVENT)
    return (
        Block.objects.alias(at=StrIndex(F("config"), Value(str(connection.id))))
        .filter(named, CURRENT, version__workflow__company_id=connection.company_id)
        .exclude(version__workflow__status=WorkflowStatus.ARCHIVED)
        .select_related("version__workflow")
        .order_by("version_id", "index")
    )


def _is_chosen(connection: Connection) -> bool:
    """Whether blocks of its provider that name none run with it."""
    if connection.is_default:
        return True
    usable = usable_connections(connection.company_id, connection.provider)
    has_default = Connection.objects.filter(
        company_id=connection.company_id, provider=connection.provider, is_default=True
    ).exists()
    return (
        not has_default
        and connection.status == ConnectionStatus.ACTIVE
        and [each.id for each in usable] == [connection.id]
    )
