"""Forms and outputs as Markdown, for the reference pages."""

from __future__ import annotations

import json
from typing import Any

Json = Any


def fields_table(schema: Json) -> list[str]:
    """One row a field, in the form's order."""
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


def output_line(schema: Json) -> list[str]:
    """The fields of the output in one sentence."""
    schema = schema or {}
    listed = schema.get("type") == "array"
    properties = (schema.get("items") if listed else schema or {}).get("properties", {})
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
