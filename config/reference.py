"""The files that are generated from the code and committed, so that a reader, the browser and a diff can see them.

`python -m config.reference` writes them, `--check` fails when one is stale: the block catalogue, the OpenAPI document,
and the reference pages of blocks and expressions. (The studio's API types come from the OpenAPI document: `make generate`.)
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from config.env import BASE_DIR

Json = Any


def _json(value: Json) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False) + "\n"


def _catalogue() -> str:
    from workflows.registry import catalogue

    return _json(catalogue())


def _openapi() -> str:
    from config.api_docs import openapi_document

    return _json(openapi_document())


def _expressions() -> str:
    from workflows.expressions import render_reference

    return render_reference()


def _blocks() -> str:
    """One section a block type, as the inspector shows it."""
    from workflows.registry import catalogue

    lines = [
        "# Block types",
        "",
        (
            "Generated from the code by `make generate`. Every field takes templates unless it says otherwise; "
            "[expressions.md](expressions.md) is their language. Each block that can fail also has the port `error`."
        ),
    ]
    category = None
    for block in catalogue():
        if block["category"] != category:
            category = block["category"]
            lines += ["", f"## {category}"]
        lines += ["", f"### {block['name']} (`{block['type']}`)", "", block["description"]]
        ports = [f"`{port['id']}`" for port in block["outputs"]] + (["`error`"] if block["canFail"] else [])
        if source := block["outputsFrom"]:
            ports.insert(0, f"one for each of `{source['field']}`")
        lines += ["", f"Ports: {', '.join(ports)}. Effect: {block['effect']}."]
        if block.get("operations"):
            for operation in block["operations"]:
                lines += ["", f"#### {operation['name']} (`operation: {operation['id']}`)", ""]
                lines += [operation["description"], *_fields(operation["configSchema"])]
                lines += _output(operation["outputSchema"])
        else:
            lines += _fields(block["configSchema"])
            lines += _output(block["outputSchema"])
    return "\n".join(lines) + "\n"


def _fields(schema: Json) -> list[str]:
    properties: dict[str, Json] = schema.get("properties", {})
    if not properties:
        return ["", "No fields."]
    lines = ["", "| field | type | default | |", "|---|---|---|---|"]
    for name, field in sorted(properties.items(), key=lambda item: item[1].get("x-ui", {}).get("order", 999)):
        required = name in schema.get("required", ())
        given = f"`{json.dumps(field['default'], ensure_ascii=False)}`" if "default" in field else "–"
        default = "required" if required else given
        words = ". ".join(
            text.rstrip(".") for text in (field.get("title"), field.get("x-ui", {}).get("help")) if text
        )
        lines.append(f"| `{name}` | {_type(field)} | {default} | {_cell(words)} |")
    return lines


def _output(schema: Json) -> list[str]:
    properties = (schema or {}).get("properties", {})
    if not properties:
        return []
    return [
        "",
        "Output: " + ", ".join(f"`{name}` ({_type(field)})" for name, field in properties.items()) + ".",
    ]


def _type(field: Json) -> str:
    if "enum" in field:
        return " \\| ".join(f"`{value}`" for value in field["enum"])
    if "const" in field:
        return f"`{field['const']}`"
    if "$ref" in field:
        return str(field["$ref"].rsplit("/", 1)[-1])
    if "anyOf" in field:
        return " or ".join(dict.fromkeys(_type(option) for option in field["anyOf"]))
    if field.get("type") == "array":
        return f"list of {_type(field.get('items', {}))}"
    given = field.get("type", "any JSON")
    return " or ".join(given) if isinstance(given, list) else str(given)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


FILES: dict[str, Callable[[], str]] = {
    "integrations/catalog.json": _catalogue,
    "docs/reference/openapi.json": _openapi,
    "docs/reference/blocks.md": _blocks,
    "docs/reference/expressions.md": _expressions,
}


def stale() -> Iterator[tuple[Path, str]]:
    """Each generated file whose content is not what the code says now, with what it should be."""
    for name, render in FILES.items():
        path = BASE_DIR / name
        text = render()
        if not path.exists() or path.read_text() != text:
            yield path, text


def main(arguments: list[str]) -> int:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    found = list(stale())
    for path, text in found:
        name = path.relative_to(BASE_DIR)
        if "--check" in arguments:
            sys.stderr.write(f"{name} is stale: run make generate\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            sys.stdout.write(f"written: {name}\n")
    return 1 if found and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
