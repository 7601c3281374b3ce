"""What follows the end of a run: its error workflow, exactly once, and the erasing of its values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.ids import public_id
from runs import queue
from runs.aftermath import settle_due
from runs.files import Incoming, content_path, file_value, record_file
from runs.models import Event, EventBatch, EventBody, File, Payload, Run
from tests.conftest import data_of, error_of
from tests.runs.conftest import (
    MakeWorkflow,
    drain_until,
    event_types,
    fail,
    fetch,
    reply,
    slow,
    start,
    steps_of,
)

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def told_by(workflow: Any, **more: Any) -> dict[str, Any]:
    return {"settings": {"errorWorkflowId": public_id("wf", workflow.id), **more}}


def settle_all() -> None:
    while settle_due():
        pass


def long_ago() -> None:
    """The minute is over in which whoever waits may read the answer."""
    for run in Run.objects.exclude(finished_at=None):
        Run.objects.filter(id=run.id).update(finished_at=run.created_at.replace(year=2020))
    Run.objects.filter(aftermath_at_ms__isnull=False).update(aftermath_at_ms=1)


# --- the error workflow


def test_a_failure_starts_the_error_workflow_once(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    handler = make("start -> a", a=reply("{{input.error.message}}"))
    failing = make("start -> bad", bad=fail(), top=told_by(handler))
    run = run_to_end(start(failing, {"n": 1}))
    settle_all()
    settle_all()
    told = Run.objects.get(workflow=handler)
    assert (told.trigger_type, told.started_by) == ("error", f"Run 1 of {failing.name}")
    assert told.input["run"] | {"durationMs": 0, "createdAt": "", "startedAt": "", "completedAt": ""} == {
        "id": public_id("run", run.id),
        "number": 1,
        "status": "failed",
        "triggerType": "api",
        "createdAt": "",
        "startedAt": "",
        "completedAt": "",
        "durationMs": 0,
        "url": f"http://127.0.0.1:8000/runs/{public_id('run', run.id)}",
    }
    assert told.input["error"] == {"code": "STEP_ERROR", "message": "No.", "blockId": "bad"}
    assert told.input["workflow"] == {"id": public_id("wf", failing.id), "name": failing.name, "version": 1}
    assert fetch(run.id).aftermath_at_ms is None
    Run.objects.filter(id=run.id).update(
        aftermath_at_ms=1
    )  # as if it had been killed before it was marked as done
    settle_all()
    assert Run.objects.filter(workflow=handler).count() == 1


def test_a_run_that_took_too_long_is_told_of_too(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    handler = make("start -> a", a=reply(1))
    late = make("start -> a", a=slow(20), top=told_by(handler, timeoutMs=50))
    assert run_to_end(start(late)).status == "timed_out"
    settle_all()
    assert Run.objects.get(workflow=handler).input["error"]["code"] == "LIMIT_RUN_TIME"


def test_a_run_broken_by_a_fault_of_ours_is_told_of(make: MakeWorkflow) -> None:
    handler = make("start -> a", a=reply(1))
    start(make("start -> a", a=reply(1), top=told_by(handler)))
    [row] = queue.claim("here:1::1", 1)
    queue.end_broken(row["id"], row["epoch"], "A fault.")
    settle_all()
    assert Run.objects.get(workflow=handler).input["error"]["message"] == "A fault."


def test_nobody_is_told_of_tests_successes_and_error_runs(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    handler = make("start -> a", a=reply(1))
    failing = make("start -> bad", bad=fail(), top=told_by(handler))
    fine = make("start -> a", a=reply(1), top=told_by(handler))
    run_to_end(start(failing, test=True), start(failing, trigger_type="error"), start(fine))
    settle_all()
    assert not Run.objects.filter(workflow=handler).exists()
    assert not Run.objects.filter(aftermath_at_ms__isnull=False).exists()


def test_an_error_workflow_that_cannot_start_harms_nobody(
    make: MakeWorkflow, run_to_end: RunToEnd, caplog: pytest.LogCaptureFixture
) -> None:
    handler = make("start -> a", a=reply(1))
    failing = make("start -> bad", bad=fail(), top=told_by(handler))
    handler.status = "archived"
    handler.save()
    run = run_to_end(start(failing))
    settle_all()
    assert fetch(run.id).aftermath_at_ms is None
    assert "was not started: This workflow is archived" in caplog.text


def test_an_error_workflow_of_another_company_is_none(
    make: MakeWorkflow, run_to_end: RunToEnd, rival: Any
) -> None:
    theirs = make("start -> a", a=reply(1), company=rival)
    failing = make("start -> bad", bad=fail(), publish=False, top=told_by(theirs))
    from workflows.selectors import draft_definition
    from workflows.validation import find_problems

    problems = find_problems(draft_definition(failing), company_id=failing.company_id)
    assert [(one.path, one.code) for one in problems] == [("settings.errorWorkflowId", "UNKNOWN_WORKFLOW")]
    from workflows import services

    run_to_end(start(failing, version_id=services.snapshot_draft(failing).id, version_name="draft"))
    settle_all()
    assert not Run.objects.filter(workflow=theirs).exists()


# --- erasing


SECRET = "the customer's words"


def saving(what: str) -> dict[str, Any]:
    return {"settings": {"savePayloads": what}}


@pytest.mark.parametrize(("saves", "fails", "kept"), [
    ("none", False, False), ("none", True, False), ("failed", False, False), ("failed", True, True), ("all", False, True),
])  # fmt: skip
def test_values_go_after_the_end(
    saves: str, fails: bool, kept: bool, make: MakeWorkflow, run_to_end: RunToEnd
) -> None:
    last = fail() if fails else {"type": "response", "config": {"body": "{{input.text}}"}}
    workflow = make(
        "start -> a",
        "a -> b",
        "b -> last",
        a=reply("{{input.text}}"),
        b=reply("{{input.large}}"),
        last=last,
        top=saving(saves),
    )
    run = run_to_end(start(workflow, {"text": SECRET, "large": SECRET * 1000}))
    settle_all()
    assert fetch(run.id).input["text"] == SECRET  # whoever waits for the answer is to read it
    long_ago()
    settle_all()
    run = fetch(run.id)
    steps = steps_of(run)
    texts = str([run.input, run.output, run.response, [(step.input, step.output) for step in steps.values()]])
    texts += str(list(EventBatch.objects.values_list("events", flat=True)))
    assert (SECRET in texts) is kept
    assert Payload.objects.exists() is kept
    assert run.redacted is not kept
    # What happened, and when, stays.
    assert [(step.block, step.status) for step in steps.values()] == [
        ("start", "completed"), ("a", "completed"), ("b", "completed"), ("last", "failed" if fails else "completed"),
    ]  # fmt: skip
    assert all(step.finished_at for step in steps.values())
    assert event_types(run)[-1] == ("run.failed" if fails else "run.completed")
    if fails:
        assert (run.error or {})["code"] == "STEP_ERROR"


def test_a_run_without_values_cannot_run_again(
    make: MakeWorkflow, run_to_end: RunToEnd, as_: Any, ada: Any
) -> None:
    run = run_to_end(start(make("start -> a", a=reply(1), top=saving("none"))))
    long_ago()
    settle_all()
    api = as_(ada)
    shown = data_of(api.get(f"/api/v1/runs/run_{run.id}"))
    assert (shown["redacted"], shown["output"]) == (True, None)
    error_of(api.post(f"/api/v1/runs/run_{run.id}/retry", {}, format="json"), 409, "CONFLICT")


def test_files_go_with_the_values(
    make: MakeWorkflow, run_to_end: RunToEnd, acme: Any, settings: Any, tmp_path: Any
) -> None:
    settings.FILES_DIR = str(tmp_path / "files")
    ids = []
    for _ in range(2):
        with Incoming() as incoming:
            incoming.write(SECRET.encode())
            incoming.place()
        ids.append(incoming.id)
        record_file(incoming, company_id=acme.id, name="a", mime_type="", created_by="tests")
    lone, shared = (File.objects.get(id=id) for id in ids)
    forgets, keeps = make("start -> a", a=reply(1), top=saving("none")), make("start -> a", a=reply(1))
    run_to_end(
        start(forgets, {"files": [file_value(lone), file_value(shared)]}),
        start(keeps, {"file": file_value(shared)}),
    )
    assert content_path(lone.id).exists()
    long_ago()
    settle_all()
    assert not content_path(lone.id).exists()
    assert content_path(shared.id).exists()
    assert list(File.objects.all()) == [shared]


@pytest.mark.parametrize("others", ["none", "all"])
def test_the_event_is_erased_with_the_last_of_its_runs(
    make: MakeWorkflow, run_to_end: RunToEnd, acme: Any, as_: Any, ada: Any, others: str
) -> None:
    for saves in ("none", others):
        make(
            "app -> a",
            app={"type": "trigger.app", "config": {"event": "paid"}},
            a=reply(1),
            top=saving(saves),
        )
    sent = as_(ada).post(
        "/api/v1/app-events", {"name": "paid", "payload": {"text": SECRET * 2000}}, format="json"
    )
    event = data_of(sent, 202)["eventId"]
    drain_until(lambda: Run.objects.filter(status="completed").count() == 2)
    long_ago()
    settle_all()
    stored = Event.objects.get()
    is_erased = others == "none"
    assert (SECRET in stored.preview) is not is_erased
    assert EventBody.objects.exists() is not is_erased
    assert [run.fired for run in Run.objects.filter(redacted=True)] == [None] * (1 + is_erased)
    again = as_(ada).post(f"/api/v1/events/{event}/redeliver", {}, format="json")
    assert again.status_code == (409 if is_erased else 202)
    assert as_(ada).get(f"/api/v1/events/{event}").status_code == 200


def test_runs_of_tests_keep_their_values(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    run = run_to_end(start(make("start -> a", a=reply(1), top=saving("none")), test=True))
    long_ago()
    settle_all()
    assert fetch(run.id).output == 1


def test_a_failure_that_is_told_of_is_erased_afterwards(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    handler = make("start -> a", a=reply(1))
    run = run_to_end(
        start(make("start -> a", a=fail(), top=told_by(handler, savePayloads="none")), {"n": SECRET})
    )
    settle_all()
    assert Run.objects.filter(workflow=handler).exists()
    assert not fetch(run.id).redacted
    long_ago()
    settle_all()
    assert fetch(run.id).redacted
