"""kill -9 of the web server and of a worker while webhooks come in, each id many times at once: one run for each id, and
nothing that was acknowledged is lost.
"""

from __future__ import annotations

import http.client
import json
import queue
import random
import threading
import time
import uuid
from typing import Any

import pytest

from tests.chaos import drawings
from tests.chaos.checker import check_world
from tests.chaos.installation import Installation, kill, poll
from tests.chaos.ledger import Ledger
from tests.workflows.drawings import document

IDS = 100
COPIES = 10
SENDERS = 12
GIVE_UP_SECONDS = 180.0
PATH = "orders-5f2c8e1a90b7"


class Senders:
    """Providers as they are: each request again until it is acknowledged."""

    def __init__(self, port: int, address: str) -> None:
        self.port, self.address = port, address
        jobs = [number for number in range(IDS) for _ in range(COPIES)]
        random.Random(7).shuffle(jobs)
        self.jobs: queue.SimpleQueue[int] = queue.SimpleQueue()
        for job in jobs:
            self.jobs.put(job)
        self.acknowledged: list[dict[str, Any]] = []
        self.end = time.monotonic() + GIVE_UP_SECONDS
        self.threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(SENDERS)]
        for thread in self.threads:
            thread.start()

    def _send_all(self) -> None:
        while True:
            try:
                number = self.jobs.get_nowait()
            except queue.Empty:
                return
            while time.monotonic() < self.end and not self._is_acknowledged(number):
                time.sleep(0.05)  # as a sender waits before it tries again

    def _is_acknowledged(self, number: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"content-type": "application/json", "webhook-id": f"id-{number}"}
            connection.request("POST", self.address, json.dumps({"n": number}), headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status == 200:
            self.acknowledged.append(json.loads(body))
        return answer.status == 200


def test_one_run_for_each_id(installation: Installation, world: Ledger) -> None:
    hook = {"type": "trigger.webhook", "config": {"path": f"{PATH}-{uuid.uuid4().hex[:8]}"}}
    workflow = installation.publish(document("hook -> tell", hook=hook, tell=drawings.book(world, "hook")))
    [[company]] = installation.sql(
        "SELECT company_id FROM workflows_workflow WHERE id = ?",
        workflow.removeprefix("wf_")
        if "DATABASE_URL" in installation.environment
        else uuid.UUID(workflow.removeprefix("wf_")).hex,
    )
    address = f"/webhooks/custom/{uuid.UUID(str(company))}/{hook['config']['path']}"
    senders = Senders(installation.port, address)
    total = IDS * COPIES
    for share, victim in ((4, installation.web), (2, lambda: installation.workers()[0])):
        poll("some are acknowledged", 120, lambda share=share: len(senders.acknowledged) > total // share)
        kill(victim())
    for thread in senders.threads:
        thread.join(GIVE_UP_SECONDS)
    if len(senders.acknowledged) != total:
        pytest.fail(f"{len(senders.acknowledged)} of {total} were acknowledged\n{installation.log[-3000:]}")
    # A start whose answer was lost with the web server was acknowledged as a duplicate later.
    assert sum(answer["workflowsTriggered"] for answer in senders.acknowledged) <= IDS
    events = {answer["eventId"].removeprefix("evt_") for answer in senders.acknowledged}
    assert len(events) == total
    where = workflow.removeprefix("wf_")
    key = where if "DATABASE_URL" in installation.environment else uuid.UUID(where).hex
    rows = installation.sql("SELECT id, event_id FROM runs_run WHERE workflow_id = ?", key)
    assert len(rows) == IDS
    stored = {str(uuid.UUID(str(row[0]))) for row in installation.sql("SELECT id FROM runs_event")}
    assert events <= stored
    runs = [f"run_{uuid.UUID(str(row[0]))}" for row in rows]
    installation.wait_for(runs, 60)
    assert sorted(installation.run(run)["input"]["n"] for run in runs) == list(range(IDS))
    paths = [f"/hook/{number}" for number in range(IDS)]
    check_world(world, paths, in_flight=paths)
