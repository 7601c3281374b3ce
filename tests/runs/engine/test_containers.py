"""Containers in the planner: items and lanes, their ends, their failures, and how they are picked up again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from integrations.outcomes import ForEach, Lanes
from runs.engine.commands import (
    CancelStep,
    Command,
    CompleteStep,
    Failed,
    FailStep,
    Failure,
    FinishRun,
    ForgetSteps,
    GatherStep,
    Halt,
    Opened,
    Parked,
    ParkRun,
    ReopenStep,
    StartStep,
    Stopped,
    Succeeded,
    Woken,
)
from runs.engine.graph import Graph, Node
from runs.engine.planner import begin, plan, restore, resume
from runs.engine.state import RunState, StepState

WRONG = Failure("HTTP_400", "wrong")
BUSY = Failure("HTTP_503", "busy", retryable=True)


def graph(*edges: str, nodes: dict[str, Any] | None = None, **inside: str) -> Graph:
    """`graph("t>l", "l:done>z", "a>b", l="a b")`: the blocks a and b stand in the container l."""
    parsed = []
    for edge in edges:
        source, _, target = edge.partition(">")
        name, _, port = source.partition(":")
        parsed.append((name, port or "out", target, port or "Out"))
    parent = {block: container for container, blocks in inside.items() for block in blocks.split()}
    ids = dict.fromkeys(
        ["t", *(x for s, _, t, _ in parsed for x in (s, t)), *inside, *parent, *(nodes or {})]
    )
    built = [
        Node(
            id=i,
            name=i.upper(),
            is_trigger=i == "t",
            parent=parent.get(i, ""),
            **{"continue_port": "done" if i in inside else "out", **(nodes or {}).get(i, {})},
        )
        for i in ids
    ]
    return Graph.build(built, parsed)


class Play:
    """A run whose containers say at once what `opens` gives them; other steps are told one by one."""

    def __init__(self, drawing: Graph, **opens: ForEach | Lanes | Callable[[str], ForEach | Lanes]) -> None:
        self.state = RunState.fresh(drawing, {})
        self.opens = opens
        self.log: list[Command] = []
        self.new: list[Command] = []
        self.take(begin(self.state, "t", {}))

    def take(self, commands: list[Command]) -> list[Command]:
        todo, self.new = list(commands), []
        while todo:
            command = todo.pop(0)
            self.log.append(command)
            self.new.append(command)
            if isinstance(command, StartStep | ReopenStep):
                opens = self.opens.get(command.step.partition("#")[0])
                if opens is not None:
                    inside = opens(command.step) if callable(opens) else opens
                    todo += plan(self.state, Opened(command.step, inside), now_ms=1_000)
            elif isinstance(command, GatherStep):
                todo += plan(self.state, Succeeded(command.step, command.output, command.port), now_ms=1_000)
        return self.new

    def tell(self, *facts: Any) -> list[str]:
        """What started in answer."""
        found: list[Command] = []
        for fact in facts:
            found += self.take(plan(self.state, fact, now_ms=1_000))
        return [command.step for command in found if isinstance(command, StartStep)]

    def done(self, *steps: str, output: Any = None) -> list[str]:
        return self.tell(*(Succeeded(step, output if output is not None else step) for step in steps))

    @property
    def started(self) -> list[str]:
        return [command.step for command in self.log if isinstance(command, StartStep)]

    def output(self, step: str) -> Any:
        return next(c.output for c in self.log if isinstance(c, CompleteStep) and c.step == step)

    @property
    def end(self) -> Command:
        return self.log[-1]

    def of(self, kind: type) -> list[Any]:
        return [command for command in self.log if isinstance(command, kind)]


LOOP = graph("t>l", "l:done>z", "a>b", l="a b")


class TestLoop:
    def test_one_item_after_the_other(self) -> None:
        play = Play(LOOP, l=ForEach(["x", "y"]))
        assert play.started == ["l", "a#0"]
        assert play.done("a#0") == ["b#0"]
        assert play.done("b#0") == ["a#1"]
        assert play.done("a#1") == ["b#1"]
        assert play.done("b#1") == ["z"]
        assert play.output("l") == {"results": ["b#0", "b#1"], "count": 2}
        play.done("z")
        assert play.end == FinishRun("completed")

    def test_items_have_their_names(self) -> None:
        play = Play(LOOP, l=ForEach(["x", "y"], item_name="line", index_name="place"))
        assert play.state.steps["a#0"].round.names == {"line": "x", "place": 0}
        play.done("a#0", "b#0")
        assert play.state.steps["a#1"].round.names == {"line": "y", "place": 1}

    def test_an_empty_list_is_done_at_once(self) -> None:
        play = Play(LOOP, l=ForEach([]))
        assert play.started == ["l", "z"]
        assert play.output("l") == {"results": [], "count": 0}

    def test_steps_of_items_that_are_done_are_forgotten(self) -> None:
        play = Play(LOOP, l=ForEach(list(range(500))))
        for number in range(499):
            play.done(f"a#{number}", f"b#{number}")
        assert set(play.state.steps) == {"t", "l", "a#499"}
        assert play.of(ForgetSteps)[0] == ForgetSteps(("a#0", "b#0"))

    def test_several_ends_give_an_object_with_null_where_skipped(self) -> None:
        play = Play(graph("t>l", "if:true>a", "if:false>b", l="if a b"), l=ForEach([1, 2]))
        play.tell(Succeeded("if#0", {}, "true"))
        play.done("a#0")
        play.tell(Succeeded("if#1", {}, "false"))
        play.done("b#1")
        assert play.output("l")["results"] == [{"a": "a#0", "b": None}, {"a": None, "b": "b#1"}]

    def test_a_single_end_that_was_skipped_gives_null(self) -> None:
        play = Play(graph("t>l", "if:true>a", l="if a"), l=ForEach([1]))
        play.tell(Succeeded("if#0", {}, "false"))
        assert play.output("l") == {"results": [None], "count": 1}

    def test_without_blocks_inside_there_is_nothing_to_do(self) -> None:
        play = Play(graph("t>l", "l:done>z"), l=ForEach([1, 2]))
        assert play.output("l") == {"results": [None, None], "count": 2}
        assert play.started == ["l", "z"]

    def test_thousands_of_items_with_nothing_to_do_need_no_depth(self) -> None:
        play = Play(graph("t>l", nodes={"a": {"is_disabled": True}}, l="a"), l=ForEach([0] * 5_000))
        assert play.output("l")["count"] == 5_000
        assert play.end == FinishRun("completed")

    def test_a_switched_off_container_passes_through(self) -> None:
        play = Play(graph("t>l", "l:done>z", nodes={"l": {"is_disabled": True}}, l="a"))
        assert play.started == ["z"]

    def test_variables_are_local_to_the_item(self) -> None:
        play = Play(graph("t>v", "v>l", "l:done>z", "w>a", l="w a"), l=ForEach([1, 2]))
        play.tell(Succeeded("v", None, variables={"rate": 1}))
        play.tell(Succeeded("w#0", None, variables={"rate": 2}))
        assert play.state.steps["a#0"].round.variables["a"] == {"rate": 2}
        play.done("a#0")
        assert play.state.steps["w#1"].round.variables["w"] == {"rate": 1}
        play.done("w#1", "a#1")
        assert play.state.top.variables["z"] == {"rate": 1}


class TestFanOut:
    def test_so_many_at_once_and_results_in_order(self) -> None:
        play = Play(LOOP, l=ForEach([0, 1, 2, 3], concurrency=2, lists_errors=True))
        assert play.started == ["l", "a#0", "a#1"]
        assert play.done("a#1", "b#1") == ["b#1", "a#2"]
        assert play.done("a#2", "b#2", "a#3", "b#3") == ["b#2", "a#3", "b#3"]
        assert play.done("a#0", "b#0") == ["b#0", "z"]
        assert play.output("l") == {"results": ["b#0", "b#1", "b#2", "b#3"], "count": 4, "errors": []}

    def test_an_item_that_fails_fails_the_container_when_those_in_flight_have_ended(self) -> None:
        play = Play(LOOP, l=ForEach([0, 1, 2], concurrency=2))
        play.done("a#1")
        play.tell(Failed("a#0", WRONG))
        assert not play.of(FinishRun)
        assert play.done("b#1") == []
        [failed] = [c for c in play.of(FailStep) if c.step == "l"]
        assert (failed.failure.code, failed.failure.message) == ("HTTP_400", "Item 1, “A”: wrong")
        assert play.end == FinishRun(
            "failed",
            {"code": "HTTP_400", "message": "Item 1, “A”: wrong", "step": "a", "iteration": [0]},
        )

    def test_failures_can_be_collected(self) -> None:
        play = Play(LOOP, l=ForEach([0, 1, 2], concurrency=3, collects_errors=True, lists_errors=True))
        play.tell(Failed("a#1", WRONG))
        play.done("a#0", "b#0", "a#2", "b#2")
        assert play.output("l") == {
            "results": ["b#0", None, "b#2"],
            "count": 3,
            "errors": [
                {"index": 1, "error": {"code": "HTTP_400", "message": "Item 2, “A”: wrong", "step": "a"}}
            ],
        }

    def test_siblings_in_flight_in_a_failed_item_finish_and_lead_nowhere(self) -> None:
        drawing = graph("t>l", "a>c", "b>d", l="a b c d")
        play = Play(drawing, l=ForEach([0, 1], collects_errors=True))
        play.tell(Failed("a#0", WRONG))
        assert play.done("b#0") == ["a#1", "b#1"]
        assert CompleteStep("b#0", "b#0", "out") in play.log

    def test_what_waits_is_cancelled_when_the_container_fails(self) -> None:
        play = Play(LOOP, l=ForEach([0, 1], concurrency=2))
        play.tell(Parked("a#0", 9_000, "wait", None))
        play.tell(Failed("a#1", WRONG))
        assert [c.step for c in play.of(CancelStep)] == ["a#0"]
        assert isinstance(play.end, FinishRun)

    def test_the_error_edge_of_the_container_takes_the_failure(self) -> None:
        play = Play(graph("t>l", "l:done>z", "l:error>x", l="a"), l=ForEach([0]))
        assert play.tell(Failed("a#0", WRONG)) == ["x"]

    def test_a_container_can_continue(self) -> None:
        options = {"l": {"on_failure": "continue", "has_fallback": True, "fallback": {"results": []}}}
        play = Play(graph("t>l", "l:done>z", nodes=options, l="a"), l=ForEach([0]))
        assert play.tell(Failed("a#0", WRONG)) == ["z"]
        assert play.state.steps["l"].output == {"results": []}

    def test_a_container_is_not_repeated(self) -> None:
        policy = {"l": {"on_failure": "retry"}}
        play = Play(graph("t>l", nodes=policy, l="a"), l=ForEach([0]))
        play.tell(Failed("a#0", BUSY))
        assert isinstance(play.end, FinishRun)

    def test_errors_inside_are_handled_inside(self) -> None:
        drawing = graph("t>l", "a:error>x", "a>b", l="a b x c", nodes={"c": {"on_failure": "continue"}})
        play = Play(drawing, l=ForEach([0]))
        assert play.tell(Failed("a#0", WRONG)) == ["x#0"]
        play.tell(Failed("c#0", WRONG))
        play.done("x#0")
        error = {"error": {"code": "HTTP_400", "message": "wrong"}}
        assert play.output("l")["results"] == [{"b": None, "x": "x#0", "c": error}]

    def test_retries_inside(self) -> None:
        play = Play(
            graph("t>l", l="a", nodes={"a": {"on_failure": "retry"}}), l=ForEach([0, 1], concurrency=2)
        )
        play.tell(Failed("a#0", BUSY))
        play.done("a#1")
        assert isinstance(play.end, ParkRun)
        assert play.tell(Woken("a#0")) == ["a#0"]
        play.done("a#0")
        assert play.output("l")["results"] == ["a#0", "a#1"]

    def test_many_items_may_wait_at_once(self) -> None:
        play = Play(graph("t>l", l="a"), l=ForEach([0] * 50, concurrency=50))
        for number in range(50):
            play.tell(Parked(f"a#{number}", 9_000 + number, "wait", number))
        assert play.end == ParkRun("suspended", 9_000)
        play.tell(Woken("a#0"))
        assert play.end == ParkRun("suspended", 9_001)
        for number in range(1, 50):
            play.tell(Woken(f"a#{number}"))
        assert play.output("l")["results"] == list(range(50))

    def test_joins_inside(self) -> None:
        drawing = graph("t>l", "if:true>a", "if:false>b", "a>c", "b>c", l="if a b c")
        play = Play(drawing, l=ForEach([0]))
        assert play.tell(Succeeded("if#0", {}, "true")) == ["a#0"]
        assert play.done("a#0") == ["c#0"]


class TestNesting:
    DRAWING = graph("t>l", "l:done>z", "a>m", l="a m", m="b")

    def opened(self) -> Play:
        lists = {"m#0": ["p", "q"], "m#1": []}
        return Play(
            self.DRAWING,
            l=ForEach(["x", "y"], item_name="outer"),
            m=lambda step: ForEach(lists[step], item_name="inner"),
        )

    def test_inner_items_see_the_outer_names(self) -> None:
        play = self.opened()
        play.done("a#0")
        names = play.state.steps["b#0.0"].round.names
        assert names == {"outer": "x", "index": 0, "inner": "p"}

    def test_results_of_results(self) -> None:
        play = self.opened()
        play.done("a#0", "b#0.0", "b#0.1", "a#1")
        assert play.output("l")["results"] == [
            {"results": ["b#0.0", "b#0.1"], "count": 2},
            {"results": [], "count": 0},
        ]
        play.done("z")
        assert play.end == FinishRun("completed")

    def test_a_failure_deep_inside_names_the_way(self) -> None:
        play = self.opened()
        play.done("a#0", "b#0.0")
        play.tell(Failed("b#0.1", WRONG))
        assert play.end == FinishRun(
            "failed",
            {"code": "HTTP_400", "message": "Item 1, item 2, “B”: wrong", "step": "b", "iteration": [0, 1]},
        )

    def test_an_inner_container_is_cancelled_with_its_item(self) -> None:
        drawing = graph("t>l", l="a m", m="b")
        play = Play(drawing, l=ForEach([0, 1], concurrency=1, collects_errors=True), m=ForEach([0, 1]))
        play.tell(Parked("b#0.0", 9_000, "wait", None))
        assert play.tell(Failed("a#0", WRONG)) == ["m#1", "a#1", "b#1.0"]
        assert [c.step for c in play.of(CancelStep)] == ["b#0.0", "m#0"]

    def test_an_inner_step_in_flight_is_waited_for(self) -> None:
        drawing = graph("t>l", l="a m", m="b")
        play = Play(drawing, l=ForEach([0], collects_errors=True), m=ForEach([0, 1]))
        play.tell(Failed("a#0", WRONG))
        assert not play.of(GatherStep)
        assert play.done("b#0.0") == []
        assert [c.step for c in play.of(CancelStep)] == ["m#0"]
        assert play.output("l") == {"results": [None], "count": 1}


PAR = graph("t>p", "p:done>z", "a>b", "c>d", p="a b c d")


class TestParallel:
    def test_lanes_run_side_by_side_and_all_are_waited_for(self) -> None:
        play = Play(PAR, p=Lanes())
        assert play.started == ["p", "a", "c"]
        play.done("a", "b", "c")
        assert play.done("d") == ["z"]
        assert play.output("p") == {"results": {"b": "b", "d": "d"}, "failed": []}

    def test_the_first_lane_wins_and_what_is_in_flight_is_recorded(self) -> None:
        play = Play(PAR, p=Lanes(waits_for_all=False))
        assert play.done("a", "b") == ["b", "z"]
        assert play.output("p") == {"results": {"b": "b"}, "failed": []}
        play.done("z")
        assert not play.of(FinishRun)
        assert play.done("c") == []
        assert play.end == FinishRun("completed")

    def test_what_waits_in_a_lost_lane_is_cancelled(self) -> None:
        play = Play(PAR, p=Lanes(waits_for_all=False))
        play.tell(Parked("c", 9_000, "approval", None))
        play.done("a", "b")
        assert [c.step for c in play.of(CancelStep)] == ["c"]
        play.done("z")
        assert play.end == FinishRun("completed")

    def test_a_lane_that_fails_leaves_the_race_to_the_others(self) -> None:
        play = Play(PAR, p=Lanes(waits_for_all=False))
        play.tell(Failed("a", WRONG))
        play.done("c", "d")
        output = play.output("p")
        assert output["results"] == {"d": "d"}
        assert output["failed"] == [{"lane": 0, "code": "HTTP_400", "message": "“A”: wrong", "step": "a"}]

    def test_a_race_nobody_wins_fails(self) -> None:
        play = Play(PAR, p=Lanes(waits_for_all=False))
        play.tell(Failed("a", WRONG), Failed("c", BUSY))
        assert play.end == FinishRun("failed", {"code": "HTTP_503", "message": "“C”: busy", "step": "c"})

    def test_a_lane_in_which_nothing_came_to_an_end_does_not_win(self) -> None:
        play = Play(graph("t>p", "if:true>a", p="if a c"), p=Lanes(waits_for_all=False))
        play.tell(Succeeded("if", {}, "false"))
        play.done("c")
        assert play.output("p") == {"results": {"c": "c"}, "failed": []}

    def test_a_failing_lane_fails_the_block(self) -> None:
        play = Play(PAR, p=Lanes())
        play.tell(Failed("a", WRONG))
        assert play.done("c") == []
        assert play.end == FinishRun("failed", {"code": "HTTP_400", "message": "“A”: wrong", "step": "a"})

    def test_a_failing_lane_is_listed_where_the_block_continues(self) -> None:
        play = Play(graph("t>p", "p:done>z", p="a c", nodes={"p": {"on_failure": "continue"}}), p=Lanes())
        play.tell(Failed("a", WRONG))
        assert play.done("c") == ["z"]
        assert play.output("p")["results"] == {"c": "c"}
        assert [entry["step"] for entry in play.output("p")["failed"]] == ["a"]

    def test_lanes_that_join_are_one(self) -> None:
        play = Play(graph("t>p", "a>c", "b>c", p="a b c"), p=Lanes(waits_for_all=False))
        assert play.done("a") == []
        assert play.done("b") == ["c"]
        play.done("c")
        assert play.output("p")["results"] == {"c": "c"}

    def test_inside_a_loop_lanes_add_nothing_to_the_index_path(self) -> None:
        play = Play(graph("t>l", l="p", p="a c"), l=ForEach([0, 1]), p=Lanes())
        assert play.started == ["l", "p#0", "a#0", "c#0"]
        play.done("a#0", "c#0", "a#1", "c#1")
        assert play.output("l")["results"][1] == {"results": {"a": "a#1", "c": "c#1"}, "failed": []}


class TestEndings:
    def test_stop_inside_ends_the_run(self) -> None:
        play = Play(LOOP, l=ForEach([0, 1], concurrency=2))
        play.tell(Stopped("a#0", "completed", "Enough."))
        assert not play.of(FinishRun)
        assert play.done("a#1") == []
        assert [c.step for c in play.of(CancelStep)] == ["l"]
        assert play.end == FinishRun("completed")

    def test_cancel_waits_for_what_is_in_flight_and_starts_nothing(self) -> None:
        play = Play(LOOP, l=ForEach([0, 1, 2], concurrency=2))
        play.tell(Halt("cancelled", "Stopped by Ada."))
        assert play.done("a#0", "a#1") == []
        assert [c.step for c in play.of(CancelStep)] == ["l"]
        assert play.of(FinishRun)[0].status == "cancelled"

    def test_a_failure_outside_ends_it_too(self) -> None:
        play = Play(graph("t>l", "t>o", "a>b", l="a b"), l=ForEach([0, 1]))
        play.tell(Failed("o", WRONG))
        assert play.done("a#0") == []
        assert play.end == FinishRun("failed", {"code": "HTTP_400", "message": "wrong", "step": "o"})


def done(output: Any = None, port: str = "out") -> StepState:
    return StepState("completed", port=port, output=output)


class TestPickingUp:
    """Only what is unfinished is repeated."""

    def picked_up(
        self, drawing: Graph, steps: dict[str, StepState], halt: Halt | None = None, **opens: Any
    ) -> Play:
        play = Play.__new__(Play)
        play.state, play.opens, play.log, play.new = RunState.fresh(drawing, {}), opens, [], []
        for key, step in {"t": done(), **steps}.items():
            restore(play.state, key, step, None)
        play.take(resume(play.state, halt))
        return play

    def test_items_that_are_done_keep_their_results(self) -> None:
        steps = {"l": StepState("running"), "a#0": done(), "b#0": done("first"), "a#1": done(),
                 "b#1": StepState("running"), "a#2": StepState("running")}  # fmt: skip
        play = self.picked_up(LOOP, steps, l=ForEach([0, 1, 2, 3], concurrency=2))
        assert play.of(ReopenStep) == [ReopenStep("l")]
        assert play.started == ["b#1", "a#2"]
        assert play.done("b#1", "a#2", "b#2", "a#3", "b#3") == ["a#3", "b#2", "b#3", "z"]
        assert play.output("l")["results"] == ["first", "b#1", "b#2", "b#3"]

    def test_their_steps_are_not_kept(self) -> None:
        steps = {"l": StepState("running")}
        for number in range(100):
            steps |= {f"a#{number}": done(), f"b#{number}": done(number)}
        play = self.picked_up(LOOP, steps, l=ForEach([0] * 101))
        assert set(play.state.steps) == {"t", "l", "a#100"}

    def test_when_only_the_ending_was_missing(self) -> None:
        steps = {"l": StepState("running"), "a#0": done(), "b#0": done(1)}
        play = self.picked_up(LOOP, steps, l=ForEach([0]))
        assert play.output("l") == {"results": [1], "count": 1}
        assert play.started == ["z"]

    def test_when_the_next_step_of_an_item_was_missing(self) -> None:
        steps = {"l": StepState("running"), "a#0": done()}
        assert self.picked_up(LOOP, steps, l=ForEach([0])).started == ["b#0"]

    def test_before_the_first_item(self) -> None:
        assert self.picked_up(LOOP, {"l": StepState("running")}, l=ForEach([0])).started == ["a#0"]

    def test_waiting_items_wait_on(self) -> None:
        steps = {"l": StepState("running"), "a#0": StepState("waiting", due_ms=9_000, port="out", output=7),
                 "a#1": StepState("waiting", due_ms=8_000, port="out", output=8)}  # fmt: skip
        play = self.picked_up(LOOP, steps, l=ForEach([0, 1], concurrency=2))
        assert play.end == ParkRun("suspended", 8_000)
        assert play.tell(Woken("a#1")) == ["b#1"]

    def test_a_wake_before_the_container_was_asked(self) -> None:
        state = RunState.fresh(graph("t>l", "l:done>z", l="a"), {})
        waiting = StepState("waiting", due_ms=9_000, port="out", output=7)
        for key, step in {"t": done(), "l": StepState("running"), "a#0": waiting}.items():
            restore(state, key, step, None)
        commands = resume(state) + plan(state, Woken("a#0"), now_ms=9_000)
        play = Play.__new__(Play)
        play.state, play.opens, play.log, play.new = state, {"l": ForEach([0])}, [], []
        play.take(commands)
        assert play.output("l")["results"] == [7]
        assert play.started == ["z"]

    def test_a_failed_item_is_not_repeated(self) -> None:
        error = {"code": "HTTP_400", "message": "wrong"}
        steps = {
            "l": StepState("running"),
            "a#0": StepState("failed", error=error),
            "b#0": StepState("skipped"),
        }
        collecting = ForEach([0, 1], collects_errors=True, lists_errors=True)
        play = self.picked_up(LOOP, steps, l=collecting)
        assert play.started == ["a#1"]
        play.done("a#1", "b#1")
        assert play.output("l")["errors"] == [
            {"index": 0, "error": {**error, "message": "Item 1, “A”: wrong", "step": "a"}}
        ]

    def test_a_failed_item_still_fails_the_container(self) -> None:
        error = {"code": "HTTP_400", "message": "wrong"}
        steps = {"l": StepState("running"), "a#0": StepState("failed", error=error), "b#0": StepState("skipped"),
                 "a#1": StepState("running")}  # fmt: skip
        play = self.picked_up(LOOP, steps, l=ForEach([0, 1, 2], concurrency=2))
        assert play.done("a#1") == []
        assert isinstance(play.end, FinishRun)

    def test_containers_in_containers(self) -> None:
        drawing = graph("t>l", l="m", m="b")
        steps = {"l": StepState("running"), "m#0": done({"results": [1], "count": 1}, "done"), "b#0.0": done(1),
                 "m#1": StepState("running"), "b#1.0": done("kept"), "b#1.1": StepState("running")}  # fmt: skip
        play = self.picked_up(drawing, steps, l=ForEach([0, 1]), m=ForEach([0, 1]))
        assert play.started == ["b#1.1"]
        play.done("b#1.1")
        assert play.output("l")["results"] == [
            {"results": [1], "count": 1},
            {"results": ["kept", "b#1.1"], "count": 2},
        ]

    def test_lanes(self) -> None:
        steps = {"p": StepState("running"), "a": done(), "b": done("kept"), "c": StepState("running")}
        play = self.picked_up(PAR, steps, p=Lanes())
        assert play.started == ["c"]
        play.done("c", "d")
        assert play.output("p")["results"] == {"b": "kept", "d": "d"}

    def test_a_lost_lane_is_cancelled(self) -> None:
        steps = {"p": done({}, "done"), "a": done(), "b": done(), "c": StepState("running")}
        play = self.picked_up(PAR, steps, p=Lanes(waits_for_all=False))
        assert [c.step for c in play.of(CancelStep)] == ["c"]
        assert play.started == ["z"]

    def test_a_cancelled_run_starts_nothing(self) -> None:
        steps = {"l": StepState("running"), "a#0": StepState("running")}
        play = self.picked_up(LOOP, steps, Halt("cancelled", "Stopped."), l=ForEach([0]))
        assert {c.step for c in play.of(CancelStep)} == {"l", "a#0"}
        assert play.started == []
