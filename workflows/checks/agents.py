"""Checks of agent blocks: their tools are operations that only read, and their schema is one."""

from __future__ import annotations

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from workflows.checks.findings import Findings
from workflows.registry import reading_operation


def check_agents(findings: Findings) -> None:
    for block in findings.definition.blocks:
        if block.type != "agent" or block.disabled:
            continue
        tools = block.config.get("tools")
        for index, name in enumerate(tools if isinstance(tools, list) else []):
            try:
                reading_operation(str(name))
            except ValueError as error:
                findings.in_block(
                    block, "CONFIG_INVALID", f"“{block.name}”: {error}", part=f"config.tools.{index}"
                )
        schema = block.config.get("outputSchema")
        if isinstance(schema, dict):
            try:
                Draft202012Validator.check_schema(schema)
            except SchemaError as error:
                words = f"“{block.name}”: the output schema is not valid: {error.message}"
                findings.in_block(block, "BAD_SCHEMA", words, part="config.outputSchema")
