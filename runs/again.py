"""Running again what has ended: retry from the start, resume from a step, and both for many runs at once.

Each makes a new run; the old one never changes.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from accounts.api.errors import ApiError, conflict, validation_error
from accounts.identity import Identity
from runs.models import Run, Step
from runs.rehearsal import Rehearsal, read_rehearsal
from runs.resumption import Recorded, Resumption, plan_resumption
from runs.reuse import GONE, Reuse
from runs.selectors import RunFilter, list_runs, list_steps, whole_input
from runs.services import cancel_run, start_run
from runs.start_facts import start_facts
from runs.start_request import Accepted, StartRequest
from workflows.definition import Definition
from workflows.selectors import load_definition
from workflows.services import freeze_definition, snapshot_draft

Wanted = Literal["same", "draft", "current"]
UNCHANGED: Any = object()
#: The states in which a run can be acted on; those a bulk action takes when its filter names none.
ACTED_ON: dict[str, tuple[str, ...]] = {
    "cancel": ("pending", "running", "suspended"),
    "retry": ("completed", "failed", "timed_out", "cancelled"),
    "resume": ("failed", "timed_out", "cancelled"),
}


@dataclass(frozen=True, slots=True)
class ResumeRequest:
    """`start`: the block to begin at, else wherever the run failed. `input` UNCHANGED keeps the old one; `config` replaces
    the settings of these blocks.
    """

    start: str | None = None
    version: Wanted = "same"
    input: Any = UNCHANGED
    config: Mapping[str, dict[str, Any]] | None = None


def retry_run(*, run: Run, identity: Identity, version: str = "same") -> Accepted:
    """A new run from the start with the same input, on the same version or the live one (`current`)."""
    _check_ended(run)
    return start_run(
        StartRequest(
            company_id=run.company_id,
            workflow_id=run.workflow_id,
            input=_input(run),
            trigger_type=run.trigger_type,
            started_by=identity.label,
            trigger_id=run.trigger_block if version == "same" else None,
            version_id=run.version_id if version == "same" else None,
            connection_id=run.connection_id,
            retry_of=run.id,
            reuse=_same_beginning(run),
            rehearsal=read_rehearsal(run.rehearsal),
            test=run.test,
            event_id=run.event_id,
            fired=run.fired,
        )
    )


def resume_run(*, run: Run, identity: Identity, wanted: ResumeRequest) -> Accepted:
    """A new run that takes over the finished steps of `run` and goes on. Raises ApiError."""
    after = _definition(run, wanted)
    reuse = _reuse(run, wanted, *_planned(run, wanted, after))
    return start_run(
        StartRequest(
            company_id=run.company_id,
            workflow_id=run.workflow_id,
            input=_input(run) if wanted.input is UNCHANGED else wanted.input,
            trigger_type=run.trigger_type,
            started_by=identity.label,
            trigger_id=run.trigger_block,
            version_id=_version(run, wanted, after, identity),
            connection_id=run.connection_id,
            reuse=reuse,
            rehearsal=_going_on(run),
            test=run.test,
            event_id=run.event_id,
            fired=run.fired,
        )
    )


def preview_resume(*, run: Run, wanted: ResumeRequest) -> dict[str, Any]:
    """What `resume_run` would reuse and what it would run again, without doing it. Raises ApiError as it would."""
    after = _definition(run, wanted)
    steps, plan = _planned(run, wanted, after)
    names = {block.id: block.name for block in after.blocks}
    kept = dict.fromkeys(
        steps[place].block
        for place in plan.kept
        if place not in plan.reopened and steps[place].status != "skipped"
    )
    return {
        "reused": [{"blockId": block, "name": names[block]} for block in kept],
        "runsAgain": [
            {"blockId": block, "name": names[block], "reason": reason} for block, reason in plan.again.items()
        ],
    }


# --- parts ------------------------------------------------------------------------------------


def _check_ended(run: Run) -> None:
    if not run.is_terminal:
        raise conflict(f"Run {run.number} has not ended yet. Cancel it first, or wait.")
    if run.redacted:
        raise conflict(f"The values of run {run.number} were erased after its end, so it cannot run again.")


def _same_beginning(run: Run) -> Reuse | None:
    """What a test run of a part began with, so that its repetition begins with the same."""
    if run.rehearsal is None:
        return None
    seqs = frozenset(step.seq for step in list_steps(run) if step.reused)
    if not seqs:
        return None
    return Reuse(run.id, seqs, frozenset(), run.trigger_block, is_input_edited=False, keeps_response=False)


def _going_on(run: Run) -> Rehearsal | None:
    """A test run that goes on stays one, up to where it was to end."""
    rehearsal = read_rehearsal(run.rehearsal)
    if rehearsal is None:
        return None
    if rehearsal.is_alone:
        raise conflict("This was a test of one block. Test the block again instead.")
    return replace(rehearsal, start=None)


def _input(run: Run) -> Any:
    try:
        return whole_input(run)
    except KeyError:  # pruned since it was read
        raise conflict(GONE) from None


def _definition(run: Run, wanted: ResumeRequest) -> Definition:
    """What the new run is to execute: the version asked for, with the edited settings in it."""
    _check_ended(run)
    if wanted.version == "same":
        version_id = run.version_id
    elif wanted.version == "draft":
        version_id = snapshot_draft(run.workflow).id
    elif run.workflow.published_id is None:
        raise conflict("This workflow has no live version. Publish it, or resume on the draft.")
    else:
        version_id = run.workflow.published_id
    definition = load_definition(version_id)
    if not wanted.config:
        return definition
    unknown = [key for key in wanted.config if definition.block(key) is None]
    if unknown:
        raise validation_error(
            f"There is no block “{unknown[0]}” in this version.",
            [{"path": f"config.{key}", "message": "There is no such block."} for key in unknown],
        )
    edited = (
        replace(block, config=wanted.config[block.id]) if block.id in wanted.config else block
        for block in definition.blocks
    )
    return replace(definition, blocks=tuple(edited))


def _version(run: Run, wanted: ResumeRequest, definition: Definition, identity: Identity) -> uuid.UUID:
    if wanted.config:
        return freeze_definition(workflow=run.workflow, definition=definition, by=identity).id
    if wanted.version == "same":
        return run.version_id
    if wanted.version == "draft":
        return snapshot_draft(run.workflow).id
    assert run.workflow.published_id is not None
    return run.workflow.published_id


def _planned(run: Run, wanted: ResumeRequest, after: Definition) -> tuple[list[Step], Resumption]:
    steps = list_steps(run)
    recorded = [Recorded(step.block, step.iteration, step.status, step.port) for step in steps]
    blocks = {block.id for block in after.blocks}
    if run.trigger_block not in blocks:
        raise conflict(
            f"The trigger “{run.trigger_block}” of run {run.number} is not in that version. Resume it on its own version."
        )
    if wanted.start is not None and wanted.start not in blocks:
        raise validation_error(
            f"There is no block “{wanted.start}” in this version.",
            [{"path": "from", "message": "Use the id of a block."}],
        )
    triggers = start_facts(run.version_id).triggers
    if wanted.start in triggers:
        return steps, Resumption(again={step.block: "chosen" for step in steps})
    plan = plan_resumption(
        recorded, load_definition(run.version_id), after, triggers=triggers, chosen=wanted.start
    )
    if not plan.again and run.status == "completed":
        raise conflict(f"Run {run.number} completed. Choose the block to run again from.")
    return steps, plan


def _reuse(run: Run, wanted: ResumeRequest, steps: list[Step], plan: Resumption) -> Reuse:
    names = start_facts(run.version_id).names
    kept_types = {
        names.get(steps[place].block, ("", ""))[1]
        for place in plan.kept
        if steps[place].status == "completed"
    }
    return Reuse(
        run_id=run.id,
        seqs=frozenset(steps[place].seq for place in plan.kept),
        reopened=frozenset(steps[place].seq for place in plan.reopened),
        trigger=run.trigger_block,
        is_input_edited=wanted.input is not UNCHANGED,
        keeps_response=run.response is not None and "response" in kept_types,
    )


# --- many at once -----------------------------------------------------------------------------

BULK = 200  # runs in one call: each is a transaction or two, and the caller sees how far it has come

Action = Literal["retry", "cancel", "resume"]


@dataclass(frozen=True, slots=True)
class BulkResult:
    """`refused` holds (run, why) for those it was not possible for; `after` is where the next call goes on."""

    done: int
    refused: list[tuple[Run, ApiError]]
    after: tuple[datetime.datetime, int] | None


def act_on_many(
    *,
    identity: Identity,
    action: Action,
    wanted: RunFilter,
    after: tuple[datetime.datetime, int] | None = None,
) -> BulkResult:
    """Do this to the next runs of the filter, from the newest to the oldest: runs that come to be meanwhile are newer and
    stay out of it. Of the terminal runs `cancel` passes over all, of the others `retry` and `resume` do.
    """
    statuses = wanted.statuses or ACTED_ON[action]
    wanted = replace(wanted, statuses=tuple(one for one in statuses if one in ACTED_ON[action]))
    if not wanted.statuses:
        return BulkResult(0, [], None)
    runs = list_runs(company_id=identity.company_id, wanted=wanted, limit=BULK + 1, after=after)
    done, refused = 0, []
    for run in runs[:BULK]:
        try:
            if action == "cancel":
                cancel_run(run=run, identity=identity)
            elif action == "retry":
                retry_run(run=run, identity=identity)
            else:
                resume_run(run=run, identity=identity, wanted=ResumeRequest())
            done += 1
        except ApiError as error:
            refused.append((run, error))
    last = runs[BULK - 1] if len(runs) > BULK else None
    return BulkResult(done, refused, (last.created_at, last.queued_seq) if last else None)
