"""Runs kept as tests: played on the draft without side effects, compared step by step, and in the way of publishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.models import Run, RunTest
from tests.conftest import API, data_of, error_of
from tests.connections.servers import Stub
from tests.runs.api.test_resume import Begun, redraw
from tests.runs.conftest import MakeWorkflow, http, reply, start

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
Json = Any


class KeptRun:
    """A workflow that posts an invoice and says so, one run of it kept as a test."""

    def __init__(self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> None:
        self.api, self.run_to_end, self.stub = api, run_to_end, stub
        self.edges = ("start -> post", "post -> say")
        self.blocks: dict[str, Json] = {
            "post": http(stub.url("/json"), method="POST", config={"body": {"amount": "{{input.amount}}"}}),
            "say": reply("{{steps.post.output.status}}: {{input.amount}}"),
        }
        self.workflow = make(*self.edges, **self.blocks)
        self.path = f"{API}/workflows/wf_{self.workflow.id}"
        self.run: Run = run_to_end(start(self.workflow, {"amount": 5}))
        assert self.run.output == "200: 5"
        self.sent = len(stub.requests)
        body = {"runId": f"run_{self.run.id}", "name": "Paid"}
        self.kept = data_of(api.post(f"{self.path}/tests", body, format="json"), 201)

    def redraw(self, **blocks: Json) -> None:
        redraw(self.workflow, *self.edges, **{**self.blocks, **blocks})

    def play(self) -> Json:
        """The test after it has run on the draft. Nothing was sent."""
        [item] = data_of(self.api.post(f"{self.path}/tests/run", {}, format="json"))
        assert item["status"] == "running"
        run = self.run_to_end(Begun(item["lastRunId"]))
        assert (run.test, len(self.stub.requests)) == (True, self.sent)
        return self.read()

    def read(self) -> Json:
        return data_of(self.api.get(f"{self.path}/tests/{self.kept['id']}"))

    def change(self, **body: Json) -> Json:
        return data_of(self.api.patch(f"{self.path}/tests/{self.kept['id']}", body, format="json"))


@pytest.fixture
def tested(api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub) -> KeptRun:
    return KeptRun(api, make, run_to_end, stub)


def changed(test: Json) -> dict[str, list[tuple[str, Json, Json]]]:
    return {
        step["blockId"]: [(one["place"], one["expected"], one["actual"]) for one in step["differences"]]
        for step in test["steps"]
        if step["change"] != "same"
    }


def test_the_same_draft_passes_and_sends_nothing(tested: KeptRun) -> None:
    assert (tested.kept["status"], tested.kept["runNumber"]) == ("never", 1)
    test = tested.play()
    assert (test["status"], test["isCurrent"], test["differing"]) == ("passed", True, 0)
    assert [step["change"] for step in test["steps"]] == ["same", "same", "same"]


def test_a_changed_pure_block_and_a_changed_request_are_shown_step_by_step(tested: KeptRun) -> None:
    post = http(tested.stub.url("/json"), method="POST", config={"body": {"amount": "{{input.amount * 2}}"}})
    tested.redraw(post=post, say=reply("{{steps.post.output.status}} for {{input.amount}}"))
    test = tested.play()
    assert (test["status"], test["differing"]) == ("failed", 2)
    found = changed(test)
    assert found["post"] == [("post/input/body.amount", 5, 10)]
    assert ("say/output", "200: 5", "200 for 5") in found["say"]


def test_what_may_differ_is_ignored_and_the_new_output_accepted(tested: KeptRun) -> None:
    tested.redraw(say=reply("{{steps.post.output.status}} for {{input.amount}}"))
    places = [place for place, _, _ in changed(tested.play())["say"]]
    assert tested.change(ignored=places)["status"] == "passed"
    assert tested.change(ignored=[])["status"] == "failed"
    assert tested.change(accept=True)["status"] == "passed"
    assert tested.play()["status"] == "passed"


def test_steps_that_are_new_or_do_not_run_any_more(tested: KeptRun) -> None:
    redraw(tested.workflow, "start -> post", "post -> other", post=tested.blocks["post"], other=reply(1))
    test = tested.play()
    assert {step["blockId"]: step["change"] for step in test["steps"]} == {
        "start": "same", "post": "same", "say": "missing", "other": "added",
    }  # fmt: skip


def test_a_block_that_reaches_out_and_was_not_recorded_sends_nothing(tested: KeptRun) -> None:
    new = http(tested.stub.url("/json"), method="POST")
    redraw(tested.workflow, "start -> post", "post -> new", post=tested.blocks["post"], new=new)
    test = tested.play()
    run = Run.objects.get(id=test["lastRunId"].removeprefix("run_"))
    assert run.error["code"] == "NOT_RECORDED"
    redraw(
        tested.workflow, "start -> post", "post -> new",
        post=tested.blocks["post"], new={**new, "pinnedOutput": {"status": 201}},
    )  # fmt: skip
    assert {step["blockId"] for step in tested.play()["steps"] if step["change"] != "same"} == {"say", "new"}


def test_publishing_waits_for_the_tests_where_the_settings_ask_for_it(
    tested: KeptRun, api: APIClient
) -> None:
    definition = data_of(api.get(tested.path))
    definition["settings"]["requireTests"] = True
    data_of(api.put(tested.path, definition, format="json"))

    def refused() -> str:
        details = error_of(api.post(f"{tested.path}/activate", {}, format="json"), 400)["details"]
        [problem] = [one for one in details if one["code"] == "TEST_FAILED"]
        assert problem in data_of(api.get(f"{tested.path}/problems"))
        return str(problem["message"])

    assert "has not run on this draft" in refused()
    tested.play()
    definition = data_of(api.get(tested.path))
    data_of(api.post(f"{tested.path}/activate", {}, format="json"))
    [say] = [block for block in definition["blocks"] if block["id"] == "say"]
    say["config"]["value"] = "something else"
    data_of(api.put(tested.path, definition, format="json"))
    assert "has not run on this draft" in refused()
    tested.play()
    assert "fails at Say: its" in refused()
    tested.change(accept=True)
    data_of(api.post(f"{tested.path}/activate", {}, format="json"))


def test_loops_and_branches_are_answered_in_their_places(
    api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
) -> None:
    workflow = make(
        "start -> each", "each.done -> big", "big.true -> yes", "big.false -> no",
        each={"type": "loop", "config": {"collection": "{{input}}"}},
        send=http(stub.url("/json?n={{item}}"), method="POST", parentId="each"),
        big={"type": "condition", "config": {"expression": "{{steps.each.output.count}} > 1"}},
        yes=reply("many"), no=reply("few"),
    )  # fmt: skip
    run = run_to_end(start(workflow, [1, 2, 3]))
    path = f"{API}/workflows/wf_{workflow.id}/tests"
    data_of(api.post(path, {"runId": f"run_{run.id}", "name": "Loop"}, format="json"), 201)
    sent = len(stub.requests)
    [item] = data_of(api.post(f"{path}/run", {}, format="json"))
    run_to_end(Begun(item["lastRunId"]))
    [item] = data_of(api.get(path))
    assert (item["status"], len(stub.requests)) == ("passed", sent)


def test_names_are_given_once_and_tests_go_with_a_word(tested: KeptRun, api: APIClient) -> None:
    body = {"runId": f"run_{tested.run.id}", "name": "Paid"}
    assert "already" in error_of(api.post(f"{tested.path}/tests", body, format="json"), 409)["message"]
    assert tested.change(name="Paid in full")["name"] == "Paid in full"
    data_of(api.post(f"{tested.path}/tests", body, format="json"), 201)
    assert api.delete(f"{tested.path}/tests/{tested.kept['id']}").status_code == 204
    assert RunTest.objects.count() == 1
    # The test outlives the run it was made from.
    tested.run.delete()
    assert data_of(api.get(f"{tested.path}/tests"))[0]["name"] == "Paid"


def test_only_whole_runs_that_have_ended_are_kept(tested: KeptRun, api: APIClient) -> None:
    accepted = data_of(api.post(f"{tested.path}/blocks/say/test", {}, format="json"), 202)
    body = {"runId": accepted["runId"], "name": "Alone"}
    assert "has not ended" in error_of(api.post(f"{tested.path}/tests", body, format="json"), 409)["message"]
    tested.run_to_end(Begun(accepted["runId"]))
    assert (
        "test run itself" in error_of(api.post(f"{tested.path}/tests", body, format="json"), 409)["message"]
    )
