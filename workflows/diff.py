"""What changed between two definitions, block by block. Where blocks stand is not a change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from workflows.agent_settings import is_filled, without_agents
from workflows.definition import BlockDef, Definition, block_to_json, edge_to_json, to_json, without_pins
from workflows.reading import Json

_ABSENT: Any = object()
_WHOLE = ("name", "description", "inputSchema", "outputSchema")


def diff(before: Definition, after: Definition) -> dict[str, Json]:
    """`{blocks, edges: {added, removed}, settings}`; a field's `before` or `after` is null where it is not there.

    `settings` lists what concerns the whole workflow: its name, schemas, variables, settings and notes.
    """
    before, after = without_pins(before), without_pins(after)
    if not (is_filled(before) and is_filled(after)):  # a draft says nothing of its agents' settings
        before, after = without_agents(before), without_agents(after)
    old, new = to_json(before), to_json(after)
    whole = [change for key in _WHOLE for change in changes(old[key], new[key], key)]
    for key in ("variables", "settings"):
        whole.extend(changes(old[key], new[key], key))
    whole.extend(changes(_texts(before), _texts(after), "notes"))
    return {
        "blocks": _blocks(before, after),
        "edges": {
            "added": [edge_to_json(edge) for edge in after.edges if edge not in before.edges],
            "removed": [edge_to_json(edge) for edge in before.edges if edge not in after.edges],
        },
        "settings": whole,
    }


def _texts(definition: Definition) -> dict[str, Json]:
    return {note.id: note.text for note in definition.notes}


def _blocks(before: Definition, after: Definition) -> list[dict[str, Json]]:
    """In the order of `after`, then what was removed."""
    old = {block.id: block for block in before.blocks}
    new = {block.id: block for block in after.blocks}
    found: list[dict[str, Json]] = []
    for block in after.blocks:
        earlier = old.get(block.id)
        if earlier is None:
            found.append(_entry(block, "added", []))
        elif fields := list(changes(_content(earlier), _content(block), "")):
            found.append(_entry(block, "changed", fields))
    found.extend(_entry(block, "removed", []) for block in before.blocks if block.id not in new)
    return found


def _entry(block: BlockDef, change: str, fields: list[dict[str, Json]]) -> dict[str, Json]:
    return {"id": block.id, "name": block.name, "change": change, "fields": fields}


def _content(block: BlockDef) -> dict[str, Json]:
    data = block_to_json(block)
    del data["position"], data["id"]
    return data


def changes(before: Json, after: Json, path: str) -> Iterator[dict[str, Json]]:
    """The leaves that differ. A list that grew or shrank is one change."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in [*before, *(key for key in after if key not in before)]:
            at = f"{path}.{key}" if path else key
            yield from changes(before.get(key, _ABSENT), after.get(key, _ABSENT), at)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from changes(one, other, f"{path}.{index}")
    elif type(before) is not type(after) or before != after:
        yield {
            "path": path,
            "before": None if before is _ABSENT else before,
            "after": None if after is _ABSENT else after,
        }
