"""Runs kept as tests of the draft. A test plays the draft without side effects: pure blocks run, and a block that reaches
out is answered with what was recorded; then each step is compared with the recording.

A test is an ordinary test run, so it survives what runs survive; its result is worked out from the run's steps.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from accounts.api.errors import ApiError, conflict
from accounts.identity import Identity
from accounts.ids import public_id
from accounts.services import record_audit
from connections.placeholders import shown_value
from runs import bell
from runs.accept import accept_within
from runs.models import Run, RunTest, Step
from runs.payloads import dump
from runs.recording import StepResult, compare, passes
from runs.rehearsal import Rehearsal
from runs.selectors import list_steps, whole_input, whole_values
from runs.sql import db_uuid, write_transaction
from runs.start_facts import start_facts
from runs.start_request import StartRequest
from workflows.definition import Definition, checksum, without_pins
from workflows.models import Workflow
from workflows.problems import Problem
from workflows.services import snapshot_draft

MOST_BYTES = 4 * 1024 * 1024
MOST_STEPS = 2_000
MOST_TESTS = 100


def list_run_tests(workflow: Workflow) -> list[RunTest]:
    return list(workflow.run_tests.select_related("last_run__version").order_by("created_at", "id"))


def get_run_test(workflow: Workflow, test_id: uuid.UUID | None) -> RunTest | None:
    if test_id is None:
        return None
    return workflow.run_tests.select_related("last_run__version").filter(id=test_id).first()


def keep_as_test(*, run: Run, name: str, identity: Identity) -> RunTest:
    """Make a test of a run that has ended. Raises ApiError 409 for one that cannot be a test, and why."""
    if not run.is_terminal:
        raise conflict(f"Run {run.number} has not ended yet. Only what came out can be kept as a test.")
    if run.redacted:
        raise conflict(f"The values of run {run.number} were erased, so it cannot be kept as a test.")
    if run.rehearsal is not None:
        raise conflict("This was a test run itself. Keep a run of the whole workflow as a test.")
    if run.workflow.run_tests.count() >= MOST_TESTS:
        raise conflict(f"A workflow has {MOST_TESTS} tests at most. Delete one first.")
    expected, input = recorded(run), shown_value(whole_input(run))
    if len(expected) > MOST_STEPS or len(dump(expected)) + len(dump(input)) > MOST_BYTES:
        raise conflict(
            f"Run {run.number} is too large for a test: {MOST_STEPS:,} steps and 4 MB of values at most. Run it with less."
        )
    try:
        with transaction.atomic():
            test = RunTest.objects.create(
                company_id=run.company_id,
                workflow_id=run.workflow_id,
                name=name,
                run_number=run.number,
                trigger_block=run.trigger_block,
                input=input,
                expected=expected,
                created_by=identity.label[:200],
            )
            _audit(test, "run_test.created", identity)
    except IntegrityError:
        raise conflict(f"There is a test “{name}” of this workflow already. Choose another name.") from None
    return test


def change_test(
    *, test: RunTest, identity: Identity, name: str | None, ignored: list[str] | None, accepts: bool
) -> None:
    """Rename it, set what may differ, or take what its last run gave as what is expected. Raises ApiError 409."""
    if accepts:
        if test.last_run is None or not test.last_run.is_terminal:
            raise conflict("Run the test first: there is no output yet to accept.")
        test.expected = recorded(test.last_run)
    if name is not None:
        test.name = name
    if ignored is not None:
        test.ignored = ignored
    try:
        with transaction.atomic():
            test.save(update_fields=["name", "ignored", "expected"])
            _audit(test, "run_test.accepted" if accepts else "run_test.changed", identity)
    except IntegrityError:
        raise conflict(f"There is a test “{name}” of this workflow already. Choose another name.") from None


def delete_test(*, test: RunTest, identity: Identity) -> None:
    with transaction.atomic():
        _audit(test, "run_test.deleted", identity)
        test.delete()


def play_tests(*, workflow: Workflow, tests: Sequence[RunTest], identity: Identity) -> None:
    """Run these tests on the draft as it is now. Each run and its place at the test are one transaction."""
    if not tests:
        return
    version_id = snapshot_draft(workflow).id
    triggers = start_facts(version_id).triggers
    for test in tests:
        if test.trigger_block not in triggers:
            raise conflict(
                f"The trigger of the test “{test.name}” is not in the draft any more. Delete the test, or keep a new run."
            )
    requests = [
        StartRequest(
            company_id=workflow.company_id,
            workflow_id=workflow.id,
            input=test.input,
            trigger_type="test",
            started_by=identity.label,
            trigger_id=test.trigger_block,
            version_id=version_id,
            version_name="draft",
            rehearsal=Rehearsal(run_test=test.id),
            test=True,
        )
        for test in tests
    ]
    with write_transaction() as sql:
        answers, news = accept_within(sql, requests)
        for test, answer in zip(tests, answers, strict=True):
            if isinstance(answer, ApiError):
                raise answer
            sql.run(
                "UPDATE runs_runtest SET last_run_id = ? WHERE id = ?",
                (db_uuid(answer.run_id), db_uuid(test.id)),
            )
    bell.announce(news)
    bell.ring()


@dataclass(frozen=True, slots=True)
class TestState:
    """`status`: never, running, passed or failed. `is_current`: the last run was of the draft as it is."""

    __test__ = False

    status: str
    is_current: bool
    results: list[StepResult]


def state_of(test: RunTest, draft: Definition) -> TestState:
    run = test.last_run
    if run is None:
        return TestState("never", False, [])
    is_current = run.version.release_checksum == checksum(without_pins(draft))
    if not run.is_terminal:
        return TestState("running", is_current, [])
    results = compare(test.expected, recorded(run), frozenset(test.ignored))
    return TestState("passed" if passes(results) else "failed", is_current, results)


def gate(workflow: Workflow, definition: Definition) -> list[Problem]:
    """What keeps this definition from being published because of its tests, where its settings ask for them."""
    if not definition.settings.get("requireTests"):
        return []
    return [problem for test in list_run_tests(workflow) if (problem := _refused(test, definition))]


def _refused(test: RunTest, definition: Definition) -> Problem | None:
    state = state_of(test, definition)
    if state.is_current and state.status == "passed":
        return None
    block_id = None
    if not state.is_current or state.status == "never":
        words = f"The test “{test.name}” has not run on this draft. Run the tests."
    elif state.status == "running":
        words = f"The test “{test.name}” is still running."
    else:
        first = next(result for result in state.results if result.change != "same")
        words = f"The test “{test.name}” fails at {first.name}: {_said(first)}. Mend the draft, or accept the new output."
        block_id = first.block if definition.block(first.block) else None
    return Problem("settings.requireTests", block_id, None, "error", "TEST_FAILED", words)


def _said(result: StepResult) -> str:
    if result.change == "missing":
        return "it did not run"
    if result.change == "added":
        return "it had not run before"
    first = result.differences[0]
    return f"its {first.part} differs{f' at {first.path}' if first.path else ''}"


def recorded(run: Run) -> list[dict[str, Any]]:
    """The run's steps as a test keeps them; secrets by their names."""
    names = start_facts(run.version_id).names
    steps: list[Step] = list_steps(run)
    whole_values(steps)
    return [
        {
            "block": step.block,
            "path": step.iteration,
            "name": names.get(step.block, (step.block, ""))[0],
            "status": step.status,
            "port": step.port,
            "input": shown_value(step.input),
            "output": shown_value(step.output),
            "error": None
            if step.error is None
            else {key: step.error.get(key) for key in ("code", "message")},
        }
        for step in steps
    ]


def _audit(test: RunTest, action: str, identity: Identity) -> None:
    record_audit(
        identity_or_label=identity,
        company_id=test.company_id,
        action=action,
        target=public_id("wf", test.workflow_id),
        data={"name": test.name},
    )
