"""Going on with runs that have ended: what is reused, what runs again, and many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from runs.models import FileUse, Payload, Run
from runs.selectors import list_steps
from tests.conftest import API, data_of, error_of
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, fail, fetch, http, reply, start, steps_of
from tests.workflows.drawings import document
from workflows import services as workflows
from workflows.definition import parse_definition
from workflows.models import WorkflowVersion

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]
Json = dict[str, Any]


def resume(api: APIClient, run: Run, status: int = 202, **body: Any) -> Any:
    answer = api.post(f"{API}/runs/run_{run.id}/resume", body, format="json")
    return data_of(answer, status) if status < 400 else error_of(answer, status)


def resumed(api: APIClient, run_to_end: RunToEnd, run: Run, **body: Any) -> Run:
    found: Run = run_to_end(Begun(resume(api, run, **body)["runId"]))
    return found


class Begun:
    """An accepted run by its public id."""

    def __init__(self, public: str) -> None:
        self.run_id = public.removeprefix("run_")


def redraw(workflow: Any, *edges: str, **blocks: Json) -> None:
    """Replace the draft."""
    definition = parse_definition(document(*edges, **blocks))
    workflows.save_draft(workflow=workflow, definition=definition, by="tests")


@pytest.fixture
def broken(make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd) -> Run:
    """Called once, then failed at `b`; `c` never ran."""
    workflow = make(
        "start -> a", "a -> b", "b -> c",
        a=http(stub.url("/json?call=a"), method="POST"), b=fail(), c=reply("{{steps.a.output.status}}"),
    )  # fmt: skip
    run: Run = run_to_end(start(workflow, {"n": 1}))
    assert run.status == "failed"
    return run


class TestFromTheFailure:
    def test_the_failed_step_fails_again_and_the_finished_one_is_reused(
        self, api: APIClient, broken: Run, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        run = resumed(api, run_to_end, broken)
        assert (run.status, run.resumed_from_id, run.number) == ("failed", broken.id, 2)
        assert len(stub.requests) == 1
        steps = steps_of(run)
        assert {key: step.reused for key, step in steps.items() if step.status != "skipped"} == {
            "start": True, "a": True, "b": False,
        }  # fmt: skip
        assert steps["a"].output == steps_of(broken)["a"].output
        assert fetch(broken.id).status == "failed"
        detail = data_of(api.get(f"{API}/runs/run_{run.id}"))
        assert detail["resumedFrom"] == f"run_{broken.id}"
        assert next(step for step in detail["steps"] if step["id"] == "a")["reused"] is True

    def test_with_edited_settings_it_goes_through(
        self, api: APIClient, broken: Run, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        run = resumed(api, run_to_end, broken, config={"b": {"operation": "reply", "value": "mended"}})
        assert (run.status, run.output) == ("completed", 200)
        assert len(stub.requests) == 1
        assert run.version.kind == "snapshot"
        assert run.version_id != broken.version_id
        # Asked for again, the same settings are the same snapshot.
        again = resumed(api, run_to_end, broken, config={"b": {"operation": "reply", "value": "mended"}})
        assert again.version_id == run.version_id

    def test_on_the_mended_draft_and_on_the_live_version(
        self, api: APIClient, broken: Run, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        called = http(stub.url("/json?call=a"), method="POST")
        edges = ("start -> a", "a -> b", "b -> c")
        redraw(broken.workflow, *edges, a=called, b=reply(1), c=reply("draft"))
        assert resumed(api, run_to_end, broken, version="draft").output == "draft"
        assert resumed(api, run_to_end, broken, version="current").status == "failed"
        workflows.publish(workflow=broken.workflow, by="tests")
        run = resumed(api, run_to_end, broken, version="current")
        assert (run.output, run.version.number) == ("draft", 2)
        assert len(stub.requests) == 1

    def test_with_edited_input(self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
        config = {"mapping": {"total": "{{input.n < 5}}"}}
        workflow = make(
            "start -> a", "a -> b", a=reply("{{input.n}}"), b={"type": "transform", "config": config}
        )
        run = run_to_end(start(workflow, {"n": None}))
        assert (run.status, run.error["code"]) == ("failed", "TYPE_MISMATCH")
        mended = resumed(api, run_to_end, run, input={"n": 3})
        assert (mended.status, mended.input) == ("completed", {"n": 3})
        steps = steps_of(mended)
        assert (steps["a"].output, steps["start"].output) == (None, {"n": 3})
        assert steps["b"].output == {"result": {"total": True}}

    def test_large_values_are_the_new_run_s_own(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        text = "x" * 50_000
        workflow = make(
            "start -> a", "a -> b", "b -> c", a=reply(text), b=fail(), c=reply("{{len(steps.a.output)}}")
        )
        run = run_to_end(start(workflow, {"big": text}))
        new = resume(api, run, config={"b": {"operation": "reply", "value": 1}})
        Payload.objects.filter(run=run).delete()
        done = run_to_end(Begun(new["runId"]))
        assert (done.status, done.output) == ("completed", 50_000)
        assert steps_of(done)["a"].output == text
        error = resume(api, run, 409)
        assert "not kept any more" in error["message"]

    def test_a_branch_that_was_not_taken_stays_so(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make(
            "start -> check", "check.true -> a", "check.false -> other", "a -> b", "other -> end", "b -> end",
            a=reply(1), b=fail(), other=reply(2), end=reply("end"),
        )  # fmt: skip
        run = run_to_end(start(workflow, {"amount": 9_000}))
        done = resumed(api, run_to_end, run, config={"b": {"operation": "reply", "value": 1}})
        steps = steps_of(done)
        assert (done.output, steps["other"].status, steps["other"].reused) == ("end", "skipped", True)

    def test_a_stopped_run_stops_again(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        stop = {"type": "stop", "config": {"outcome": "failed", "message": "Enough."}}
        run = run_to_end(start(make("start -> a", "a -> b", a=reply(1), b=stop)))
        again = resumed(api, run_to_end, run)
        assert (again.status, again.error["message"]) == ("failed", "Enough.")
        assert not steps_of(again)["b"].reused


class TestFromAChosenBlock:
    def test_it_and_what_stands_behind_it_run_again(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        workflow = make(
            "start -> a", "a -> b", "a -> c", "c -> d",
            a=http(stub.url("/json?call=a")), b=http(stub.url("/json?call=b")), c=http(stub.url("/json?call=c")), d=reply(1),
        )  # fmt: skip
        run = run_to_end(start(workflow))
        preview = resume(api, run, 200, **{"from": "c", "preview": True})
        assert [one["blockId"] for one in preview["reused"]] == ["start", "a", "b"]
        assert [(one["blockId"], one["reason"]) for one in preview["runsAgain"]] == [
            ("c", "chosen"), ("d", "behind"),
        ]  # fmt: skip
        assert Run.objects.count() == 1
        again = resumed(api, run_to_end, run, **{"from": "c"})
        assert again.status == "completed"
        assert [dict(request.query)["call"] for request in stub.requests].count("c") == 2
        assert len(stub.requests) == 4

    def test_from_the_trigger_it_is_a_run_of_its_own(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        run = run_to_end(start(make("start -> a", a=reply("{{input.n}}")), {"n": 1}))
        again = resumed(api, run_to_end, run, **{"from": "start", "input": {"n": 2}})
        assert (again.output, again.resumed_from_id) == (2, run.id)
        assert not any(step.reused for step in list_steps(again))

    def test_a_completed_run_needs_one(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        run = run_to_end(start(make("start -> a", a=reply(1))))
        assert "Choose the block" in resume(api, run, 409)["message"]
        assert "no block" in resume(api, run, 400, **{"from": "nowhere"})["message"]
        assert "no block" in resume(api, run, 400, config={"nowhere": {}})["message"]

    def test_a_changed_block_runs_again_with_what_follows(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make("start -> a", "a -> b", "b -> c", a=reply(1), b=reply(2), c=fail())
        run = run_to_end(start(workflow))
        redraw(
            workflow, "start -> a", "a -> b", "b -> c", a=reply(1), b=reply(20), c=reply("{{steps.b.output}}")
        )
        preview = resume(api, run, 200, version="draft", preview=True)
        assert {one["blockId"]: one["reason"] for one in preview["runsAgain"]} == {
            "b": "changed",
            "c": "changed",
        }
        assert resumed(api, run_to_end, run, version="draft").output == 20

    def test_a_new_block_before_a_finished_one_makes_that_run_again(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make("start -> a", "a -> b", a=reply(1), b=fail())
        run = run_to_end(start(workflow))
        redraw(
            workflow,
            "start -> new",
            "new -> a",
            "a -> b",
            new=reply("new"),
            a=reply("{{steps.new.output}}"),
            b=reply("{{steps.a.output}}"),
        )
        assert resumed(api, run_to_end, run, version="draft").output == "new"

    def test_what_failed_elsewhere_runs_again_too_with_what_it_kept_from_running(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make(
            "start -> a", "a -> b", "start -> c", a=fail(), b=reply("{{steps.a.output}}"), c=reply(1)
        )
        run = run_to_end(start(workflow))
        redraw(workflow, "start -> a", "a -> b", "start -> c", a=reply(5), b=reply("b"), c=reply(1))
        preview = resume(api, run, 200, version="draft", preview=True, **{"from": "c"})
        assert {one["blockId"] for one in preview["runsAgain"]} == {"a", "b", "c"}
        config = {"a": {"operation": "reply", "value": 5}}
        again = resumed(api, run_to_end, run, config=config, **{"from": "c"})
        assert (again.status, steps_of(again)["b"].output) == ("completed", 5)

    def test_a_join_of_any_that_ran_is_not_repeated_for_its_late_edge(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        join = {**http(stub.url("/json?call=join"), method="POST"), "join": "any"}
        edges = ("start -> a", "start -> b", "b -> c", "a -> join", "c -> join")
        workflow = make(*edges, a=reply(1), b=reply(1), c=fail(), join=join)
        run = run_to_end(start(workflow))
        assert (run.status, steps_of(run)["join"].status) == ("failed", "completed")
        again = resumed(api, run_to_end, run, config={"c": {"operation": "reply", "value": 1}})
        assert (again.status, steps_of(again)["join"].reused, len(stub.requests)) == ("completed", True, 1)
        resumed(api, run_to_end, run, **{"from": "a"})
        assert len(stub.requests) == 2


class TestContainers:
    def drawn(self, make: MakeWorkflow, stub: Stub, **config: Any) -> Any:
        return make(
            "start -> each", "call -> judge", "each.done -> after",
            each={"type": "fan-out", "config": {"collection": "{{input.items}}", "concurrency": 1, **config}},
            call={**http(stub.url("/json?call={{item}}"), method="POST"), "parentId": "each"},
            judge={"type": "transform", "config": {"mapping": {"ok": "{{item < input.most}}"}}, "parentId": "each"},
            after=reply("{{steps.each.output.results}}"),
        )  # fmt: skip

    def test_only_unfinished_items_are_repeated(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        run = run_to_end(start(self.drawn(make, stub), {"items": [1, 2, "a", 4], "most": 9}))
        assert run.status == "failed"
        config = {"mapping": {"ok": "{{item}}"}}
        assert len(stub.requests) == 3
        judged = resumed(api, run_to_end, run)
        assert judged.status == "failed"
        assert len(stub.requests) == 3
        done = resumed(api, run_to_end, run, config={"judge": config})
        assert done.status == "completed"
        assert done.output == [{"result": {"ok": item}} for item in (1, 2, "a", 4)]
        assert len(stub.requests) == 4  # the fourth item had not begun
        again = resumed(api, run_to_end, done, **{"from": "after"})
        assert again.output == done.output
        assert len(stub.requests) == 4

    def test_a_container_cut_off_between_its_items_goes_on_with_the_next(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        """Nothing in it failed: another item of the container around it did, while its first call was under way."""
        workflow = make(
            "start -> each", "check.true -> broken", "each.done -> after",
            each={"type": "fan-out", "config": {"collection": [0, 1], "concurrency": 2}},
            inner={"type": "loop", "parentId": "each", "config": {"collection": [7, 8], "itemVariable": "one"}},
            call={**http(stub.url("/slow/0.2?call={{item}}-{{one}}"), method="POST"), "parentId": "inner"},
            check={"type": "condition", "config": {"expression": "{{item}} == 1"}, "parentId": "each"},
            broken={**fail(), "parentId": "each"},
            after=reply("{{steps.each.output.count}}"),
        )  # fmt: skip
        run = run_to_end(start(workflow))
        ended = {(step.block, step.iteration): step.status for step in list_steps(run)}
        assert (ended["inner", "0"], ended["call", "0.0"]) == ("cancelled", "completed")
        done = resumed(api, run_to_end, run, config={"broken": {"operation": "reply", "value": 1}})
        assert (done.status, done.output) == ("completed", 2)
        calls = sorted(dict(request.query)["call"] for request in stub.requests)
        assert calls == ["0-7", "0-8", "1-7", "1-8"]
        places = [(step.block, step.iteration) for step in list_steps(done)]
        assert len(set(places)) == len(places)

    def test_a_container_that_an_item_had_not_come_to_leaves_other_items_alone(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        workflow = make(
            "start -> each", "judge -> inner", "inner.done -> told",
            each={"type": "loop", "config": {"collection": [1, "a"]}},
            judge={"type": "transform", "config": {"mapping": {"ok": "{{item < 9}}"}}, "parentId": "each"},
            inner={"type": "fan-out", "parentId": "each", "config": {"collection": [7]}},
            call={**http(stub.url("/json?call=inner"), method="POST"), "parentId": "inner"},
            told={**http(stub.url("/json?call=told"), method="POST"), "parentId": "each"},
        )  # fmt: skip
        run = run_to_end(start(workflow))
        assert (run.status, len(stub.requests)) == ("failed", 2)
        again = resumed(api, run_to_end, run)
        assert (again.status, len(stub.requests)) == ("failed", 2)

    def test_a_collected_failure_stays_collected(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        run = run_to_end(start(self.drawn(make, stub, onItemError="collect"), {"items": [1, "a"], "most": 9}))
        assert run.status == "completed"
        again = resumed(api, run_to_end, run, **{"from": "after"})
        assert again.output == run.output
        assert len(stub.requests) == 2

    def test_from_the_container_all_of_it_runs_again(
        self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
    ) -> None:
        run = run_to_end(start(self.drawn(make, stub), {"items": [1, 2], "most": 9}))
        resumed(api, run_to_end, run, **{"from": "each"})
        assert len(stub.requests) == 4

    def test_lanes(self, api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd) -> None:
        workflow = make(
            "start -> p", "a -> b", "p.done -> after",
            p={"type": "parallel", "config": {}},
            a={**http(stub.url("/json?call=a")), "parentId": "p"}, b={**fail(), "parentId": "p"},
            c={**http(stub.url("/json?call=c")), "parentId": "p"},
            after=reply("{{steps.p.output.results.b}}"),
        )  # fmt: skip
        run = run_to_end(start(workflow))
        assert run.status == "failed"
        done = resumed(api, run_to_end, run, config={"b": {"operation": "reply", "value": "mended"}})
        assert (done.status, done.output) == ("completed", "mended")
        assert len(stub.requests) == 2


class TestRefusals:
    def test_a_run_under_way(self, api: APIClient, pending: Run) -> None:
        assert "has not ended" in resume(api, pending, 409)["message"]

    def test_a_trigger_that_is_gone(self, api: APIClient, broken: Run) -> None:
        redraw(broken.workflow, "begin -> a", begin={"type": "trigger.api"}, a=reply(1))
        assert "trigger" in resume(api, broken, 409, version="draft")["message"]

    @pytest.mark.parametrize(
        "body",
        [
            {"version": 3},
            {"from": 5},
            {"config": []},
            {"config": {"a": 1}},
            {"what": 1},
            {"preview": "maybe"},
        ],
    )
    def test_rubbish(self, api: APIClient, broken: Run, body: Json) -> None:
        before = WorkflowVersion.objects.count()
        resume(api, broken, 400, **body)
        assert (Run.objects.count(), WorkflowVersion.objects.count()) == (1, before)


class TestMany:
    def bulk(self, api: APIClient, status: int = 200, **body: Any) -> Any:
        answer = api.post(f"{API}/runs/bulk", body, format="json")
        return data_of(answer, status) if status < 400 else error_of(answer, status)

    def test_retry_all_failed_runs_of_a_workflow(
        self, api: APIClient, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow, other = make("start -> a", a=fail()), make("start -> a", a=fail())
        run_to_end(*[start(workflow) for _ in range(3)], start(other))
        done = self.bulk(api, action="retry", filter={"workflowId": f"wf_{workflow.id}", "status": "failed"})
        assert done == {"done": 3, "refused": [], "cursor": None}
        assert Run.objects.filter(workflow=workflow, retry_of__isnull=False, status="pending").count() == 3
        assert Run.objects.filter(workflow=other).count() == 1

    def test_two_hundred_a_call(self, api: APIClient, make: MakeWorkflow) -> None:
        workflow = make("start -> a", a=reply(1))
        for _ in range(203):
            start(workflow)
        first = self.bulk(api, action="cancel", filter={})
        assert (first["done"], first["refused"]) == (200, [])
        second = self.bulk(api, action="cancel", filter={}, cursor=first["cursor"])
        assert second == {"done": 3, "refused": [], "cursor": None}
        assert not Run.objects.filter(cancel_requested_by="").exists()

    def test_states_that_do_not_fit_are_passed_over(self, api: APIClient, broken: Run) -> None:
        assert self.bulk(api, action="cancel", filter={})["done"] == 0
        assert self.bulk(api, action="resume", filter={"status": "completed"})["done"] == 0
        assert self.bulk(api, action="resume", filter={})["done"] == 1

    def test_what_is_refused_is_named(self, api: APIClient, broken: Run) -> None:
        Run.objects.filter(id=broken.id).update(redacted=True)
        done = self.bulk(api, action="retry", filter={})
        assert (done["done"], done["refused"][0]["runId"]) == (0, f"run_{broken.id}")
        assert "erased" in done["refused"][0]["message"]

    def test_rights(
        self, as_: Any, vera: Any, mallory: Any, nobody: APIClient, broken: Run, key_client: Any
    ) -> None:
        body = {"action": "retry", "filter": {}}
        error_of(nobody.post(f"{API}/runs/bulk", body, format="json"), 401, "UNAUTHENTICATED")
        error_of(as_(vera).post(f"{API}/runs/bulk", body, format="json"), 403, "FORBIDDEN")
        assert (
            "runs:write"
            in error_of(key_client(scopes=["runs:read"]).post(f"{API}/runs/bulk", body, format="json"), 403)[
                "message"
            ]
        )
        assert self.bulk(as_(mallory), **body) == {"done": 0, "refused": [], "cursor": None}
        assert Run.objects.count() == 1

    @pytest.mark.parametrize(
        "body",
        [
            {},
            {"action": "delete", "filter": {}},
            {"action": "retry"},
            {"action": "retry", "filter": {"status": "odd"}},
            {"action": "retry", "filter": {"limit": "3"}},
            {"action": "retry", "filter": {}, "cursor": "rubbish"},
        ],
    )
    def test_rubbish(self, api: APIClient, body: Json) -> None:
        self.bulk(api, 400, **body)


def test_files_are_held_by_the_new_run_too(
    api: APIClient, make: MakeWorkflow, stub: Stub, run_to_end: RunToEnd
) -> None:
    fetched = http(stub.url("/text/hello"), config={"responseTo": "file"})
    run = run_to_end(start(make("start -> a", "a -> b", a=fetched, b=fail())))
    again = resumed(api, run_to_end, run)
    assert FileUse.objects.filter(run=again).count() == FileUse.objects.filter(run=run).count() == 1
