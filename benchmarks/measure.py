"""Each workload once: what is done, what is counted, and where the figure comes from."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

from benchmarks import workflows
from benchmarks.load import Client, Measured
from benchmarks.product import ROOT, Product, Watched, running

WAIT_MS = 55_000


class Bench:
    """A running product with the means to load it."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.client = Client(product.host, product.port, product.api_key)

    async def publish(self, definition: dict[str, Any]) -> str:
        """Create and activate a workflow; its id."""
        reply = await self.client.once("POST", "/api/v1/workflows", definition)
        if reply.status != 201:
            raise RuntimeError(f"creating {definition['name']}: {reply.status} {reply.body[:2000]!r}")
        workflow_id = str(reply.json()["data"]["id"])
        reply = await self.client.once("POST", f"/api/v1/workflows/{workflow_id}/activate", {})
        if reply.status != 200:
            raise RuntimeError(f"publishing {definition['name']}: {reply.status} {reply.body[:2000]!r}")
        return workflow_id

    def start(self, workflow_id: str, body: dict[str, Any]) -> Callable[[int], bytes]:
        request = self.client.request("POST", f"/api/v1/workflows/{workflow_id}/run", body)
        return lambda _number: request

    @contextlib.asynccontextmanager
    async def ended(
        self, workflow_id: str, *, before: int, new: int, seconds: float = 120
    ) -> AsyncIterator[dict[str, float]]:
        """Around the load: afterwards the yielded dict holds what benchmarks.store says of the `new` runs."""
        process = await asyncio.create_subprocess_exec(
            *(
                sys.executable,
                "-m",
                "benchmarks.store",
                workflow_id.removeprefix("wf_"),
                str(before + new),
                str(new),
                str(seconds),
            ),
            cwd=ROOT,
            env=self.product.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        await process.stdout.readline()  # it has started: its start-up must not fall into the measurement
        result: dict[str, float] = {}
        yield result
        output, errors = await process.communicate(b"\n")
        if process.returncode != 0:
            raise RuntimeError(errors.decode()[-1500:])
        result.update(json.loads(output))

    # --- the workloads ----------------------------------------------------------------------

    async def w1_saturation(self, workflow_id: str, runs_before: int) -> dict[str, float]:
        """600 runs, 20 requests in flight. Runs/s: until the last run's own finish; CPU: the whole tree's."""
        cpu = self.product.cpu_seconds()
        async with self.ended(workflow_id, before=runs_before, new=600) as ended:
            measured = await self.client.closed_loop(
                self.start(workflow_id, {"input": workflows.INVOICE}), requests=600, in_flight=20
            )
        measured.expect(202)
        return {
            "runs_per_s": 600 / (ended["last"] - measured.began_at),
            "accept_p50": measured.percentile(0.50),
            "accept_p99": measured.percentile(0.99),
            "cpu_ms": (self.product.cpu_seconds() - cpu) / 600 * 1000,
        }

    async def w1_fixed(self, workflow_id: str, runs_before: int) -> dict[str, float]:
        """20 requests a second for 15 s, each timed from the moment it was due."""
        async with self.ended(workflow_id, before=runs_before, new=300) as ended:
            measured = await self.client.fixed_rate(
                self.start(workflow_id, {"input": workflows.INVOICE}), per_second=20, seconds=15
            )
        measured.expect(202)
        return {
            "accept_p50": measured.percentile(0.50),
            "accept_p95": measured.percentile(0.95),
            "accept_p99": measured.percentile(0.99),
            "start_p50": ended["start_p50"],
            "start_p99": ended["start_p99"],
            "run_p50": ended["p50"],
            "run_p99": ended["p99"],
        }

    async def w2(self, workflow_id: str, *, requests: int, in_flight: int) -> dict[str, float]:
        """The run's answer in the reply (`wait`)."""
        measured = await self.client.closed_loop(
            self.start(workflow_id, {"input": workflows.INVOICE, "wait": WAIT_MS}),
            requests=requests,
            in_flight=in_flight,
        )
        _all_completed(measured)
        return {"p50": measured.percentile(0.50), "p99": measured.percentile(0.99)}

    async def w4a(self, workflow_id: str) -> dict[str, float]:
        """Ten calls of 200 ms side by side, answer in the reply."""
        measured = await self.client.closed_loop(
            self.start(workflow_id, {"input": {}, "wait": WAIT_MS}), requests=1, in_flight=1
        )
        _all_completed(measured)
        return {"seconds": measured.replies[0].seconds}

    async def w4b(self, workflow_id: str, runs_before: int) -> dict[str, float]:
        """100 runs of a 1 s call, sent at once: first request sent to last run finished."""
        async with self.ended(workflow_id, before=runs_before, new=100) as ended:
            measured = await self.client.closed_loop(
                self.start(workflow_id, {"input": {}}), requests=100, in_flight=20
            )
        measured.expect(202)
        return {"seconds": ended["last"] - measured.began_at}

    async def w3(self, workflow_id: str) -> dict[str, float]:
        """A thousand items, the answer in the reply; how much memory the product took meanwhile."""
        return await self._one_big(workflow_id, workflows.items())

    async def w5(self, workflow_id: str) -> dict[str, float]:
        """5 MB through five steps, a small answer."""
        return await self._one_big(workflow_id, workflows.records(), path="?respond=raw")

    async def _one_big(self, workflow_id: str, body: dict[str, Any], path: str = "") -> dict[str, float]:
        request = self.client.request(
            "POST", f"/api/v1/workflows/{workflow_id}/run{path}", {"input": body, "wait": WAIT_MS}
        )
        with PeakMemory(self.product) as memory:
            measured = await self.client.closed_loop(lambda _number: request, requests=1, in_flight=1)
        measured.expect(200)
        if not path:
            _all_completed(measured)
        return {"seconds": measured.replies[0].seconds, "memory_mb": memory.grown_mb}

    async def w6(self, workflow_id: str, *, requests: int = 200) -> dict[str, float]:
        """One code step, one run after the other."""
        return await self.w2(workflow_id, requests=requests, in_flight=1)


class PeakMemory:
    """How much the tree's proportional set size grew at most while this was open, MB (looked at every 20 ms)."""

    def __init__(self, product: Watched) -> None:
        self._product = product
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self.grown_mb = 0.0

    def __enter__(self) -> Self:
        self._before = self._product.memory_mb()[1]
        self._thread.start()
        return self

    def _watch(self) -> None:
        while not self._is_over.wait(0.02):
            self.grown_mb = max(self.grown_mb, self._product.memory_mb()[1] - self._before)

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()
        self.grown_mb = max(self.grown_mb, self._product.memory_mb()[1] - self._before)


def _all_completed(measured: Measured) -> None:
    measured.expect(200)
    for reply in measured.replies:
        if (status := reply.json()["data"]["status"]) != "completed":
            raise RuntimeError(f"a run ended {status}: {reply.body[:1000]!r}")


async def _first_finished_run(product: Product) -> float:
    """Seconds from exec to the first answer of a run of ten steps in a product that already has the workflow."""
    bench = Bench(product)
    reply = await bench.client.once("GET", "/api/v1/workflows?search=Ten%20light%20steps&limit=1")
    workflow_id = reply.json()["data"][0]["id"]
    measured = await bench.client.closed_loop(
        bench.start(workflow_id, {"input": workflows.INVOICE, "wait": WAIT_MS}), requests=1, in_flight=1
    )
    _all_completed(measured)
    return time.perf_counter() - product.began


def w8(
    folder: Path, *, starts: int, settings: dict[str, str]
) -> tuple[list[dict[str, float]], dict[str, float]]:
    """Cold starts of an installation that has been used, and the idle memory 15 s after the last of them."""
    settings = dict(settings)
    with running(settings, data_dir=folder) as product:
        asyncio.run(Bench(product).publish(workflows.steps10()))
    results, memory = [], {}
    for number in range(starts):
        with running(settings, data_dir=folder) as product:
            first = asyncio.run(_first_finished_run(product))
            results.append({"ready": product.ready_seconds, "first_run": first})
            if number == starts - 1:
                time.sleep(max(0.0, 15 - (time.perf_counter() - product.began)))
                resident, proportional = product.memory_mb()
                memory = {"rss": resident, "pss": proportional}
    return results, memory


def w7(
    folder: Path, definition: dict[str, Any], *, kill_after: float, settings: dict[str, str]
) -> dict[str, float]:
    """50 runs under way, kill -9 of the whole product, start again at once: how many complete by themselves, how many
    ended otherwise, and how long after the second start the last one finished.
    """
    runs = 50
    with running(settings, data_dir=folder) as product:
        bench = Bench(product)
        workflow_id = asyncio.run(bench.publish(definition))
        before = time.time()
        measured = asyncio.run(
            bench.client.closed_loop(bench.start(workflow_id, {"input": {}}), requests=runs, in_flight=20)
        )
        measured.expect(202)
        time.sleep(max(0.0, before + kill_after - time.time()))
        product.kill()
    restarted = time.time()
    with running(settings, data_dir=folder) as product:
        ended = subprocess.run(
            [
                sys.executable, "-m", "benchmarks.store", workflow_id.removeprefix("wf_"), str(runs), str(runs), "150",
                "--any",
            ],
            cwd=ROOT, env=product.environment, input=b"\n", capture_output=True, check=True,
        )  # fmt: skip
    facts = json.loads(ended.stdout.splitlines()[-1])
    return {
        "completed": facts["completed"],
        "other": facts["ended"] - facts["completed"],
        "seconds": facts["last"] - restarted,
    }
