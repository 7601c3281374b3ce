"""Checks of the connections that blocks will run with, as far as they can be known beforehand."""

from __future__ import annotations

from uuid import UUID

from connections.models import ConnectionStatus
from connections.selectors import ConnectionFacts, connection_facts
from workflows.accounts import account_needed
from workflows.checks.findings import Findings
from workflows.definition import BlockDef
from workflows.registry import block_type


def check_connections(findings: Findings, *, company_id: UUID) -> None:
    """A connection that does not exist is an error; none, several or a broken one a warning: a run may name another."""
    needing: list[tuple[BlockDef, str, str]] = []
    for block in findings.definition.blocks:
        known = block_type(block.type)
        if known is None or block.disabled:
            continue
        wanted = account_needed(known, block.config)
        if wanted is not None or block.connection_id is not None:
            needing.append((block, wanted or "", known.name))
    if not needing:
        return
    facts = connection_facts(company_id)
    for block, provider, name in needing:
        _check(findings, block, provider, name, facts)


def _check(
    findings: Findings, block: BlockDef, provider: str, provider_name: str, facts: list[ConnectionFacts]
) -> None:
    if block.connection_id is not None:
        named = next((each for each in facts if each.id == block.connection_id), None)
        if named is None:
            message = f"“{block.name}” names a connection that does not exist here. Choose another one."
            findings.in_block(block, "CONNECTION_MISSING", message, part="connectionId")
        elif provider and named.provider != provider:
            message = f"“{block.name}” needs a connection to {provider_name}; “{named.name}” is one to {named.provider}."
            findings.in_block(block, "CONNECTION_MISSING", message, part="connectionId")
        else:
            _check_state(findings, block, named)
        return
    if not provider:
        message = f"“{block.name}” sends as a connection. Choose which one."
        findings.in_block(block, "CONNECTION_MISSING", message, part="connectionId")
        return
    mine = [each for each in facts if each.provider == provider]
    default = next((each for each in mine if each.is_default), None)
    active = [each for each in mine if each.status == ConnectionStatus.ACTIVE]
    if default is not None:
        _check_state(findings, block, default)
    elif not active:
        message = f"“{block.name}” will wait: there is no working connection to {provider_name} yet."
        findings.in_block(block, "CONNECTION_MISSING", message, part="connectionId", severity="warning")
    elif len(active) > 1:
        message = (
            f"“{block.name}” will wait: there are {len(active)} connections to {provider_name}. Choose one here, or make "
            "one the default."
        )
        findings.in_block(block, "CONNECTION_AMBIGUOUS", message, part="connectionId", severity="warning")


def _check_state(findings: Findings, block: BlockDef, named: ConnectionFacts) -> None:
    if named.status != ConnectionStatus.ACTIVE:
        message = f"“{block.name}” will wait for “{named.name}”: {named.reason or named.status}"
        findings.in_block(block, "CONNECTION_BROKEN", message, part="connectionId", severity="warning")
