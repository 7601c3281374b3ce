"""Output schemas in one line: `one("id, number, total:number, lines.data[].amount:integer")`."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def one(fields: str = "") -> Json:
    """The schema of an object with these fields, further ones allowed. A dot goes into an object, `[]` into a list;
    `:type` names the JSON type (text where it names none).
    """
    schema: Json = {"type": "object"}
    for entry in fields.split(","):
        path, _, kind = entry.strip().partition(":")
        if path:
            _add(schema, path.split("."), kind or "string")
    return schema


def many(fields: str = "") -> Json:
    """The schema of a list of such objects."""
    return {"type": "array", "items": one(fields)}


def _add(schema: Json, path: list[str], kind: str) -> None:
    name, rest = path[0], path[1:]
    key = name.removesuffix("[]")
    properties = schema.setdefault("properties", {})
    if name.endswith("[]"):
        holder = properties.setdefault(key, {"type": "array", "items": {"type": "object"}})
        if rest:
            _add(holder["items"], rest, kind)
        elif kind != "object":
            holder["items"] = {"type": kind}
    elif rest:
        _add(properties.setdefault(key, {"type": "object"}), rest, kind)
    else:
        properties.setdefault(key, {} if kind == "any" else {"type": kind})


#: What a downloaded file becomes.
FILE = one("$file.id, $file.name, $file.mimeType, $file.size:integer, $file.sha256")
