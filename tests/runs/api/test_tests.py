"""Test runs: one block with what is known of the others, parts of the draft, pinned outputs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from connections.services.environment_secrets import set_secret
from runs.models import Run
from tests.conftest import API, data_of, error_of
from tests.connections.servers import Stub
from tests.runs.api.test_resume import Begun, redraw
from tests.runs.conftest import MakeWorkflow, fail, http, reply, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


@pytest.fixture
def test_run(api: APIClient, run_to_end: RunToEnd) -> Callable[..., Run]:
    """`test_run(workflow, "a")` runs block a of the draft alone, `test_run(workflow, to="a")` the draft up to it."""

    def go(workflow: Any, block: str | None = None, /, **body: Any) -> Run:
        path = "test" if block is None else f"blocks/{block}/test"
        answer = data_of(api.post(f"{API}/workflows/wf_{workflow.id}/{path}", body, format="json"), 202)
        assert answer["workflowVersion"] == 0
        run: Run = run_to_end(Begun(answer["runId"]))
        assert run.test
        return run

    return go


class TestOneBlock:
    def test_it_reads_what_the_last_run_gave(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run], stub: Stub
    ) -> None:
        workflow = make(
            "start -> a", "a -> b",
            a=http(stub.url("/json?call=a"), method="POST"), b=reply("{{steps.a.output.status}} {{input.n}}"),
        )  # fmt: skip
        run_to_end(start(workflow, {"n": 7}))
        run = test_run(workflow, "b")
        steps = steps_of(run)
        assert (run.status, steps["b"].output, run.output) == ("completed", "200 7", "200 7")
        assert len(stub.requests) == 1
        assert {key: step.reused for key, step in steps.items()} == {"start": True, "a": True, "b": False}

    def test_it_runs_whichever_way_the_run_went(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run]
    ) -> None:
        workflow = make(
            "start -> big", "big.true -> a", "big.false -> b",
            big={"type": "condition", "config": {"expression": "{{input.n}} > 5"}}, a=reply("big"), b=reply("small"),
        )  # fmt: skip
        run_to_end(start(workflow, {"n": 7}))
        assert steps_of(test_run(workflow, "b"))["b"].output == "small"
        assert set(steps_of(test_run(workflow, "a"))) == {"start", "big", "a"}

    def test_without_a_run_it_reads_what_is_typed_in(
        self, make: MakeWorkflow, test_run: Callable[..., Run]
    ) -> None:
        workflow = make(
            "start -> a", "a -> b", publish=False, a=fail(), b=reply("{{steps.a.output.x}}{{input.y}}")
        )
        assert steps_of(test_run(workflow, "b", steps={"a": {"x": 1}}, input={"y": 2}))["b"].output == "12"
        alone = test_run(workflow, "b", input={"y": 3})
        # What was typed in once is no sample for the next time: `a` is known only as taken over.
        assert steps_of(alone)["b"].output in ("13", "3")

    def test_typed_in_wins_over_pinned_over_the_last_run(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run]
    ) -> None:
        workflow = make("start -> a", "a -> b", a=reply("run"), b=reply("{{steps.a.output}}"))
        run_to_end(start(workflow))
        assert steps_of(test_run(workflow, "b"))["b"].output == "run"
        redraw(
            workflow,
            "start -> a",
            "a -> b",
            a=reply("run", pinnedOutput="pin"),
            b=reply("{{steps.a.output}}"),
        )
        assert steps_of(test_run(workflow, "b"))["b"].output == "pin"
        assert steps_of(test_run(workflow, "b", steps={"a": "typed"}))["b"].output == "typed"

    def test_a_definition_can_be_sent_instead_of_the_draft(
        self, api: APIClient, make: MakeWorkflow, test_run: Callable[..., Run]
    ) -> None:
        workflow = make("start -> a", a=reply("draft"))
        sent = data_of(api.get(f"{API}/workflows/wf_{workflow.id}"))
        [block] = [one for one in sent["blocks"] if one["id"] == "a"]
        block["config"]["value"] = "sent"
        assert steps_of(test_run(workflow, "a", definition=sent))["a"].output == "sent"
        assert steps_of(test_run(workflow, "a"))["a"].output == "draft"

    def test_a_failure_is_final_at_the_first_try_and_a_wait_ends_at_once(
        self, make: MakeWorkflow, test_run: Callable[..., Run]
    ) -> None:
        retried = {"errorHandling": "retry", "retryConfig": {"maxAttempts": 5, "backoffMs": 60_000}}
        wait = {"type": "wait", "config": {"duration": 3, "unit": "days"}}
        workflow = make("start -> a", "start -> w", a=fail(**retried), w=wait)
        run = test_run(workflow, "a")
        assert (run.status, steps_of(run)["a"].attempt) == ("failed", 1)
        run = test_run(workflow, "w")
        assert (run.status, steps_of(run)["w"].output) == ("completed", {"waited": 3 * 86_400_000})

    def test_inside_a_loop_it_runs_once_with_the_first_item(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run]
    ) -> None:
        workflow = make(
            "start -> each", "in1 -> in2",
            each={"type": "loop", "config": {"collection": "{{input.list}}"}},
            in1=reply("{{item}}!", parentId="each"), in2=reply("{{steps.in1.output}}{{index}}", parentId="each"),
        )  # fmt: skip
        run_to_end(start(workflow, {"list": ["x", "y"]}))
        steps = steps_of(test_run(workflow, "in2"))
        assert (steps["in2"].output, steps["in2"].iteration) == ("x!0", "")
        assert steps_of(test_run(workflow, "in1", items={"item": "typed"}))["in1"].output == "typed!"
        # The loop itself runs whole.
        assert steps_of(test_run(workflow, "each"))["each"].output == {"results": ["x!0", "y!1"], "count": 2}

    def test_its_output_is_the_sample_from_then_on(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run]
    ) -> None:
        workflow = make("start -> a", "a -> b", a=reply("{{input.n}}"), b=reply("{{steps.a.output}}"))
        run_to_end(start(workflow, {"n": 1}))
        test_run(workflow, "a", input={"n": 2})
        samples = data_of(api.get(f"{API}/workflows/wf_{workflow.id}/samples"))
        shown = {key: (step["output"], step["runNumber"]) for key, step in samples["steps"].items()}
        assert (shown["a"], shown["b"], samples["input"]) == ((2, 2), (1, 1), {"n": 2})

    def test_again_is_the_same_again(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run]
    ) -> None:
        workflow = make("start -> a", "a -> b", a=fail(), b=reply("{{steps.a.output}}"))
        run = test_run(workflow, "b", steps={"a": "typed"})
        again = run_to_end(
            Begun(data_of(api.post(f"{API}/runs/run_{run.id}/retry", {}, format="json"), 202)["runId"])
        )
        assert (again.test, steps_of(again)["b"].output, steps_of(again)["a"].reused) == (True, "typed", True)
        refused = api.post(f"{API}/runs/run_{again.id}/resume", {"from": "b"}, format="json")
        assert "Test the block again" in error_of(refused, 409)["message"]


class TestParts:
    def test_to_a_block_and_nothing_behind_it(self, make: MakeWorkflow, test_run: Callable[..., Run]) -> None:
        workflow = make(
            "start -> a", "a -> b", "b -> c", "start -> other",
            a=reply(1), b=reply(2), c=fail(), other=fail(), top={"outputSchema": {"type": "object"}},
        )  # fmt: skip
        run = test_run(workflow, to="b", input={})
        assert (run.status, run.output, set(steps_of(run))) == ("completed", 2, {"start", "a", "b"})
        assert (run.rehearsal["to"], run.rehearsal["from"]) == ("b", None)

    def test_to_a_block_inside_a_loop(self, make: MakeWorkflow, test_run: Callable[..., Run]) -> None:
        workflow = make(
            "start -> each", "in1 -> in2", "each.done -> after",
            each={"type": "loop", "config": {"collection": "{{input}}"}},
            in1=reply("{{item}}", parentId="each"), in2=fail(parentId="each"), after=fail(),
        )  # fmt: skip
        run = test_run(workflow, to="in1", input=[1, 2])
        assert run.status == "completed"
        assert steps_of(run)["each"].output["results"] == [1, 2]

    def test_from_a_block_with_what_an_earlier_run_gave(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run], stub: Stub
    ) -> None:
        workflow = make(
            "start -> a", "a -> b", "b -> c",
            a=http(stub.url("/json"), method="POST"), b=reply("{{steps.a.output.status}}"), c=reply("{{steps.b.output}}"),
        )  # fmt: skip
        run_to_end(start(workflow))
        # A later test of something else does not take the values away.
        test_run(workflow, "a")
        sent = len(stub.requests)
        run = test_run(workflow, **{"from": "b"})
        steps = steps_of(run)
        assert (run.status, steps["c"].output, len(stub.requests)) == ("completed", 200, sent)
        assert [steps[key].reused for key in ("start", "a", "b", "c")] == [True, True, False, False]

    def test_from_a_block_that_the_earlier_run_did_not_reach(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run]
    ) -> None:
        workflow = make(
            "start -> big", "big.true -> a", "a -> b",
            big={"type": "condition", "config": {"expression": "{{input.n}} > 5"}}, a=reply("a"), b=reply("b"),
        )  # fmt: skip
        run_to_end(start(workflow, {"n": 1}))
        assert {key for key, step in steps_of(test_run(workflow, **{"from": "a"})).items() if step.status == "completed"} == {
            "start", "big", "a", "b",
        }  # fmt: skip

    def test_from_a_block_before_anything_ran_says_what_to_do(
        self, api: APIClient, make: MakeWorkflow
    ) -> None:
        workflow = make("start -> a", "a -> b", a=reply(1), b=reply(2))
        answer = api.post(f"{API}/workflows/wf_{workflow.id}/test", {"from": "b"}, format="json")
        assert "Run to here first" in error_of(answer, 409)["message"]
        answer = api.post(f"{API}/workflows/wf_{workflow.id}/test", {"to": "nowhere"}, format="json")
        assert error_of(answer, 400)["details"][0]["path"] == "to"

    def test_it_stands_outside_of_limits_and_error_workflows(
        self, make: MakeWorkflow, test_run: Callable[..., Run]
    ) -> None:
        other = make("start -> a", a=reply(1))
        settings = {"concurrencyLimit": 1, "onLimit": "reject", "errorWorkflowId": f"wf_{other.id}"}
        workflow = make("start -> a", top={"settings": settings}, a=fail())
        assert test_run(workflow).status == "failed"
        assert not Run.objects.filter(workflow=other).exists()


class TestPins:
    def test_they_are_answered_in_test_runs_only(
        self, make: MakeWorkflow, run_to_end: RunToEnd, test_run: Callable[..., Run], stub: Stub
    ) -> None:
        edges = "start -> a", "a -> big", "big.true -> yes", "big.false -> no"
        blocks = {
            "a": http(stub.url("/json"), method="POST", pinnedOutput={"status": 999}),
            "big": {"type": "condition", "config": {"expression": "{{steps.a.output.status}} > 500"}},
            "yes": reply("yes"), "no": reply("no"),
        }  # fmt: skip
        workflow = make(*edges, **blocks)
        run = test_run(workflow)
        assert (run.output, stub.requests) == ("yes", [])
        run = run_to_end(start(workflow))
        assert (run.output, len(stub.requests)) == ("no", 1)
        # The block itself is run when it is what is tested.
        assert steps_of(test_run(workflow, "a"))["a"].output["status"] == 200

    def test_a_pinned_branch_goes_its_way_and_a_pinned_loop_keeps_its_body_still(
        self, make: MakeWorkflow, test_run: Callable[..., Run]
    ) -> None:
        workflow = make(
            "start -> big", "big.true -> yes", "big.false -> no", "start -> each", "each.done -> after",
            big={"type": "condition", "config": {"expression": "1 > 2"}, "pinnedOutput": {"result": True}},
            yes=reply("yes"), no=reply("no"),
            each={"type": "loop", "config": {"collection": "{{input}}"}, "pinnedOutput": {"results": [9], "count": 1}},
            body=fail(parentId="each"), after=reply("{{steps.each.output.results.0}}"),
        )  # fmt: skip
        steps = steps_of(test_run(workflow))
        assert (steps["yes"].status, steps["no"].status, steps["after"].output) == ("completed", "skipped", 9)
        assert "body" not in steps

    def test_a_pinned_trigger_gives_the_input(self, make: MakeWorkflow, test_run: Callable[..., Run]) -> None:
        workflow = make("start -> a", a=reply("{{input.n}}"))
        redraw(
            workflow,
            "start -> a",
            a=reply("{{input.n}}"),
            start={"type": "trigger.api", "pinnedOutput": {"n": 5}},
        )
        assert test_run(workflow).output == 5
        assert test_run(workflow, input={"n": 6}).output == 6


class TestDry:
    def test_reads_happen_and_writes_are_only_said(
        self, make: MakeWorkflow, test_run: Callable[..., Run], stub: Stub, acme: Any
    ) -> None:
        set_secret(company_id=acme.id, name="TOKEN", value="s3cret-token-value", actor="tests")
        body = {"body": {"a": "{{input.n}}", "token": "{{secrets.TOKEN}}"}}
        workflow = make(
            "start -> read", "read -> write", "write -> after",
            read=http(stub.url("/json")), write=http(stub.url("/json?page=2"), method="POST", config=body),
            after=reply("{{steps.write.output.dryRun}}"),
        )  # fmt: skip
        run = test_run(workflow, dryRun=True, input={"n": 1})
        assert (run.status, run.output) == ("completed", f"Would send POST {stub.url('/json?page=2')}")
        assert [request.method for request in stub.requests] == ["GET"]
        step = steps_of(run)["write"]
        said = step.output["send"]
        assert (said["method"], said["url"]) == ("POST", stub.url("/json?page=2"))
        assert '"a":1' in said["body"].replace(" ", "")
        assert "s3cret" not in str(step.output) + str(step.log)
        assert step.log[-1]["message"].startswith("Dry run: would send POST")

    def test_a_table_is_not_written_nobody_is_asked_and_a_called_workflow_is_dry(
        self, make: MakeWorkflow, test_run: Callable[..., Run], stub: Stub
    ) -> None:
        child = make("start -> write", write=http(stub.url("/json"), method="POST"))
        workflow = make(
            "start -> ask", "ask.approved -> row", "ask.approved -> call",
            ask={"type": "approval", "config": {"title": "Pay?"}},
            row={"type": "data-table", "config": {"operation": "insert", "tableId": f"tbl_{uuid4()}", "data": {"a": 1}}},
            call={"type": "sub-workflow", "config": {"workflowId": f"wf_{child.id}"}},
            publish=False,
        )  # fmt: skip
        run = test_run(workflow, dryRun=True, input={})
        steps = steps_of(run)
        assert (run.status, stub.requests) == ("completed", [])
        assert steps["row"].output["write"]["operation"] == "insert"
        assert steps["ask"].output["approved"] is True
        assert steps["call"].output["output"]["dryRun"].startswith("Would send POST")

    def test_code_that_fetches_writes_nothing(
        self, api: APIClient, make: MakeWorkflow, test_run: Callable[..., Run], stub: Stub
    ) -> None:
        source = f"await fetch({stub.url('/json')!r}, {{method: 'POST', body: 'x'}}); return 1"
        workflow = make(
            "start -> a", a={"type": "code", "config": {"language": "javascript", "source": source}}
        )
        run = test_run(workflow, "a", dryRun=True)
        assert (steps_of(run)["a"].output["send"]["method"], stub.requests) == ("POST", [])
        # It stays dry when it is repeated.
        detail = data_of(api.get(f"{API}/runs/run_{run.id}"))
        assert (detail["dryRun"], detail["testFrom"], detail["testTo"]) == (True, "a", "a")
