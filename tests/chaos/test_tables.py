"""kill -9 of workers while they write rows: each step's row is there once, and no count is lost."""

from __future__ import annotations

import json
from functools import partial
from typing import Any
from urllib.parse import quote

from tests.chaos.checker import check_nothing_left, check_runs
from tests.chaos.installation import FREEZE_SECONDS, Installation, kill, poll
from tests.workflows.drawings import document

RUNS = 40
ROUNDS = 3  # rows of each run, one after the other
KILLS = 3


def rows_of(installation: Installation, table: str, run: int) -> list[Any]:
    filter = quote(json.dumps({"run": run}))
    return [row["data"]["step"] for row in installation.api("GET", f"/tables/{table}/rows?filter={filter}")]


def has_rows(installation: Installation, table: str, count: int) -> bool:
    return bool(installation.api("GET", f"/tables/{table}")["rowCount"] >= count)


def test_each_row_is_written_once_whoever_is_killed(installation: Installation) -> None:
    table = installation.api("POST", "/tables", {"name": "Booked"})["id"]

    def block(operation: str, **config: Any) -> dict[str, Any]:
        return {"type": "data-table", "config": {"operation": operation, "tableId": table, **config}}

    names = [f"add{number}" for number in range(ROUNDS)]
    edges = [
        f"{before} -> {after}" for before, after in zip(["start", *names], [*names, "count"], strict=True)
    ]
    steps = {name: block("insert", data={"run": "{{input.n}}", "step": name}) for name in names}
    count = block("upsert", matchKey="total", data="{{input.seen}}")
    workflow = installation.publish(document(*edges, name="Books rows", count=count, **steps))
    runs = [installation.begin(workflow, n=n, seen={"total": "all", f"seen_{n}": True}) for n in range(RUNS)]
    for number in range(1, KILLS + 1):
        wanted = number * RUNS * ROUNDS // (KILLS + 2)
        poll(f"{wanted} rows are there", 60, partial(has_rows, installation, table, wanted))
        kill(installation.workers()[0])
        installation.wait_for_workers(seconds=2 * FREEZE_SECONDS)
    installation.wait_for(runs, 2 * FREEZE_SECONDS)
    assert [rows_of(installation, table, n) for n in range(RUNS)] == [names] * RUNS
    [total] = installation.api("GET", f"/tables/{table}/rows?filter={quote(json.dumps({'total': 'all'}))}")
    assert total["data"] == {"total": "all", **{f"seen_{n}": True for n in range(RUNS)}}
    assert installation.api("GET", f"/tables/{table}")["rowCount"] == RUNS * ROUNDS + 1
    check_runs(installation, runs)
    check_nothing_left(installation)
