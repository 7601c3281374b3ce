"""A company's drawing with the settings of its agents as they are now."""

from __future__ import annotations

from uuid import UUID

from workflows.agent_settings import agent_ids, with_agents
from workflows.agents.selectors import find_agents
from workflows.definition import Definition


def fill_agents(definition: Definition, *, company_id: UUID) -> Definition:
    """What runs, or is checked, instead of the drawing. A frozen version stays as it is."""
    named = set(agent_ids(definition))
    if not named:
        return definition
    found = find_agents(company_id=company_id, agent_ids=named)
    return with_agents(definition, {agent_id: agent.settings for agent_id, agent in found.items()})
