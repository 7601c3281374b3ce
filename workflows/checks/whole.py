"""Checks of the workflow's own fields: schemas, settings, variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from accounts.ids import parse_public_id
from workflows.checks.findings import Findings
from workflows.expressions import ExpressionSyntaxError, compile_template
from workflows.models import Workflow, WorkflowStatus
from workflows.reading import Json

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")

MONTH_MS = 31 * 24 * 60 * 60 * 1000

#: Bounds of whole numbers in `settings`; null is allowed and means none.
BOUNDS = {"timeoutMs": (1, MONTH_MS), "concurrencyLimit": (1, 10_000), "retentionDays": (1, 3_650)}

#: What a concurrency key may read.
KEY_ROOTS = {"input", "trigger", "variables", "workflow"}


def check_whole(findings: Findings, *, company_id: UUID) -> None:
    definition = findings.definition
    for name, schema in (
        ("inputSchema", definition.input_schema),
        ("outputSchema", definition.output_schema),
    ):
        if schema is not None:
            _check_schema(findings, name, schema)
    for key, (least, most) in BOUNDS.items():
        value = definition.settings.get(key)
        if value is not None and not least <= value <= most:
            findings.at(
                f"settings.{key}",
                "OUT_OF_BOUNDS",
                f"{key} must be between {least:,} and {most:,}, or null for none.",
            )
    _check_error_workflow(findings, definition.settings.get("errorWorkflowId"), company_id)
    concurrency_key = definition.settings.get("concurrencyKey")
    if concurrency_key:
        _check_concurrency_key(findings, concurrency_key)
    for name in definition.variables:
        if not VARIABLE.fullmatch(name):
            findings.at(
                f"variables.{name}",
                "BAD_VARIABLE_NAME",
                f"“{name}” cannot be read in a template. A variable's name has letters, digits and _, and starts with a letter.",
            )


def _check_error_workflow(findings: Findings, given: Json, company_id: UUID) -> None:
    if not given:
        return
    workflow_id = parse_public_id("wf", given)
    known = Workflow.objects.filter(company_id=company_id)
    found = None if workflow_id is None else known.filter(id=workflow_id).first()
    if found is None:
        findings.at(
            "settings.errorWorkflowId",
            "UNKNOWN_WORKFLOW",
            "The error workflow does not exist here. Choose another, or none.",
        )
    elif found.status == WorkflowStatus.ARCHIVED:
        findings.at(
            "settings.errorWorkflowId",
            "ARCHIVED_WORKFLOW",
            f"The error workflow “{found.name}” is archived and would not run. Choose another, or none.",
        )


def _check_concurrency_key(findings: Findings, template: str) -> None:
    """It is computed when a run arrives: nothing but what fired it is known then."""
    try:
        compiled = compile_template(template)
    except ExpressionSyntaxError as error:
        findings.at("settings.concurrencyKey", "BAD_EXPRESSION", str(error))
        return
    for root in sorted({reference.root for reference in compiled.references} - KEY_ROOTS):
        findings.at(
            "settings.concurrencyKey",
            "UNKNOWN_REFERENCE",
            f"A concurrency key cannot read “{root}”: it is computed when a run arrives. "
            "Use input, trigger, variables or workflow.",
        )


def _check_schema(findings: Findings, name: str, schema: Json) -> None:
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        path = ".".join([name, *(str(part) for part in error.absolute_path)])
        findings.at(path, "BAD_SCHEMA", f"{name} is not a valid JSON Schema: {error.message}.")
        return
    for path, keyword, value in _keywords(schema, name):
        if keyword == "$ref" and isinstance(value, str) and not value.startswith("#"):
            findings.at(
                path,
                "BAD_SCHEMA",
                f"{name} refers to another document, {value}. Only references within it work.",
            )


def _keywords(schema: Json, path: str) -> Iterator[tuple[str, str, Json]]:
    """Every key of every object in the schema, with its path."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            yield f"{path}.{key}", key, value
            yield from _keywords(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from _keywords(value, f"{path}.{index}")
