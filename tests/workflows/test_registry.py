"""Block types are found by folder, complete, and fit to be shown."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from integrations.blocktype import CATEGORIES, BlockType
from workflows.registry import block_type, block_types, catalogue

ROOT = Path(__file__).resolve().parents[2]
TYPES = block_types()
FOUNDATION = {
    *(
        "trigger.api",
        "condition",
        "switch",
        "transform",
        "set-variable",
        "http",
        "wait",
        "response",
        "stop",
        "echo",
    ),
}


def test_all_are_found() -> None:
    assert {item.type for item in TYPES} >= FOUNDATION
    assert [item["type"] for item in catalogue()] == [item.type for item in TYPES]
    assert block_type("http") is block_type("http")


@pytest.mark.parametrize(
    "name", ["", "nope", "echo.reply", "../echo", "Echo", "echo\n", "__init__", "integrations", "a" * 5000]
)
def test_what_is_no_type(name: str) -> None:
    assert block_type(name) is None


@pytest.mark.parametrize("item", TYPES, ids=lambda item: item.type)
def test_each_is_fit_to_be_shown(item: BlockType) -> None:
    assert item.name
    assert item.description.endswith(".")
    assert item.sentence
    assert item.empty_sentence
    assert item.category in CATEGORIES
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", item.icon)
    schemas = [
        item.form.model_json_schema(),
        *(operation.form.model_json_schema() for operation in item.operations),
    ]
    outputs = [item.output_schema, *(operation.output_schema for operation in item.operations)]
    for schema in [*schemas, *(output for output in outputs if output)]:
        Draft202012Validator.check_schema(schema)
    for schema, sentence in zip(
        schemas, [item.sentence, *(one.sentence for one in item.operations)], strict=True
    ):
        properties = schema.get("properties", {})
        for name in re.findall(r"\{(\w+)", sentence):
            assert name in properties or name == "operation", f"{sentence}: no field {name}"
        for name, field in properties.items():
            assert field.get("title"), name
            assert field.get("x-ui", {}).get("order"), name
            for other in field["x-ui"].get("visibleWhen", {}):
                assert other in properties


def test_the_catalogue_is_data() -> None:
    assert json.loads(json.dumps(catalogue())) == catalogue()


ALLOWED = re.compile(
    r"(?:__future__|base64|collections|dataclasses|re|jsonschema|contextlib|datetime|typing|pydantic|pydantic_core|integrations|workflows\.expressions|workflows\.filters|workflows\.schedules|workflows\.schemas|workflows\.operators)\b"
)
BLOCK_FILES = sorted((ROOT / "workflows" / "blocks").glob("*.py"))


@pytest.mark.parametrize("path", BLOCK_FILES, ids=lambda path: path.name)
def test_blocks_import_neither_django_nor_one_another(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for name in names:
            assert ALLOWED.match(name), f"{path.name} imports {name}"
