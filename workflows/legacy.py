"""The older form of a workflow, `trigger` and ordered `steps`, made into blocks and edges.

Facts: the reference system's documented examples (`tests/workflows/legacy_examples.py`). What was implicit there becomes
drawn: the order of the steps is edges, `then` and `else` are edges from the ports `true` and `false`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflows.layout import place
from workflows.legacy_steps import Step, convert_step, convert_trigger, soften, spoken
from workflows.reading import DefinitionInvalid, Detail, Json, guess

TOP_FIELDS = (
    "name",
    "description",
    "trigger",
    "steps",
    "inputSchema",
    "outputSchema",
    "settings",
    "variables",
    "notes",
)
STEP_FIELDS = (
    "id", "type", "name", "description", "action", "config", "retryConfig", "errorHandling", "timeoutMs", "connectionId",
    "steps", "conditions", "then", "else",
)  # fmt: skip

End = tuple[str, str]  # (block, port) that the next step is to follow


def is_legacy(data: Mapping[str, Json]) -> bool:
    """Whether the definition has steps instead of blocks, or blocks with error handling in the older form."""
    if "blocks" not in data:
        return "steps" in data or isinstance(data.get("trigger"), Mapping)
    blocks = data["blocks"]
    return isinstance(blocks, list) and any(
        isinstance(block, Mapping) and soften(block) != block for block in blocks
    )


def convert(data: Mapping[str, Json]) -> dict[str, Json]:
    """The definition in the present form, for `parse_definition` to check. Raises DefinitionInvalid.

    Details name places in `data` ("steps.2.config.then.0").
    """
    return convert_with_paths(data)[0]


def convert_with_paths(data: Mapping[str, Json]) -> tuple[dict[str, Json], list[str]]:
    """The same, and for each block where it stood in `data`."""
    if "blocks" in data:
        blocks = [soften(block) if isinstance(block, Mapping) else block for block in data["blocks"]]
        document = {**{key: value for key, value in data.items() if key != "trigger"}, "blocks": blocks}
        return document, [f"blocks.{index}" for index in range(len(blocks))]
    converter = _Converter()
    document = converter.definition(data)
    return document, ["trigger", *converter.paths.values()]


class _Converter:
    """Builds one definition; `details` collects what cannot be understood."""

    def __init__(self) -> None:
        self.details: list[Detail] = []
        self.steps: dict[str, Step] = {}
        self.paths: dict[str, str] = {}
        self.edges: list[tuple[str, str, str]] = []
        self.placed: set[str] = set()

    def definition(self, data: Mapping[str, Json]) -> dict[str, Json]:
        for key in data:
            if key not in TOP_FIELDS:
                self._wrong(key, f"“{key}” is not a field of a workflow.{guess(key, TOP_FIELDS)}")
        trigger = data.get("trigger")
        if not isinstance(trigger, Mapping) or not isinstance(trigger.get("type"), str):
            self._wrong("trigger", "A trigger is an object with a type, for example {“type”: “api”}.")
            trigger = {"type": "api"}
        steps = data.get("steps")
        if not isinstance(steps, list):
            self._wrong("steps", "steps is a list.")
            steps = []
        order = self._read(steps, "steps", parent=None)
        first = convert_trigger(trigger, self._free_id("trigger"))
        if not self.details:
            self._chain(self._main(order), [(first.id, "out")])
        if self.details:
            raise DefinitionInvalid(self.details)
        return self._document(data, [first, *self.steps.values()])

    # --- reading ------------------------------------------------------------------------------------------------

    def _read(self, steps: Sequence[Json], path: str, *, parent: str | None) -> list[str]:
        """The ids of these steps, in order; the steps inside them are read too."""
        order: list[str] = []
        for index, data in enumerate(steps):
            at = f"{path}.{index}"
            if (
                not isinstance(data, Mapping)
                or not isinstance(data.get("id"), str)
                or not isinstance(data.get("type"), str)
            ):
                self._wrong(at, "A step is an object with an id and a type.")
                continue
            for key in data:
                if key not in STEP_FIELDS:
                    self._wrong(f"{at}.{key}", f"“{key}” is not a field of a step.{guess(key, STEP_FIELDS)}")
            if not isinstance(data.get("config", {}), Mapping | None):
                self._wrong(f"{at}.config", "config is an object.")
                continue
            step = convert_step(data, parent)
            if step.id in self.steps:
                self._wrong(f"{at}.id", f"Two steps have the id “{step.id}”.")
                continue
            self.steps[step.id] = step
            self.paths[step.id] = at
            order.append(step.id)
            for group in step.inside:
                inner = self._read(group, f"{at}.steps", parent=step.id)
                if not self.details:
                    self._chain(self._main(inner), [])
        return order

    def _main(self, order: list[str]) -> list[str]:
        """The steps that no condition claims for one of its branches."""
        claimed = {
            name
            for step in self.steps.values()
            for branch in (step.then, step.otherwise)
            for name in branch or ()
        }
        return [step_id for step_id in order if step_id not in claimed]

    # --- drawing ------------------------------------------------------------------------------------------------

    def _chain(self, order: Sequence[str], ends: list[End]) -> list[End]:
        """Draw the steps one after the other from `ends`; returns what the next one is to follow."""
        for step_id in order:
            for source, port in ends:
                self._join(source, port, step_id)
            if step_id in self.placed:
                return []  # a branch that leads into steps drawn before: they go on from there
            self.placed.add(step_id)
            step = self.steps[step_id]
            ends = self._branches(step) if step.then is not None or step.otherwise is not None else step.ends
        return ends

    def _branches(self, step: Step) -> list[End]:
        """An absent branch goes straight on to what comes after the condition."""
        ends: list[End] = []
        for name, branch, port in (("then", step.then, "true"), ("else", step.otherwise, "false")):
            known: list[str] = []
            for index, step_id in enumerate(branch or ()):
                if step_id in self.steps:
                    known.append(step_id)
                else:
                    at = f"{self.paths[step.id]}.config.{name}.{index}"
                    self._wrong(at, f"There is no step “{step_id}”.{guess(step_id, self.steps)}")
            ends.extend(self._chain(known, [(step.id, port)]))
        return ends

    def _join(self, source: str, port: str, target: str) -> None:
        edge = (source, port, target)
        if edge not in self.edges:
            self.edges.append(edge)

    # --- writing ------------------------------------------------------------------------------------------------

    def _document(self, data: Mapping[str, Json], steps: Sequence[Step]) -> dict[str, Json]:
        edges = [(source, target) for source, _, target in self.edges]
        homes = {step.id: home for step in steps if isinstance(home := step.block.get("parentId"), str)}
        places = place([step.id for step in steps], edges, homes)
        blocks: list[dict[str, Any]] = []
        for step in steps:
            x, y = places[step.id]
            blocks.append({**step.block, "position": {"x": x, "y": y}})
        document: dict[str, Json] = {
            key: data[key]
            for key in (
                "name",
                "description",
                "inputSchema",
                "outputSchema",
                "variables",
                "settings",
                "notes",
            )
            if key in data
        }
        document["blocks"] = blocks
        document["edges"] = [
            {"source": source, "sourcePort": port, "target": target} for source, port, target in self.edges
        ]
        return spoken(document, steps[0])

    def _free_id(self, wish: str) -> str:
        name, number = wish, 2
        while name in self.steps:
            name, number = f"{wish}{number}", number + 1
        return name

    def _wrong(self, path: str, message: str) -> None:
        self.details.append({"path": path, "message": message})
