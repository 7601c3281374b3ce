"""Drawings in short: `drawing("start -> check", "check.true -> tell", check={"type": "condition", …})`."""

from __future__ import annotations

from typing import Any

from workflows.definition import Definition, parse_definition

TYPES = {"start": "trigger.api", "check": "condition"}
CONFIGS: dict[str, dict[str, Any]] = {
    "condition": {"expression": "input.amount > 5000"},
    "transform": {"mapping": {"name": "{{input.name}}"}},
    "set-variable": {"values": {"total": 1}},
    "wait": {"duration": 1, "unit": "seconds"},
    "loop": {"collection": "{{input.items}}"},
    "fan-out": {"collection": "{{input.items}}"},
    "http": {"url": "https://example.com"},
    "switch": {"value": "{{input.plan}}", "cases": [{"id": "pro", "equals": "pro"}]},
}


def document(*edges: str, name: str = "W", **blocks: dict[str, Any]) -> dict[str, Any]:
    """A definition's JSON. Blocks named in edges are there by themselves: `start` a trigger, `check` a condition, others
    transforms; keyword arguments add blocks or say more about them.
    """
    joined = []
    ids: dict[str, None] = {}
    for edge in edges:
        source, _, target = (part.strip() for part in edge.partition("->"))
        source, _, port = source.partition(".")
        ids.setdefault(source)
        if target:
            ids.setdefault(target)
            joined.append({"source": source, "sourcePort": port or "out", "target": target})
    for block_id in blocks:
        ids.setdefault(block_id)
    made = []
    for block_id in ids:
        said = blocks.get(block_id, {})
        type_ = said.get("type") or TYPES.get(block_id, "transform")
        made.append(
            {
                "id": block_id,
                "name": block_id.capitalize(),
                "position": {"x": 0, "y": 0},
                "config": CONFIGS.get(type_, {}),
                **said,
                "type": type_,
            }
        )
    return {"name": name, "blocks": made, "edges": joined}


def drawing(
    *edges: str, name: str = "W", top: dict[str, Any] | None = None, **blocks: dict[str, Any]
) -> Definition:
    return parse_definition({**document(*edges, name=name, **blocks), **(top or {})})
