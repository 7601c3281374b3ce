"""What a step of a run test is answered with instead of reaching out: what was recorded of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from integrations.outcomes import Permanent
from runs.compiled import Pin
from runs.engine.commands import Failed, Failure, Succeeded, Told
from runs.engine.keys import split_key
from runs.models import RunTest
from runs.rehearsal import Rehearsal


class ReachesOut(Permanent):
    """Raised where a step of a run test would leave the process, however the block takes it."""

    def __init__(self) -> None:
        super().__init__("A test reaches nothing outside.", code="RECORDED")


class Recording:
    """The recorded steps of one test; `pins` stand in for blocks that were not there then."""

    def __init__(self, steps: list[dict[str, Any]], pins: Mapping[str, Pin]) -> None:
        self._steps = {(step["block"], step["path"]): step for step in steps}
        self._pins = pins

    def answer(self, key: str) -> Told:
        block, path = split_key(key)
        step = self._steps.get((block, path))
        if step is not None and step["status"] == "completed":
            return Succeeded(key, step["output"], step["port"] or "out")
        if step is not None and step["status"] == "failed":
            error = step["error"] or {}
            return Failed(key, Failure(error.get("code") or "STEP_ERROR", error.get("message") or ""))
        if pin := self._pins.get(block):
            return Succeeded(key, pin.output, pin.port)
        words = "This block reaches out, and nothing was recorded of it. Pin an output for the test, or keep a new run as a test."
        return Failed(key, Failure("NOT_RECORDED", words))


def recording_of(rehearsal: Rehearsal | None, pins: Mapping[str, Pin]) -> Recording | None:
    """None for a run that is no run test. A test that was deleted meanwhile has no answers."""
    if rehearsal is None or rehearsal.run_test is None:
        return None
    found = RunTest.objects.filter(id=rehearsal.run_test).values_list("expected", flat=True).first()
    return Recording(found or [], pins)
