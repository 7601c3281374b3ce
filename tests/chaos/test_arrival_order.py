"""Webhooks while no worker runs: once workers are back, those of each workflow start in the order in which they arrived."""

from __future__ import annotations

import contextlib
import http.client
import json
import signal
import uuid

import psutil

from tests.chaos.checker import check_arrival_order, unfinished
from tests.chaos.installation import Installation, gone, poll
from tests.workflows.drawings import document

WORKFLOWS, WEBHOOKS = 3, 300


def test_a_backlog_starts_in_the_order_of_arrival(installation: Installation) -> None:
    path = f"orders-5f2c8e1a90b7-{uuid.uuid4().hex[:8]}"
    keep = {"type": "transform", "config": {"mapping": {"n": "{{input.n}}"}}}
    workflows = [
        installation.publish(
            document(
                "hook -> keep",
                hook={"type": "trigger.webhook", "config": {"path": f"{path}-{n}"}},
                keep=keep,
            )
        )
        for n in range(WORKFLOWS)
    ]
    company = installation.api("GET", "/me")["company"]["id"].removeprefix("co_")
    installation.wait_for_workers()
    installation.process.send_signal(signal.SIGSTOP)  # nobody starts them again
    try:
        cluster = installation.cluster()
        workers = [cluster, *cluster.children(recursive=True)]
        for process in workers:
            with contextlib.suppress(psutil.NoSuchProcess):  # some go with their parent
                process.kill()
        poll("they are gone", 10, lambda: all(gone(process.pid) for process in workers))
        web = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=20)
        for n in range(WEBHOOKS):
            headers = {"content-type": "application/json"}
            web.request(
                "POST", f"/webhooks/custom/{company}/{path}-{n % WORKFLOWS}", json.dumps({"n": n}), headers
            )
            answer = web.getresponse()
            assert (answer.status, json.loads(answer.read())["workflowsTriggered"]) == (200, 1)
        web.close()
    finally:
        installation.process.send_signal(signal.SIGCONT)
    poll("all have run", 60, lambda: not unfinished(installation))
    for workflow in workflows:
        check_arrival_order(installation, workflow, runs=WEBHOOKS // WORKFLOWS)
