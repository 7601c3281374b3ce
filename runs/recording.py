"""The steps of a run as a test keeps them, and how those of another run differ. Pure data.

A recorded step: `{block, path, name, status, port, input, output, error}`; `path` is its index path inside containers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from workflows.diff import changes

Json = Any
Step = dict[str, Json]
SHOWN = 50  # differences of one step
PARTS = ("status", "port", "input", "output", "error")


@dataclass(frozen=True, slots=True)
class Difference:
    """`place`: block/part/path, what a test may be told to ignore."""

    place: str
    part: str
    path: str
    expected: Json
    actual: Json


@dataclass(frozen=True, slots=True)
class StepResult:
    """`change`: same, changed, missing (it did not run), added (it had not run)."""

    block: str
    path: str
    name: str
    change: str
    differences: list[Difference] = field(default_factory=list)


def compare(expected: Iterable[Step], actual: Iterable[Step], ignored: Collection[str]) -> list[StepResult]:
    """Each step of either run, in the order of the recording, added ones last. Steps that were skipped in both are left out."""
    ran = {(step["block"], step["path"]): step for step in actual}
    found = []
    for step in expected:
        other = ran.pop((step["block"], step["path"]), None)
        if other is None:
            if step["status"] != "skipped":
                found.append(StepResult(step["block"], step["path"], step["name"], "missing"))
            continue
        if step["status"] == other["status"] == "skipped":
            continue
        different = list(islice(_differences(step, other, ignored), SHOWN))
        found.append(
            StepResult(
                step["block"], step["path"], other["name"], "changed" if different else "same", different
            )
        )
    added = (step for step in ran.values() if step["status"] != "skipped")
    return [*found, *(StepResult(step["block"], step["path"], step["name"], "added") for step in added)]


def _differences(expected: Step, actual: Step, ignored: Collection[str]) -> Iterable[Difference]:
    for part in PARTS:
        for change in changes(expected[part], actual[part], ""):
            path = str(change["path"])
            place = "/".join(filter(None, (expected["block"], part, path)))
            if place not in ignored:
                yield Difference(place, part, path, change["before"], change["after"])


def passes(results: Iterable[StepResult]) -> bool:
    return all(result.change == "same" for result in results)
