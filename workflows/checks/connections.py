"""Checks of the connections that blocks will run with, as far as they can be known beforehand."""

from __future__ import annotations

from uuid import UUID

from connections.models import ConnectionStatus
from connections.selectors import ConnectionFacts, connection_facts
from integrations.finding import provider_of
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
            app = provider_of(wanted) if wanted else None
            needing.append((block, wanted or "", app.name if app else known.name))
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
            _check_scopes(findings, block, named)
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
        _check_scopes(findings, block, default)
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


def _check_scopes(findings: Findings, block: BlockDef, named: ConnectionFacts) -> None:
    """What the provider granted when one signed in, against what the operation needs. Some providers do not say: nothing is
    concluded from a list that shares no name with what its operations need.
    """
    known = block_type(block.type)
    operation = known.operation_for(block.config) if known else None
    if known is None or operation is None or named.status != ConnectionStatus.ACTIVE:
        return
    granted = {_short(scope) for scope in named.scopes}
    if not granted & {_short(scope) for each in known.operations for scope in each.scopes}:
        return
    missing = [scope for scope in operation.scopes if not _is_covered(_short(scope), granted)]
    if missing:
        message = (
            f"“{block.name}” will be refused: “{named.name}” was not allowed to do this at {known.name} "
            f"(missing: {', '.join(missing)}). Reconnect it and allow that."
        )
        findings.in_block(block, "MISSING_SCOPE", message, part="connectionId", severity="warning")


def _short(scope: str) -> str:
    """Some providers write a scope as an address."""
    return scope.rpartition("/")[2].lower()


def _is_covered(scope: str, granted: set[str]) -> bool:
    """Named itself, or by a wider one: reading by changing, all of Gmail by `gmail.modify`."""
    family = scope.partition(".")[0]
    wider = {
        scope,
        f"{family}.modify",
        scope.replace("read", "readwrite"),
        scope.replace("read", "write"),
        scope.replace("read", "read-write"),
    }
    return bool(wider & granted)
