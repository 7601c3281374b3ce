"""Webhooks while no worker runs: 10,000 at 200/s. Run: python -m benchmarks.inbound [webhooks] [per second]

The budget: all are acknowledged, 99 of 100 within 100 ms, all run once workers are back, and those of one workflow start in
the order in which they arrived. Printed and not asserted, like all figures here.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from typing import Any

import psutil

from benchmarks.load import Measured
from benchmarks.measure import Bench
from benchmarks.product import ROOT, Product, running

WORKFLOWS = 10
GIVE_UP_SECONDS = 300
READ = """
import json, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
import django
django.setup()
from runs.event_models import Event
from django.db.models import OuterRef, Subquery
from runs.models import Run, RunStatus, Step
ended = Run.objects.exclude(event_id=None).filter(status=RunStatus.COMPLETED)
first = Step.objects.filter(run_id=OuterRef("id"), seq=1).values("started_at")
late, latest = {"runs": 0, "firstSteps": 0}, {}
rows = ended.order_by("queued_seq").annotate(first=Subquery(first)).values_list("workflow_id", "started_at", "first")
for workflow, *begun in rows:
    for what, moment in zip(late, begun):
        before = latest.get((workflow, what), moment)
        late[what] += moment < before
        latest[workflow, what] = max(before, moment)
print(json.dumps({"events": Event.objects.count(), "completed": ended.count(), "outOfOrder": late}))
"""


def drawing(number: int) -> dict[str, Any]:
    blocks = [
        {
            "id": "hook",
            "type": "trigger.webhook",
            "name": "Order",
            "position": {"x": 0, "y": 0},
            "config": {"path": f"order-{number}-5f2c8e1a90b7"},
        },
        {
            "id": "keep",
            "type": "transform",
            "name": "Keep",
            "position": {"x": 0, "y": 140},
            "config": {"mapping": {"n": "{{input.n}}"}},
        },
    ]
    edges = [{"source": "hook", "sourcePort": "out", "target": "keep"}]
    return {"name": f"Webhook {number}", "blocks": blocks, "edges": edges}


def read(product: Product) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=ROOT,
        env=product.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def stop_workers(product: Product) -> None:
    """Kill the workers; their supervisor is stopped, so that it does not start them again."""
    product.process.send_signal(signal.SIGSTOP)
    for child in psutil.Process(product.process.pid).children():
        if "worker" in child.cmdline():
            for member in (*child.children(recursive=True), child):
                member.kill()


async def send(bench: Bench, company: str, webhooks: int, rate: float) -> Measured:
    def request(number: int) -> bytes:
        path = f"/webhooks/custom/{company}/order-{number % WORKFLOWS}-5f2c8e1a90b7"
        return bench.client.request("POST", path, {"n": number})

    return await bench.client.fixed_rate(request, per_second=rate, seconds=webhooks / rate)


async def _work(product: Product, webhooks: int, rate: float) -> None:
    bench = Bench(product)
    for number in range(WORKFLOWS):
        await bench.publish(drawing(number))
    company = (await bench.client.once("GET", "/api/v1/me")).json()["data"]["company"]["id"]
    await send(bench, company.removeprefix("co_"), 200, rate)  # warm
    before = webhooks_done(product, 200)
    stop_workers(product)
    try:
        sent = await send(bench, company.removeprefix("co_"), webhooks, rate)
    finally:
        product.process.send_signal(signal.SIGCONT)
    began = time.perf_counter()
    print(f"statuses: {dict(Counter(reply.status for reply in sent.replies))}")
    print(
        f"acknowledged in: p50 {sent.percentile(0.5):.1f} ms, p99 {sent.percentile(0.99):.1f} ms, "
        f"at most {sent.percentile(1.0):.1f} ms"
    )
    found = webhooks_done(product, before["completed"] + webhooks)
    print(f"after the workers are back: {found}, {time.perf_counter() - began:.1f} s")


def webhooks_done(product: Product, completed: int) -> dict[str, Any]:
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while True:
        found = read(product)
        if found["completed"] >= completed or time.monotonic() > deadline:
            return found


def main() -> None:
    webhooks = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rate = float(sys.argv[2]) if len(sys.argv) > 2 else 200.0
    settings = {"DEMO": "off"} | {
        name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if name in os.environ
    }
    with running(settings) as product:
        asyncio.run(_work(product, webhooks, rate))


if __name__ == "__main__":
    main()
