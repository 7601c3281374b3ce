"""What a test run was asked to do. Kept with the run, so that whoever takes it up after a crash does the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

Json = Any


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """`start`: the block to begin at; `stop`: the block after which nothing starts. The same in both: this block alone,
    whatever leads to it. `given` are then the blocks whose values it can read, and `items` what the containers around it
    call their item and index.
    """

    start: str | None = None
    stop: str | None = None
    skips_waits: bool = True
    is_dry: bool = False  # reads happen, writes are only said
    run_test: UUID | None = None  # what reaches out is answered from this test's recording
    given: tuple[str, ...] = ()
    items: Mapping[str, Json] = field(default_factory=dict)

    @property
    def is_alone(self) -> bool:
        return self.start is not None and self.start == self.stop

    @property
    def is_part(self) -> bool:
        """Not all of the workflow runs."""
        return self.start is not None or self.stop is not None

    def as_json(self) -> dict[str, Json]:
        return {
            "from": self.start,
            "to": self.stop,
            "skipWaits": self.skips_waits,
            "dryRun": self.is_dry,
            "runTest": None if self.run_test is None else self.run_test.hex,
            "given": list(self.given),
            "items": dict(self.items),
        }


def read_rehearsal(data: Mapping[str, Json] | None) -> Rehearsal | None:
    """From a run's row; None for a run that is no test."""
    if data is None:
        return None
    return Rehearsal(
        start=data["from"],
        stop=data["to"],
        skips_waits=data["skipWaits"],
        is_dry=data["dryRun"],
        run_test=UUID(data["runTest"]) if data["runTest"] else None,
        given=tuple(data["given"]),
        items=data["items"],
    )
