"""kill -9 of every process of the product while people decide: what was answered holds, nothing is lost or done twice."""

from __future__ import annotations

import threading
import urllib.error
from typing import Any

from tests.chaos.checker import check_nothing_left
from tests.chaos.installation import Installation, poll
from tests.chaos.ledger import Ledger

RUNS = 24
ALL_DONE_SECONDS = 60.0


def block(id: str, type: str, **config: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "name": id, "position": {"x": 0, "y": 0}, "config": config}


def edge(source: str, target: str, port: str = "out") -> dict[str, Any]:
    return {"source": source, "sourcePort": port, "target": target}


def asking(world: Ledger) -> dict[str, Any]:
    """Ask, then book (an effect outside) what was decided."""

    def book(name: str) -> dict[str, Any]:
        url = f"http://{world.address}/{name}/{{{{input.n}}}}"
        return block(name, "http", method="POST", url=url, bodyType="json", body={})

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


def status_of(installation: Installation, path: str, body: dict[str, Any]) -> int:
    """The answer's status; 0 where there was none: it may or may not have been decided."""
    try:
        installation._ask("POST", path, body)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0
    return 200


def test_decisions_hold_and_runs_go_on(installation: Installation, world: Ledger) -> None:
    child = installation.publish(asking(world))
    parent = installation.publish(calling(child))
    parents = [installation.begin(parent, n=n) for n in range(RUNS)]

    def waiting() -> list[dict[str, Any]]:
        found = installation.api("GET", "/approvals?limit=100")
        return [one for one in found if one["workflowId"] == child]

    poll("every run asks", 30, lambda: len(waiting()) == RUNS)
    asked = {int(one["title"].split()[1].rstrip("?")): one for one in waiting()}
    answered: set[int] = set()

    def decide(n: int) -> int:
        path = f"/runs/{asked[n]['runId']}/steps/{asked[n]['stepId']}/decision"
        return status_of(installation, path, {"approved": n % 3 != 0})

    def decide_once(n: int) -> None:
        if decide(n) == 200:
            answered.add(n)

    deciding = [threading.Thread(target=decide_once, args=(n,)) for n in range(RUNS)]
    for thread in deciding:
        thread.start()
    poll("some were answered", 60, lambda: len(answered) >= RUNS // 3)
    installation.kill_everything()
    for thread in deciding:
        thread.join()

    installation.start()
    # What was answered is decided, and says so; the others can be decided now, or were.
    for n in asked:
        assert decide(n) in ((409,) if n in answered else (200, 409))
    installation.wait_for(parents, ALL_DONE_SECONDS)
    assert set(world.counted()) == {f"/{'yes' if n % 3 else 'no'}/{n}" for n in range(RUNS)}
    # A request whose worker died before its answer was kept goes out again, under the same key.
    assert all(len(keys) == 1 for keys in world.keys().values())
    assert len(installation.api("GET", f"/runs?workflowId={child}&limit=100")) == RUNS
    for run in parents:
        events = installation.api("GET", f"/runs/{run}/events")
        assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
        assert sum(event["type"] == "step.decided" for event in events) == 1
    check_nothing_left(installation)
