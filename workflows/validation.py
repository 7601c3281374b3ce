"""Whether a definition can run: every problem, in sentences a person can act on."""

from __future__ import annotations

from uuid import UUID

from workflows.agents.filling import fill_agents
from workflows.checks.agents import check_agents
from workflows.checks.blocks import check_blocks
from workflows.checks.called import check_called
from workflows.checks.care import check_care
from workflows.checks.code import check_code
from workflows.checks.connections import check_connections
from workflows.checks.containers import check_containers
from workflows.checks.findings import Findings
from workflows.checks.references import check_references
from workflows.checks.shape import check_shape
from workflows.checks.tables import check_tables
from workflows.checks.triggers import check_triggers
from workflows.checks.whole import check_whole
from workflows.definition import Definition
from workflows.problems import Problem


def find_problems(
    definition: Definition, *, company_id: UUID, workflow_id: UUID | None = None
) -> list[Problem]:
    """All problems; those of severity `error` keep the definition from being published.

    The whole comes first, then block by block in the definition's order. `company_id` decides which secrets,
    connections, tables, agents and workflows exist; `workflow_id` is the definition's own workflow, where it has one.
    """
    findings = Findings(fill_agents(definition, company_id=company_id))
    check_whole(findings, company_id=company_id)
    check_blocks(findings)
    check_code(findings)
    check_shape(findings)
    check_containers(findings)
    check_references(findings, company_id=company_id)
    check_connections(findings, company_id=company_id)
    check_care(findings)
    check_tables(findings, company_id=company_id)
    check_triggers(findings, company_id=company_id, workflow_id=workflow_id)
    check_agents(findings, company_id=company_id)
    check_called(findings, company_id=company_id, workflow_id=workflow_id)
    return findings.in_order()
