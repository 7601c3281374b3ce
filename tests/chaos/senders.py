"""Providers as they are: many at once, each event several times, and each request again until it is acknowledged."""

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
from tests.chaos.installation import Installation
from tests.chaos.ledger import Ledger
from tests.workflows.drawings import document

PATIENCE_SECONDS = 0.05


class Senders:
    """`ids` events, each `copies` times in any order, to a webhook workflow that books each at the ledger."""

    def __init__(
        self,
        installation: Installation,
        world: Ledger,
        *,
        ids: int,
        copies: int,
        at_once: int = 12,
        seconds: float = 180.0,
        per_second: float | None = None,
    ) -> None:
        self.installation, self.world = installation, world
        self.ids, self.total = ids, ids * copies
        self.seconds, self.end = seconds, time.monotonic() + seconds
        self.acknowledged: list[dict[str, Any]] = []
        hook = {"type": "trigger.webhook", "config": {"path": f"orders-5f2c8e1a90b7-{uuid.uuid4().hex[:8]}"}}
        tell = drawings.book(world, "hook")
        self.workflow = installation.publish(document("hook -> tell", hook=hook, tell=tell))
        [[company]] = installation.sql(
            "SELECT company_id FROM workflows_workflow WHERE id = ?", installation.key_of(self.workflow)
        )
        self._address = f"/webhooks/custom/{uuid.UUID(str(company))}/{hook['config']['path']}"
        jobs = [number for number in range(ids) for _ in range(copies)]
        random.Random(7).shuffle(jobs)
        self._began, self._per_second = time.monotonic(), per_second
        self._jobs: queue.SimpleQueue[tuple[int, int]] = queue.SimpleQueue()
        for place, job in enumerate(jobs):
            self._jobs.put((place, job))
        self._threads = [threading.Thread(target=self._send_all, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    def wait(self) -> None:
        """Until all of them are acknowledged."""
        for thread in self._threads:
            thread.join(max(0.0, self.end - time.monotonic()))
        if len(self.acknowledged) != self.total:
            pytest.fail(
                f"{len(self.acknowledged)} of {self.total} were acknowledged in {self.seconds:.0f} s\n"
                f"{self.installation.log[-3000:]}"
            )

    def check(self, seconds: float = 60.0) -> None:
        """Everything acknowledged is stored; each id is one run, which completed and was booked."""
        # A start whose answer was lost with the web server was acknowledged as a duplicate later.
        assert sum(answer["workflowsTriggered"] for answer in self.acknowledged) <= self.ids
        events = {answer["eventId"].removeprefix("evt_") for answer in self.acknowledged}
        assert len(events) == self.total
        stored = {str(uuid.UUID(str(row[0]))) for row in self.installation.sql("SELECT id FROM runs_event")}
        assert events <= stored
        rows = self.installation.sql(
            "SELECT id FROM runs_run WHERE workflow_id = ?", self.installation.key_of(self.workflow)
        )
        assert len(rows) == self.ids
        runs = [f"run_{uuid.UUID(str(row[0]))}" for row in rows]
        self.installation.wait_for(runs, seconds)
        assert sorted(self.installation.run(run)["input"]["n"] for run in runs) == list(range(self.ids))
        paths = [f"/hook/{number}" for number in range(self.ids)]
        check_world(self.world, paths, in_flight=paths)

    def _send_all(self) -> None:
        while True:
            try:
                place, number = self._jobs.get_nowait()
            except queue.Empty:
                return
            if self._per_second is not None:
                time.sleep(max(0.0, self._began + place / self._per_second - time.monotonic()))  # the rate
            while time.monotonic() < self.end and not self._is_acknowledged(number):
                time.sleep(PATIENCE_SECONDS)  # as a sender waits before it tries again

    def _is_acknowledged(self, number: int) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.installation.port, timeout=20)
        try:
            headers = {"content-type": "application/json", "webhook-id": f"id-{number}"}
            connection.request("POST", self._address, json.dumps({"n": number}), headers)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        if answer.status == 200:
            self.acknowledged.append(json.loads(body))
        return answer.status == 200
