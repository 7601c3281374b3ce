"""Where checks put what they find."""

from __future__ import annotations

from workflows.definition import BlockDef, Definition
from workflows.graph import Drawing
from workflows.problems import Problem, Severity


class Findings:
    """Collects problems of one definition, and knows the path to each of its blocks."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.drawing = Drawing(definition)
        self.problems: list[Problem] = []

    def at(self, path: str, code: str, message: str, *, severity: Severity = "error") -> None:
        """About the workflow as a whole."""
        self.problems.append(Problem(path, None, None, severity, code, message))

    def in_block(
        self, block: BlockDef, code: str, message: str, *, part: str = "", severity: Severity = "error"
    ) -> None:
        """About a block, or a `part` of it: "timeoutMs", "config.url"."""
        path = f"blocks.{self.drawing.place[block.id]}" + (f".{part}" if part else "")
        field = part.removeprefix("config.") if part.startswith("config.") else None
        self.problems.append(Problem(path, block.id, field, severity, code, message))

    def at_edge(self, index: int, code: str, message: str) -> None:
        """About an edge; it belongs to the block it leaves."""
        edge = self.definition.edges[index]
        self.problems.append(Problem(f"edges.{index}", edge.source, None, "error", code, message))

    def in_order(self) -> list[Problem]:
        """What concerns the whole first, then block by block as they stand in the definition, errors before warnings."""
        place = self.drawing.place

        def key(problem: Problem) -> tuple[int, bool]:
            at = -1 if problem.block_id is None else place[problem.block_id]
            return at, problem.severity == "warning"

        return sorted(self.problems, key=key)
