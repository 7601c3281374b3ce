"""Where the values of a step came from: field by field the template, what it read as, and the block behind each of its
references, worked out anew from what the run has recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from integrations.blocktype import BlockType
from runs import selectors
from runs.compiled import CompiledVersion, compiled_version
from runs.digest import digest, preview
from runs.models import Run, Step
from workflows.expressions import ExpressionError, MissingPath, Reference, compile_expression

MOST_FIELDS = 200
_UNKNOWN: Any = object()


@dataclass(frozen=True, slots=True)
class Source:
    """One reference of a template. `step` is the one that gave the value, where a step did; `value` is absent where it is
    none of the run's data (a secret) or was erased; `missing` says where the path broke.
    """

    reference: str
    kind: str
    block: str | None
    step: Step | None
    path: tuple[str | int, ...]  # inside what the block gave
    value: Any
    missing: str | None

    @property
    def is_known(self) -> bool:
        return self.value is not _UNKNOWN


@dataclass(frozen=True, slots=True)
class FieldOrigin:
    """`path` is inside the config: "text", "headers.0.value"."""

    path: str
    template: str
    value: Any
    sources: list[Source] = field(default_factory=list)


def origins_of(run: Run, step: Step) -> list[FieldOrigin]:
    """One entry for each field of the block's config that holds a template, in the order of the form."""
    version = compiled_version(run.version_id)
    block = version.blocks.get(step.block)
    if block is None or block.config is None:
        return []
    around = selectors.steps_around(run, step)
    scope = _Scope(run, version, step, around)
    scope.load(block.roots, block.reads_steps)
    fields: dict[str, FieldOrigin] = {}
    for found in block.config.field_references:
        if len(fields) == MOST_FIELDS and found.path not in fields:
            continue
        parts = found.path.split(".")
        origin = fields.setdefault(
            found.path,
            FieldOrigin(
                found.path,
                str(_at(block.config.frame, parts) or found.reference.source),
                _at(step.input, parts),
            ),
        )
        if all(one.reference != found.reference.source for one in origin.sources):
            origin.sources.append(scope.source(found.reference))
    return list(fields.values())


class _Scope:
    """What the step's templates could read, and who gave it."""

    def __init__(self, run: Run, version: CompiledVersion, step: Step, around: Sequence[Step]) -> None:
        self.run, self.version, self.step = run, version, step
        # A block stands at one depth, so that at most one of its steps is around.
        self.nearest = {one.block: one for one in around}
        self.items: dict[str, tuple[Step, Any]] = {}  # by name: the container's step, and the value
        self.names: dict[str, Any] = {}

    def load(self, roots: frozenset[str], reads: frozenset[str] | None) -> None:
        """Read whole what the templates look into, and nothing else."""
        containers = list(self._containers())
        wanted = [
            one for one in self.nearest.values() if "steps" in roots and (reads is None or one.block in reads)
        ]
        selectors.whole_values([self.step, *wanted, *(step for step, _ in containers)])
        for container, index in containers:
            self._name_items(container, index)
        self.names = {
            "input": selectors.whole_input(self.run) if "input" in roots else None,
            "steps": {one.block: {"output": one.output, "error": one.error} for one in wanted},
            "variables": {**self.version.variables, **self._variables_set()},
            **{name: value for name, (_, value) in self.items.items()},
        }

    def source(self, reference: Reference) -> Source:
        root, path = reference.root, reference.path
        missing = _recorded(self.step.warnings, reference.source)
        value: Any = _UNKNOWN
        if root in self.names and not self.run.redacted:
            value, broke = self._read(reference)
            missing = missing or (None if reference.optional else broke)
        kind, block, inside = self._giver(root, path)
        return Source(reference.source, kind, block, self.nearest.get(block or ""), inside, value, missing)

    def _giver(self, root: str, path: tuple[str | int, ...]) -> tuple[str, str | None, tuple[str | int, ...]]:
        if root == "steps":
            return "step", str(path[0]) if path else None, path[1:]
        if root == "input":
            return "input", self.run.trigger_block or None, path
        if root in self.items:
            return "item", self.items[root][0].block, path
        if root == "variables":
            setter = self._setter_of(str(path[0])) if path else None
            return "variable", setter.block if setter else None, path
        return ("secret" if root == "secrets" else "system"), None, (root, *path)

    def _read(self, reference: Reference) -> tuple[Any, str | None]:
        warnings: list[MissingPath] = []
        try:
            value = compile_expression(reference.source).resolve(self.names, warnings=warnings)
        except ExpressionError as error:
            return None, error.message
        return value, warnings[0].message if warnings else None

    def _containers(self) -> Iterable[tuple[Step, int]]:
        """The loops and fan-outs around the step, from the outermost in, each with the place in its list."""
        found: list[tuple[Step, int]] = []
        path = self.step.iteration
        nodes = self.version.graph.nodes
        parent = nodes[self.step.block].parent if self.step.block in nodes else ""
        while parent and path:
            container = self.nearest.get(parent)
            outer, _, index = path.rpartition(".")
            if container is not None and container.iteration == outer and _repeats(self._type_of(parent)):
                found.append((container, int(index)))
                path = outer
            parent = nodes[parent].parent
        return reversed(found)

    def _name_items(self, container: Step, index: int) -> None:
        given = container.input if isinstance(container.input, dict) else {}
        items = given.get("collection")
        item = items[index] if isinstance(items, list) and index < len(items) else None
        self.items[given.get("itemVariable") or "item"] = (container, item)
        self.items[given.get("indexVariable") or "index"] = (container, index)

    def _type_of(self, block: str) -> BlockType | None:
        return self.version.blocks[block].type if block in self.version.blocks else None

    def _setters(self) -> list[Step]:
        before = [one for one in self.nearest.values() if one.variables and one.seq < self.step.seq]
        return sorted(before, key=lambda one: one.seq)

    def _setter_of(self, name: str) -> Step | None:
        return next((one for one in reversed(self._setters()) if name in one.variables), None)

    def _variables_set(self) -> dict[str, Any]:
        return {name: value for one in self._setters() for name, value in one.variables.items()}


def _repeats(kind: BlockType | None) -> bool:
    """Whether each round of this container has a number of its own in the path; lanes have none."""
    return kind is not None and kind.is_container and "collection" in kind.form.model_fields


def _recorded(warnings: Iterable[Mapping[str, Any]] | None, reference: str) -> str | None:
    """What the step itself has said about this path when it was resolved."""
    return next((one["message"] for one in warnings or () if one.get("path") == reference), None)


def _at(value: Any, parts: Sequence[str]) -> Any:
    """The leaf of a config at a path. Keys may hold dots, so that several parts can be one key."""
    if not parts:
        return value
    if isinstance(value, list):
        index = int(parts[0]) if parts[0].isdecimal() else len(value)
        return _at(value[index], parts[1:]) if index < len(value) else None
    if isinstance(value, Mapping):
        for length in range(1, len(parts) + 1):
            key = ".".join(parts[:length])
            if key in value:
                return _at(value[key], parts[length:])
    return None


def shown(value: Any) -> dict[str, Any]:
    """A value small enough for a line: cut, and in a few words."""
    return {"value": preview(value), "digest": digest(value)}
