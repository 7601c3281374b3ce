"""Log lines: ids where they are known, JSON that parses, secrets never."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator

import pytest

from accounts.logs import JsonLines, Lines, about, regarding

RUN = {"runId": "run_1", "companyId": "c_1", "stepId": "step_2", "blockId": "pay"}


@pytest.fixture
def on_a_run() -> Iterator[None]:
    told = about.set(RUN)
    yield
    about.reset(told)


def record(message: str, *arguments: object, error: BaseException | None = None) -> logging.LogRecord:
    trace = None if error is None else (type(error), error, error.__traceback__)
    return logging.LogRecord("headrace.worker", logging.WARNING, "x.py", 1, message, arguments, trace)


def test_a_json_line_says_what_it_is_about(on_a_run: None) -> None:
    one = record("step %s failed", "pay")
    one.facts = {"durationMs": 3, "message": "not this"}
    line = json.loads(JsonLines().format(one))
    assert line.pop("at").endswith("Z")
    assert line.pop("thread")
    assert line == {
        "level": "warning", "logger": "headrace.worker", "message": "step pay failed", "process": os.getpid(),
        "durationMs": 3, **RUN,
    }  # fmt: skip


def test_a_trace_stays_in_its_line() -> None:
    try:
        raise ValueError("first\nsecond")
    except ValueError as error:
        text = JsonLines().format(record("it broke", error=error))
    assert "\n" not in text
    assert json.loads(text)["error"].endswith("ValueError: first\nsecond")
    assert "runId" not in json.loads(text)


def test_a_line_for_a_person_names_the_run_once(on_a_run: None) -> None:
    formatter = Lines()
    assert formatter.format(record("it failed")).endswith("WARNING headrace.worker: it failed (run_1 step_2)")
    assert formatter.format(record("run_1 failed")).endswith("run_1 failed (step_2)")


@pytest.mark.parametrize("formatter", [Lines(), JsonLines()], ids=["text", "json"])
def test_a_line_about_another_run_names_that_one(on_a_run: None, formatter: logging.Formatter) -> None:
    one = record("taken back")
    one.__dict__.update(regarding(runId="run_7"))
    text = formatter.format(one)
    assert "run_7" in text
    assert "run_1" not in text


SECRETS = {
    "wfk_0123456789abcdefghijABCDEFGHIJ01": "wfk_***",
    "postgres://headrace:s3cret@db:5432/x": "postgres://***@db:5432/x",
    "redis://:s3cret@cache/0": "redis://***@cache/0",
    "Authorization: Bearer abc.def-ghi": "Authorization: Bearer ***",
    "'basic dXNlcjpwYXNz'": "'basic ***'",
}


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("formatter", [Lines(), JsonLines()], ids=["text", "json"])
def test_what_looks_like_a_secret_is_masked(secret: str, formatter: logging.Formatter) -> None:
    try:
        raise ValueError(secret)
    except ValueError as error:
        text = formatter.format(record("sent %s", secret, error=error))
    assert secret not in text
    assert text.count(SECRETS[secret]) >= 2  # in the message and in the trace
