"""Runs that run other workflows: started once, waited for without a worker, ended together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from integrations.outcomes import Call, Permanent
from runs import leases, queue, services
from runs.models import TERMINAL, Run, Signal, Step
from runs.sql import db_uuid
from runs.worker.children import Claim, start_child
from tests.runs.conftest import (
    MakeWorkflow,
    Worker,
    drain_until,
    event_types,
    fail,
    fetch,
    reply,
    slow,
    start,
    steps_of,
    wait_until,
)
from tests.runs.test_approvals import approval, decisions_identity
from tests.workflows.drawings import drawing
from workflows import services as workflows

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def call(workflow: Any, input: Any = None, **config: Any) -> dict[str, Any]:
    workflow_id = workflow if isinstance(workflow, str) else f"wf_{workflow.id}"
    return {"type": "sub-workflow", "config": {"workflowId": workflow_id, "input": input or {}, **config}}


def child_of(run_id: Any) -> Run:
    return Run.objects.select_related("workflow", "version").get(parent_id=run_id)


def parked(accepted: Any, count: int = 1) -> Run:
    """Drain until the parent waits for `count` runs that wait themselves."""
    drain_until(
        lambda: Run.objects.filter(status="suspended", lease_until_ms__isnull=True).count() == count + 1
    )
    return fetch(accepted.run_id)


def test_a_run_waits_for_the_run_it_started(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> a", a=reply({"doubled": "{{input.n * 2}}"}))
    parent = make(
        "start -> sub",
        "sub -> after",
        sub=call(child, {"n": "{{input.n}}"}),
        after=reply("{{steps.sub.output}}"),
    )
    accepted = start(parent, {"n": 21}, started_by="ada@acme.example")
    run = run_to_end(accepted)
    started = child_of(run.id)
    assert run.output == {"runId": f"run_{started.id}", "status": "completed", "output": {"doubled": 42}}
    assert (started.trigger_type, started.started_by, started.hops) == ("subworkflow", "ada@acme.example", 1)
    assert "step.decided sub" in event_types(run)
    assert not Signal.objects.exists()


def test_a_waiting_parent_holds_no_worker(make: MakeWorkflow) -> None:
    child = make("start -> ask", ask=approval(title="Go on?"))
    run = parked(start(make("start -> sub", sub=call(child))))
    [waiting] = run.waiting
    assert (run.lease_owner, run.lease_until_ms, run.wake_at_ms) == ("", None, None)
    assert (waiting["reason"], waiting["until"]) == ("subworkflow", None)
    assert waiting["childRunId"] == f"run_{child_of(run.id).id}"


def test_without_waiting_it_goes_on_at_once(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> ask", ask=approval())
    run = run_to_end(start(make("start -> sub", sub=call(child, wait=False))))
    started = child_of(run.id)
    assert run.output == {"runId": f"run_{started.id}", "status": "pending", "output": None}
    assert (run.status, started.parent_step) == ("completed", None)
    assert started.status not in TERMINAL  # the end of the other is none of its business
    assert started.cancel_requested_by == ""


def test_a_failed_child_fails_the_step_with_its_error(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> bad", bad=fail(code="NO_LUCK", retryable=False))
    run = run_to_end(start(make("start -> sub", sub=call(child))))
    started = child_of(run.id)
    assert (run.status, run.error["code"], run.error["message"]) == ("failed", "NO_LUCK", "No.")
    details = steps_of(run)["sub"].error["details"]
    assert (details["runId"], details["status"]) == (f"run_{started.id}", "failed")


def test_a_failed_child_can_be_caught(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> bad", bad=fail())
    run = run_to_end(
        start(
            make(
                "start -> sub",
                "sub.error -> rescue",
                sub=call(child),
                rescue=reply("{{steps.sub.error.code}}"),
            )
        )
    )
    assert (run.status, run.output) == ("completed", "STEP_ERROR")


def test_another_try_is_another_run(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> bad", bad=fail())
    retry = {"maxAttempts": 2, "backoffMs": 1, "retryOn": "all"}
    run = run_to_end(
        start(make("start -> sub", sub={**call(child), "errorHandling": "retry", "retryConfig": retry}))
    )
    assert run.status == "failed"
    assert Run.objects.filter(parent_id=run.id, status="failed").count() == 2


def test_a_cancelled_child_fails_its_parent_in_words(
    make: MakeWorkflow, run_to_end: RunToEnd, ada: Any
) -> None:
    child = make("start -> ask", ask=approval())
    accepted = start(make("start -> sub", sub=call(child)))
    run = parked(accepted)
    services.cancel_run(run=child_of(run.id), identity=decisions_identity(ada))
    run = run_to_end(accepted)
    assert (run.status, run.error["code"]) == ("failed", "STEP_ERROR")
    assert run.error["message"] == "Stopped by ada@acme.example."


def test_cancelling_goes_down_the_line(make: MakeWorkflow, run_to_end: RunToEnd, ada: Any) -> None:
    grandchild = make("start -> ask", ask=approval())
    child = make("start -> sub", sub=call(grandchild))
    accepted = start(make("start -> sub", sub=call(child)))
    parked(accepted, count=2)
    services.cancel_run(run=fetch(accepted.run_id), identity=decisions_identity(ada))
    drain_until(lambda: not Run.objects.exclude(status__in=TERMINAL).exists())
    assert set(Run.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Signal.objects.exists()


def test_a_failure_elsewhere_takes_the_child_along(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> ask", ask=approval())
    parent = make("start -> sub", "start -> long", "long -> bad", sub=call(child), long=slow(0.5), bad=fail())
    start(parent)
    drain_until(lambda: Run.objects.count() == 2 and not Run.objects.exclude(status__in=TERMINAL).exists())
    assert sorted(Run.objects.values_list("status", flat=True)) == ["cancelled", "failed"]


def test_a_run_that_runs_itself_ends_after_25_hops(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    from dataclasses import replace

    from workflows.models import Workflow
    from workflows.rows import read_definition
    from workflows.selectors import draft_of
    from workflows.services import publish, save_draft

    workflow = make("start -> sub", sub=call("wf_" + "0" * 32), publish=False)
    before = read_definition(draft_of(workflow))
    blocks = tuple(
        replace(block, config={"workflowId": f"wf_{workflow.id}"}) if block.id == "sub" else block
        for block in before.blocks
    )
    save_draft(workflow=workflow, definition=replace(before, blocks=blocks), by="tests")
    publish(workflow=workflow, by="tests")
    run = run_to_end(start(Workflow.objects.get(id=workflow.id)))
    assert (run.status, run.error["code"]) == ("failed", "LIMIT_DEPTH")
    assert sorted(Run.objects.values_list("hops", flat=True)) == list(range(26))


@pytest.mark.parametrize("which", ["foreign", "unknown", "garbled"])
def test_another_company_s_workflow_is_no_workflow(
    which: str, make: MakeWorkflow, run_to_end: RunToEnd, rival: Any
) -> None:
    theirs = make("start -> a", a=reply("theirs"), company=rival)
    given = {
        "foreign": f"wf_{theirs.id}",
        "unknown": "wf_01a21557-1845-7a6a-a180-460998e4959c",
        "garbled": "nothing",
    }[which]
    run = run_to_end(start(make("start -> sub", sub=call("{{input.id}}")), {"id": given}))
    assert (run.error["code"], run.error["message"]) == ("STEP_ERROR", "There is no workflow with this id.")
    assert Run.objects.count() == 1


def test_a_paused_workflow_is_not_run(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    from workflows.services import pause

    child = make("start -> a", a=reply(1))
    parent = make("start -> sub", sub=call(child))
    pause(workflow=child, by="tests")
    run = run_to_end(start(parent))
    assert run.status == "failed"
    assert "paused" in run.error["message"]


# --- whatever is killed


def cut_off(accepted: Any, block: str) -> None:
    """As if the worker had died between the start of the other run and the record of it."""
    run = fetch(accepted.run_id)
    run.steps.filter(block=block).update(status="running", output=None, reason="", port=None)
    Run.objects.filter(id=run.id).update(status="running", ready=True, waiting=None)


def test_a_step_that_was_cut_off_finds_the_run_it_started(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> ask", ask=approval(timeoutHours=1))
    accepted = start(make("start -> sub", sub=call(child)))
    run = parked(accepted)
    started = child_of(run.id)
    cut_off(accepted, "sub")
    parked(accepted)
    assert child_of(run.id).id == started.id


def begin_child(run_id: Any, step_id: Any, child: Any, epoch: int) -> Any:
    """What a step's thread does under a claim of this epoch."""
    claim = Claim(child.company_id, run_id, step_id, epoch, 0, 0, "tests", is_test=False, is_dry=False)
    return start_child(claim, Call(f"wf_{child.id}", {}), ask=lambda work: work())


def test_a_child_that_ended_before_its_parent_parked_is_heard(
    make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    child = make("start -> a", a=reply("quick"))
    accepted = start(make("start -> sub", sub=call(child)))
    # Take the parent as a worker would, start the child, and let it end while the step is still in flight.
    [row] = queue.claim("slow:1::1", 1)
    run_id = accepted.run_id
    Step.objects.create(run_id=run_id, seq=1, block="start", status="completed", port="out", output={})
    step = Step.objects.create(
        run_id=run_id, seq=2, block="sub", status="running", input={"workflowId": f"wf_{child.id}"}
    )
    Run.objects.filter(id=run_id).update(next_step=3, status="running")
    run_to_end(begin_child(run_id, step.id, child, row["epoch"]))
    assert Signal.objects.get().run_id == run_id
    Run.objects.filter(id=run_id).update(lease_until_ms=1)
    leases.rescue()
    run = run_to_end(accepted)
    assert run.output["output"] == "quick"
    assert Run.objects.count() == 2
    assert not Signal.objects.exists()


def test_a_zombie_starts_nothing(make: MakeWorkflow) -> None:
    child = make("start -> a", a=reply(1))
    accepted = start(make("start -> sub", sub=call(child)))
    [row] = queue.claim("slow:1::1", 1)
    with pytest.raises(Permanent, match="goes on elsewhere"):
        begin_child(accepted.run_id, accepted.run_id, child, row["epoch"] - 1)
    assert Run.objects.count() == 1


def test_a_child_that_is_skipped_by_its_limit_is_heard(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    limit = {"settings": {"concurrencyLimit": 1, "onLimit": "skip"}}
    child = make("start -> ask", ask=approval(), top=limit)
    start(child)
    accepted = start(make("start -> sub", sub=call(child)))
    drain_until(lambda: fetch(accepted.run_id).status in TERMINAL)
    run = fetch(accepted.run_id)
    assert (run.status, run.error["code"]) == ("failed", "CONCURRENCY_LIMIT")


@pytest.mark.parametrize("releases", [False, True])
def test_a_run_that_waits_for_its_own_slot_is_told_so(
    make: MakeWorkflow, run_to_end: RunToEnd, releases: bool
) -> None:
    """Under a limit of 2 the first two have slots, and wait for the third."""
    top = {"settings": {"concurrencyLimit": 2, "releaseWhileSuspended": releases}}
    again = "{{input.left > 0}}"
    workflow = make("start -> a", a=reply(0), top=top)
    drawn = drawing(
        "start -> check", "check.true -> sub",
        check={"type": "condition", "config": {"expression": again}},
        sub=call(workflow, {"left": "{{input.left - 1}}"}), top=top,
    )  # fmt: skip
    workflows.save_draft(workflow=workflow, definition=drawn, by="tests")
    workflows.publish(workflow=workflow, by="tests")
    run = run_to_end(start(workflow, {"left": 3}))
    if releases:
        assert run.status == "completed"
    else:
        assert run.status == "failed"
        assert "wait for ever" in run.error["message"]
    assert not Run.objects.filter(has_slot=True).exists()


def test_a_child_that_breaks_signals_its_parent(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    child = make("start -> ask", ask=approval())
    accepted = start(make("start -> sub", sub=call(child)))
    run = parked(accepted)
    started = child_of(run.id)
    Run.objects.filter(id=started.id).update(ready=True)
    [row] = queue.claim("slow:1::1", 1)
    assert queue.end_broken(db_uuid(started.id), row["epoch"], "A fault.")
    run = run_to_end(accepted)
    assert (run.status, run.error["message"]) == ("failed", "A fault.")


def test_many_children_at_once(make: MakeWorkflow, worker: Worker) -> None:
    child = make("start -> a", a=reply("{{input.n}}"))
    names = [f"s{n}" for n in range(20)]
    parent = make(
        *(f"start -> {name}" for name in names),
        **{name: call(child, {"n": n}) for n, name in enumerate(names)},
    )
    accepted = [start(parent) for _ in range(5)]
    wait_until(
        lambda: (
            not Run.objects.filter(id__in=[one.run_id for one in accepted])
            .exclude(status="completed")
            .exists()
        )
    )
    assert Run.objects.count() == 105
    for one in accepted:
        assert {
            name: step.output["output"]
            for name, step in steps_of(fetch(one.run_id)).items()
            if name != "start"
        } == {name: n for n, name in enumerate(names)}
