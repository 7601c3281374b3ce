"""Values on their way through a run: missing ones, large ones, deep ones, and what a run may answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.jsontext import dump_json
from runs.models import Payload
from runs.payloads import INLINE_BYTES
from runs.selectors import whole_input, whole_output
from tests.runs.conftest import REPLY, MakeWorkflow, fetch, reply, start, steps_of

pytestmark = pytest.mark.django_db(transaction=True)

RunToEnd = Callable[..., Any]


def nested(levels: int) -> Any:
    value: Any = 1
    for _ in range(levels):
        value = {"v": value}
    return value


def test_a_missing_path_is_null_with_a_warning(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=reply({"x": "{{input.__class__}}", "y": "{{input.n.__class__.mro}}"}))
    run = run_to_end(start(workflow, {"n": 1}))
    assert run.output == {"x": None, "y": None}
    warnings = steps_of(run)["a"].warnings
    assert [warning["path"] for warning in warnings] == ["input.__class__", "input.n.__class__.mro"]
    assert all(warning["message"] for warning in warnings)


def test_strict_references_fail_the_step(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", a=reply("{{input.nothing}}"), top={"settings": {"strictReferences": True}})
    run = run_to_end(start(workflow, {"n": 1}))
    assert (run.status, run.error["code"], run.error["step"]) == ("failed", "REFERENCE_MISSING", "a")
    assert "nothing" in run.error["message"]


def test_an_output_that_breaks_the_schema_fails_the_run(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    schema = {"type": "object", "required": ["total"], "properties": {"total": {"type": "number"}}}
    workflow = make("start -> a", a=REPLY, top={"outputSchema": schema})
    bad, good = run_to_end(start(workflow, {"total": "much"}), start(workflow, {"total": 2}))
    assert (bad.status, bad.output, bad.error["code"]) == ("failed", None, "OUTPUT_INVALID")
    assert "total" in bad.error["message"]
    assert steps_of(bad)["a"].status == "completed"
    assert (good.status, good.output) == ("completed", {"total": 2})


def test_large_values_stand_beside_the_row_once(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    value = {"items": [{"n": n, "text": "x" * 100} for n in range(500)]}
    run = run_to_end(start(make("start -> a", a=REPLY), value))
    assert len(str(run.input)) < INLINE_BYTES
    assert whole_input(run) == whole_output(run) == value
    assert steps_of(run)["a"].output == value
    # The input, and the step's config that holds it; the outputs are the same object.
    assert Payload.objects.filter(run=run).count() == 2
    assert Payload.objects.filter(run=run, id=run.input_payload).get().size > 50_000


def test_a_large_value_survives_parking(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    pause = {"type": "wait", "config": {"duration": 0.01, "unit": "seconds"}}
    value = {"text": "é" * 10_000}
    workflow = make(
        "start -> a", "a -> pause", "pause -> b", a=REPLY, pause=pause, b=reply("{{steps.a.output.text}}")
    )
    assert whole_output(run_to_end(start(workflow, value))) == value["text"]


def test_an_output_over_the_limit_fails_its_step(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    parts = {str(n): "{{input.text}}" for n in range(9)}
    workflow = make("start -> a", "a.error -> b", a=reply(parts), b=reply("{{steps.a.error}}"))
    run = run_to_end(start(workflow, {"text": "x" * 2_000_000}))
    assert run.output["code"] == "LIMIT_VALUE"
    assert "the limit is 16 MB" in run.output["message"]
    assert steps_of(run)["a"].output is None


def test_outputs_too_large_together_are_read_at_the_steps(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    workflow = make("start -> a", "start -> b", "start -> c", a=REPLY, b=REPLY, c=REPLY)
    run = run_to_end(start(workflow, {"text": "x" * 6_000_000}))
    assert run.status == "completed"
    assert run.output == "The outputs are too large together; read them at the steps."


def test_a_thousand_levels_go_through(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    value = nested(990)
    run = run_to_end(start(make("start -> a", a=reply("{{input.v}}")), value))
    assert run.status == "completed", run.error
    assert dump_json(whole_output(run)) == dump_json(value["v"])  # Python compares fewer levels than that


def test_more_than_can_be_read_back_fails_the_step(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    edges, blocks, before = [], {}, "input"
    for n in range(5):
        edges.append(f"{'start' if n == 0 else f'b{n - 1}'} -> b{n}")
        blocks[f"b{n}"] = reply({"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": f"{{{{{before}}}}}"}}}}}}}})
        before = f"steps.b{n}.output"
    run = run_to_end(start(make(*edges, **blocks), nested(990)))
    assert (run.status, run.error["code"]) == ("failed", "LIMIT_VALUE")
    assert "levels" in run.error["message"]
    assert fetch(run.id).status == "failed"


def test_numbers_and_text_stay_what_they_are(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    value = {
        "big": 2**63 - 1,
        "most": 2**64 - 1,
        "f": 0.1,
        "e": 1e300,
        "t": 'ü\n"\\ \u2028 😀',
        "n": None,
        "b": [True],
    }
    run = run_to_end(start(make("start -> a", a=REPLY), value))
    assert run.input == run.output == value


def test_a_fault_of_one_run_is_its_own(make: MakeWorkflow, run_to_end: RunToEnd) -> None:
    """A version whose rows were damaged ends its run; the one beside it goes on."""
    from workflows.models import Block

    broken, fine = make("start -> a", a=reply(1)), make("start -> a", a=reply(2))
    accepted = start(broken), start(fine)
    Block.objects.filter(version=broken.published, key="start").delete()
    bad, good = run_to_end(*accepted)
    assert (good.status, good.output) == ("completed", 2)
    assert bad.status == "failed"
    assert "The server's log has it under" in bad.error["message"]
