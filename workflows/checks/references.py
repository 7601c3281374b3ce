"""Checks of what templates and expressions refer to: does it exist, and is it there when the block runs?"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from connections.selectors import secret_names
from integrations.blocktype import BlockType
from workflows.checks.comparisons import find_unlike_comparisons
from workflows.checks.containers import item_names
from workflows.checks.findings import Findings
from workflows.checks.schemas import lacks
from workflows.checks.shape import is_trigger, written_variables
from workflows.configs import ConfigInvalid, FieldReference, compile_config, takes_secrets
from workflows.definition import BlockDef
from workflows.expressions import ROOTS
from workflows.problems import Severity
from workflows.reading import Json, guess
from workflows.registry import block_type

#: What the system roots hold; a root that is a plain value has nothing below it.
MEMBERS: dict[str, frozenset[str]] = {
    "now": frozenset(),
    "runId": frozenset(),
    "idempotencyKey": frozenset(),
    "workflow": frozenset({"id", "version", "name"}),
    "trigger": frozenset({"type", "eventId", "firedAt", "headers", "query", "method", "body"}),
}
ERROR_FIELDS = frozenset({"code", "message", "details"})


def check_references(findings: Findings, *, company_id: UUID) -> None:
    checker = _Checker(findings, company_id)
    for block in findings.definition.blocks:
        known = block_type(block.type)
        if known is None or block.disabled:
            continue
        try:
            compiled = compile_config(known, block.config)
        except ConfigInvalid:
            continue  # check_config has said so already
        for item in compiled.field_references:
            checker.check(block, known, item)
        for path, message in find_unlike_comparisons(known, block.config, findings.definition.input_schema):
            findings.in_block(block, "UNLIKE_TYPES", message, part=f"config.{path}", severity="warning")


class _Checker:
    """Holds what all references of one definition are looked up in."""

    def __init__(self, findings: Findings, company_id: UUID) -> None:
        self.findings = findings
        self.company_id = company_id
        self._secrets: frozenset[str] | None = None
        self.drawing = findings.drawing
        self.writers: dict[str, list[BlockDef]] = defaultdict(list)
        for block in findings.definition.blocks:
            for name in written_variables(block):
                self.writers[name].append(block)
        triggers = [block for block in findings.definition.blocks if is_trigger(block) and not block.disabled]
        self.reach = (
            {block.id: self.drawing.reachable([block.id]) for block in triggers} if len(triggers) > 1 else {}
        )

    def check(self, block: BlockDef, known: BlockType, item: FieldReference) -> None:
        reference = item.reference
        match reference.root:
            case "steps":
                self._step(block, item)
            case "input":
                self._input(block, item)
            case "variables":
                self._variable(block, item)
            case "secrets":
                self._secret(block, known, item)
            case "user" | "settings":
                self._report(
                    block, item, "UNKNOWN_REFERENCE", f"{reference.source} is always empty: there are no end users here yet.",
                    severity="warning",
                )  # fmt: skip
            case root if root in MEMBERS:
                self._system(block, item)
            case root if root not in ROOTS and root not in self._item_names(block):
                self._root(block, item)

    # --- one kind of root each --------------------------------------------------------------------------------

    def _step(self, block: BlockDef, item: FieldReference) -> None:
        reference = item.reference
        if not reference.path:
            return
        name = str(reference.path[0])
        source = self.drawing.blocks.get(name)
        if source is None:
            close = guess(name, [other for other in self.drawing.blocks if other != block.id])
            self._report(
                block, item, "UNKNOWN_STEP", f"{reference.source}: there is no block “{name}”.{close}"
            )
        elif source.id == block.id:
            self._report(
                block, item, "NOT_UPSTREAM", f"{reference.source}: “{block.name}” cannot read its own output."
            )
        elif source.id in self.drawing.containers_of(block.id):
            self._report(
                block, item, "NOT_UPSTREAM",
                f"{reference.source}: “{source.name}” has no output before all inside it is done.",
            )  # fmt: skip
        elif not self._is_visible(source, block):
            wall = self.drawing.blocks[source.parent_id or ""]
            self._report(
                block, item, "INSIDE_CONTAINER",
                f"{reference.source}: “{source.name}” is inside “{wall.name}”; from outside only steps.{wall.id} can be read.",
            )  # fmt: skip
        elif not self._is_upstream(source, block):
            self._report(
                block, item, "NOT_UPSTREAM",
                f"{reference.source}: “{source.name}” does not run before “{block.name}”. Join them by an edge first.",
            )  # fmt: skip
        else:
            self._step_details(block, source, item)

    def _step_details(self, block: BlockDef, source: BlockDef, item: FieldReference) -> None:
        reference = item.reference
        if source.disabled:
            self._warn(
                block,
                item,
                "SWITCHED_OFF",
                f"{reference.source}: “{source.name}” is switched off and has no output.",
            )
            return
        for trigger_id, reached in self.reach.items():
            if not reference.optional and block.id in reached and source.id not in reached:
                trigger = self.drawing.blocks[trigger_id]
                self._warn(
                    block, item, "ABSENT_FOR_TRIGGER",
                    f"{reference.source} is empty when “{trigger.name}” starts the run: “{source.name}” does not run then.",
                )  # fmt: skip
                return
        known = block_type(source.type)
        if known is None or len(reference.path) < 2:
            return
        if reference.path[1] == "error":
            self._member(block, item, ERROR_FIELDS, reference.path[2:], f"The error of “{source.name}”")
            return
        operation = known.operation_for(source.config)
        schema = operation.output_schema if operation else known.output_schema
        if is_trigger(source):
            schema = self.findings.definition.input_schema or schema
        self._field(block, item, schema, reference.path[2:], f"the output of “{source.name}”")

    def _input(self, block: BlockDef, item: FieldReference) -> None:
        self._field(
            block, item, self.findings.definition.input_schema, item.reference.path, "the input schema"
        )

    def _variable(self, block: BlockDef, item: FieldReference) -> None:
        reference = item.reference
        if not reference.path:
            return
        name = str(reference.path[0])
        if name in self.findings.definition.variables:
            return
        writers = self.writers.get(name, [])
        if not writers:
            close = guess(name, [*self.findings.definition.variables, *self.writers])
            self._report(
                block, item, "UNKNOWN_VARIABLE", f"{reference.source}: there is no variable “{name}”.{close}"
            )
        elif not any(self._is_upstream(writer, block) for writer in writers):
            self._warn(
                block, item, "NOT_UPSTREAM",
                f"{reference.source}: “{writers[0].name}” sets {name}, but it does not run before “{block.name}”.",
            )  # fmt: skip

    def _secret(self, block: BlockDef, known: BlockType, item: FieldReference) -> None:
        if not takes_secrets(known, item.path):
            message = f"{item.reference.source}: a secret cannot stand here, only in the headers, query, body or authentication of a request."
            self._report(block, item, "UNKNOWN_SECRET", message)
            return
        if self._secrets is None:
            self._secrets = secret_names(self.company_id)
        name = str(item.reference.path[0]) if item.reference.path else ""
        if name in self._secrets:
            return
        message = f"{item.reference.source}: there is no secret “{name}”.{guess(name, self._secrets)}"
        self._report(block, item, "UNKNOWN_SECRET", message)

    def _system(self, block: BlockDef, item: FieldReference) -> None:
        root = item.reference.root
        self._member(block, item, MEMBERS[root], item.reference.path, root)

    def _root(self, block: BlockDef, item: FieldReference) -> None:
        root = item.reference.root
        if root in self.drawing.blocks:
            message = (
                f"{item.reference.source}: write steps.{item.reference.source} to read a block's output."
            )
        elif root in ("item", "index"):
            message = f"{item.reference.source} is only known inside a loop."
        else:
            message = f"{item.reference.source}: nothing is called “{root}” here.{guess(root, ROOTS)}"
        self._report(block, item, "UNKNOWN_REFERENCE", message)

    # --- parts --------------------------------------------------------------------------------------------------

    def _is_visible(self, source: BlockDef, block: BlockDef) -> bool:
        return source.parent_id is None or source.parent_id in self.drawing.containers_of(block.id)

    def _is_upstream(self, source: BlockDef, block: BlockDef) -> bool:
        if any(block_id in cycle for cycle in self.drawing.cycles for block_id in (source.id, block.id)):
            return True  # the cycle is the problem to solve first
        return self.drawing.is_upstream(source.id, block.id)

    def _item_names(self, block: BlockDef) -> set[str]:
        """What the loops around a block call their item and index."""
        names: set[str] = set()
        for container in self.drawing.containers_of(block.id):
            names.update(item_names(self.drawing.blocks[container]))
        return names

    def _field(
        self, block: BlockDef, item: FieldReference, schema: Json, path: tuple[str | int, ...], where: str
    ) -> None:
        missing = None if item.reference.optional else lacks(schema, path)
        if missing is not None:
            self._warn(block, item, "UNKNOWN_FIELD", f"{item.reference.source}: {where} has no “{missing}”.")

    def _member(
        self,
        block: BlockDef,
        item: FieldReference,
        members: frozenset[str],
        path: tuple[str | int, ...],
        owner: str,
    ) -> None:
        if path and str(path[0]) not in members:
            close = guess(str(path[0]), members)
            self._warn(
                block, item, "UNKNOWN_FIELD", f"{item.reference.source}: {owner} has no “{path[0]}”.{close}"
            )

    def _warn(self, block: BlockDef, item: FieldReference, code: str, message: str) -> None:
        self._report(block, item, code, message, severity="warning")

    def _report(
        self, block: BlockDef, item: FieldReference, code: str, message: str, *, severity: Severity = "error"
    ) -> None:
        self.findings.in_block(block, code, message, part=f"config.{item.path}", severity=severity)
