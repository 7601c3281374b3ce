"""kill -9 of every process of the product while runs are under way, then a plain start: nothing is lost or repeated."""

from __future__ import annotations

import json
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.ledger import Ledger, ledger
from tests.e2e.conftest import (
    LOG,
    bootstrap,
    free_port,
    kill_all,
    product_environment,
    start,
    stop,
    wait_until_ready,
)

RUNS = 20
STEP_SECONDS = 3
ALL_DONE_SECONDS = 40  # after the start, its own time included

pytestmark = pytest.mark.xdist_group("chaos")


class Api:
    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url, key

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self.url}/api/v1{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"x-api-key": self.key, "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read())["data"]


def drawing(world: Ledger) -> dict[str, Any]:
    """Book (an effect outside), then a slow step, then book again."""

    def book(name: str) -> dict[str, Any]:
        url = f"http://{world.address}/{name}/{{{{input.n}}}}"
        return {"id": name, "type": "http", "name": name, "position": {"x": 0, "y": 0},
                "config": {"method": "POST", "url": url, "bodyType": "json", "body": {"n": "{{input.n}}"}}}  # fmt: skip

    slow = {"operation": "slow", "seconds": STEP_SECONDS, "value": "{{input.n}}"}
    return {
        "name": "Booked twice around a slow step",
        "blocks": [
            {"id": "t", "type": "trigger.api", "name": "Start", "position": {"x": 0, "y": 0}, "config": {}},
            book("before"),
            {"id": "slow", "type": "echo", "name": "Slow", "position": {"x": 0, "y": 0}, "config": slow},
            book("after"),
        ],
        "edges": [
            {"source": "t", "sourcePort": "out", "target": "before"},
            {"source": "before", "sourcePort": "out", "target": "slow"},
            {"source": "slow", "sourcePort": "out", "target": "after"},
        ],
    }


def booked(api: Api, run: str) -> bool:
    return any(
        event["type"] == "step.started" and event["blockId"] == "slow"
        for event in api("GET", f"/runs/{run}/events")
    )


def poll(what: str, seconds: float, ask: Callable[[], bool]) -> float:
    """Ask until it is true; returns how long it took, fails after `seconds`."""
    began = time.monotonic()
    while not ask():
        if time.monotonic() - began > seconds:
            pytest.fail(f"Not within {seconds:.0f} s: {what}")
        time.sleep(0.05)  # between two questions of a poll with a deadline
    return time.monotonic() - began


def test_all_runs_finish_by_themselves_and_no_finished_step_runs_again(tmp_path: Path) -> None:
    with ledger() as world:
        port = free_port()
        environment = {
            **product_environment(tmp_path, port),
            "OUTBOUND_ALLOW": world.address,
            "WORKERS": "2",
            "DEMO": "off",
            "RATE_LIMITS": "off",  # the polls of this test are many
        }
        url = f"http://127.0.0.1:{port}"
        process = start(environment)
        try:
            wait_until_ready(url, process, tmp_path / LOG, seconds=90)
            api = Api(url, bootstrap(environment)["apiKey"])
            workflow = api("POST", "/workflows", drawing(world))["id"]
            api("POST", f"/workflows/{workflow}/activate", {})
            ids = [
                api("POST", f"/workflows/{workflow}/run", {"input": {"n": n}})["runId"] for n in range(RUNS)
            ]

            poll("every run has booked once", 20, lambda: len(world.calls) == RUNS)
            # The last of them is in the slow step as soon as its booking is recorded.
            poll("the bookings are recorded", 2, lambda: all(booked(api, run) for run in ids))
            kill_all(process)
            assert Counter(path.split("/")[1] for path, _ in world.calls)["before"] == RUNS

            began = time.monotonic()
            process = start(environment)
            wait_until_ready(url, process, tmp_path / LOG, seconds=ALL_DONE_SECONDS)

            def all_completed() -> bool:
                page = api("GET", f"/runs?workflowId={workflow}&limit=100")
                return [run["status"] for run in page].count("completed") == RUNS

            poll("all runs completed", ALL_DONE_SECONDS - (time.monotonic() - began), all_completed)

            counted = Counter(path for path, _ in world.calls)
            assert counted == {f"/{name}/{n}": 1 for name in ("before", "after") for n in range(RUNS)}
            assert all(key for _, key in world.calls)
            for run in ids:
                steps = api("GET", f"/runs/{run}/steps")
                assert [(step["id"], step["status"]) for step in steps] == [
                    (name, "completed") for name in ("t", "before", "slow", "after")
                ]
                numbers = [event["seq"] for event in api("GET", f"/runs/{run}/events")]
                assert numbers == list(range(1, len(numbers) + 1))
        finally:
            stop(process)
