"""Templates in texts and in whole configurations."""

import pytest

from workflows.expressions import (
    ExpressionError,
    ExpressionSyntaxError,
    compile_expression,
    compile_template,
    compile_value,
)

SCOPE = {
    "input": {"id": 7, "price": 5.0, "name": "Ada", "list": [1, {"a": None}], "none": None, "yes": True, "tpl": "{{input.id}}"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("{{input.id}}", 7),
        ("{{ input.id }}", 7),
        ("{{input.price}}", 5.0),
        ("{{input.list}}", [1, {"a": None}]),
        ("{{input.none}}", None),
        ("{{input.yes}}", True),
        ("{{input.id + 1}}", 8),
        ("", ""),
        ("plain", "plain"),
        ("a } b }} c", "a } b }} c"),
        ("{ {input.id} }", "{ {input.id} }"),
        (" {{input.id}}", " 7"),
        ("{{input.id}}{{input.id}}", "77"),
        ("No {{input.id}} for {{input.name}}!", "No 7 for Ada!"),
        ("p={{input.price}} n={{input.none}} y={{input.yes}}", "p=5 n= y=true"),
        ("l={{input.list}}", 'l=[1,{"a":null}]'),
        ('{{ "{{" }}', "{{"),
        ('{{ "{{" }}input.id}}', "{{input.id}}"),
        ('x {{ "}}" }} y', "x }} y"),
        ("{{ {a: {b: 1}} }}", {"a": {"b": 1}}),
        ("{{ {a: {b: 1}}}}", {"a": {"b": 1}}),
        ('{"a":{"b":{{input.id}}}}', '{"a":{"b":7}}'),
        ("{{input.id > 5 ? 'big' : 'small'}}", "big"),
        ("{{input.missing || 'Unknown'}}", "Unknown"),
    ],
)
def test_templates(source, value):
    resolved = compile_template(source).resolve(SCOPE)
    assert (type(resolved), resolved) == (type(value), value)


def test_results_are_never_resolved_again():
    assert compile_template("{{input.tpl}}").resolve(SCOPE) == "{{input.id}}"
    assert compile_template("<{{input.tpl}}>").resolve(SCOPE) == "<{{input.id}}>"
    assert compile_value({"a": "{{input.tpl}}"}).resolve(SCOPE) == {"a": "{{input.id}}"}


def test_a_whole_configuration():
    config = {
        "url": "https://x/{{input.id}}",
        "{{key}}": "literal key",
        "body": {"list": ["{{input.id}}", "b", {"deep": "{{input.list}}"}], "n": 5, "z": None},
        "constant": {"a": [1, 2, 3]},
    }
    value = compile_value(config)
    resolved = value.resolve(SCOPE)
    assert resolved == {
        "url": "https://x/7",
        "{{key}}": "literal key",
        "body": {"list": [7, "b", {"deep": [1, {"a": None}]}], "n": 5, "z": None},
        "constant": {"a": [1, 2, 3]},
    }
    assert list(resolved) == list(config)
    assert resolved["constant"] is config["constant"]
    assert config["url"] == "https://x/{{input.id}}"
    assert value.resolve(SCOPE) is not resolved
    assert not value.is_constant


@pytest.mark.parametrize("config", [{"a": {"b": [1, "x"]}}, [], {}, 5, None, True, "text"])
def test_constant_configurations_are_returned_as_they_are(config):
    value = compile_value(config)
    assert value.is_constant
    assert value.references == ()
    assert value.resolve({}) is config


@pytest.mark.parametrize(
    ("source", "is_constant"),
    [
        ("plain", True),
        ("{{ 1 + 2 }}", True),
        ('{{ "{{" }} x', True),
        ("{{ upper('a') }}", True),
        ("{{ 1 / 0 }}", False),
        ("{{ first([]).x }}", False),
        ("{{ input.id }}", False),
    ],
)
def test_what_is_known_beforehand(source, is_constant):
    assert compile_template(source).is_constant is is_constant


def test_compiled_once():
    assert compile_template("{{input.id}}") is compile_template("{{input.id}}")
    assert compile_expression("input.id > 1") is compile_expression("input.id > 1")
    long = "x" * 2_000 + "{{input.id}}"
    assert compile_template(long) is compile_template(long)


def test_the_place_of_a_mistake_in_a_configuration():
    for _ in range(2):
        with pytest.raises(ExpressionSyntaxError) as caught:
            compile_value({"body": {"lines": ["ok", "{{input.}}"]}})
        assert caught.value.message == "body.lines.1: A name is missing after the dot (at character 9)"
        assert caught.value.position == 8


def test_a_failure_names_its_expression():
    config = compile_value({"a": "ok", "b": {"c": "Total: {{input.none * 2}} {{input.id}}"}})
    with pytest.raises(ExpressionError) as caught:
        config.resolve(SCOPE)
    assert caught.value.message == '"*" needs a number, not null. In: input.none * 2'
    with pytest.raises(ExpressionError) as caught:
        compile_value({"b": "{{input.none * 2}}", "c": "{{input.id}}"}).resolve(SCOPE)
    assert caught.value.message.endswith("In: {{input.none * 2}}")


def test_nesting_of_configurations_is_limited():
    config: object = "{{input.id}}"
    for _ in range(150):
        config = [config]
    compile_value(config).resolve(SCOPE)
    for _ in range(100):
        config = [config]
    with pytest.raises(ExpressionSyntaxError, match="200 levels"):
        compile_value(config)
