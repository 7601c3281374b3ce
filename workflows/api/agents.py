"""Agents over HTTP: those that come with the product and a company's own, and the list that blocks choose from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.envelope import iso, ok, page, whole
from accounts.api.errors import ApiError, conflict, not_found, validation_error
from accounts.api.pagination import bad_cursor, encode_cursor, parse_page
from accounts.api.schema import describe
from accounts.api.views import ApiView
from accounts.ids import parse_public_id, public_id
from workflows.agents import selectors, services
from workflows.agents.built_in import built_in
from workflows.agents.errors import AgentError, AgentInUse, AgentIsBuiltIn, NoSuchAgent, TooManyAgents
from workflows.agents.facts import Agent
from workflows.api import agent_shapes as shapes
from workflows.api.table_shapes import OptionShape, OptionsQuery

Users = Mapping[str, list[tuple[UUID, str]]]
_PROVIDERS = {"anthropic": "Anthropic", "openai": "OpenAI"}
#: Fields that null takes away; null for any other one changes nothing.
_CLEARED = frozenset({"output_schema", "temperature"})


class AgentView(ApiView):
    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_refusal(exc) if isinstance(exc, AgentError) else exc)

    def listed(self, request: Request, wanted: shapes.AgentsQuery) -> tuple[list[Agent], str | None]:
        """A page of agents, and the cursor of the next one. Raises ApiError 400."""
        asked = parse_page(request)
        where: dict[str, Any] = {}
        if asked.cursor and built_in(asked.cursor.id):
            where["after_built_in"] = asked.cursor.id
        elif asked.cursor:
            last_id = parse_public_id("agent", asked.cursor.id)
            if last_id is None:
                raise bad_cursor()
            where["after"] = (asked.cursor.at, last_id)
        found = selectors.list_agents(
            company_id=self.identity.company_id,
            type=wanted.type or "",
            status=wanted.status or "",
            search=wanted.search.strip(),
            include_built_in=wanted.include_built_in,
            limit=asked.limit + 1,
            **where,
        )
        shown = found[: asked.limit]
        cursor = encode_cursor(shown[-1].created_at or 0, shown[-1].id) if len(found) > asked.limit else None
        return shown, cursor


def _refusal(error: AgentError) -> ApiError:
    match error:
        case NoSuchAgent():
            return not_found(error.message)
        case AgentIsBuiltIn() | AgentInUse() | TooManyAgents():
            return conflict(error.message)
        case _:
            return validation_error(error.message, [{"path": error.path, "message": error.message}])


class Agents(AgentView):
    scopes: ClassVar = {"GET": "agents:read", "POST": "agents:write"}

    @describe(
        summary="List agents",
        description="Those that come with the product first, then the company's, the newest first.",
        query=shapes.AgentsQuery,
        page_of=shapes.AgentShape,
    )
    def get(self, request: Request) -> Response:
        found, cursor = self.listed(request, self.read_query(shapes.AgentsQuery))
        users = selectors.users_of(company_id=self.identity.company_id, agents=found)
        return page([agent_item(agent, users) for agent in found], cursor)

    @describe(
        summary="Create an agent",
        request=shapes.NewAgent,
        response=shapes.AgentShape,
        status=201,
        errors=[409],
    )
    def post(self, request: Request) -> Response:
        del request
        wanted = self.read(shapes.NewAgent)
        agent = services.create_agent(
            company_id=self.identity.company_id,
            values=wanted.model_dump(by_alias=False),
            by=self.identity,
            ip=self.ip,
        )
        return ok(agent_item(agent, {}), status=201)


class OneAgent(AgentView):
    scopes: ClassVar = {"GET": "agents:read", "PATCH": "agents:write", "DELETE": "agents:write"}

    @describe(summary="Get an agent", response=shapes.AgentShape)
    def get(self, request: Request, agent_id: str) -> Response:
        del request
        agent = selectors.get_agent(company_id=self.identity.company_id, agent_id=agent_id)
        return ok(self._item(agent))

    @describe(
        summary="Change an agent",
        description=(
            "Drafts that use it run with what it says from now on. Published versions keep what it said when they were "
            "published; publish again to take it over. Those that come with the product cannot be changed."
        ),
        request=shapes.AgentChange,
        response=shapes.AgentShape,
        errors=[409],
    )
    def patch(self, request: Request, agent_id: str) -> Response:
        del request
        wanted = self.read(shapes.AgentChange)
        given = {name: getattr(wanted, name) for name in wanted.model_fields_set}
        agent = services.change_agent(
            company_id=self.identity.company_id,
            agent_id=agent_id,
            changes={name: value for name, value in given.items() if value is not None or name in _CLEARED},
            by=self.identity,
            ip=self.ip,
        )
        return ok(self._item(agent))

    @describe(
        summary="Delete an agent",
        description="Refused while the draft or the live version of a workflow names it; the answer says which.",
        errors=[409],
    )
    def delete(self, request: Request, agent_id: str) -> Response:
        del request
        services.delete_agent(
            company_id=self.identity.company_id, agent_id=agent_id, by=self.identity, ip=self.ip
        )
        return ok(None)

    def _item(self, agent: Agent) -> dict[str, Any]:
        return agent_item(agent, selectors.users_of(company_id=self.identity.company_id, agents=[agent]))


class AgentOptions(AgentView):
    scopes: ClassVar = {"GET": "agents:read"}

    @describe(
        summary="Choose an agent",
        description="For fields whose `optionsFrom` is `agents`. Deprecated ones are not offered.",
        query=OptionsQuery,
        page_of=OptionShape,
    )
    def get(self, request: Request) -> Response:
        wanted = self.read_query(OptionsQuery)
        if wanted.value is not None:
            try:
                agent = selectors.get_agent(company_id=self.identity.company_id, agent_id=wanted.value)
            except NoSuchAgent:
                return whole([])
            return whole([_option(agent)])
        found, cursor = self.listed(request, shapes.AgentsQuery(search=wanted.search, status="active"))
        return page([_option(agent) for agent in found], cursor)


def _option(agent: Agent) -> dict[str, str]:
    hint = f"{_PROVIDERS.get(agent.provider, agent.provider)} {agent.model}"
    return {"value": agent.id, "label": agent.name, "hint": hint}


def agent_item(agent: Agent, users: Users) -> dict[str, Any]:
    return {
        "id": agent.id,
        "name": agent.name,
        "description": agent.description,
        "type": agent.type,
        "scope": "global" if agent.is_built_in else "company",
        "provider": agent.provider,
        "model": agent.model,
        "systemPrompt": agent.system_prompt,
        "outputSchema": agent.output_schema,
        "temperature": agent.temperature,
        "maxTokens": agent.max_tokens,
        "status": agent.status,
        "usedBy": [{"id": public_id("wf", id), "name": name} for id, name in users.get(agent.id, [])],
        "createdAt": agent.created_at and iso(agent.created_at),
        "updatedAt": agent.updated_at and iso(agent.updated_at),
    }
