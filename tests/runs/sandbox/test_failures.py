"""How code fails: in words, with the line of its own source, under the right code."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import pytest

from integrations.outcomes import Permanent, Retry
from runs.sandbox import calls
from runs.sandbox.calls import check_source
from tests.runs.conftest import wait_until
from tests.runs.sandbox.conftest import Ran, children, run

MISTAKES = {
    "an unknown name": ("javascript", "const a = 1;\n\nreturn foo;", 3, "ReferenceError: foo is not defined"),
    "a missing field": ("javascript", "const f = () => {\n  return input.b.c;\n};\nf()", 2, "TypeError: Cannot read properties of undefined (reading 'c')"),
    "its own error": ("javascript", "\nthrow new Error('No vendor.');", 2, "No vendor."),
    "a thrown text": ("javascript", "throw 'stop'", None, "stop"),
    "a thrown object": ("javascript", "throw { a: 1 }", None, '{"a":1}'),
    "a rejected promise": ("javascript", "\nawait Promise.reject(new RangeError('no'))", 2, "RangeError: no"),
    "deep recursion": ("javascript", "const f = () => f();\nf()", 1, "RangeError: Maximum call stack size exceeded"),
    "a syntax error": ("javascript", "const a = 1;\nconst b = (;", 2, "SyntaxError: Unexpected token ';'"),
    "a bracket too many": ("javascript", "return 1;\n}", 2, "SyntaxError: The code ends too early, or has a bracket too many."),
    "an unfinished line": ("javascript", "const a = {\n", 2, "SyntaxError: The code ends too early, or has a bracket too many."),
    "a module": ("javascript", "import fs from 'fs'", 1, "SyntaxError: Cannot use import statement outside a module"),
    "a required module": ("javascript", "require('fs')", 1, "There is no module “fs” here; there are lodash, date-fns, decimal.js, uuid, papaparse, csv."),
    "an unknown name in Python": ("python", "x = 1\n\nfoo", 3, "NameError: name 'foo' is not defined"),
    "an error in a function": ("python", "def f():\n    raise ValueError('no: vendor')\nf()", 2, "ValueError: no: vendor"),
    "a missing key": ("python", "input['b']", 1, "KeyError: b"),
    "deep recursion in Python": ("python", "def f():\n    return f()\nf()", 2, "RecursionError: maximum recursion depth exceeded"),
    "a syntax error in Python": ("python", "x = 1\ny = (", 2, "SyntaxError: unexpected EOF while parsing"),
}  # fmt: skip


@pytest.mark.parametrize("what", MISTAKES)
def test_a_mistake_is_told_with_its_line(what: str) -> None:
    language, source, line, message = MISTAKES[what]
    ran = run(source, language, input={})
    assert isinstance(ran.failure, Permanent)
    assert ran.code == "STEP_ERROR"
    assert ran.failure.details == (None if line is None else {"line": line})
    assert ran.message == (message if line is None else f"Line {line}: {message}")


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_the_deadline_kills(language: str) -> None:
    loop = {
        "javascript": "console.log('before'); while (true) {}",
        "python": "print('before')\nwhile True:\n    pass",
    }
    started = time.monotonic()
    ran = run(loop[language], language, seconds=0.5)
    assert isinstance(ran.failure, Retry)
    assert (ran.code, ran.message) == ("STEP_TIMEOUT", "Not finished after 500 ms.")
    assert time.monotonic() - started < 5.5
    assert run("return 1", language).result == 1


def test_what_was_logged_before_the_deadline_is_kept() -> None:
    ran = run(
        "console.log('before'); await new Promise((done) => setTimeout(done, 20)); while (true) {}",
        seconds=0.5,
    )
    assert (ran.code, ran.log) == ("STEP_TIMEOUT", [("info", "before")])


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_a_stopped_run_kills_at_once(language: str) -> None:
    loop = {"javascript": "while (true) {}", "python": "while True:\n    pass"}
    halted = threading.Event()
    ran: list[Ran] = []
    begun = threading.Event()
    thread = threading.Thread(
        target=lambda: ran.append(run(loop[language], language, halted=halted, begun=begun.set))
    )
    thread.start()
    assert begun.wait(10)
    halted.set()
    thread.join(5)
    assert not thread.is_alive()
    assert ran[0].code == "CANCELLED"


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_a_result_over_five_megabytes(language: str) -> None:
    just, over = 5 * 1024 * 1024 - 2, 5 * 1024 * 1024 - 1
    text = {"javascript": "'x'.repeat({})", "python": "'x' * {}"}[language]
    assert len(run(text.format(just), language).result) == just
    ran = run(text.format(over), language)
    assert (ran.code, ran.message) == ("LIMIT_OUTPUT", "The result is larger than 5 MB.")


@pytest.mark.parametrize("language", ["javascript", "python"])
def test_a_child_killed_in_the_middle_fails_only_its_own_step(language: str) -> None:
    """As the kernel does it when memory is short."""
    calls.close()
    run("return 1", language)
    (child,) = calls._pool()._idle
    pid = child.pid
    wait_until(lambda: child.look() and child.tidying_since is None)
    loop = {"javascript": "while (true) {}", "python": "while True:\n    pass"}
    ran: list[Ran] = []
    begun = threading.Event()
    thread = threading.Thread(target=lambda: ran.append(run(loop[language], language, begun=begun.set)))
    thread.start()
    assert begun.wait(10)
    wait_until(lambda: pid not in children())
    os.kill(pid, signal.SIGKILL)
    thread.join(10)
    assert isinstance(ran[0].failure, Retry)
    assert ran[0].code == "STEP_ERROR"
    assert "ended unexpectedly (signal 9)" in ran[0].message
    assert run("return 2", language).result == 2


def test_a_child_that_left_for_want_of_work_costs_no_step() -> None:
    run("return 1")
    for child in calls._pool()._idle:
        os.kill(child.pid, signal.SIGKILL)
        wait_until(lambda child=child: not child.is_alive)
    assert run("return 2").result == 2


def test_checks_find_what_cannot_be_read_and_run_nothing() -> None:
    assert check_source("javascript", "const a = 1;\nreturn a") is None
    assert check_source("javascript", "while (true) {}") is None
    assert check_source("javascript", "})(); while (true) {} (() => {") is not None
    fault = check_source("javascript", "const a = 1;\nreturn a +")
    assert fault is not None
    assert (fault.line, fault.message) == (2, "The code ends too early, or has a bracket too many.")
    assert check_source("python", "while True:\n    pass") is None
    fault = check_source("python", "x = 1\nfor x in\n")
    assert fault is not None
    assert fault.line == 2


def test_libraries_that_were_not_built(settings: object, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    try:
        ran = run("return _.sum([1])")
        assert (
            ran.message
            == "The JavaScript libraries of code blocks are not built on this server: run make studio there."
        )
        assert run("return 1").result == 1
    finally:
        calls.close()
