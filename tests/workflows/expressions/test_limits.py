"""What a hostile author or a hostile payload can cost."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workflows.expressions import (
    ExpressionError,
    compare,
    compile_expression,
    compile_template,
    compile_value,
)

MEGABYTE = "x" * 1024 * 1024
HUGE = {
    "input": {"text": MEGABYTE * 12, "mega": MEGABYTE, "list": list(range(400_000)), "texts": [MEGABYTE] * 40}
}


def refused(source, scope=HUGE):
    started = time.perf_counter()
    with pytest.raises(ExpressionError) as caught:
        compile_expression(source).resolve(scope)
    # Generous: shared machines are slow. Without the limits these take minutes or all the memory.
    assert time.perf_counter() - started < 20
    assert caught.value.code == "LIMIT_EXPRESSION"


def outcome(source, scope):
    """The value, or the code of the error."""
    try:
        return compile_expression(source).resolve(scope)
    except ExpressionError as error:
        return error.code


@pytest.mark.parametrize(
    "source",
    [
        "input.text + input.text",
        '"{{input.text}}{{input.text}}"',
        "replace(input.mega, 'x', 'yyyyyyyyyyyyyyyyyyyyyyyy')",
        "join(input.texts, '')",
        "join(input.list, input.mega)",
        "json(input.texts)",
        "string(input.texts)",
        "'' + input.texts",
        "json([input.text, input.text])",
        "urlEncode(replace(input.text, 'x', 'ü'))",
        "split(input.mega, '')",
        "split(replace(input.text, 'x', 'a,'), ',')",
        "flatten([input.list, input.list, input.list])",
        "map(input.list, {a: 'x.y.z', b: 'x.y.z'})",
        "[" + ",".join(["sum(input.list)"] * 50) + "]",
        "[" + ",".join(["upper(input.text)"] * 500) + "]",
        "[" + ",".join(["input.text + 'a' == input.text + 'b'"] * 500) + "]",
        "[" + ",".join(["'nope' in input.text"] * 500) + "]",
        "[" + ",".join(["contains(input.list, 'a')"] * 500) + "]",
        "[" + ",".join(["sort(input.list)"] * 100) + "]",
        "parseJson('[1' + replace(replace(input.mega, 'x', ',1,1'), ' ', '') + ']')",
        "matches(input.mega, 'x')",
        "[" + ",".join(f"matches('a', '(a{{900}}|b{{{n}}})')" for n in range(100, 1000)) + "]",
        "padStart('a', 10000) + input.text + input.text",
    ],
    ids=lambda source: source[:40],
)
def test_growth_is_refused(source):
    refused(source)


def test_many_copies_of_shared_data_are_not_written_out():
    shared: object = ["x" * 100]
    for _ in range(30):
        shared = [shared, shared]
    refused("json(input)", {"input": shared})
    refused("unique([input, 1])", {"input": shared})


def test_deep_data_is_refused_and_not_recursed_into():
    deep: object = 1
    other: object = 1
    for _ in range(100_000):
        deep, other = [deep], [other]
    scope = {"input": {"a": deep, "b": other}}
    refused("json(input.a)", scope)
    refused("input.a + ''", scope)
    refused("unique([input.a])", scope)
    assert compile_expression("input.a == input.b").resolve(scope) is True
    assert compare(deep, "==", other) is True
    with pytest.raises(ExpressionError):
        compile_expression("parseJson(input)").resolve({"input": "[" * 100_000})


def test_the_budget_is_for_the_whole_configuration():
    config = compile_value({f"f{n}": "{{upper(input.mega)}}" for n in range(200)})
    with pytest.raises(ExpressionError, match="too much data"):
        config.resolve(HUGE)


def test_ordinary_large_data_is_fine():
    rows = [{"amount": 0.1, "sku": f"s{n % 100}"} for n in range(100_000)]
    scope = {"input": {"rows": rows}}
    assert compile_expression("sum(pluck(input.rows, 'amount'))").resolve(scope) == 10_000
    assert compile_expression("len(unique(input.rows, 'sku'))").resolve(scope) == 100
    assert len(compile_expression("json(input.rows)").resolve(scope)) == len(
        json.dumps(rows, separators=(",", ":"))
    )


@pytest.mark.parametrize(
    ("pattern", "subject"),
    [
        ("(a+)+$", "a" * 50_000 + "!"),
        ("(a|a)*b", "a" * 50_000),
        ("(a|aa)+$", "a" * 50_000 + "!"),
        (".*.*.*.*.*.*x", "a" * 20_000),
        ("(.*)*(.*)*(.*)*x", "a" * 20_000),
        ("^(([a-z])+.)+[A-Z]([a-z])+$", "a" * 50_000),
        ("a?" * 300 + "a" * 300, "a" * 299),
        ("(x{0,30}){0,30}y", "x" * 5_000),
        ("(" * 30 + "a" + ")*" * 30 + "b", "a" * 20_000),
    ],
)
def test_no_pattern_takes_long(pattern, subject):
    started = time.perf_counter()
    assert outcome("matches(s, p)", {"s": subject, "p": pattern}) in {False, "LIMIT_EXPRESSION"}
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    "pattern",
    ["a{1000}{1000}" * 3, "(((a{900}){900}){900})", "((((){999}){999}){999}){999}", "(" * 500, "a" * 1_001, "(a|" * 300 + "b" + ")" * 300],
)  # fmt: skip
def test_large_patterns_are_refused_quickly(pattern):
    started = time.perf_counter()
    assert outcome("matches('a', p)", {"p": pattern}) in {"LIMIT_EXPRESSION", "STEP_ERROR", True}
    assert time.perf_counter() - started < 10


def test_called_from_deep_down_it_still_answers_properly():
    source = "(" * 60 + "input.a" + ")" * 60
    nested = compile_template("{{" + "[" * 60 + "input.a" + "]" * 60 + "}}")

    def deeper(levels):
        if levels:
            return deeper(levels - 1)
        outcomes = []
        for action in (lambda: nested.resolve({"input": {"a": 1}}), lambda: compile_expression(source)):
            try:
                action()
                outcomes.append("fine")
            except ValueError as error:
                outcomes.append(type(error).__name__)
        return outcomes

    for levels in range(100, sys.getrecursionlimit(), 10):
        try:
            outcomes = deeper(levels)
        except RecursionError:
            return  # The test's own frames.
        assert set(outcomes) <= {"fine", "ExpressionError", "ExpressionSyntaxError"}


def test_the_package_is_pure():
    """No framework, no clock, no network: importing it brings none of them in."""
    program = (
        "import sys, workflows.expressions\n"
        "found = {m.partition('.')[0] for m in sys.modules} & "
        "{'django', 'requests', 'asyncio', 'sqlite3', 'pydantic', 'orjson'}\n"
        "assert not found, found\n"
    )
    root = Path(__file__).resolve().parents[3]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)
    for path in (root / "workflows" / "expressions").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        assert ".now(" not in source, path
        assert "import time" not in source, path
        assert len(source.splitlines()) <= 400, path
