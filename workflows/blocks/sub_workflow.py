"""`sub-workflow`: starts a run of another workflow, and waits for its end unless told otherwise."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from integrations.blocktype import BlockType
from integrations.context import StepContext
from integrations.forms import Form, Template, WorkflowId, ui
from integrations.outcomes import Call, Outcome


class SubWorkflowConfig(Form):
    workflow_id: Annotated[
        WorkflowId, ui("options", order=1, placeholder="wf_…", optionsFrom="workflows")
    ] = Field(title="Workflow", min_length=1, max_length=64)
    input: Annotated[Template, ui("json", order=2, help="What the other workflow reads as input.")] = Field(
        default_factory=dict, title="Input"
    )
    wait: Annotated[
        bool, ui("switch", order=3, help="Off: goes on at once, whatever becomes of the other run.")
    ] = Field(True, title="Wait for its end")


def run(_context: StepContext, config: SubWorkflowConfig) -> Outcome:
    return Call(config.workflow_id, config.input, waits=config.wait)


BLOCK = BlockType(
    type="sub-workflow",
    name="Run workflow",
    category="Control",
    description="Starts a run of another workflow with its live version, and goes on with what it gives.",
    icon="workflow",
    form=SubWorkflowConfig,
    run=run,
    sentence="Run {workflowId}",
    empty_sentence="Choose the workflow to run",
    output_schema={
        "type": "object",
        "properties": {
            "runId": {"type": "string", "title": "Run"},
            "status": {"type": "string", "title": "Status"},
            "output": {"title": "Output", "description": "Null where it is not waited for."},
        },
        "required": ["runId", "status", "output"],
    },
    effect="write",
    idempotent=True,
    can_fail=True,
    order=55,
)
