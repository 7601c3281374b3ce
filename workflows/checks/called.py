"""Checks of the workflows that blocks run: they exist, can be started, and do not run one another without end."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from accounts.ids import parse_public_id
from integrations.forms import IsWorkflow
from workflows.checks.findings import Findings
from workflows.checks.shape import is_trigger
from workflows.definition import BlockDef
from workflows.models import Workflow, WorkflowStatus
from workflows.registry import block_type


def check_called(findings: Findings, *, company_id: UUID, workflow_id: UUID | None) -> None:
    """`workflow_id` is the definition's own; None while it has none. What templates decide is left to the run."""
    named = list(_named(findings))
    ids = {found for _, _, text in named if (found := parse_public_id("wf", text)) is not None}
    known = {workflow.id: workflow for workflow in Workflow.objects.filter(company_id=company_id, id__in=ids)}
    for block, field, text in named:
        found = parse_public_id("wf", text)
        workflow = None if found is None else known.get(found)
        part = f"config.{field}"
        if workflow is None:
            message = f"“{block.name}” runs a workflow that does not exist here. Choose another one."
            findings.in_block(block, "UNKNOWN_WORKFLOW", message, part=part)
        elif workflow.status == WorkflowStatus.ARCHIVED:
            message = f"“{block.name}” runs “{workflow.name}”, which is archived and does not run any more."
            findings.in_block(block, "UNKNOWN_WORKFLOW", message, part=part)
        elif workflow.id == workflow_id:
            if block.id in _always_run(findings):
                message = f"“{block.name}” runs this workflow itself, and no condition ever stops it: it ends after 25 runs."
                findings.in_block(block, "RUNS_ITSELF", message, part=part, severity="warning")
        elif workflow.published_id is None:
            message = f"“{workflow.name}”, which “{block.name}” runs, has not been published yet."
            findings.in_block(block, "UNPUBLISHED_WORKFLOW", message, part=part, severity="warning")


def _named(findings: Findings) -> Iterator[tuple[BlockDef, str, str]]:
    """(block, field, id) for each workflow that a block names without a template."""
    for block in findings.definition.blocks:
        known = block_type(block.type)
        if known is None or block.disabled:
            continue
        for name, field in known.form_for(block.config).model_fields.items():
            if any(isinstance(mark, IsWorkflow) for mark in field.metadata):
                text = block.config.get(field.alias or name)
                if isinstance(text, str) and text and "{{" not in text:
                    yield block, field.alias or name, text.strip()


def _always_run(findings: Findings) -> set[str]:
    """The blocks that edges lead to from a trigger without any choice on the way."""
    seen: set[str] = set()
    todo = [block.id for block in findings.definition.blocks if is_trigger(block) and not block.disabled]
    while todo:
        block_id = todo.pop()
        if block_id in seen:
            continue
        seen.add(block_id)
        block = findings.drawing.blocks[block_id]
        known = block_type(block.type)
        forward = (
            [] if known is None else [port for port in known.ports_for(block.config) if port.id != "error"]
        )
        if len(forward) <= 1 and (known is None or not known.is_container):
            todo += [
                edge.target
                for edge in findings.definition.edges
                if edge.source == block_id and edge.source_port != "error"
            ]
    return seen
