"""Test runs: of the draft or of a definition as sent, whole, in part, or of one block alone.

What stands before the part that runs is not run again: a block alone reads what is known of the others (given in the
request, pinned, or from the last runs), and a run from a block on takes over the steps of an earlier run.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.api.errors import ApiError, conflict, validation_error
from accounts.identity import Identity
from integrations.outcomes import Permanent
from runs.known_values import KnownValues, known_values, last_runs
from runs.models import Run, Step
from runs.rehearsal import Rehearsal
from runs.resumption import Recorded, plan_resumption
from runs.reuse import Given, Reuse
from runs.selectors import list_steps, whole_input
from runs.services import start_run
from runs.start_facts import start_facts
from runs.start_request import Accepted, StartRequest
from runs.start_rules import choose_trigger
from workflows.checks.containers import item_names
from workflows.definition import BlockDef, Definition
from workflows.expressions import ExpressionError, compile_template
from workflows.graph import Drawing
from workflows.models import Workflow
from workflows.registry import block_type
from workflows.selectors import load_definition
from workflows.services import freeze_definition, snapshot_draft

UNSET: Any = object()


@dataclass(frozen=True, slots=True)
class Wanted:
    """`definition` None: the draft. `input` UNSET: what is pinned at the trigger, else the last run's. `steps` are outputs
    typed in for a block alone, by block; `items` the same for what the containers around it call their item and index.
    """

    definition: Definition | None = None
    input: Any = UNSET
    trigger_id: str | None = None
    start: str | None = None
    stop: str | None = None
    skips_waits: bool = True
    is_dry: bool = False
    steps: Mapping[str, Any] = field(default_factory=dict)
    items: Mapping[str, Any] = field(default_factory=dict)


def start_test(*, workflow: Workflow, identity: Identity, wanted: Wanted) -> Accepted:
    """Accept a test run. Raises ApiError for what cannot be tested, and why."""
    if wanted.definition is None:
        version_id = snapshot_draft(workflow).id
    else:
        version_id = freeze_definition(workflow=workflow, definition=wanted.definition, by=identity).id
    definition = load_definition(version_id)
    drawing = Drawing(definition)
    for name, block in (("from", wanted.start), ("to", wanted.stop)):
        if block is not None and block not in drawing.blocks:
            raise validation_error(
                f"There is no block “{block}” in this workflow.",
                [{"path": name, "message": "Use the id of a block."}],
            )
    trigger = _trigger(drawing, version_id, wanted)
    known = _Known(workflow, definition)
    given: tuple[Given, ...] = ()
    reuse = None
    rehearsal = Rehearsal(wanted.start, wanted.stop, wanted.skips_waits, wanted.is_dry)
    input = wanted.input if wanted.input is not UNSET else known.input(trigger)
    if rehearsal.is_alone:
        assert wanted.stop is not None
        given = _given(drawing, wanted, known, trigger, input)
        rehearsal = replace(
            rehearsal,
            given=tuple(one.block for one in given),
            items={**_items(drawing, wanted.stop, known, input), **wanted.items},
        )
    elif wanted.start is not None and wanted.start != trigger:
        base, reuse = _taken_over(drawing, wanted, workflow, trigger)
        input = whole_input(base) if wanted.input is UNSET else wanted.input
    try:
        return start_run(
            StartRequest(
                company_id=workflow.company_id,
                workflow_id=workflow.id,
                input=input,
                trigger_type="test",
                started_by=identity.label,
                trigger_id=trigger,
                version_id=version_id,
                version_name="draft",
                reuse=reuse,
                given=given,
                rehearsal=rehearsal,
                test=True,
            )
        )
    except Permanent as error:
        raise ApiError("PAYLOAD_TOO_LARGE", 413, error.message) from None


class _Known:
    """What is known of values beyond the request: pinned ones first, then those of the last runs."""

    def __init__(self, workflow: Workflow, definition: Definition) -> None:
        self.values: KnownValues = known_values(company_id=workflow.company_id, workflow_id=workflow.id)
        self.pinned: dict[str, BlockDef] = {block.id: block for block in definition.blocks if block.is_pinned}

    def input(self, trigger: str) -> Any:
        if trigger in self.pinned:
            return self.pinned[trigger].pinned_output
        return {} if self.values.run is None else whole_input(self.values.run)

    def given(self, block: BlockDef) -> Given | None:
        if block.id in self.pinned:
            return made(block, block.pinned_output)
        step = self.values.steps.get(block.id)
        return Given(block.id, step_id=step.id) if step is not None and step.status == "completed" else None

    def scope(self, input: Any) -> dict[str, Any]:
        self.values.whole()
        return with_pins({**self.values.scope(), "input": input}, self.pinned)


def with_pins(scope: dict[str, Any], pinned: Mapping[str, BlockDef]) -> dict[str, Any]:
    """A scope of recorded values in which pinned outputs stand instead."""
    pins = {key: {"output": block.pinned_output, "error": None} for key, block in pinned.items()}
    return {**scope, "steps": {**scope["steps"], **pins}}


def made(block: BlockDef, output: Any) -> Given:
    """A step of this block that gave this output."""
    kind = block_type(block.type)
    return Given(block.id, output=output, port=kind.port_for(block.config, output) if kind else "out")


def _trigger(drawing: Drawing, version_id: uuid.UUID, wanted: Wanted) -> str:
    """The one that is named; else one that leads to where the test goes, so that a test of a block need not name one."""
    facts = start_facts(version_id)
    aim = wanted.stop or wanted.start
    if wanted.trigger_id is None and aim is not None:
        if aim in facts.triggers:
            return aim
        leading = [one for one in facts.triggers if drawing.is_upstream(one, aim)]
        if facts.triggers and not leading and wanted.start != wanted.stop:
            name = drawing.blocks[aim].name
            raise conflict(f"No trigger leads to “{name}” yet. Connect it, or test the step alone.")
        if facts.triggers:
            return (leading or facts.triggers)[0]
    return choose_trigger(wanted.trigger_id, facts.triggers, facts.api_triggers)


def _given(drawing: Drawing, wanted: Wanted, known: _Known, trigger: str, input: Any) -> tuple[Given, ...]:
    """The steps that a block alone can read, in the order of the drawing, the trigger's first."""
    block_id = wanted.stop
    assert block_id is not None
    if block_id == trigger:
        return ()
    found = []
    for one in _readable(drawing, block_id):
        if one.id == trigger:
            continue
        if one.id in wanted.steps:
            found.append(made(one, wanted.steps[one.id]))
        elif (step := known.given(one)) is not None:
            found.append(step)
    if not found:
        return ()
    fired = drawing.blocks[trigger]
    return (made(fired, input), *found)


def _readable(drawing: Drawing, block_id: str) -> Iterator[BlockDef]:
    around = set(drawing.containers_of(block_id))
    for key in drawing.order:
        block = drawing.blocks[key]
        if key in around or not drawing.is_upstream(key, block_id):
            continue
        if not block.type.startswith("trigger."):
            yield block


def _items(drawing: Drawing, block_id: str, known: _Known, input: Any) -> dict[str, Any]:
    """What the containers around the block call their item and index, with the first item of each as far as it is known."""
    found: dict[str, Any] = {}
    for container in reversed(drawing.containers_of(block_id)):
        block = drawing.blocks[container]
        names = item_names(block)
        if not names:
            continue
        collection = block.config.get("collection")
        if isinstance(collection, str):
            try:
                collection = compile_template(collection).resolve({**known.scope(input), **found})
            except ExpressionError:
                collection = None
        found |= {
            names[0]: collection[0] if isinstance(collection, list) and collection else None,
            names[1]: 0,
        }
    return found


# --- from a block on ----------------------------------------------------------------------------


def _taken_over(drawing: Drawing, wanted: Wanted, workflow: Workflow, trigger: str) -> tuple[Run, Reuse]:
    """The run whose steps lead to the block, and which of them are taken over: the newest that has been all that way."""
    assert wanted.start is not None
    before = {one.id for one in _readable(drawing, wanted.start)}
    best: tuple[int, Run, list[Step]] | None = None
    for run in last_runs(company_id=workflow.company_id, workflow_id=workflow.id):
        if not run.is_terminal or run.trigger_block != trigger:
            continue
        steps = list_steps(run)
        count = len(before & {step.block for step in steps})
        if best is None or count > best[0]:
            best = (count, run, steps)
        if count == len(before):
            break
    if best is None:
        name = drawing.blocks[wanted.start].name
        raise conflict(f"Nothing has run up to “{name}” yet. Run to here first, or test the step alone.")
    _, run, steps = best
    recorded = [Recorded(step.block, step.iteration, step.status, step.port) for step in steps]
    triggers = {block.id for block in drawing.definition.blocks if block.type.startswith("trigger.")}
    # What was recorded is taken as it is, also of blocks that were changed since: they stand before the part that runs.
    plan = plan_resumption(
        recorded, drawing.definition, drawing.definition, triggers=triggers, chosen=wanted.start
    )
    pinned = {block.id for block in drawing.definition.blocks if block.is_pinned} - triggers
    return run, Reuse(
        run_id=run.id,
        seqs=frozenset(steps[place].seq for place in plan.kept if steps[place].block not in pinned),
        reopened=frozenset(steps[place].seq for place in plan.reopened),
        trigger=run.trigger_block,
        is_input_edited=wanted.input is not UNSET,
        keeps_response=False,
    )
