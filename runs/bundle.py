"""A run as a file for somebody who helps with it: its definition without secrets, and what happened with every text masked.

Names of fields, numbers, states and messages stay: they are what one looks for. Texts say only how long they are.
"""

from __future__ import annotations

from typing import Any

from accounts.api.envelope import iso
from runs.models import Run
from runs.selectors import list_steps, whole_input, whole_values
from runs.start_facts import start_facts
from workflows.documents import write_document
from workflows.selectors import load_definition

Json = Any
STEPS = 500


def bundle_of(run: Run) -> dict[str, Json]:
    """The first 500 steps, with whole values as far as one answer holds them."""
    steps = list_steps(run)[:STEPS]
    whole_values(steps)
    names = start_facts(run.version_id).names
    return {
        "workflow": write_document(load_definition(run.version_id)),
        "run": {
            "number": run.number,
            "version": run.version.number,
            "status": run.status,
            "triggerType": run.trigger_type,
            "trigger": run.trigger_block,
            "test": run.test,
            "createdAt": iso(run.created_at),
            "error": run.error,
            "input": masked(whole_input(run)),
        },
        "steps": [
            {
                "block": step.block,
                "type": names.get(step.block, ("", ""))[1],
                "iteration": step.iteration,
                "status": step.status,
                "reason": step.reason,
                "port": step.port,
                "attempts": step.attempt,
                "input": masked(step.input),
                "output": masked(step.output),
                "error": step.error,
                "warnings": step.warnings or [],
            }
            for step in steps
        ],
    }


def masked(value: Json) -> Json:
    """The same shape with texts replaced."""
    if isinstance(value, dict):
        return {key: masked(item) for key, item in value.items()}
    if isinstance(value, list):
        return [masked(item) for item in value]
    return f"(text, {len(value):,} characters)" if isinstance(value, str) and value else value
