"""What publishing says about the sources of code blocks, read by the real languages."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from runs.sandbox import pool
from tests.workflows.drawings import drawing
from workflows.problems import Problem
from workflows.validation import find_problems


@pytest.fixture(scope="module", autouse=True)
def no_children_left() -> Iterator[None]:
    yield
    for one in list(pool._pools.values()):
        one.close()


def found(source: Any, language: str = "javascript", **more: Any) -> list[Problem]:
    block = {"type": "code", "config": {"language": language, "source": source}, **more}
    return find_problems(drawing("start -> first", "first -> work", work=block), company_id=uuid4())


@pytest.mark.parametrize(
    ("language", "source", "message"),
    [
        ("javascript", "const a = 1;\nreturn a ++ 2;", "Line 2: Unexpected number"),
        ("javascript", "if (input.a) {", "Line 1: The code ends too early, or has a bracket too many."),
        ("python", "x = 1\nif x\n    y = 2", "Line 2: "),
        ("python", "def f():\n    yield 1", "Line 2: "),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(language: str, source: str, message: str) -> None:
    (problem,) = found(source, language)
    assert (problem.code, problem.severity, problem.field) == ("CODE_INVALID", "error", "source")
    assert problem.message.startswith(message)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("javascript", "return input"),
        ("javascript", "{ total: input.a, tax: 1 }"),
        ("javascript", "while (true) {}"),
        ("python", "while True:\n    pass"),
        ("python", "f'{{{input}}}'"),
    ],
)
def test_what_can_be_read_is_not_run(language: str, source: str) -> None:
    assert found(source, language) == []


def test_a_switched_off_block_is_not_read() -> None:
    assert [problem.code for problem in found("(", disabled=True)] == []


def test_empty_or_none_is_the_forms_to_say() -> None:
    assert [problem.code for problem in found("")] == ["CONFIG_INVALID"]
    assert [problem.code for problem in found(5, "cobol")] == ["CONFIG_INVALID"]


def test_steps_that_are_not_there_are_a_hint() -> None:
    (problem,) = found("return steps.frist.output")
    assert (problem.code, problem.severity) == ("UNKNOWN_STEP", "warning")
    assert problem.message == "The code reads steps.frist; there is no block “frist”. Did you mean “first”?"
    assert found("return steps.first.output + steps['first'].output") == []


def test_the_same_source_is_read_once() -> None:
    source = f"return {time.time_ns()}"
    found(source)
    before = len(pool._pools)
    for one in list(pool._pools.values()):
        one.close()
    assert found(source) == []
    assert all(not one.pids() for one in pool._pools.values())
    assert len(pool._pools) == before
