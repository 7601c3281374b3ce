"""What the studio folds is what the engine says: events of real runs, kept as JSON that the TypeScript reducer replays.

`WRITE_CONTRACTS=1` before pytest writes the files anew.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from accounts.ids import public_id
from runs.api.answers import whole_run
from runs.models import Run
from runs.present import event_item
from runs.selectors import events_after
from tests.runs.conftest import MakeWorkflow, fail, make, reply, run_to_end, start

__all__ = ["make", "run_to_end"]

pytestmark = pytest.mark.django_db(transaction=True)

HERE = Path(__file__).parent
AT = "2026-11-26T10:00:00.000Z"
DRAWINGS: dict[str, tuple[list[str], dict[str, Any]]] = {
    "branches": (
        ["start -> check", "check.true -> a", "check.false -> b", "a.error -> c", "a -> d"],
        {
            "check": {"type": "condition", "config": {"expression": "true"}},
            "a": fail(),
            "b": reply("b"),
            "c": reply("caught"),
            "d": reply("d"),
        },
    ),
    "loop": (
        ["start -> each", "check.true -> a", "check.false -> b", "each.done -> after"],
        {
            "each": {"type": "fan-out", "config": {"collection": [1, 2, 3], "onItemError": "collect"}},
            "check": {"type": "condition", "config": {"expression": "{{item}} == 2"}, "parentId": "each"},
            "a": fail(parentId="each"),
            "b": reply("{{item}}", parentId="each"),
            "after": reply("{{steps.each.output.count}}"),
        },
    ),
}


def written(run: Run) -> bytes:
    """The run's events and the run as the API tells them, without what differs from run to run."""
    events = [event_item(public_id("run", run.id), event) for event in events_after(run.id, 0)]
    told = whole_run(run)
    kept = {"id", "number", "status", "startedAt", "completedAt", "durationMs", "error", "lastSeq", "waiting", "steps",
            "stepCounts"}  # fmt: skip
    text = orjson.dumps(
        {"run": {key: value for key, value in told.items() if key in kept}, "events": events},
        option=orjson.OPT_INDENT_2,
    ).decode()
    for number, name in enumerate(dict.fromkeys(re.findall(r"(?:run|step)_[0-9a-f-]{36}", text))):
        text = text.replace(name, f"{name.partition('_')[0]}_{number}")
    text = re.sub(r'"\d{4}-\d\d-\d\dT[\d:.]+Z"', f'"{AT}"', text)
    return re.sub(r'"durationMs": \d+', '"durationMs": 0', text).encode() + b"\n"


@pytest.mark.parametrize("name", DRAWINGS)
def test_the_kept_events_are_what_a_run_says(
    name: str, make: MakeWorkflow, run_to_end: Callable[..., Any]
) -> None:
    edges, blocks = DRAWINGS[name]
    found = written(run_to_end(start(make(*edges, **blocks))))
    path = HERE / f"{name}.json"
    if os.environ.get("WRITE_CONTRACTS"):
        path.write_bytes(found)
    assert found.decode() == path.read_text()
