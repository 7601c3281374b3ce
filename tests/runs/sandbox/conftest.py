"""Code run as a step would run it, without a database: real children, a real server to fetch from."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from connections import http
from integrations.outcomes import StepFailure
from runs.sandbox import calls, pool

ROOT = Path(__file__).resolve().parents[3]
needs_libraries = pytest.mark.skipif(
    not (ROOT / "frontend" / "dist" / "sandbox" / "lodash.js").is_file(),
    reason="the libraries of JavaScript code are built by `make studio`, and this checkout has not been built",
)


@dataclass
class Ran:
    """`result`, or `failure`; and what was logged."""

    result: Any = None
    failure: StepFailure | None = None
    log: list[tuple[str, str]] = field(default_factory=list)

    @property
    def code(self) -> str:
        assert self.failure is not None, self.result
        return self.failure.code

    @property
    def message(self) -> str:
        assert self.failure is not None, self.result
        return self.failure.message


def run(
    source: str,
    language: str = "javascript",
    *,
    seconds: float | None = 20.0,
    halted: threading.Event | None = None,
    begun: Callable[[], None] = lambda: None,
    **scope: Any,
) -> Ran:
    """Never raises: a failure of the step is in the answer."""
    ran = Ran()

    def begin() -> float | None:
        begun()
        return seconds

    step = calls.Step(
        begin=begin,
        is_halted=(halted or threading.Event()).is_set,
        fetch=http.send,
        log=lambda message, level: ran.log.append((level, message)),
    )
    try:
        ran.result = calls.run_code(language=language, source=source, scope=scope, step=step)
    except StepFailure as failure:
        ran.failure = failure
    return ran


def children() -> list[int]:
    return calls._pool().pids()


@pytest.fixture(scope="session", autouse=True)
def no_children_left() -> Iterator[None]:
    yield
    for one in list(pool._pools.values()):
        one.close()
