"""Checks of containers: what stands inside them, what names they give, what means nothing on them."""

from __future__ import annotations

from collections import defaultdict

from workflows.checks.findings import Findings
from workflows.definition import BlockDef, EdgeDef
from workflows.registry import block_type

DEEPEST = 10


def is_container(block: BlockDef) -> bool:
    known = block_type(block.type)
    return known.is_container if known else False


def item_names(block: BlockDef) -> tuple[str, ...]:
    """What a container calls its item and index inside; a container of lanes has neither."""
    known = block_type(block.type)
    if known is None or "item_variable" not in known.form.model_fields:
        return ()
    return (
        str(block.config.get("itemVariable") or "item"),
        str(block.config.get("indexVariable") or "index"),
    )


def check_containers(findings: Findings) -> None:
    inside: dict[str, list[BlockDef]] = defaultdict(list)
    for block in findings.definition.blocks:
        if block.parent_id is not None:
            inside[block.parent_id].append(block)
            _check_place(findings, block, findings.drawing.blocks[block.parent_id])
    for block in findings.definition.blocks:
        if is_container(block) and not block.disabled:
            _check_body(findings, block, inside[block.id])
            _check_policies(findings, block)
            _check_names(findings, block)
    for index, edge in enumerate(findings.definition.edges):
        _check_walls(findings, index, edge)


def _check_place(findings: Findings, block: BlockDef, parent: BlockDef) -> None:
    around = findings.drawing.containers_of(block.id)
    if not is_container(parent):
        findings.in_block(
            block,
            "NOT_A_CONTAINER",
            f"“{block.name}” is said to be inside “{parent.name}”, which cannot contain blocks.",
            part="parentId",
        )
    elif block.id in around:
        findings.in_block(
            block,
            "INSIDE_ITSELF",
            f"“{block.name}” is inside “{parent.name}”, which is inside it.",
            part="parentId",
        )
    elif len(around) > DEEPEST:
        findings.in_block(
            block,
            "TOO_DEEP",
            f"“{block.name}” is inside {len(around)} blocks; {DEEPEST} at most can stand in one another.",
            part="parentId",
        )


def _check_body(findings: Findings, block: BlockDef, members: list[BlockDef]) -> None:
    if not members:
        findings.in_block(
            block,
            "NOTHING_INSIDE",
            f"There is nothing inside “{block.name}”. Place the blocks it is to run in it.",
        )
    elif all(member.disabled for member in members):
        findings.in_block(
            block,
            "NOTHING_INSIDE",
            f"Every block inside “{block.name}” is switched off, so it does nothing.",
            severity="warning",
        )


def _check_policies(findings: Findings, block: BlockDef) -> None:
    if block.error_handling == "retry":
        findings.in_block(
            block,
            "NO_RETRY_HERE",
            f"“{block.name}” is not tried again as a whole. Set retries on the blocks inside it.",
            part="errorHandling",
            severity="warning",
        )
    if block.timeout_ms is not None:
        findings.in_block(
            block,
            "NO_LIMIT_HERE",
            f"The time limit of “{block.name}” has no effect. Limit the blocks inside it, or the whole run.",
            part="timeoutMs",
            severity="warning",
        )


def _check_names(findings: Findings, block: BlockDef) -> None:
    names = item_names(block)
    for outer_id in findings.drawing.containers_of(block.id):
        outer = findings.drawing.blocks[outer_id]
        hidden = [name for name in item_names(outer) if name in names]
        if hidden:
            findings.in_block(
                block,
                "HIDES_OUTER_NAME",
                f"Inside “{block.name}” its own {' and '.join(hidden)} hide those of “{outer.name}”. "
                "Give them other names to read both.",
                part="config.itemVariable" if hidden[0] == names[0] else "config.indexVariable",
                severity="warning",
            )
            return


def _check_walls(findings: Findings, index: int, edge: EdgeDef) -> None:
    source, target = findings.drawing.blocks[edge.source], findings.drawing.blocks[edge.target]
    if source.parent_id == target.parent_id:
        return
    inside = source if source.parent_id is not None else target
    wall = findings.drawing.blocks[inside.parent_id or ""]
    if wall.id == source.id:
        advice = f"Blocks inside “{wall.name}” that no edge leads to start by themselves."
    else:
        advice = f"Join blocks within it, or go on from “{wall.name}” itself."
    findings.at_edge(
        index,
        "CROSSES_WALL",
        f"The edge from “{source.name}” to “{target.name}” crosses the wall of “{wall.name}”. {advice}",
    )
