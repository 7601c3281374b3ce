"""What is refused when it is compiled, where, and with which advice."""

import pytest

from workflows.expressions import ExpressionSyntaxError, compile_expression, compile_template


def error_of(source: str, *, template: bool = False) -> ExpressionSyntaxError:
    with pytest.raises(ExpressionSyntaxError) as caught:
        (compile_template if template else compile_expression)(source)
    return caught.value


@pytest.mark.parametrize(
    ("source", "position", "words"),
    [
        ("", 0, "empty"),
        ("   ", 0, "empty"),
        ("1 +", 3, 'missing after "+"'),
        ("(1 + 2", 6, '")" is missing'),
        ("1)", 1, "never opened"),
        ("[1, 2", 5, '"]" is missing'),
        ("{a 1}", 3, '":" is missing'),
        ("{1: 2}", 1, "name is expected"),
        ("input.", 6, "name is missing after the dot"),
        ("input[]", 6, "value is expected"),
        ("input.a ? 1", 11, '":" is missing'),
        ("a b", 2, "operator is missing"),
        ("a = b", 2, 'write "=="'),
        ("a & b", 2, 'write "&&"'),
        ("a | b", 2, 'write "||"'),
        ("a and b", 2, 'Write "&&"'),
        ("not a", 0, 'Write "!"'),
        ("True", 0, '"true"'),
        ("a === None", 6, '"null"'),
        ("`x`", 0, "single or double quotes"),
        ("“x”", 0, "typographic"),
        ('"open', 0, "never closed"),
        ("5abc", 0, "neither a number nor a name"),
        ("a => b", 2, "no functions"),
        ("2 ** 3", 2, '"**"'),
        ("new Date()", 0, "cannot stand here"),
        ("a ?? b || c", 2, "parentheses"),
        ("a || b ?? c", 7, "parentheses"),
        ("a ?? b && c", 2, "parentheses"),
        ("1 < 2 < 3", 6, "a < b && b < c"),
        ("1 == 1 == true", 7, "chained"),
        ("9223372036854775808", 0, "64 bits"),
        ("-9223372036854775809", 1, "64 bits"),
        ("1e999", 0, "too large"),
        ('"\\ud800"', 0, "half of a character"),
        ('"\\u{110000}"', 0, "no such character"),
        ("# comment", 0, "does not belong"),
        ("secrets", 0, "secrets.API_TOKEN"),
        ("secrets[input.name]", 0, "secrets.API_TOKEN"),
        ("secrets.A.b", 0, "secrets.API_TOKEN"),
        ("now()", 0, "value and not a function"),
    ],
)
def test_mistakes_are_placed_and_explained(source, position, words):
    error = error_of(source)
    assert error.position == position
    assert words in error.message
    assert f"(at character {position + 1})" in error.message
    assert str(error) == error.message


@pytest.mark.parametrize(
    ("source", "advice"),
    [
        ("uper('a')", 'did you mean "upper(text)"?'),
        ("UPPER('a')", 'did you mean "upper(text)"?'),
        ("length(input.items)", 'did you mean "len(value)"?'),
        ("toUpperCase('a')", 'did you mean "upper(text)"?'),
        ("input.name.toUpperCase()", 'write "upper(input.name)"'),
        ("input.items.length()", 'write "len(input.items)"'),
        ("Math.round(1.5)", 'write "round(…)"'),
        ("JSON.stringify(input)", 'write "json(…)"'),
        ("input.name.frobnicate()", "Values have no methods"),
        ("frobnicate(1)", 'There is no function "frobnicate"'),
        ("(1)(2)", "Only a function can be called"),
        ("upper()", "upper(text) does not take 0 values"),
        ("round(1, 2, 3)", "does not take 3 values"),
        ("max()", "max(value, …) does not take 0 values"),
        ('matches("a", "(")', "never closed"),
        (r'matches("a", "(a)\\1")', "not supported"),
    ],
)
def test_calls_that_cannot_be_get_advice(source, advice):
    assert advice in error_of(source).message


@pytest.mark.parametrize(
    ("source", "position", "words"),
    [
        ("a {{ b", 2, '{{ "{{" }}'),
        ("{{}}", 0, "nothing between"),
        ("x {{  }}", 2, "nothing between"),
        ("{{#if input.x}}", 2, "does not belong"),
        ("{{{input.x}}}", 8, '":" is missing'),
        ("{{ 'a }}", 3, "never closed"),
        ("{{ {a: 1 }}", 0, "never closed"),
        ("{{ input.x }", 0, "never closed"),
        ("ok {{ input.x + }}", 16, "missing after"),
    ],
)
def test_mistakes_in_templates(source, position, words):
    error = error_of(source, template=True)
    assert (error.position, words in error.message) == (position, True), error.message


@pytest.mark.parametrize(
    "source",
    [
        "(" * 10_000,
        "(" * 10_000 + "1" + ")" * 10_000,
        "[" * 10_000,
        "{a:" * 10_000,
        "!" * 10_000 + "1",
        "- " * 10_000 + "1",
        "len(" * 10_000,
        "a[" * 10_000,
        "1?" * 10_000,
        "1?1:" * 10_000 + "1",
        "a??(" * 10_000,
        "a||b&&c==d<e+f*(" * 2_000,
        "(a)." * 10_000,
        "{{" * 10_000,
    ],
    ids=lambda source: source[:8],
)
def test_depth_is_a_syntax_error_and_never_a_recursion_error(source):
    error_of(source)
    error_of("{{" + source + "}}", template=True)


def test_sixty_levels_are_fine_and_seventy_are_not():
    assert compile_expression("(" * 60 + "1" + ")" * 60).resolve({}) == 1
    assert "nested more than 64" in error_of("(" * 70 + "1" + ")" * 70).message


def test_chains_may_be_long():
    assert compile_expression(" + ".join(["1"] * 5_000)).resolve({}) == 5_000
    assert compile_expression(" && ".join(["true"] * 5_000)).resolve({}) is True
    assert compile_expression("x" + " ?? x" * 5_000).resolve({"x": None}) is None
    long_path = "input" + ".a" * 5_000
    assert compile_expression(long_path).resolve({"input": {}}) is None


def test_long_sources_are_refused():
    assert "100,000" in error_of("1" + " " * 100_000).message
    assert "100,000" in error_of("x" * 100_001, template=True).message


@pytest.mark.parametrize(
    "source",
    ["input . name", "input\n.name", "input[ 'name' ]", "( input ).name", "[1, 2,]", "{a: 1,}", "undefined"],
)
def test_what_is_also_allowed(source):
    compile_expression(source)
