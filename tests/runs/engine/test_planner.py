"""What comes next: the planner alone, without clock, database or blocks."""

from __future__ import annotations

from typing import Any

import pytest

from runs.engine.commands import (
    CancelStep,
    Command,
    CompleteStep,
    Failed,
    FailStep,
    Failure,
    FinishRun,
    Halt,
    Parked,
    ParkRun,
    RetryStep,
    SkipStep,
    StartStep,
    Stopped,
    Succeeded,
    WaitStep,
    Woken,
)
from runs.engine.graph import Graph, Node, RetryPolicy
from runs.engine.output import run_output
from runs.engine.planner import begin, plan, restore, resume, steps_due
from runs.engine.state import RunState, StepState

BUSY = Failure("HTTP_503", "busy", retryable=True)
WRONG = Failure("HTTP_400", "wrong")


def graph(*edges: str, nodes: dict[str, Any] | None = None, triggers: str = "t") -> Graph:
    """`graph("t>a", "a:true>b")`; node options by id."""
    parsed = []
    for edge in edges:
        source, _, target = edge.partition(">")
        name, _, port = source.partition(":")
        parsed.append((name, port or "out", target, port or "Out"))
    ids = dict.fromkeys([*triggers.split(), *(x for s, _, t, _ in parsed for x in (s, t)), *(nodes or {})])
    built = [
        Node(id=i, name=i.upper(), is_trigger=i in triggers.split(), **(nodes or {}).get(i, {})) for i in ids
    ]
    return Graph.build(built, parsed)


def start(drawing: Graph, trigger: str = "t") -> tuple[RunState, list[Command]]:
    state = RunState.fresh(drawing, {})
    return state, begin(state, trigger, {"n": 1})


def told(state: RunState, fact: Any, now_ms: int = 1_000) -> list[Command]:
    return plan(state, fact, now_ms=now_ms, jitter=1.0)


def started(commands: list[Command]) -> list[str]:
    return [command.step for command in commands if isinstance(command, StartStep)]


def skipped(commands: list[Command]) -> list[str]:
    return [command.step for command in commands if isinstance(command, SkipStep)]


class TestFlow:
    def test_the_trigger_completes_with_the_input_and_starts_what_follows(self) -> None:
        _, commands = start(graph("t>a", "t>b"))
        assert commands == [CompleteStep("t", {"n": 1}, "out"), StartStep("a"), StartStep("b")]

    def test_a_join_waits_for_every_edge(self) -> None:
        state, _ = start(graph("t>a", "t>b", "a>c", "b>c"))
        assert started(told(state, Succeeded("a", 1))) == []
        assert started(told(state, Succeeded("b", 2))) == ["c"]

    def test_a_join_does_not_wait_for_a_branch_that_cannot_come(self) -> None:
        state, _ = start(graph("t>if", "if:true>a", "if:false>b", "a>c", "b>c"))
        commands = told(state, Succeeded("if", {}, port="true"))
        assert (started(commands), skipped(commands)) == (["a"], ["b"])
        assert started(told(state, Succeeded("a", 1))) == ["c"]

    def test_skips_ripple_to_the_end_and_end_the_run(self) -> None:
        state, _ = start(graph("t>if", "if:true>a", "a>b", "b>c"))
        commands = told(state, Succeeded("if", {}, port="false"))
        assert skipped(commands) == ["a", "b", "c"]
        assert commands[-1] == FinishRun("completed")

    def test_a_skip_says_why(self) -> None:
        state, _ = start(graph("t>if", "if:true>a", "a>b"))
        commands = told(state, Succeeded("if", {}, port="false"))
        reasons = [command.reason for command in commands if isinstance(command, SkipStep)]
        assert reasons == ["IF did not take “true”.", "A was skipped."]

    def test_join_any_starts_with_the_first_edge_and_ignores_later_ones(self) -> None:
        state, _ = start(graph("t>a", "t>b", "a>c", "b>c", nodes={"c": {"join_any": True}}))
        assert started(told(state, Succeeded("a", 1))) == ["c"]
        assert started(told(state, Succeeded("b", 1))) == []
        assert told(state, Succeeded("c", 1))[-1] == FinishRun("completed")

    def test_triggers_that_did_not_fire_are_skipped(self) -> None:
        _, commands = start(graph("t>a", "u>b", triggers="t u"))
        assert skipped(commands) == ["u", "b"]
        assert started(commands) == ["a"]

    def test_a_switched_off_block_passes_its_edge_through(self) -> None:
        state, commands = start(graph("t>a", "a>b", "a:error>x", nodes={"a": {"is_disabled": True}}))
        assert skipped(commands) == ["a", "x"]
        assert started(commands) == ["b"]
        assert told(state, Succeeded("b", 1))[-1] == FinishRun("completed")

    def test_a_run_of_nothing_but_a_trigger_completes(self) -> None:
        _, commands = start(graph())
        assert commands[-1] == FinishRun("completed")


class TestFailure:
    def test_an_unhandled_failure_starts_nothing_new_and_waits_for_steps_in_flight(self) -> None:
        state, _ = start(graph("t>a", "t>b", "a>c", "b>d"))
        commands = told(state, Failed("a", WRONG))
        assert commands == [FailStep("a", WRONG, None, None), SkipStep("c", "A failed.")]
        assert told(state, Succeeded("b", 1)) == [
            CompleteStep("b", 1, "out"),
            FinishRun("failed", {"code": "HTTP_400", "message": "wrong", "step": "a"}),
        ]

    def test_the_error_edge_takes_the_failure(self) -> None:
        state, _ = start(graph("t>a", "a>b", "a:error>c"))
        commands = told(state, Failed("a", WRONG))
        assert (started(commands), skipped(commands)) == (["c"], ["b"])
        assert told(state, Succeeded("c", 1))[-1] == FinishRun("completed")

    def test_a_success_skips_the_error_edge(self) -> None:
        state, _ = start(graph("t>a", "a>b", "a:error>c"))
        commands = told(state, Succeeded("a", 1))
        assert (started(commands), skipped(commands)) == (["b"], ["c"])

    def test_continue_goes_on_with_the_error_as_output(self) -> None:
        state, _ = start(graph("t>a", "a>b", nodes={"a": {"on_failure": "continue"}}))
        commands = told(state, Failed("a", WRONG))
        assert commands[0] == FailStep("a", WRONG, "out", {"error": {"code": "HTTP_400", "message": "wrong"}})
        assert started(commands) == ["b"]

    def test_continue_goes_on_with_the_fallback(self) -> None:
        options = {"on_failure": "continue", "has_fallback": True, "fallback": {"rate": 1}}
        state, _ = start(graph("t>a", "a>b", nodes={"a": options}))
        failed = told(state, Failed("a", WRONG))[0]
        assert isinstance(failed, FailStep)
        assert failed.output == {"rate": 1}

    def test_continue_of_a_condition_takes_one_branch_only(self) -> None:
        options = {"on_failure": "continue", "continue_port": "false"}
        state, _ = start(graph("t>if", "if:true>a", "if:false>b", nodes={"if": options}))
        commands = told(state, Failed("if", WRONG))
        assert (started(commands), skipped(commands)) == (["b"], ["a"])


class TestRetry:
    POLICY = {"on_failure": "retry", "retry": RetryPolicy(3, 1_000, 30_000, 2)}

    def test_backs_off_exponentially_and_then_fails(self) -> None:
        state, _ = start(graph("t>a", nodes={"a": self.POLICY}))
        assert told(state, Failed("a", BUSY)) == [RetryStep("a", BUSY, 2, 2_000), ParkRun("running", 2_000)]
        assert told(state, Woken("a"), 2_000) == [StartStep("a", 2)]
        assert told(state, Failed("a", BUSY), 2_000)[0] == RetryStep("a", BUSY, 3, 4_000)
        told(state, Woken("a"), 4_000)
        assert [type(command) for command in told(state, Failed("a", BUSY), 4_000)] == [FailStep, FinishRun]

    def test_one_that_is_cut_short_is_not_handled_so_that_going_on_tries_it_again(self) -> None:
        """The error edge is for what has finally failed; this one had tries left when another block ended the run."""
        state, _ = start(graph("t>a", "t>b", "a:error>c", nodes={"a": self.POLICY}))
        told(state, Failed("b", WRONG))
        commands = told(state, Failed("a", BUSY))
        assert commands[:2] == [FailStep("a", BUSY, None, None), SkipStep("c", "A failed.")]
        assert isinstance(commands[-1], FinishRun)
        assert commands[-1].error is not None
        assert commands[-1].error["step"] == "b"

    def test_what_cannot_pass_is_not_tried_again(self) -> None:
        state, _ = start(graph("t>a", nodes={"a": self.POLICY}))
        assert isinstance(told(state, Failed("a", WRONG))[0], FailStep)

    def test_unless_the_block_asks_for_all(self) -> None:
        policy = {"on_failure": "retry", "retry": RetryPolicy(3, 1_000, 30_000, 2, retry_all=True)}
        state, _ = start(graph("t>a", nodes={"a": policy}))
        assert isinstance(told(state, Failed("a", WRONG))[0], RetryStep)

    def test_retry_after_wins(self) -> None:
        state, _ = start(graph("t>a", nodes={"a": self.POLICY}))
        failure = Failure("HTTP_503", "busy", retryable=True, retry_after_ms=7_000)
        assert told(state, Failed("a", failure))[0] == RetryStep("a", failure, 2, 8_000)

    def test_then_continue(self) -> None:
        policy = {"on_failure": "retry", "retry": RetryPolicy(1, then_continue=True)}
        state, _ = start(graph("t>a", "a>b", nodes={"a": policy}))
        assert started(told(state, Failed("a", BUSY))) == ["b"]

    @pytest.mark.parametrize("mode", ["fail", "continue", "retry"])
    def test_a_rate_limit_parks_in_every_mode_and_costs_no_attempt(self, mode: str) -> None:
        state, _ = start(graph("t>a", nodes={"a": {"on_failure": mode}}))
        limited = Failure("HTTP_429", "slow down", retryable=True, retry_after_ms=500, costs_attempt=False)
        for _ in range(20):
            again = told(state, Failed("a", limited))[0]
            assert again == RetryStep("a", limited, 1, 1_500, reason="rate_limit")
            told(state, Woken("a"), 1_500)

    def test_a_rate_limit_of_a_day_goes_the_normal_way(self) -> None:
        state, _ = start(graph("t>a"))
        limited = Failure("HTTP_429", "slow down", retryable=True, costs_attempt=False)
        told(state, Failed("a", limited), 0)
        told(state, Woken("a"), 5_000)
        assert isinstance(told(state, Failed("a", limited), 25 * 3600 * 1000)[0], FailStep)


class TestWaiting:
    def test_parks_the_run_until_the_time_has_come(self) -> None:
        state, _ = start(graph("t>w", "w>a"))
        commands = told(state, Parked("w", 9_000, "wait", {"waited": 8_000}))
        assert commands == [
            WaitStep("w", 9_000, "wait", {"waited": 8_000}, "out"),
            ParkRun("suspended", 9_000),
        ]
        assert steps_due(state, 8_999) == []
        assert steps_due(state, 9_000) == ["w"]
        assert told(state, Woken("w"), 9_000) == [CompleteStep("w", {"waited": 8_000}, "out"), StartStep("a")]

    def test_other_branches_run_on_meanwhile(self) -> None:
        state, _ = start(graph("t>w", "t>a"))
        assert not any(isinstance(c, ParkRun) for c in told(state, Parked("w", 9_000, "wait", None)))
        assert told(state, Succeeded("a", 1))[-1] == ParkRun("suspended", 9_000)


class TestEnding:
    def test_stop_cancels_what_waits_and_starts_nothing_more(self) -> None:
        state, _ = start(graph("t>w", "t>s", "s>x"))
        told(state, Parked("w", 9_000, "wait", None))
        commands = told(state, Stopped("s", "failed", "No invoice."))
        assert [type(command) for command in commands] == [CompleteStep, CancelStep, FinishRun]
        assert commands[-1] == FinishRun("failed", {"code": "STEP_ERROR", "message": "No invoice."})

    def test_cancel_waits_for_the_step_in_flight(self) -> None:
        state, _ = start(graph("t>a", "a>b"))
        assert told(state, Halt("cancelled", "Stopped by Ada.")) == []
        commands = told(state, Succeeded("a", 1))
        assert commands == [
            CompleteStep("a", 1, "out"),
            FinishRun("cancelled", {"code": "CANCELLED", "message": "Stopped by Ada."}),
        ]

    def test_a_step_that_gave_up_is_cancelled_and_not_failed(self) -> None:
        state, _ = start(graph("t>a"))
        told(state, Halt("cancelled", "Stopped by Ada."))
        commands = told(state, Failed("a", Failure("CANCELLED", "stopped")))
        assert commands[0] == CancelStep("a", "stopped")
        assert commands[-1].status == "cancelled"  # type: ignore[union-attr]

    def test_a_retry_in_waiting_is_cancelled_with_the_run(self) -> None:
        state, _ = start(graph("t>a", nodes={"a": {"on_failure": "retry"}}))
        told(state, Failed("a", BUSY))
        assert [type(c) for c in told(state, Halt("timed_out", "too long"))] == [CancelStep, FinishRun]


class TestResuming:
    """A run picked up again continues from its records and repeats nothing that is finished."""

    def restored(self, drawing: Graph, steps: dict[str, StepState], halt: Halt | None = None) -> Any:
        state = RunState.fresh(drawing, {"rate": 1})
        for block, step in steps.items():
            restore(state, block, step, {"rate": 2} if block == "v" else None)
        return state, resume(state, halt)

    def test_starts_what_was_ready_and_what_was_cut_off(self) -> None:
        steps = {"t": StepState("completed", port="out"), "a": StepState("completed", port="out"),
                 "b": StepState("running", attempt=2)}  # fmt: skip
        _, commands = self.restored(graph("t>a", "t>b", "a>c", "c>d"), steps)
        assert commands == [StartStep("b", 2), StartStep("c")]

    def test_ends_when_only_the_ending_was_missing(self) -> None:
        steps = {"t": StepState("completed", port="out"), "a": StepState("completed", port="out")}
        assert self.restored(graph("t>a"), steps)[1] == [FinishRun("completed")]

    def test_a_recorded_failure_still_ends_the_run(self) -> None:
        error = {"code": "HTTP_400", "message": "wrong"}
        steps = {"t": StepState("completed", port="out"), "a": StepState("failed", error=error),
                 "b": StepState("running")}  # fmt: skip
        _, commands = self.restored(graph("t>a", "t>b"), steps)
        assert [type(command) for command in commands] == [CancelStep, FinishRun]
        assert commands[-1] == FinishRun("failed", {**error, "step": "a"})

    def test_a_cancelled_run_starts_nothing(self) -> None:
        steps = {"t": StepState("completed", port="out"), "a": StepState("running")}
        _, commands = self.restored(graph("t>a"), steps, Halt("cancelled", "Stopped."))
        assert [type(command) for command in commands] == [CancelStep, FinishRun]

    def test_variables_set_before_are_seen_after(self) -> None:
        steps = {"t": StepState("completed", port="out"), "v": StepState("completed", port="out")}
        state, commands = self.restored(graph("t>v", "v>a"), steps)
        assert started(commands) == ["a"]
        assert state.top.variables["a"]["rate"] == 2


class TestVariables:
    def test_are_seen_downstream_by_edges_and_not_beside(self) -> None:
        drawing = graph("t>v", "t>b", "v>a", "a>c", "b>c")
        state = RunState.fresh(drawing, {"rate": 1, "zone": "x"})
        begin(state, "t", {})
        told(state, Succeeded("v", {}, variables={"rate": 2}))
        told(state, Succeeded("b", {}))
        told(state, Succeeded("a", {}))
        assert state.top.variables["a"] == {"rate": 2, "zone": "x"}
        assert state.top.variables["b"] == {"rate": 1, "zone": "x"}
        assert state.top.variables["c"] == {"rate": 2, "zone": "x"}


class TestOutput:
    def finished(self, drawing: Graph, *facts: Any) -> RunState:
        state, _ = start(drawing)
        for fact in facts:
            told(state, fact)
        return state

    def test_is_the_only_end_that_completed(self) -> None:
        drawing = graph("t>if", "if:true>a", "if:false>b")
        state = self.finished(drawing, Succeeded("if", {}, port="true"), Succeeded("a", {"x": 1}))
        assert run_output(state, None) == {"x": 1}

    def test_is_an_object_by_block_with_several_ends(self) -> None:
        state = self.finished(graph("t>a", "t>b"), Succeeded("a", 1), Succeeded("b", 2))
        assert run_output(state, None) == {"a": 1, "b": 2}

    def test_is_the_response_where_one_was_given(self) -> None:
        state = self.finished(graph("t>a"), Succeeded("a", 1))
        assert run_output(state, {"statusCode": 200, "body": "hello"}) == "hello"
