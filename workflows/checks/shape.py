"""Checks of how blocks are joined: triggers, ports, cycles, writers of one variable."""

from __future__ import annotations

from collections import defaultdict

from workflows.checks.findings import Findings
from workflows.definition import BlockDef, EdgeDef
from workflows.registry import block_type

Guard = tuple[str, str]  # (block, port): this port of this block was taken


def is_trigger(block: BlockDef) -> bool:
    known = block_type(block.type)
    return known.is_trigger if known else block.type.startswith("trigger.")


def check_shape(findings: Findings) -> None:
    _check_triggers(findings)
    _check_cycles(findings)
    for index, edge in enumerate(findings.definition.edges):
        _check_port(findings, index, edge)
    _check_writers(findings)


def _check_triggers(findings: Findings) -> None:
    drawing = findings.drawing
    triggers = [block for block in findings.definition.blocks if is_trigger(block)]
    if not any(not block.disabled for block in triggers):
        findings.at(
            "blocks",
            "NO_TRIGGER",
            "Nothing starts this workflow. Add a trigger."
            if not triggers
            else "Every trigger is switched off, so nothing starts this workflow.",
        )
    for block in triggers:
        if drawing.before[block.id]:
            findings.in_block(
                block, "TRIGGER_WITH_INPUT", f"“{block.name}” starts the workflow, so no edge can lead to it."
            )
        if block.parent_id is not None:
            findings.in_block(
                block,
                "TRIGGER_INSIDE",
                f"“{block.name}” starts the workflow, so it cannot stand inside another block.",
            )
    if not triggers:
        return
    reached = drawing.reachable(block.id for block in triggers)
    caught = {block_id for cycle in drawing.cycles for block_id in cycle}
    for block in findings.definition.blocks:
        if block.id not in reached and block.id not in caught:
            findings.in_block(
                block,
                "UNREACHABLE",
                f"No edge leads from a trigger to “{block.name}”, so it never runs.",
                severity="warning",
            )


def _check_cycles(findings: Findings) -> None:
    for cycle in findings.drawing.cycles:
        names = [findings.drawing.blocks[block_id].name for block_id in cycle]
        first = findings.drawing.blocks[cycle[0]]
        way = " → ".join(f"“{name}”" for name in [*names, names[0]])
        findings.in_block(
            first,
            "CYCLE",
            f"These blocks wait for each other: {way}. Edges can only lead forward; a loop repeats.",
        )


def _check_port(findings: Findings, index: int, edge: EdgeDef) -> None:
    source = findings.drawing.blocks[edge.source]
    known = block_type(source.type)
    if known is None:
        return
    ports = [port.id for port in known.ports_for(source.config)]
    if edge.source_port in ports:
        return
    target = findings.drawing.blocks[edge.target]
    if not ports:
        message = f"Nothing can follow “{source.name}”, so its edge to “{target.name}” is never taken."
    else:
        message = (
            f"“{source.name}” has no port “{edge.source_port}” for the edge to “{target.name}”. "
            f"It has: {', '.join(ports)}."
        )
    findings.at_edge(index, "UNKNOWN_PORT", message)


# --- two writers of one variable ----------------------------------------------------------------------------------


def written_variables(block: BlockDef) -> list[str]:
    values = block.config.get("values") if block.type == "set-variable" else None
    return list(values) if isinstance(values, dict) else []


def _check_writers(findings: Findings) -> None:
    writers: dict[str, list[BlockDef]] = defaultdict(list)
    for block in findings.definition.blocks:
        if not block.disabled:
            for name in written_variables(block):
                writers[name].append(block)
    contested = {name: blocks for name, blocks in writers.items() if len(blocks) > 1}
    if not contested or findings.drawing.cycles:
        return
    guards = _guards(findings)
    for name, blocks in contested.items():
        for position, later in enumerate(blocks):
            rival = next(
                (
                    earlier
                    for earlier in blocks[:position]
                    if not _is_ordered(findings, guards, earlier, later)
                ),
                None,
            )
            if rival is not None:
                findings.in_block(
                    later,
                    "UNORDERED_WRITERS",
                    f"“{rival.name}” and “{later.name}” both set {name}, and nothing decides which comes last. "
                    "Join them by an edge, or use two names.",
                    part=f"config.values.{name}",
                )


def _is_ordered(findings: Findings, guards: dict[str, frozenset[Guard]], a: BlockDef, b: BlockDef) -> bool:
    """Whether one comes before the other, or the two cannot both run, or are not seen in one place: what is set inside a
    container stays there.
    """
    drawing = findings.drawing
    if a.parent_id != b.parent_id:
        return True
    if drawing.is_upstream(a.id, b.id) or drawing.is_upstream(b.id, a.id):
        return True
    taken = dict(guards[a.id])
    return any(taken.get(block, port) != port for block, port in guards[b.id])


def _guards(findings: Findings) -> dict[str, frozenset[Guard]]:
    """For each block the ports that were taken whenever it runs: a block takes one of its ports, and one trigger fires."""
    drawing = findings.drawing
    found: dict[str, frozenset[Guard]] = {}
    incoming: dict[str, list[EdgeDef]] = defaultdict(list)
    for edge in findings.definition.edges:
        incoming[edge.target].append(edge)
    for block_id in drawing.order:
        block = drawing.blocks[block_id]
        ways = []
        for edge in incoming[block_id]:
            source = drawing.blocks[edge.source]
            # A switched-off block passes on through every port.
            own: frozenset[Guard] = (
                frozenset() if source.disabled else frozenset({(edge.source, edge.source_port)})
            )
            ways.append(found[edge.source] | own)
        if ways:
            found[block_id] = frozenset.intersection(*ways)
        else:
            found[block_id] = frozenset({("", block_id)}) if is_trigger(block) else frozenset()
    return found
