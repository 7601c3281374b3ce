"""kill -9 of every process of the product while people decide: what was answered holds, nothing is lost or done twice."""

from __future__ import annotations

import threading
import time
import urllib.error
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.ledger import Ledger, ledger
from tests.chaos.test_kill_everything import Api, poll
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

RUNS = 24
ALL_DONE_SECONDS = 60

pytestmark = pytest.mark.xdist_group("chaos")


def block(id: str, type: str, **config: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "name": id, "position": {"x": 0, "y": 0}, "config": config}


def edge(source: str, target: str, port: str = "out") -> dict[str, Any]:
    return {"source": source, "sourcePort": port, "target": target}


def asking(world: Ledger) -> dict[str, Any]:
    """Ask, then book (an effect outside) what was decided."""

    def book(name: str) -> dict[str, Any]:
        return block(
            name,
            "http",
            method="POST",
            url=f"http://{world.address}/{name}/{{{{input.n}}}}",
            bodyType="json",
            body={},
        )

    return {
        "name": "Asks, then books",
        "blocks": [
            block("t", "trigger.api"),
            block("ask", "approval", title="Book {{input.n}}?"),
            book("yes"),
            book("no"),
        ],
        "edges": [edge("t", "ask"), edge("ask", "yes", "approved"), edge("ask", "no", "rejected")],
    }


def calling(child: str) -> dict[str, Any]:
    return {
        "name": "Runs the one that asks",
        "blocks": [
            block("t", "trigger.api"),
            block("sub", "sub-workflow", workflowId=child, input={"n": "{{input.n}}"}),
        ],
        "edges": [edge("t", "sub")],
    }


def publish(api: Api, definition: dict[str, Any]) -> str:
    workflow = api("POST", "/workflows", definition)["id"]
    api("POST", f"/workflows/{workflow}/activate", {})
    return str(workflow)


def status_of(api: Api, path: str, body: dict[str, Any]) -> int:
    try:
        api("POST", path, body)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def test_decisions_hold_and_runs_go_on(tmp_path: Path) -> None:
    with ledger() as world:
        port = free_port()
        environment = {
            **product_environment(tmp_path, port),
            "OUTBOUND_ALLOW": world.address,
            "WORKERS": "2",
            "DEMO": "off",
            "RATE_LIMITS": "off",
        }
        url = f"http://127.0.0.1:{port}"
        process = start(environment)
        try:
            wait_until_ready(url, process, tmp_path / LOG, seconds=90)
            api = Api(url, bootstrap(environment)["apiKey"])
            child = publish(api, asking(world))
            parent = publish(api, calling(child))
            parents = [
                api("POST", f"/workflows/{parent}/run", {"input": {"n": n}})["runId"] for n in range(RUNS)
            ]

            def waiting() -> list[dict[str, Any]]:
                return list(api("GET", "/approvals?limit=100"))

            poll("every run asks", 30, lambda: len(waiting()) == RUNS)
            asked = {int(one["title"].split()[1].rstrip("?")): one for one in waiting()}

            answered: dict[int, bool] = {}

            def decide(n: int) -> None:
                one, approved = asked[n], n % 3 != 0
                try:
                    api(
                        "POST", f"/runs/{one['runId']}/steps/{one['stepId']}/decision", {"approved": approved}
                    )
                except (urllib.error.URLError, OSError):
                    return  # no answer: it may or may not have been decided
                answered[n] = approved

            deciding = [threading.Thread(target=decide, args=(n,)) for n in range(RUNS)]
            for thread in deciding:
                thread.start()
            while len(answered) < RUNS // 3:
                time.sleep(0.001)  # between two looks
            kill_all(process)
            for thread in deciding:
                thread.join()

            process = start(environment)
            wait_until_ready(url, process, tmp_path / LOG, seconds=90)
            # What was answered is decided, and says so; the others can be decided now, or were.
            for n, one in asked.items():
                path = f"/runs/{one['runId']}/steps/{one['stepId']}/decision"
                status = status_of(api, path, {"approved": n % 3 != 0})
                assert status == 409 if n in answered else status in (200, 409)

            def ended() -> bool:
                page = api("GET", f"/runs?workflowId={parent}&limit=100")
                return [run["status"] for run in page].count("completed") == RUNS

            poll("all runs completed", ALL_DONE_SECONDS, ended)
            booked = {f"/{'yes' if n % 3 else 'no'}/{n}": 1 for n in range(RUNS)}
            # A request whose worker died before its answer was kept goes out again, under the same key.
            assert Counter({call.path for call in world.calls}) == booked
            assert len({(call.path, call.key) for call in world.calls}) == RUNS
            assert len(api("GET", f"/runs?workflowId={child}&limit=100")) == RUNS
            for run in parents:
                events = api("GET", f"/runs/{run}/events")
                assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
                assert sum(event["type"] == "step.decided" for event in events) == 1
        finally:
            stop(process)
