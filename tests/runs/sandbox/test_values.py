"""What goes into code and what comes out of it, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.runs.sandbox.conftest import run

FORMS = {
    "return": ("return input.a + 1", 3),
    "an expression": ("input.a * 3", 6),
    "an expression at the end": ("const x = input.a;\nx + 1", 3),
    "an expression at the end of a line": ("const x = input.a; x + 1", 3),
    "an expression with a comment behind": ("const x = input.a;\nx + 1; // the sum", 3),
    "an object": ("{ total: input.a, twice: input.a * 2 }", {"total": 2, "twice": 4}),
    "an object in brackets": ("const x = 1;\n({ x })", {"x": 1}),
    "an early return": ("if (input.a > 1) return 'big';\n'small'", "big"),
    "await": ("const x = await Promise.resolve(input.a);\nx + 1", 3),
    "a promise": ("Promise.resolve(input.a)", 2),
    "an arrow function": ("({ input }) => input.a", 2),
    "a function": ("async function main({ input, variables }) {\n  return input.a + variables.b;\n}", 12),
    "a sum over two lines": ("let total = 0;\ntotal = input.a\n  + 1", 3),
    "a declaration": ("const total = input.a\n  + 1", None),
    "nothing": ("// nothing\n", None),
    "undefined": ("return undefined", None),
    "a loop at the end": ("let n = 0;\nfor (const i of [1, 2]) n += i;", None),
    "a name of ours as its own": ("const input = 5;\nreturn input", 5),
    "a timer": ("return await new Promise((done) => setTimeout(done, 5, 'later'))", "later"),
    "a timer without delay": ("return await new Promise((done) => setTimeout(() => done(1)))", 1),
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_javascript(form: str) -> None:
    source, result = FORMS[form]
    ran = run(source, input={"a": 2}, variables={"b": 10})
    assert (ran.failure, ran.result) == (None, result)


PYTHON_FORMS = {
    "return": ("return input['a'] + 1", 3),
    "an expression": ("input['a'] * 3", 6),
    "an expression at the end": ("x = input['a']\nx + 1", 3),
    "an early return": ("if input['a'] > 1:\n    return 'big'\n'small'", "big"),
    "await": ("async def f():\n    return 1\nawait f()", 1),
    "nothing": ("x = 1", None),
    "braces of a template": ("f'{{{input[\"a\"]}}}'", "{2}"),
}


@pytest.mark.parametrize("form", PYTHON_FORMS)
def test_forms_of_python(form: str) -> None:
    source, result = PYTHON_FORMS[form]
    ran = run(source, "python", input={"a": 2})
    assert (ran.failure, ran.result) == (None, result)


VALUES = {
    "a date": ("new Date(0)", "1970-01-01T00:00:00.000Z"),
    "a map and a set": ("[new Map([['k', 1]]), new Set([1, 2])]", [{"k": 1}, [1, 2]]),
    "undefined inside": ("({ a: undefined, b: [undefined] })", {"b": [None]}),
    "a function inside": ("({ a: () => 1, b: 1 })", {"b": 1}),
    "a big integer": ("2n ** 62n", 2**62),
    "a large double": ("2 ** 70", 2.0**70),
    "an integer double": ("1e15 + 0", 10**15),
    "an emoji": ("'\\u{1F600}'", "\U0001f600"),
    "half an emoji": ("'\\ud83d'", "�"),
}


@pytest.mark.parametrize("what", VALUES)
def test_values_of_javascript(what: str) -> None:
    source, result = VALUES[what]
    ran = run(f"return {source}")
    assert (ran.failure, ran.result) == (None, result)


REFUSED = {
    "NaN": ("({ total: 0 / 0 })", "The result holds, at “total”, NaN, which JSON does not have."),
    "infinity": ("1 / 0", "The result is Infinity, which JSON does not have."),
    "an invalid date": ("[new Date(NaN)]", "The result holds, at “0”, an invalid date."),
    "a cycle": ("(() => { const a = {}; a.a = a; return a; })()", "The result contains itself, so it cannot be written as JSON."),
    "too big an integer": ("[2n ** 63n]", "The result holds, at “0”, an integer beyond 64 bits; return it as text."),
    "a function of a function": ("() => () => 1", "The result is a function; call it and return what it gives."),
    "a symbol": ("Symbol('x')", "The result is a symbol, which JSON does not have."),
    "a forgotten await": ("({ answer: Promise.resolve(1) })", "The result holds, at “answer”, a promise; await it first."),
    "U+0000": ("'a\\0b'", "The result cannot be kept. It has a text with the character U+0000, which cannot be stored."),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_refused_values_of_javascript(what: str) -> None:
    source, message = REFUSED[what]
    ran = run(f"return {source}")
    assert (ran.code, ran.message) == ("STEP_ERROR", message)


PYTHON_VALUES = {
    "a set and a tuple": ("[{1}, (1, 2)]", [[1], [1, 2]]),
    "a date": ("import datetime\ndatetime.date(2024, 2, 29)", "2024-02-29"),
    "a decimal": ("import decimal\ndecimal.Decimal('1.20')", "1.20"),
    "keys that are no text": ("{1: 'a', None: 'b'}", {"1": "a", "null": "b"}),
    "a large integer": ("2 ** 62", 2**62),
}


@pytest.mark.parametrize("what", PYTHON_VALUES)
def test_values_of_python(what: str) -> None:
    source, result = PYTHON_VALUES[what]
    ran = run(source, "python")
    assert (ran.failure, ran.result) == (None, result)


PYTHON_REFUSED = {
    "NaN": ("float('nan')", "The result holds NaN or an infinite number, which JSON does not have."),
    "bytes": ("b'x'", "The result holds a value of type bytes, which JSON does not have."),
    "keys that are lists": ("{(1, 2): 3}", "The result has a dict whose keys are not text or numbers; JSON has only text there."),
    "too large an integer": ("2 ** 70", "The result cannot be kept."),
    "too deep": ("x = []\nfor i in range(1500):\n    x = [x]\nx", "The result is nested too deeply for JSON."),
}  # fmt: skip


@pytest.mark.parametrize("what", PYTHON_REFUSED)
def test_refused_values_of_python(what: str) -> None:
    source, message = PYTHON_REFUSED[what]
    ran = run(source, "python")
    assert ran.code == "STEP_ERROR"
    assert ran.message.startswith(message)


def test_large_integers_reach_javascript_as_text_and_python_as_they_are() -> None:
    data = {"id": 2**53, "small": 2**53 - 1, "list": [-(2**60)], "truth": True}
    assert run("return input", input=data).result == {
        "id": str(2**53),
        "small": 2**53 - 1,
        "list": [str(-(2**60))],
        "truth": True,
    }
    assert run("input", "python", input=data).result == data


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_code_sees_only_what_is_given(language: str) -> None:
    read = {
        "javascript": "return [input, variables, item, index, steps]",
        "python": "[input, variables, item, index, steps]",
    }
    assert run(read[language], language, input=1, steps={"a": {"output": 2}}).result == [
        1,
        None,
        None,
        None,
        {"a": {"output": 2}},
    ]


def test_of_many_steps_only_the_named_ones_travel() -> None:
    from runs.sandbox.calls import _wanted_steps

    steps: dict[str, Any] = {name: {"output": name} for name in ("a", "b", "c-d")}
    assert set(_wanted_steps("steps.a.output + steps?.b.output", steps)) == {"a", "b"}
    assert set(_wanted_steps("steps['c-d']", steps)) == {"c-d"}
    for everything in (
        "Object.keys(steps)",
        "const { a } = steps",
        "steps[name]",
        "steps.a + steps",
        "steps.unknown",
    ):
        assert _wanted_steps(everything, steps) == steps, everything


def test_sixteen_megabytes_go_in() -> None:
    text = "x" * (16 * 1024 * 1024 - 100)
    assert run("return input.length", input=text).result == len(text)
    assert run("len(input)", "python", input=text).result == len(text)


@pytest.mark.parametrize(("language", "loud"), [("javascript", "console.log"), ("python", "print")])
def test_what_is_printed_is_in_the_log_and_a_flood_is_cut(language: str, loud: str) -> None:
    ran = run(
        f"{loud}('a', 1)\n{loud}('b' * 1 if False else 'b')"
        if language == "python"
        else "console.log('a', 1); console.warn({ b: [1] })",
        language,
    )
    assert ran.log[0] == ("info", "a 1")
    assert ran.log[1] == (("warning", '{"b":[1]}') if language == "javascript" else ("info", "b"))
    many = {
        "javascript": "for (let i = 0; i < 1e5; i++) console.log('x'.repeat(1e4))",
        "python": "for i in range(20000):\n    print('x' * 3000)",
    }
    ran = run(many[language], language)
    assert len(ran.log) == 200
    assert max(len(message) for _, message in ran.log) == 2000
