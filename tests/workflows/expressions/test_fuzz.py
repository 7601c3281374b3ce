"""Whatever is thrown at it, it answers with a value or with one of its two errors."""

import json
import math
from decimal import Decimal

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workflows.expressions import (
    ExpressionError,
    ExpressionSyntaxError,
    compare,
    compile_expression,
    compile_template,
    compile_value,
    functions,
    rename_block,
)

SETTINGS = settings(
    max_examples=300, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
NUMBERS = st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=12)
TEXTS = st.sampled_from(
    ["5000", "12.50", "2026-01-31", "2026-01-31T09:30:00Z", "usd", "", "a,b", "a.b", "(a"]
)
JSON = st.recursive(
    SCALARS | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=12,
)
NAMES = [function.name for function in functions()]
PATHS = st.sampled_from(
    [
        "input",
        "input.a",
        "input.b.c",
        "input.0",
        "steps.a.b",
        "item",
        "index",
        "nope.x",
        "input[index]",
        "input?.a",
    ]
)
LITERALS = st.sampled_from(
    ["1", "0", "-2", "0.1", "1e300", "9223372036854775807", "'a'", "'5'", "''", "null", "true", "[]", "{}",
     "[1, 'a']", "{a: 1}", "'2026-01-31'", "'a.b'", "'UTC'", "'YYYY'", "'usd'", "'>'"]
)  # fmt: skip


def _grow(inner):
    binary = st.sampled_from(["+", "-", "*", "/", "%", "<", ">=", "==", "!==", "&&", "||", "??", "in"])
    return st.one_of(
        st.tuples(inner, binary, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]}) ? ({t[1]}) : ({t[2]})"),
        st.tuples(st.sampled_from(NAMES), st.lists(inner, min_size=1, max_size=4)).map(
            lambda t: f"{t[0]}({', '.join(t[1])})"
        ),
        st.tuples(st.sampled_from(["!", "- ", "+"]), inner).map(lambda t: f"{t[0]}({t[1]})"),
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]})[{t[1]}]"),
    )


EXPRESSIONS = st.recursive(PATHS | LITERALS, _grow, max_leaves=10)
SOUP = st.lists(
    st.sampled_from(
        ["{{", "}}", "{", "}", "(", ")", "[", "]", ".", "?.", ",", ":", "?", "??", "||", "&&", "!", "==", "=",
         "<", "+", "-", "*", "/", "%", "input", "steps.a", "in", "null", "'a'", '"', "'", "\\", "1", ".5", "len(",
         "upper", "0", " ", "\n", "é", "\ud800", "-a", "$", "_"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


CODES = {"TYPE_MISMATCH", "REFERENCE_MISSING", "LIMIT_EXPRESSION", "STEP_ERROR"}


def outcome(action):
    """The value and None, or None and one of the two errors; anything else is a failure."""
    try:
        return action(), None
    except (ExpressionError, ExpressionSyntaxError) as error:
        return None, error


def attempt(compile_source, source, scope):
    """The value; None where one of the two errors was raised, each in its time."""
    compiled, error = outcome(lambda: compile_source(source))
    if error is not None:
        assert isinstance(error, ExpressionSyntaxError)
        assert 0 <= error.position <= len(source)
        assert error.message
        return None
    value, error = outcome(lambda: compiled.resolve(scope, warnings=[], allow_secrets=True))
    if error is not None:
        assert isinstance(error, ExpressionError)
        assert error.code in CODES
    return value


def is_json(value):
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, list):
        return all(map(is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and is_json(part) for key, part in value.items())
    return value is None or isinstance(value, bool | int | str)


@SETTINGS
@given(st.text(max_size=60) | SOUP)
@example("{{" * 50)
@example("\x00")
def test_any_text(source):
    scope = {"input": {"a": 1}, "steps": {"a": {"output": 1}}}
    attempt(compile_template, source, scope)
    attempt(compile_expression, source, scope)
    attempt(compile_template, "{{" + source + "}}", scope)
    rename_block(source, "a", "b")
    rename_block(source, "a", "b", is_expression=True)


@settings(SETTINGS, max_examples=400)
@given(EXPRESSIONS, JSON, JSON, JSON)
def test_any_expression_on_any_data(source, data, output, item):
    scope = {"input": data, "steps": {"a": {"output": output}}, "item": item, "index": 0}
    before = json.dumps(scope)
    value = attempt(compile_expression, source, scope)
    assert is_json(value)
    text = attempt(compile_template, "<{{" + source + "}}>", scope)
    assert text is None or isinstance(text, str)
    assert json.dumps(scope) == before, "data was changed"


@SETTINGS
@given(JSON, JSON)
def test_comparison_is_consistent(left, right):
    assert compare(left, "==", right) is compare(right, "==", left)
    assert compare(left, "==", left) is True
    less, error = outcome(lambda: compare(left, "<", right))
    if error is not None:
        assert error.code == "TYPE_MISMATCH"
        return
    greater = compare(left, ">", right)
    assert not (less and greater)
    assert compare(right, ">", left) is less
    assert compare(left, "<=", right) is (not greater)


@SETTINGS
@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
    st.decimals(min_value=-(10**9), max_value=10**9, places=4),
)
def test_decimal_arithmetic_is_exact(left, right):
    scope = {"a": float(left), "b": float(right)}
    for operator, exact in (("+", left + right), ("-", left - right), ("*", left * right)):
        # Whole results are ints, which are exact where a double no longer is.
        wanted = int(exact) if exact == int(exact) else float(exact)
        assert compile_expression(f"a {operator} b").resolve(scope) == wanted
    places = Decimal("0.01")
    assert compile_expression("round(a, 2)").resolve(scope) == float(
        left.quantize(places, rounding="ROUND_HALF_UP")
    )


@SETTINGS
@given(JSON)
def test_json_survives_a_round_trip(value):
    compiled = compile_expression("parseJson(json(x))")
    assert compare(compiled.resolve({"x": value}), "==", value) or "\\ud" in json.dumps(value)


@SETTINGS
@given(st.recursive(SCALARS | SOUP, lambda i: st.lists(i, max_size=3) | st.dictionaries(SOUP, i, max_size=3)))
def test_any_configuration(config):
    compiled, error = outcome(lambda: compile_value(config))
    if error is None:
        outcome(lambda: compiled.resolve({"input": {"a": 1}}, allow_secrets=True))
