"""Which workflows run with a connection: those whose blocks name it, and those it is chosen for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import F, Q

from connections.models import Connection, ConnectionStatus
from connections.selectors import usable_connections
from workflows.accounts import account_needed
from workflows.models import Block, Workflow, WorkflowStatus
from workflows.registry import block_type


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
    for block in _blocks(connection):
        kind = block_type(block.type)
        if kind is None or account_needed(kind, block.config) is None or block.options.get("disabled"):
            continue
        workflow = block.version.workflow
        use = found.setdefault(workflow.id, Use(workflow))
        is_live = block.version_id == workflow.published_id
        (use.live_blocks if is_live else use.draft_blocks).append(block.name)
        if block.connection_id is not None:
            use.is_chosen = False
    return sorted(found.values(), key=lambda use: (not use.is_at_risk, use.workflow.name))


def _blocks(connection: Connection) -> Iterable[Block]:
    named = Q(connection_id=connection.id)
    if _is_chosen(connection):
        named |= Q(connection_id=None, type=connection.provider)
    current = Q(version__kind="draft") | Q(version_id=F("version__workflow__published_id"))
    return (
        Block.objects.filter(named, current, version__workflow__company_id=connection.company_id)
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
