"""What is said about containers before a workflow is published."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workflows.drawings import drawing
from workflows.problems import Problem
from workflows.validation import find_problems

pytestmark = pytest.mark.django_db

LOOP: dict[str, Any] = {"type": "loop"}
FAN_OUT: dict[str, Any] = {"type": "fan-out"}
PARALLEL: dict[str, Any] = {"type": "parallel"}


def inside(container: str, **more: Any) -> dict[str, Any]:
    return {"parentId": container, **more}


def reading(template: str, **more: Any) -> dict[str, Any]:
    return {"type": "transform", "config": {"mapping": {"value": template}}, **more}


def problems(*edges: str, **blocks: Any) -> list[Problem]:
    from uuid import uuid4

    return find_problems(drawing(*edges, **blocks), company_id=uuid4())


def codes(*edges: str, **blocks: Any) -> list[tuple[str, str | None, str]]:
    return [(one.code, one.block_id, one.severity) for one in problems(*edges, **blocks)]


def test_a_loop_with_blocks_inside_is_fine() -> None:
    assert codes(
        "start -> l", "a -> b", "l.done -> z", "l.error -> x",
        l=LOOP, a=inside("l", **reading("{{item.id}} {{index}}")),
        b=inside("l", **reading("{{steps.a.output.result.value}} {{steps.start.output}}")),
        z=reading("{{steps.l.output.results}} {{steps.l.output.count}}"),
    ) == []  # fmt: skip


@pytest.mark.parametrize("kind", ["loop", "fan-out", "parallel"])
def test_nothing_inside(kind: str) -> None:
    assert codes("start -> l", l={"type": kind}) == [("NOTHING_INSIDE", "l", "error")]
    assert codes("start -> l", l={"type": kind, "disabled": True}) == []


def test_everything_inside_is_switched_off() -> None:
    assert codes("start -> l", l=LOOP, a=inside("l", disabled=True)) == [("NOTHING_INSIDE", "l", "warning")]


def test_edges_through_the_wall() -> None:
    for edge in ("start -> a", "a -> z", "l.done -> a"):
        found = problems("start -> l", "l.done -> z", edge, l=LOOP, a=inside("l"))
        [wall] = [one for one in found if one.code == "CROSSES_WALL"]
        assert "the wall of “L”" in wall.message
    [own] = [
        one
        for one in problems("start -> l", "l.done -> a", l=LOOP, a=inside("l"))
        if one.code == "CROSSES_WALL"
    ]
    assert "start by themselves" in own.message


def test_containers_that_contain_one_another() -> None:
    found = codes("start -> l", l=inside("m", type="loop"), m=inside("l", type="loop"))
    assert ("INSIDE_ITSELF", "l", "error") in found
    assert ("INSIDE_ITSELF", "m", "error") in found
    assert ("INSIDE_ITSELF", "l", "error") in codes("start -> l", l=inside("l", type="loop"))


def test_containers_within_containers_end_somewhere() -> None:
    blocks: dict[str, Any] = {"l0": LOOP}
    for depth in range(1, 12):
        blocks[f"l{depth}"] = inside(f"l{depth - 1}", type="loop", config={
            "collection": "{{input}}", "itemVariable": f"i{depth}", "indexVariable": f"n{depth}"})  # fmt: skip
    blocks["a"] = inside("l11")
    found = codes("start -> l0", **blocks)
    assert [one for one in found if one[0] == "TOO_DEEP"] == [
        ("TOO_DEEP", "l11", "error"),
        ("TOO_DEEP", "a", "error"),
    ]


def test_only_loops_give_names() -> None:
    [problem] = problems("start -> p", p=PARALLEL, a=inside("p", **reading("{{item}}")))
    assert (problem.code, problem.message) == ("UNKNOWN_REFERENCE", "item is only known inside a loop.")


def test_names_can_be_chosen_and_outer_ones_are_seen() -> None:
    lines = {"collection": "{{invoice.lines}}", "itemVariable": "line", "indexVariable": "place"}
    invoices = {"collection": "{{input.invoices}}", "itemVariable": "invoice"}
    found = problems(
        "start -> l",
        l={**LOOP, "config": invoices},
        m=inside("l", type="fan-out", config=lines),
        a=inside("m", **reading("{{invoice.id}} {{line.sku}} {{place}} {{index}}")),
        b=inside("l", **reading("{{line.sku}}")),
    )
    assert [(one.code, one.block_id) for one in found] == [("UNKNOWN_REFERENCE", "b")]


def test_a_name_that_hides_another() -> None:
    found = codes("start -> l", l=LOOP, m=inside("l", **FAN_OUT), a=inside("m"))
    assert found == [("HIDES_OUTER_NAME", "m", "warning")]


@pytest.mark.parametrize("name", ["input", "steps", "now", "true"])
def test_names_that_mean_something(name: str) -> None:
    config = {"collection": "{{input}}", "itemVariable": name}
    [problem] = problems("start -> l", l={"type": "loop", "config": config}, a=inside("l"))
    assert problem.code == "CONFIG_INVALID"
    assert f"“{name}”" in problem.message


def test_the_container_is_not_read_from_inside() -> None:
    [problem] = problems("start -> l", l=LOOP, a=inside("l", **reading("{{steps.l.output.count}}")))
    assert (problem.code, problem.block_id) == ("NOT_UPSTREAM", "a")
    assert "before all inside it is done" in problem.message


def test_one_lane_does_not_see_another() -> None:
    found = codes("start -> p", p=PARALLEL, a=inside("p"), b=inside("p", **reading("{{steps.a.output}}")))
    assert found == [("NOT_UPSTREAM", "b", "error")]


def test_steps_inside_are_not_read_from_another_container() -> None:
    found = codes(
        "start -> l",
        "l.done -> m",
        l=LOOP,
        m=LOOP,
        a=inside("l"),
        b=inside("m", **reading("{{steps.a.output}}")),
    )
    assert found == [("INSIDE_CONTAINER", "b", "error")]


def test_what_means_nothing_on_a_container() -> None:
    retry = {**LOOP, "errorHandling": "retry", "timeoutMs": 5_000}
    found = problems("start -> l", l=retry, a=inside("l"))
    assert [(one.code, one.severity, one.path) for one in found] == [
        ("NO_RETRY_HERE", "warning", "blocks.1.errorHandling"),
        ("NO_LIMIT_HERE", "warning", "blocks.1.timeoutMs"),
    ]


def test_what_is_set_inside_stays_inside() -> None:
    setter = {"type": "set-variable"}
    assert codes("start -> l", "start -> v", l=LOOP, a=inside("l", **setter), v=setter) == []
    found = codes("start -> l", l=LOOP, a=inside("l", **setter), b=inside("l", **setter))
    assert found == [("UNORDERED_WRITERS", "b", "error")]
    after = codes(
        "start -> l", "l.done -> z", l=LOOP, a=inside("l", **setter), z=reading("{{variables.total}}")
    )
    assert after == [("NOT_UPSTREAM", "z", "warning")]


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({}, "List is missing."),
        ({"collection": "{{input}}", "maxIterations": 0}, "at least 1"),
        ({"collection": "{{input}}", "itemVariable": "a b"}, "not allowed"),
        ({"collection": "{{input}}", "itemVariable": "x", "indexVariable": "x"}, "two names"),
        ({"collection": "{{input}}", "concurrency": 0}, "at least 1"),
        ({"collection": "{{input}}", "onItemError": "ignore"}, "must be"),
    ],
)  # fmt: skip
def test_configs(config: dict[str, Any], said: str) -> None:
    [problem] = problems("start -> l", l={"type": "fan-out", "config": config}, a=inside("l"))
    assert problem.code == "CONFIG_INVALID"
    assert said in problem.message


def test_containers_in_a_cycle() -> None:
    found = codes("start -> l", "l.done -> m", "m.done -> l", l=LOOP, m=LOOP, a=inside("l"), b=inside("m"))
    assert "CYCLE" in [code for code, _, _ in found]
