"""What keeps a definition from being published, and in which words."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.workflows.drawings import document, drawing
from workflows.definition import Definition, parse_definition
from workflows.problems import Problem
from workflows.validation import find_problems


def problems(definition: Definition) -> list[Problem]:
    return find_problems(definition, company_id=uuid4())


def codes(definition: Definition) -> list[str]:
    return [problem.code for problem in problems(definition)]


def only(definition: Definition) -> Problem:
    found = problems(definition)
    assert len(found) == 1, found
    return found[0]


def step(config: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "transform", "config": config, **more}


def reading(template: str) -> dict[str, Any]:
    return step({"mapping": {"value": template}})


def test_a_good_drawing_has_no_problems() -> None:
    assert problems(drawing("start -> check", "check.true -> tell", "check.false -> log")) == []


# --- the whole


def test_nothing_starts_it() -> None:
    problem = only(drawing("check.true -> tell"))
    assert (problem.code, problem.block_id, problem.path) == ("NO_TRIGGER", None, "blocks")


def test_every_trigger_is_switched_off() -> None:
    problem = only(drawing("start -> tell", start={"disabled": True}))
    assert "switched off" in problem.message


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "strin"}, "not a valid JSON Schema"),
        ({"$ref": "https://example.com/schema.json"}, "another document"),
        ({"properties": {"a": {"pattern": "("}}}, "not a valid JSON Schema"),
    ],
)
def test_schemas_are_checked(schema: dict[str, Any], words: str) -> None:
    for name in ("inputSchema", "outputSchema"):
        problem = only(drawing("start -> tell", top={name: schema}, tell=step({"mapping": {"a": 1}})))
        assert problem.code == "BAD_SCHEMA"
        assert problem.path.startswith(name)
        assert words in problem.message


def test_settings_and_variables_have_bounds() -> None:
    top = {
        "settings": {
            "timeoutMs": 0,
            "concurrencyLimit": 0,
            "retentionDays": 5000,
            "concurrencyKey": "{{input.}}",
        },
        "variables": {"tax rate": 1, "taxRate": 2},
    }
    found = {problem.path: problem.message for problem in problems(drawing("start", top=top))}
    assert set(found) == {
        "settings.timeoutMs",
        "settings.concurrencyLimit",
        "settings.retentionDays",
        "settings.concurrencyKey",
        "variables.tax rate",
    }


# --- blocks


def test_a_type_that_does_not_exist() -> None:
    problem = only(drawing("start -> a", a={"type": "transfrom"}))
    assert (problem.code, problem.path, problem.block_id) == ("UNKNOWN_TYPE", "blocks.1.type", "a")
    assert "Did you mean “transform”?" in problem.message


def test_a_config_that_does_not_fit_names_its_field() -> None:
    problem = only(drawing("start -> a", a={"type": "wait", "config": {"duration": 1, "unit": "years"}}))
    assert (problem.code, problem.path, problem.field) == ("CONFIG_INVALID", "blocks.1.config.unit", "unit")


def test_a_bad_expression_names_its_position() -> None:
    problem = only(drawing("start -> a", a=reading("{{input. }}")))
    assert problem.path == "blocks.1.config.mapping.value"
    assert "character" in problem.message


def test_a_switched_off_block_need_not_be_ready() -> None:
    assert problems(drawing("start -> a", a={"type": "wait", "config": {}, "disabled": True})) == []


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"timeoutMs": 0}, "timeoutMs"),
        ({"timeoutMs": 90_000_000}, "timeoutMs"),
        ({"retryConfig": {"maxAttempts": 0}}, "retryConfig.maxAttempts"),
        ({"retryConfig": {"maxAttempts": 21}}, "retryConfig.maxAttempts"),
        ({"retryConfig": {"backoffMs": -1}}, "retryConfig.backoffMs"),
        ({"retryConfig": {"maxDelayMs": -1}}, "retryConfig.maxDelayMs"),
        ({"retryConfig": {"backoffMultiplier": 0.5}}, "retryConfig.backoffMultiplier"),
    ],
)
def test_limits_have_bounds(fields: dict[str, Any], path: str) -> None:
    problem = only(drawing("start -> a", a=fields))
    assert (problem.code, problem.path) == ("OUT_OF_BOUNDS", f"blocks.1.{path}")


def test_two_blocks_of_one_name_are_hard_to_tell_apart() -> None:
    found = problems(drawing("start -> a", "start -> b", a={"name": "Same"}, b={"name": "Same"}))
    assert [(problem.code, problem.severity) for problem in found] == [("DUPLICATE_NAME", "warning")] * 2


# --- shape


def test_an_edge_into_a_trigger() -> None:
    found = problems(drawing("start -> a", "other -> a", "a -> other", other={"type": "trigger.api"}))
    assert "TRIGGER_WITH_INPUT" in [problem.code for problem in found]


def test_a_block_that_nothing_leads_to() -> None:
    problem = only(drawing("start -> a", b={}))
    assert (problem.code, problem.block_id, problem.severity) == ("UNREACHABLE", "b", "warning")


def test_a_cycle_names_its_blocks() -> None:
    problem = only(drawing("start -> a", "a -> b", "b -> c", "c -> a"))
    assert problem.code == "CYCLE"
    assert all(f"“{name}”" in problem.message for name in "ABC")
    assert codes(drawing("start -> a", "a -> a")) == ["CYCLE"]


def test_a_port_that_the_block_does_not_have() -> None:
    problem = only(drawing("start -> check", "check.out -> a"))
    assert (problem.code, problem.path, problem.block_id) == ("UNKNOWN_PORT", "edges.1", "check")
    assert "true, false" in problem.message
    assert "Nothing can follow" in only(drawing("start -> a", "a -> b", a={"type": "stop"})).message


def test_ports_of_a_switch_are_its_cases() -> None:
    good = drawing("start -> s", "s.pro -> a", "s.default -> b", s={"type": "switch"})
    assert problems(good) == []
    assert codes(drawing("start -> s", "s.basic -> a", s={"type": "switch"})) == ["UNKNOWN_PORT"]


def test_edges_do_not_cross_the_wall_of_a_container() -> None:
    loop = {"type": "loop"}
    inside = {"parentId": "loop"}
    assert codes(drawing("start -> loop", "a -> b", loop=loop, a=inside, b=inside)) == []
    found = problems(drawing("start -> loop", "a -> b", "start -> a", loop=loop, a=inside, b=inside))
    assert {problem.code for problem in found} == {"CROSSES_WALL"}
    assert {problem.code for problem in problems(drawing("start -> a", b={"parentId": "a"}))} >= {
        "NOT_A_CONTAINER"
    }


def test_only_the_container_is_read_from_outside() -> None:
    found = problems(
        drawing(
            "start -> loop", "loop.done -> after",
            loop={"type": "loop"},
            body={"parentId": "loop", **reading("{{item.id}} {{index}} {{steps.start.output}}")},
            after=reading("{{steps.body.output}} {{steps.loop.output}}"),
        )
    )  # fmt: skip
    assert {(problem.code, problem.block_id) for problem in found} == {
        ("INSIDE_CONTAINER", "after"),
    }


def test_two_unordered_writers_of_one_variable() -> None:
    setter = {"type": "set-variable"}
    problem = only(drawing("start -> a", "start -> b", a=setter, b=setter))
    assert (problem.code, problem.block_id, problem.path) == (
        "UNORDERED_WRITERS", "b", "blocks.2.config.values.total",
    )  # fmt: skip


@pytest.mark.parametrize(
    "edges",
    [
        ("start -> a", "a -> b"),
        ("start -> check", "check.true -> a", "check.false -> b"),
        ("start -> check", "check.true -> c", "c -> a", "check.false -> b"),
        ("start -> c", "c.out -> a", "c.error -> b"),
    ],
)
def test_writers_that_are_ordered_or_exclude_each_other(edges: tuple[str, ...]) -> None:
    setter = {"type": "set-variable"}
    assert "UNORDERED_WRITERS" not in codes(drawing(*edges, a=setter, b=setter))


def test_writers_behind_a_merge_of_both_branches_are_unordered() -> None:
    setter = {"type": "set-variable"}
    edges = ("start -> check", "check.true -> m", "check.false -> m", "m -> a", "check.true -> b")
    assert codes(drawing(*edges, a=setter, b=setter)) == ["UNORDERED_WRITERS"]


# --- references


def test_good_references() -> None:
    template = "{{input.x}} {{steps.start.output.y}} {{steps.start.z}} {{now}} {{runId}} {{trigger.headers.x-id}} {{workflow.id}}"
    assert problems(drawing("start -> a", a=reading(template))) == []


@pytest.mark.parametrize(
    ("template", "code", "words"),
    [
        ("{{steps.stat.output}}", "UNKNOWN_STEP", "Did you mean “start”?"),
        ("{{steps.later.output}}", "NOT_UPSTREAM", "does not run before"),
        ("{{steps.a.output}}", "NOT_UPSTREAM", "own output"),
        ("{{variables.taxRtae}}", "UNKNOWN_VARIABLE", "Did you mean “taxRate”?"),
        ("{{secrets.TOKEN}}", "UNKNOWN_SECRET", "cannot stand here"),
        ("{{inputs.x}}", "UNKNOWN_REFERENCE", "Did you mean “input”?"),
        ("{{start.output}}", "UNKNOWN_REFERENCE", "steps.start.output"),
        ("{{item.id}}", "UNKNOWN_REFERENCE", "inside a loop"),
    ],
)
def test_references_that_lead_nowhere(template: str, code: str, words: str) -> None:
    problem = only(
        drawing("start -> a", "a -> later", top={"variables": {"taxRate": 1}}, a=reading(template))
    )
    assert (problem.code, problem.severity, problem.block_id) == (code, "error", "a")
    assert problem.path == "blocks.1.config.mapping.value"
    assert words in problem.message


SCHEMA = {
    "type": "object",
    "properties": {
        "amount": {"type": "number"},
        "lines": {"type": "array", "items": {"type": "object", "properties": {"sku": {}}}},
    },
}


@pytest.mark.parametrize(
    ("template", "missing"),
    [
        ("{{input.amuont}}", "amuont"),
        ("{{input.lines.0.price}}", "price"),
        ("{{input.amount.cents}}", "cents"),
        ("{{input.lines.0.sku.x}}", None),
        ("{{input.amount ?? 1}}", None),
        ("{{input.gone ?? 1}}", None),
        ("{{steps.start.output.amuont}}", "amuont"),
    ],
)  # fmt: skip
def test_fields_that_the_input_schema_lacks_are_warnings(template: str, missing: str | None) -> None:
    found = problems(drawing("start -> a", top={"inputSchema": SCHEMA}, a=reading(template)))
    assert [problem.severity for problem in found] == (["warning"] if missing else [])
    assert missing is None or f"“{missing}”" in found[0].message


def test_fields_that_an_output_lacks_are_warnings() -> None:
    found = problems(
        drawing("start -> w", "w -> a", w={"type": "wait"}, a=reading("{{steps.w.output.waitd}}"))
    )
    assert [(problem.code, problem.severity) for problem in found] == [("UNKNOWN_FIELD", "warning")]
    assert (
        problems(
            drawing("start -> w", "w.error -> a", w={"type": "wait"}, a=reading("{{steps.w.error.message}}"))
        )
        == []
    )


def test_a_variable_that_is_set_later_is_a_warning() -> None:
    found = problems(
        drawing("start -> a", "a -> s", s={"type": "set-variable"}, a=reading("{{variables.total}}"))
    )
    assert [(problem.code, problem.severity) for problem in found] == [("NOT_UPSTREAM", "warning")]
    assert (
        problems(
            drawing("start -> s", "s -> a", s={"type": "set-variable"}, a=reading("{{variables.total}}"))
        )
        == []
    )


def test_a_reference_that_is_absent_for_one_trigger_is_a_warning() -> None:
    found = problems(
        drawing(
            "start -> a", "other -> a", other={"type": "trigger.api"}, a=reading("{{steps.other.output.x}}")
        )
    )
    assert [problem.code for problem in found] == ["ABSENT_FOR_TRIGGER"]
    assert "“Start” starts the run" in found[0].message


def test_a_switched_off_block_has_no_output() -> None:
    found = problems(drawing("start -> b", "b -> a", b={"disabled": True}, a=reading("{{steps.b.output.x}}")))
    assert [problem.code for problem in found] == ["SWITCHED_OFF"]


@pytest.mark.parametrize(
    ("expression", "hints"),
    [
        ('5 == "5"', 1),
        ('input.amount === "5"', 1),
        ("input.amount != 5", 0),
        ('input.currency == "5"', 0),
        ('input.amount > 1 && "5" != 5', 1),
        ("input.amount == null", 0),
    ],
)
def test_numbers_compared_with_text_get_a_hint(expression: str, hints: int) -> None:
    schema = {"type": "object", "properties": {"amount": {"type": "number"}, "currency": {}}}
    check = {"config": {"expression": expression}}
    found = problems(drawing("start -> check", top={"inputSchema": schema}, check=check))
    assert [problem.code for problem in found] == ["UNLIKE_TYPES"] * hints


# --- all together


def test_problems_come_in_the_order_of_the_drawing() -> None:
    data = document("start -> a", "a -> b", a={"type": "nope"}, b={"type": "nope", "timeoutMs": 0})
    data["settings"] = {"timeoutMs": 0}
    found = problems(parse_definition(data))
    assert [problem.block_id for problem in found] == [None, "a", "b", "b"]


def test_a_thousand_blocks_are_checked_within_a_second() -> None:
    import time

    edges = [f"b{number} -> b{number + 1}" for number in range(997)]
    blocks = {
        f"b{number}": reading(f"{{{{steps.b{max(0, number - 1)}.output.result}}}}")
        for number in range(1, 998)
    }
    definition = drawing("start -> b0", *edges, **blocks)
    find_problems(definition, company_id=uuid4())
    started = time.process_time()  # this process's own: others may have the machine meanwhile
    assert problems(definition) == []
    assert time.process_time() - started < 2


@pytest.mark.django_db
def test_a_secret_stands_where_a_request_carries_it() -> None:
    config = {"url": "https://example.com/{{secrets.A}}", "headers": {"x-key": "{{secrets.B}}"}}
    found = {
        problem.path: problem.message
        for problem in problems(drawing("start -> a", a={"type": "http", "config": config}))
    }
    assert "cannot stand here" in found["blocks.1.config.url"]
    assert "no secret “B”" in found["blocks.1.config.headers.x-key"]
