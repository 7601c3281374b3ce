"""What a JSON Schema says about a path, as far as it says anything."""

from __future__ import annotations

from workflows.reading import Json

MAX_STEPS = 200  # through references and alternatives; a schema may refer to itself


def lacks(schema: Json, path: tuple[str | int, ...]) -> str | int | None:
    """The first key of `path` that the schema has no place for; None while it may be there.

    A schema that lists an object's properties is taken to list all of them, unless it says `additionalProperties`.
    """
    if not isinstance(schema, dict):
        return None
    current = [schema]
    for key in path:
        following: list[Json] = []
        for option in _options(current, schema):
            step = _step(option, key)
            if step is True:
                return None
            if step is not None:
                following.append(step)
        if not following:
            return key
        current = following
    return None


def type_at(schema: Json, path: tuple[str | int, ...]) -> str | None:
    """The one JSON type that the schema gives the value at `path`; None where it gives none or several."""
    if not isinstance(schema, dict):
        return None
    current = [schema]
    for key in path:
        steps = [_step(option, key) for option in _options(current, schema)]
        current = [step for step in steps if isinstance(step, dict)]
    types = {str(option.get("type")) for option in _options(current, schema)}
    return types.pop() if len(types) == 1 else None


def _options(schemas: list[Json], root: Json) -> list[Json]:
    """The schemas with references followed and alternatives laid side by side."""
    found: list[Json] = []
    todo = list(schemas)
    for _ in range(MAX_STEPS):
        if not todo:
            break
        schema = todo.pop()
        if not isinstance(schema, dict):
            found.append(schema)
            continue
        if isinstance(schema.get("$ref"), str):
            todo.append(_resolve(schema["$ref"], root))
            continue
        alternatives = [item for key in ("anyOf", "oneOf", "allOf") for item in schema.get(key, ())]
        if alternatives and "properties" not in schema:
            todo.extend(alternatives)
        elif schema.get("type") != "null":
            found.append(schema)
    return found


def _resolve(reference: str, root: Json) -> Json:
    """The part of the document; an empty schema, which says nothing, where there is none."""
    current = root
    for part in reference.removeprefix("#").split("/")[1:]:
        if not isinstance(current, dict):
            return {}
        current = current.get(part.replace("~1", "/").replace("~0", "~"), {})
    return current


def _step(schema: Json, key: str | int) -> Json:
    """The schema one key further; True where anything may follow, None where nothing can."""
    if not isinstance(schema, dict):
        return True if schema is not False else None
    types = schema.get("type")
    items = schema.get("items")
    if str(key).isdigit() and (types == "array" or items is not None):
        return items if isinstance(items, dict) else True
    properties = schema.get("properties")
    if isinstance(properties, dict):
        if key in properties:
            return properties[key]
        more = schema.get("additionalProperties")
        if more is None and not schema.get("patternProperties"):
            return None
        return more if isinstance(more, dict) else more is not False or None
    if types in ("string", "number", "integer", "boolean"):
        return None
    return True
