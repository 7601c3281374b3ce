"""Reads of agents, always scoped by company. The built-in ones are every company's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex

from accounts.ids import parse_public_id, public_id
from workflows.agents.built_in import BUILT_IN, built_in
from workflows.agents.errors import NoSuchAgent
from workflows.agents.facts import Agent
from workflows.models import Block, CompanyAgent


def get_agent(*, company_id: UUID, agent_id: object) -> Agent:
    """By "agent_<uuid>", a bare uuid or a built-in one's id. Raises NoSuchAgent."""
    found = find_agents(company_id=company_id, agent_ids=[str(agent_id)]).get(str(agent_id))
    if found is None:
        raise NoSuchAgent
    return found


def find_agents(*, company_id: UUID, agent_ids: Iterable[str]) -> dict[str, Agent]:
    """Those of the ids that there are, by the id as it was given, in one query at most."""
    found: dict[str, Agent] = {}
    wanted: dict[UUID, list[str]] = {}
    for agent_id in set(agent_ids):
        known = built_in(agent_id)
        if known is not None:
            found[agent_id] = known
        elif (id := parse_public_id("agent", agent_id)) is not None:
            wanted.setdefault(id, []).append(agent_id)
    if wanted:
        for row in CompanyAgent.objects.filter(company_id=company_id, id__in=list(wanted)):
            found |= dict.fromkeys(wanted[row.id], described(row))
    return found


def list_agents(
    *,
    company_id: UUID,
    type: str = "",
    status: str = "",
    search: str = "",
    include_built_in: bool = True,
    limit: int = 50,
    after_built_in: str = "",
    after: tuple[datetime, UUID] | None = None,
) -> list[Agent]:
    """The built-in ones in their order, then the company's, the newest first; beginning after one of either."""
    found: list[Agent] = []
    if include_built_in and after is None:
        ids = [agent.id for agent in BUILT_IN]
        rest = BUILT_IN[ids.index(after_built_in) + 1 :] if after_built_in in ids else BUILT_IN
        words = search.casefold()
        found = [
            agent
            for agent in rest
            if type in ("", agent.type)
            and status in ("", agent.status)
            and (words in agent.name.casefold() or words in agent.description.casefold())
        ][:limit]
    rows = CompanyAgent.objects.filter(company_id=company_id)
    if type:
        rows = rows.filter(type=type)
    if status:
        rows = rows.filter(status=status)
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(description__icontains=search))
    if after is not None:
        at, last_id = after
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=last_id))
    found += [described(row) for row in rows.order_by("-created_at", "-id")[: limit - len(found)]]
    return found


def users_of(*, company_id: UUID, agents: Iterable[Agent]) -> Mapping[str, list[tuple[UUID, str]]]:
    """By agent: the workflows whose draft or live version names it, as (id, name) by name."""
    users: dict[str, dict[tuple[UUID, str], None]] = {agent.id: {} for agent in agents}
    if not users:
        return {}
    naming = (
        Block.objects.filter(type="agent", version__workflow__company_id=company_id)
        .exclude(version__workflow__status="archived")
        .filter(Q(version__kind="draft") | Q(version=F("version__workflow__published")))
        .alias(at=StrIndex(F("config"), Value('"agentId"')))
        .filter(at__gt=0)
    )
    for config, workflow_id, name in naming.order_by("version__workflow__name").values_list(
        "config", "version__workflow_id", "version__workflow__name"
    ):
        named = str(config.get("agentId") or "")
        id = parse_public_id("agent", named)
        known = named if id is None else public_id("agent", id)
        if known in users:
            users[known][(workflow_id, name)] = None
    return {agent_id: list(found) for agent_id, found in users.items()}


def described(row: CompanyAgent) -> Agent:
    return Agent(
        id=public_id("agent", row.id),
        name=row.name,
        description=row.description,
        type=row.type,
        provider=row.provider,
        model=row.model,
        system_prompt=row.system_prompt,
        output_schema=row.output_schema,
        temperature=row.temperature,
        max_tokens=row.max_tokens,
        status=row.status,
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
