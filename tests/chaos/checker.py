"""What must hold whatever was killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from tests.chaos.installation import Installation
from tests.chaos.ledger import Ledger


def check_world(world: Ledger, paths: Iterable[str], *, in_flight: Iterable[str] = ()) -> None:
    """Each of `paths` was booked, and exactly once where nothing of it was in flight; a repetition has the same key."""
    counted, keys, excused = world.counted(), world.keys(), set(in_flight)
    wanted = set(paths)
    assert set(counted) >= wanted, f"lost: {sorted(wanted - set(counted))}"
    assert set(counted) <= wanted | excused, f"unknown: {sorted(set(counted) - wanted)}"
    twice = {path: count for path, count in counted.items() if count > 1 and path not in excused}
    assert not twice, f"repeated although it had been committed: {twice}"
    unsteady = {path: sorted(found) for path, found in keys.items() if len(found) != 1 or "" in found}
    assert not unsteady, f"repeated under another key: {unsteady}"


def check_run(run: dict[str, Any], events: list[dict[str, Any]]) -> None:
    """A completed run: its events are numbered without gaps, no step completed twice or began again after that."""
    assert run["status"] == "completed", run
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    completed: set[tuple[str, ...]] = set()
    for event in events:
        step = _step_of(event)
        if event["type"] in ("step.started", "step.completed"):
            assert step not in completed, f"{event['type']} after its completion: {step} of {run['id']}"
        if event["type"] == "step.completed":
            completed.add(step)
    ends = [
        event["type"] for event in events if event["type"].startswith("run.") and event["type"][4:] in _ENDS
    ]
    assert ends == ["run.completed"]


def starts_of(events: Iterable[dict[str, Any]]) -> Counter[tuple[str, ...]]:
    """How often each step (block and iteration) was started, which is written down before it acts outside."""
    return Counter(_step_of(event) for event in events if event["type"] == "step.started")


def _step_of(event: dict[str, Any]) -> tuple[str, ...]:
    return (str(event["blockId"]), *map(str, event["iteration"]))


_ENDS = {"completed", "failed", "timed_out", "cancelled"}


def check_runs(installation: Installation, runs: Iterable[str]) -> None:
    for run in runs:
        check_run(installation.run(run), installation.api("GET", f"/runs/{run}/events"))


def unfinished(installation: Installation) -> list[Any]:
    return installation.sql(
        "SELECT id, status FROM runs_run WHERE status NOT IN ('completed', 'failed', 'timed_out', 'cancelled')"
    )


def check_arrival_order(installation: Installation, workflow: str, *, runs: int) -> None:
    """The runs of a workflow, in the order in which they were accepted, and their first steps have ever later starts."""
    rows = installation.sql(
        "SELECT r.number, r.started_at, s.started_at FROM runs_run r JOIN runs_step s ON s.run_id = r.id AND s.seq = 1"
        " WHERE r.workflow_id = ? ORDER BY r.queued_seq",
        installation.key_of(workflow),
    )
    assert [number for number, _, _ in rows] == list(range(1, runs + 1))
    for place in (1, 2):
        begun = [row[place] for row in rows]
        assert begun == sorted(begun)


def check_nothing_left(installation: Installation) -> None:
    """No lease, no claim, no parked time stays behind when all runs have ended."""
    left = installation.sql(
        "SELECT id, status FROM runs_run WHERE status NOT IN ('completed', 'failed', 'timed_out', 'cancelled')"
        " OR ready OR lease_until_ms IS NOT NULL OR wake_at_ms IS NOT NULL"
    )
    assert left == []
