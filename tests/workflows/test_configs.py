"""A config's way: checked as stored, compiled, resolved, checked in full."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import Field

from integrations.blocktype import BlockType
from integrations.forms import Expression, Form, Template, ui
from integrations.outcomes import Done, Outcome, Permanent
from workflows.configs import ConfigInvalid, check_config, compile_config, expression_places, parse_config
from workflows.expressions import ExpressionError


class Row(Form):
    left: Template = None
    when: Expression = None
    id: Annotated[str, ui(template=False)] = Field("x", pattern="^[a-z]+$")


class SampleConfig(Form):
    count: int = Field(0, title="How many", le=10)
    price: float | None = None
    is_big: bool = False
    name: str = ""
    tags: list[str] = Field(default_factory=list)
    rows: list[Row] = Field(default_factory=list)
    nested: list[list[Row]] = Field(default_factory=list)
    named: dict[str, Row] = Field(default_factory=dict)
    only_if: Expression = None
    free: Template = None


def run(_context: Any, config: Any) -> Outcome:
    return Done(config)


SAMPLE = BlockType(
    type="sample", name="Sample", category="Data", description="", icon="x", form=SampleConfig, run=run, sentence="",
    empty_sentence="",
)  # fmt: skip


def faults(config: dict[str, Any]) -> list[tuple[str, str]]:
    return [(problem.path, problem.message) for problem in check_config(SAMPLE, config)]


def resolve(config: dict[str, Any], **scope: Any) -> dict[str, Any]:
    return compile_config(SAMPLE, config).resolve(scope)


def test_expression_places_are_found_at_any_depth() -> None:
    assert expression_places(SampleConfig) == {
        ("onlyIf",),
        ("rows", "*", "when"),
        ("nested", "*", "*", "when"),
        ("named", "*", "when"),
    }


HANDED_ON = {"free": {key: f"{{{{steps.a.output.result.{key}}}}}" for key in ("one", "two", "three")}}


def test_fields_of_one_object_are_handed_on_together() -> None:
    found = {"one": 1, "two": None, "three": [3]}
    resolved = resolve(HANDED_ON, steps={"a": {"output": {"result": found}}})
    assert resolved == {"free": found}


@pytest.mark.parametrize("result", [{"two": 2}, None, "text", []])
def test_what_is_missing_among_them_is_said_field_by_field(result: Any) -> None:
    warnings: list[Any] = []
    scope = {"steps": {"a": {"output": {"result": result}}}}
    resolved = compile_config(SAMPLE, HANDED_ON).resolve(scope, warnings)
    two = 2 if isinstance(result, dict) else None
    assert resolved == {"free": {"one": None, "two": two, "three": None}}
    missing = ["one", "three"] if two else ["one", "two", "three"]
    assert [warning.path for warning in warnings] == [f"steps.a.output.result.{name}" for name in missing]
    with pytest.raises(ExpressionError, match=r"output\.result\.one"):
        compile_config(SAMPLE, HANDED_ON).resolve(scope, strict=True)


def test_a_template_may_stand_in_any_leaf() -> None:
    config = {
        "count": "{{input.n}}",
        "price": "{{input.p}}",
        "isBig": "{{input.b}}",
        "tags": "{{input.t}}",
        "rows": [{"left": "{{input.x}}", "when": "input.n > 1"}, "{{input.row}}"],
        "named": {"a": {"when": "input.n"}},
    }
    assert faults(config) == []
    resolved = resolve(
        config, input={"n": "5", "p": 2, "b": "yes", "t": ["a", 1], "x": None, "row": {"id": "b"}}
    )
    form = parse_config(SAMPLE, resolved)
    assert isinstance(form, SampleConfig)
    assert (form.count, form.price, form.is_big, form.tags) == (5, 2.0, True, ["a", "1"])
    assert [row.when for row in form.rows] == [True, None]
    assert form.named["a"].when == "5"


def test_but_not_where_it_must_be_known_before() -> None:
    assert [path for path, _ in faults({"rows": [{"id": "{{input.x}}"}]})] == ["rows.0.id"]


def test_the_rest_is_checked_as_stored() -> None:
    assert faults({"count": "many", "isBig": [], "tags": [{}], "rows": [{"lef": 1}], "what": 1}) == [
        ("count", "How many must be a whole number."),
        ("isBig", "Is big must be yes or no."),
        ("tags.0", "Tags 1 must be text."),
        ("rows.0.lef", "There is no field “lef” here."),
        ("what", "There is no field “what” here."),
    ]
    assert faults({"count": 11}) == [("count", "How many must be at most 10.")]
    assert faults({"count": None}) == [("count", "How many is empty.")]


def test_templates_and_expressions_that_cannot_be_read() -> None:
    config = {"name": "{{input.", "free": {"a": ["{{ + }}"]}, "onlyIf": "1 +", "rows": [{"when": "a b"}]}
    assert [path for path, _ in faults(config)] == ["name", "free.a.0", "onlyIf", "rows.0.when"]
    with pytest.raises(ConfigInvalid) as raised:
        compile_config(SAMPLE, config)
    assert len(raised.value.problems) == 4


def test_references_know_their_field() -> None:
    compiled = compile_config(SAMPLE, {"free": {"a": ["{{steps.x.y}} {{input.b}}"]}, "onlyIf": "variables.v"})
    assert [(item.path, item.reference.root, item.reference.path) for item in compiled.field_references] == [
        ("free.a.0", "steps", ("x", "output", "y")),
        ("free.a.0", "input", ("b",)),
        ("onlyIf", "variables", ("v",)),
    ]
    assert [reference.root for reference in compiled.references] == ["steps", "input", "variables"]


def test_resolving_leaves_the_stored_config_and_the_data_alone() -> None:
    config = {"free": {"a": "{{input.list}}", "b": [1, {"c": "x{{input.n}}"}]}, "name": "plain"}
    data = {"list": [1], "n": 5}
    assert resolve(config, input=data) == {"free": {"a": [1], "b": [1, {"c": "x5"}]}, "name": "plain"}
    assert config["free"] == {"a": "{{input.list}}", "b": [1, {"c": "x{{input.n}}"}]}


def test_results_are_never_resolved_again() -> None:
    assert resolve({"name": "{{input.evil}}"}, input={"evil": "{{input.secret}}"}) == {
        "name": "{{input.secret}}"
    }


def test_an_empty_expression_is_none_and_a_constant_one_may_be_no_text() -> None:
    assert resolve({"onlyIf": ""}) == {}
    assert resolve({"onlyIf": True}) == {"onlyIf": True}
    assert faults({"onlyIf": ""}) == []


def test_missing_paths_warn_or_fail() -> None:
    warnings: list[Any] = []
    compiled = compile_config(SAMPLE, {"name": "{{input.a.b}}"})
    assert compiled.resolve({"input": {}}, warnings) == {"name": None}
    assert len(warnings) == 1
    with pytest.raises(ExpressionError) as raised:
        compiled.resolve({"input": {}}, None, True)
    assert raised.value.code == "REFERENCE_MISSING"


def test_errors_name_the_template() -> None:
    with pytest.raises(ExpressionError) as raised:
        resolve({"free": ["{{input.a > 5}}"]}, input={})
    assert raised.value.code == "TYPE_MISMATCH"
    assert "input.a > 5" in raised.value.message


def test_secrets_stand_in_no_field_yet() -> None:
    with pytest.raises(ExpressionError) as raised:
        resolve({"free": "{{secrets.KEY}}"}, secrets={"KEY": "s3cret-value"})
    assert "s3cret" not in raised.value.message


def test_the_resolved_value_is_checked_in_full() -> None:
    with pytest.raises(Permanent) as raised:
        parse_config(
            SAMPLE, resolve({"count": "{{input.n}}", "tags": "{{input.t}}"}, input={"n": "many", "t": [{}]})
        )
    assert raised.value.message == "How many must be a whole number."
    assert raised.value.code == "STEP_ERROR"
    assert [problem["path"] for problem in raised.value.details] == ["count", "tags.0"]
    with pytest.raises(Permanent) as empty:
        parse_config(SAMPLE, resolve({"count": "{{input.n}}"}, input={}))
    assert empty.value.message == "How many is empty."


def test_depth_is_limited() -> None:
    deep: Any = "{{input}}"
    for _ in range(500):
        deep = [deep]
    assert faults({"free": deep})[0][0] == "free"
