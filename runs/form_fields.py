"""An approval's form (a JSON Schema of an object) as fields of a page, and what was sent back as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

LONG_TEXT = 200


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. `kind`: text, email, date, number, checkbox, select, textarea or json."""

    name: str
    label: str
    help: str
    kind: str
    is_required: bool
    value: str = ""
    options: tuple[tuple[str, str, bool], ...] = ()  # (what is sent, label, whether it is chosen)
    error: str = ""

    @property
    def id(self) -> str:
        return f"field-{self.name}"


def fields_of(
    schema: Any, sent: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> list[FormField]:
    """The fields in the schema's order, filled with what was `sent`, else with the schema's defaults."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return []
    required = schema.get("required")
    needed = set(required) if isinstance(required, list) else set()
    found = []
    for name, part in properties.items():
        shape = part if isinstance(part, dict) else {}
        kind = _kind(shape)
        default = shape.get("default")
        value = sent.get(_sent_name(name), "") if sent is not None else _text(default, kind)
        found.append(
            FormField(
                name=_sent_name(name),
                label=str(shape.get("title") or name),
                help=str(shape.get("description") or ""),
                kind=kind,
                is_required=name in needed,
                value=value,
                options=_options(shape, sent.get(_sent_name(name)) if sent is not None else None, default),
                error=(errors or {}).get(name, ""),
            )
        )
    return found


def read_fields(schema: Any, sent: Mapping[str, str]) -> dict[str, Any]:
    """What the fields say, as JSON. What cannot be read stays text, and the schema complains about it."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    values: dict[str, Any] = {}
    for name, part in (properties if isinstance(properties, dict) else {}).items():
        shape = part if isinstance(part, dict) else {}
        kind, text = _kind(shape), sent.get(_sent_name(name), "")
        if kind == "checkbox":
            values[name] = text != ""
        elif text.strip() == "":
            continue
        elif kind == "select":
            values[name] = _chosen(shape, text)
        elif kind == "number":
            values[name] = _number(text.strip())
        elif kind == "json":
            values[name] = _json(text)
        else:
            values[name] = text
    return values


def _sent_name(name: str) -> str:
    return f"form.{name}"


def _kind(shape: Mapping[str, Any]) -> str:
    kind = shape.get("type")
    if isinstance(shape.get("enum"), list):
        return "select"
    if kind == "boolean":
        return "checkbox"
    if kind in ("number", "integer"):
        return "number"
    if kind == "string" or kind is None:
        if shape.get("format") in ("date", "email"):
            return str(shape["format"])
        longest = shape.get("maxLength")
        return "textarea" if isinstance(longest, int) and longest > LONG_TEXT else "text"
    return "json"


def _options(shape: Mapping[str, Any], sent: str | None, default: Any) -> tuple[tuple[str, str, bool], ...]:
    values = shape.get("enum")
    if not isinstance(values, list):
        return ()
    chosen = sent if sent is not None else str(values.index(default)) if default in values else ""
    return tuple((str(place), _shown(value), str(place) == chosen) for place, value in enumerate(values))


def _chosen(shape: Mapping[str, Any], text: str) -> Any:
    values = shape["enum"]
    return values[int(text)] if text.isascii() and text.isdigit() and int(text) < len(values) else text


def _number(text: str) -> Any:
    for read in (int, float):
        try:
            value = read(text)
        except ValueError:
            continue
        return value if abs(value) < 1 << 63 else text
    return text


def _json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def _text(value: Any, kind: str) -> str:
    if value is None or kind == "select":
        return ""
    if kind == "checkbox":
        return "on" if value is True else ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()
