"""Loops, fan-outs and parallels on real databases: what they give, what is recorded, and what a crash repeats."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from runs import leases, waking
from runs.models import Run
from runs.selectors import events_after, list_steps, whole_output, whole_values
from runs.sql import db_uuid, write_transaction
from tests.connections.servers import Stub
from tests.runs.conftest import MakeWorkflow, Worker, fail, fetch, http, reply, slow, start, wait_until
from tests.runs.test_recovery import steal

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def loop(collection: Any = "{{input.items}}", kind: str = "loop", **config: Any) -> dict[str, Any]:
    more = {key: config.pop(key) for key in ("errorHandling", "parentId", "disabled") if key in config}
    return {"type": kind, "config": {"collection": collection, **config}, **more}


def fan_out(collection: Any = "{{input.items}}", **config: Any) -> dict[str, Any]:
    return loop(collection, "fan-out", **config)


def inside(container: str, block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "parentId": container}


def steps_at(run: Run) -> dict[tuple[str, str], Any]:
    steps = list_steps(run)
    whole_values(steps)
    return {(step.block, step.iteration): step for step in steps}


class TestWhatTheyGive:
    def test_a_loop_collects_what_its_last_block_gives(
        self, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make(
            "start -> l", "a -> b", "l.done -> after",
            l=loop(),
            a=inside("l", reply("{{item.price}}")),
            b=inside("l", reply({"n": "{{index}}", "twice": "{{steps.a.output * 2}}"})),
            after=reply("{{steps.l.output.results.1.twice}} of {{steps.l.output.count}}"),
        )  # fmt: skip
        run = run_to_end(start(workflow, {"items": [{"price": 2}, {"price": 5}]}))
        assert (run.status, run.output) == ("completed", "10 of 2")
        steps = steps_at(run)
        assert steps["l", ""].output == {"results": [{"n": 0, "twice": 4}, {"n": 1, "twice": 10}], "count": 2}
        assert {key for key in steps if key[0] == "b"} == {("b", "0"), ("b", "1")}
        assert steps["b", "1"].status == "completed"
        assert [step.seq for step in list_steps(run)] == list(range(1, len(steps) + 1))

    def test_events_carry_the_iteration(self, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
        workflow = make(
            "start -> l",
            l=loop([1, 2]),
            m=inside("l", loop(["x"], itemVariable="inner", indexVariable="place")),
            a=inside("m", reply("{{item}}{{inner}}{{index}}{{place}}")),
        )
        run = run_to_end(start(workflow))
        said = [
            (event["type"], event.get("iteration"))
            for event in events_after(run.id, 0)
            if event["blockId"] == "a"
        ]
        assert said == [
            ("step.started", [0, 0]), ("step.completed", [0, 0]),
            ("step.started", [1, 0]), ("step.completed", [1, 0]),
        ]  # fmt: skip
        inner = [{"results": ["1x00"], "count": 1}, {"results": ["2x10"], "count": 1}]
        assert run.output == {"results": inner, "count": 2}

    def test_too_many_items_fail_before_the_first(self, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
        workflow = make("start -> l", l=loop(maxIterations=2), a=inside("l", reply(1)))
        run = run_to_end(start(workflow, {"items": [1, 2, 3]}))
        assert run.error["code"] == "LIMIT_ITERATIONS"
        assert run.error["message"] == "The list has 3 items; this block goes through 2 at most."
        assert ("a", "0") not in steps_at(run)

    @pytest.mark.parametrize(
        ("items", "said"),
        [(None, "null"), ({"a": 1}, "an object"), ("abc", "the text “abc”"), (3, "the number 3")],
    )
    def test_what_is_no_list_is_refused(
        self, make: MakeWorkflow, run_to_end: RunToEnd, items: Any, said: str
    ) -> None:
        run = run_to_end(start(make("start -> l", l=loop(), a=inside("l", reply(1))), {"items": items}))
        assert run.error["code"] == "TYPE_MISMATCH"
        assert said in run.error["message"]

    def test_outer_steps_and_variables_are_seen_inside(
        self, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make(
            "start -> first", "first -> v", "v -> l", "w -> a", "l.done -> after",
            first=reply({"x": 7}),
            v={"type": "set-variable", "config": {"values": {"rate": 1}}},
            l=loop([10, 20]),
            w=inside("l", {"type": "set-variable", "config": {"values": {"rate": "{{variables.rate + item}}"}}}),
            a=inside("l", reply("{{variables.rate}} {{steps.first.output.x}}")),
            after=reply({"rate": "{{variables.rate}}", "got": "{{steps.l.output.results}}"}),
        )  # fmt: skip
        assert run_to_end(start(workflow)).output == {"rate": 1, "got": ["11 7", "21 7"]}

    def test_a_fan_out_keeps_the_order_and_its_bound(
        self, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
    ) -> None:
        workflow = make(
            "start -> f",
            f=fan_out(concurrency=3),
            a=inside("f", http(stub.url("/slow/0.02?n={{index}}"))),
        )
        run = run_to_end(start(workflow, {"items": list(range(12))}))
        assert run.status == "completed", run.error
        assert run.output["count"] == 12
        answered = [one["url"].rpartition("=")[2] for one in whole_output(run)["results"]]
        assert answered == [str(n) for n in range(12)]

    def test_collected_errors(self, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
        workflow = make(
            "start -> f", "if.true -> bad", "if.false -> good",
            f=fan_out([1, 2, 3], onItemError="collect"),
            **{"if": inside("f", {"type": "condition", "config": {"expression": "{{item}} == 2"}})},
            bad=inside("f", fail()),
            good=inside("f", reply("{{item}}")),
        )  # fmt: skip
        run = run_to_end(start(workflow))
        assert run.output["results"] == [{"bad": None, "good": 1}, None, {"bad": None, "good": 3}]
        [error] = run.output["errors"]
        assert error["index"] == 1
        assert error["error"]["step"] == "bad"
        assert error["error"]["message"].startswith("Item 2, “Bad”:")

    def test_a_failing_item_ends_the_run_and_says_where(
        self, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make("start -> f", f=fan_out([1, 2]), a=inside("f", fail(code="NOPE")))
        run = run_to_end(start(workflow))
        assert run.status == "failed"
        assert (run.error["code"], run.error["step"], run.error["iteration"]) == ("NOPE", "a", [0])
        assert steps_at(run)["f", ""].status == "failed"

    def test_the_first_lane_wins(self, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
        workflow = make(
            "start -> p", "p.done -> after",
            p={"type": "parallel", "config": {"waitForAll": False}},
            quick=inside("p", reply("quick")),
            long=inside("p", {"type": "wait", "config": {"duration": 1, "unit": "hours"}}),
            after=reply("{{steps.p.output.results.quick}}"),
        )  # fmt: skip
        run = run_to_end(start(workflow))
        assert (run.status, run.output) == ("completed", "quick")
        assert steps_at(run)["long", ""].status == "cancelled"

    def test_lanes_side_by_side(self, make: MakeWorkflow, run_to_end: RunToEnd) -> None:
        workflow = make(
            "start -> p", "a -> b",
            p={"type": "parallel"},
            a=inside("p", slow(0.05, "a")),
            b=inside("p", reply("{{steps.a.output}}b")),
            c=inside("p", slow(0.05, "c")),
        )  # fmt: skip
        run = run_to_end(start(workflow))
        assert run.output == {"results": {"b": "ab", "c": "c"}, "failed": []}

    def test_an_output_beyond_the_limit_fails_the_container(
        self, make: MakeWorkflow, run_to_end: RunToEnd
    ) -> None:
        workflow = make("start -> l", l=loop([1] * 20), a=inside("l", reply("{{input.big}}")))
        run = run_to_end(start(workflow, {"big": "x" * 1_000_000}))
        assert (run.status, run.error["code"], run.error["step"]) == ("failed", "LIMIT_VALUE", "l")


class TestWaiting:
    def test_many_items_wait_at_once(
        self, make: MakeWorkflow, run_to_end: RunToEnd, run_until_parked: Callable[[Any], Run]
    ) -> None:
        pause = inside("f", {"type": "wait", "config": {"duration": 3, "unit": "seconds"}})
        workflow = make(
            "start -> f", "w -> a", f=fan_out(concurrency=30), w=pause, a=inside("f", reply("{{item}}"))
        )
        accepted = start(workflow, {"items": list(range(30))})
        parked = run_until_parked(accepted)
        assert parked.status == "suspended"
        assert len(parked.waiting) == 30
        assert parked.waiting[3]["iteration"] == [3]
        run = run_to_end(accepted)
        assert run.output["results"] == list(range(30))
        starts = Counter(event["type"] for event in events_after(run.id, 0) if event["blockId"] == "f")
        assert starts == {"step.started": 1, "step.opened": 1, "step.completed": 1}


class TestCrash:
    def test_only_unfinished_items_are_repeated(self, make: MakeWorkflow, worker: Worker, stub: Stub) -> None:
        workflow = make(
            "start -> f", "a -> b", "f.done -> after",
            f=fan_out(concurrency=4),
            a=inside("f", http(stub.url("/json?item={{index}}"), method="POST")),
            b=inside("f", slow("{{item}}", "{{index}}")),
            after=reply("{{len(steps.f.output.results)}}"),
        )  # fmt: skip
        # Items 0 and 1 take long; the others are through when the worker is lost.
        accepted = start(workflow, {"items": [0.5, 0.5, 0, 0, 0, 0]})

        def through() -> bool:
            steps = steps_at(fetch(accepted.run_id))
            return all(
                (step := steps.get(("b", str(n)))) is not None and step.status == "completed"
                for n in range(2, 6)
            )

        wait_until(through)
        steal(accepted.run_id)
        lost = next(iter(worker.drain.board.values()))
        wait_until(lambda: lost.is_lost)
        leases.leave("thief:1::1")
        wait_until(lambda: fetch(accepted.run_id).finished_at)
        run = fetch(accepted.run_id)
        assert (run.status, run.rescues, run.output) == ("completed", 1, 6)
        calls = Counter(tuple(seen.query) for seen in stub.requests)
        assert set(calls.values()) == {1}
        assert len(calls) == 6
        ends = Counter(
            (event["blockId"], *event.get("iteration", []))
            for event in events_after(run.id, 0)
            if event["type"] == "step.completed"
        )
        assert set(ends.values()) == {1}
        assert len(ends) == 2 + 12 + 1

    def test_each_item_has_a_key_of_its_own(
        self, make: MakeWorkflow, run_to_end: RunToEnd, stub: Stub
    ) -> None:
        workflow = make(
            "start -> f", f=fan_out([1, 2, 3]), a=inside("f", http(stub.url("/json"), method="POST"))
        )
        run_to_end(start(workflow))
        assert len({seen.headers["idempotency-key"] for seen in stub.requests}) == 3


class TestMany:
    def test_thousands_of_items_keep_results_and_not_records(
        self, make: MakeWorkflow, worker: Worker
    ) -> None:
        workflow = make(
            "start -> l", "l.done -> after",
            l=loop(maxIterations=3_000),
            a=inside("l", reply("{{item + 1}}")),
            after=slow(0.5, "{{steps.l.output.count}}"),
        )  # fmt: skip
        accepted = start(workflow, {"items": list(range(3_000))})
        on_board = wait_until(lambda: next(iter(worker.drain.board.values()), None))
        wait_until(lambda: "after" in on_board.records, 20)
        assert set(on_board.records) == {"start", "l", "after"}
        assert set(on_board.state.steps) == {"start", "l", "after"}
        wait_until(lambda: fetch(accepted.run_id).finished_at)
        run = fetch(accepted.run_id)
        assert run.output == 3_000
        assert run.steps.filter(block="a", status="completed").count() == 3_000

    def test_large_values_of_items_are_stored_once_and_not_kept(
        self, make: MakeWorkflow, worker: Worker
    ) -> None:
        workflow = make(
            "start -> l", "a -> b", "l.done -> after",
            l=loop(),
            a=inside("l", reply("{{item}}{{input.big}}")),
            b=inside("l", reply("{{len(steps.a.output)}}")),
            after=slow(0.5, "{{steps.l.output.results.0}}"),
        )  # fmt: skip
        accepted = start(workflow, {"items": [1] * 20, "big": "x" * 5_000})
        on_board = wait_until(lambda: next(iter(worker.drain.board.values()), None))
        wait_until(lambda: "after" in on_board.records)
        wait_until(lambda: len(on_board.store._known) < 3)
        wait_until(lambda: fetch(accepted.run_id).finished_at)
        run = fetch(accepted.run_id)
        assert run.output == 5_001
        # The input, and of each item the config and the output of a.
        assert run.payloads.count() == 1 + 2 * 20

    def test_a_cancel_is_seen_in_the_middle(self, make: MakeWorkflow, worker: Worker) -> None:
        workflow = make("start -> f", f=fan_out(maxIterations=50_000), a=inside("f", reply("{{item}}")))
        accepted = start(workflow, {"items": list(range(20_000))})
        wait_until(lambda: fetch(accepted.run_id).steps.count() > 100)
        with write_transaction() as sql:
            assert waking.ask_to_cancel(sql, db_uuid(accepted.run_id), "Ada")
        wait_until(lambda: fetch(accepted.run_id).finished_at, 5)
        run = fetch(accepted.run_id)
        assert run.status == "cancelled"
        assert run.steps.filter(block="a").count() < 20_000
        assert not run.steps.filter(status__in=["running", "pending"]).exists()
