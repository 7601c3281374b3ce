"""Writes of a company's agents. Each call is one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from accounts.identity import Identity
from accounts.ids import parse_public_id, public_id
from accounts.services import record_audit
from workflows.agents.built_in import built_in
from workflows.agents.errors import AgentError, AgentInUse, AgentIsBuiltIn, NoSuchAgent, TooManyAgents
from workflows.agents.facts import Agent
from workflows.agents.selectors import described, users_of
from workflows.models import CompanyAgent

By = Identity | str
MOST_AGENTS = 500  # of a company
_NAMED = 5  # workflows that a refusal names


@transaction.atomic
def create_agent(*, company_id: UUID, values: Mapping[str, Any], by: By, ip: str | None = None) -> Agent:
    """`values` has the columns of CompanyAgent by their names. Raises AgentError (the schema) and TooManyAgents."""
    if CompanyAgent.objects.filter(company_id=company_id).count() >= MOST_AGENTS:
        raise TooManyAgents(f"A company has at most {MOST_AGENTS:,} agents. Delete one that nobody needs.")
    _check(values)
    user_id = by.user_id if isinstance(by, Identity) else None
    row = CompanyAgent.objects.create(company_id=company_id, created_by_id=user_id, **values)
    _audit(row, "agent.created", by, ip)
    return described(row)


@transaction.atomic
def change_agent(
    *, company_id: UUID, agent_id: str, changes: Mapping[str, Any], by: By, ip: str | None = None
) -> Agent:
    """Drafts use what it says from now on; versions that are published keep what it said then.

    Raises NoSuchAgent, AgentIsBuiltIn and AgentError (the schema).
    """
    row = _locked(company_id, agent_id)
    _check(changes)
    for name, value in changes.items():
        setattr(row, name, value)
    row.save()
    _audit(row, "agent.changed", by, ip, fields=sorted(changes))
    return described(row)


@transaction.atomic
def delete_agent(*, company_id: UUID, agent_id: str, by: By, ip: str | None = None) -> None:
    """For good. Raises NoSuchAgent, AgentIsBuiltIn, and AgentInUse while a draft or live version names it."""
    row = _locked(company_id, agent_id)
    agent = described(row)
    users = users_of(company_id=company_id, agents=[agent])[agent.id]
    if users:
        names = ", ".join(f"“{name}”" for _id, name in users[:_NAMED])
        more = f" and {len(users) - _NAMED} more" if len(users) > _NAMED else ""
        raise AgentInUse(
            f"{agent.name} is used by {names}{more}. Choose another agent there first, or set this one to deprecated: "
            "then nobody chooses it anew."
        )
    _audit(row, "agent.deleted", by, ip)
    row.delete()


def _locked(company_id: UUID, agent_id: str) -> CompanyAgent:
    if built_in(agent_id) is not None:
        raise AgentIsBuiltIn(
            "This agent comes with Headrace and stays as it is. Make one of your own from it."
        )
    id = parse_public_id("agent", agent_id)
    if id is None:
        raise NoSuchAgent
    row = CompanyAgent.objects.select_for_update(of=("self",)).filter(company_id=company_id, id=id).first()
    if row is None:
        raise NoSuchAgent
    return row


def _check(values: Mapping[str, Any]) -> None:
    schema = values.get("output_schema")
    if schema is None:
        return
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise AgentError(f"The output schema is not valid: {error.message}", "outputSchema") from None


def _audit(row: CompanyAgent, action: str, by: By, ip: str | None, **data: object) -> None:
    record_audit(
        identity_or_label=by,
        company_id=row.company_id,
        action=action,
        target=public_id("agent", row.id),
        data={"name": row.name, **data},
        ip=ip,
    )
