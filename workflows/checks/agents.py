"""Checks of agent blocks: the agent they name exists, their tools only read and have an account, their schema is one."""

from __future__ import annotations

from uuid import UUID

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from accounts.ids import parse_public_id
from connections.selectors import ConnectionFacts, connection_facts
from workflows.agent_settings import AGENT_ID
from workflows.agents.facts import Agent
from workflows.agents.selectors import find_agents
from workflows.checks.findings import Findings
from workflows.definition import BlockDef
from workflows.registry import reading_operation


def check_agents(findings: Findings, *, company_id: UUID) -> None:
    blocks = [block for block in findings.definition.blocks if block.type == "agent" and not block.disabled]
    if not blocks:
        return
    named = {str(block.config.get(AGENT_ID) or "") for block in blocks} - {""}
    agents = find_agents(company_id=company_id, agent_ids=named) if named else {}
    facts = (
        connection_facts(company_id) if any(block.config.get("toolConnections") for block in blocks) else []
    )
    for block in blocks:
        _check_agent(findings, block, agents)
        _check_tools(findings, block, facts)
        _check_schema(findings, block)


def _check_agent(findings: Findings, block: BlockDef, agents: dict[str, Agent]) -> None:
    named = str(block.config.get(AGENT_ID) or "")
    if not named:
        return
    agent = agents.get(named)
    if agent is None:
        message = f"“{block.name}” names an agent that does not exist here. Choose another one, or none."
        findings.in_block(block, "UNKNOWN_AGENT", message, part=f"config.{AGENT_ID}")
    elif agent.status == "deprecated":
        message = f"“{block.name}” uses “{agent.name}”, which is deprecated. Choose another one."
        findings.in_block(block, "AGENT_DEPRECATED", message, part=f"config.{AGENT_ID}", severity="warning")


def _check_tools(findings: Findings, block: BlockDef, facts: list[ConnectionFacts]) -> None:
    tools = block.config.get("tools")
    for index, name in enumerate(tools if isinstance(tools, list) else []):
        try:
            reading_operation(str(name))
        except ValueError as error:
            findings.in_block(
                block, "CONFIG_INVALID", f"“{block.name}”: {error}", part=f"config.tools.{index}"
            )
    chosen = block.config.get("toolConnections")
    for provider, text in (chosen if isinstance(chosen, dict) else {}).items():
        id = parse_public_id("conn", text)
        if not any(each.id == id and each.provider == provider for each in facts):
            message = f"“{block.name}”: the connection for its {provider} tools does not exist here. Choose another one."
            findings.in_block(block, "CONNECTION_MISSING", message, part=f"config.toolConnections.{provider}")


def _check_schema(findings: Findings, block: BlockDef) -> None:
    schema = block.config.get("outputSchema")
    if not isinstance(schema, dict):
        return
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        words = f"“{block.name}”: the output schema is not valid: {error.message}"
        findings.in_block(block, "BAD_SCHEMA", words, part="config.outputSchema")
