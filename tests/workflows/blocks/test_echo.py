from __future__ import annotations

import time

import pytest

from integrations.outcomes import Done, Permanent, Retry
from tests.workflows.blocks.context import RealContext, known, problems, run_block


def test_reply() -> None:
    assert run_block("echo", {"operation": "reply", "value": {"a": "{{input}}"}}, input=5) == Done({"a": 5})
    assert run_block("echo", {"operation": "reply"}) == Done(None)


def test_fail_for_the_first_attempts() -> None:
    config = {"operation": "fail", "message": "No {{input}}", "code": "NOPE", "times": 2}
    for attempt in (1, 2):
        with pytest.raises(Retry) as raised:
            run_block("echo", config, RealContext(attempt=attempt), input="luck")
        assert (raised.value.message, raised.value.code) == ("No luck", "NOPE")
    assert run_block("echo", config, RealContext(attempt=3), input="luck") == Done({"attempt": 3})


def test_fail_for_good() -> None:
    with pytest.raises(Permanent):
        run_block("echo", {"operation": "fail", "retryable": False}, RealContext(attempt=99))


def test_slow() -> None:
    started = time.monotonic()
    assert run_block("echo", {"operation": "slow", "seconds": "{{input}}", "value": 1}, input="0.05") == Done(
        1
    )
    assert time.monotonic() - started >= 0.05


def test_the_type() -> None:
    echo = known("echo")
    assert echo.effect_for({"operation": "slow"}) == "none"
    assert (echo.inline_for({"operation": "reply"}), echo.inline_for({"operation": "slow"})) == (True, False)
    assert problems("echo", {}) == [("operation", "Choose what this block should do.")]
    assert problems("echo", {"operation": "sing"}) == [("operation", "Echo has no operation “sing”.")]
    assert problems("echo", {"operation": "slow", "seconds": "long"}) == [
        ("seconds", "Seconds must be a number.")
    ]
    assert problems("echo", {"operation": "reply", "valu": 1}) == [("valu", "There is no field “valu” here.")]
