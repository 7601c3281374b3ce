"""The workloads against n8n and Node-RED from npm, by the same load generator: `make bench-peers`."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import n8n, nodered, workflows
from benchmarks.installed import Installed
from benchmarks.load import Client
from benchmarks.measure import PeakMemory
from benchmarks.n8n import N8n
from benchmarks.product import Watched

Figures = dict[str, float]
Results = dict[str, list[Figures]]
#: n8n's fastest setting found. Beating its default would flatter.
LEGACY = {"N8N_EXPRESSION_ENGINE": "legacy"}


class Peer:
    """One running peer. `prefix` stands before the workloads' names in its addresses."""

    def __init__(self, watched: Watched, prefix: str) -> None:
        self.watched = watched
        self.client = Client(watched.host, watched.port, "none")
        self.prefix = prefix

    def _post(self, workload: str, body: Any) -> Callable[[int], bytes]:
        request = self.client.request("POST", f"{self.prefix}{workload}", body)
        return lambda _number: request

    async def w1(self, requests: int, last_ended: Callable[[], float]) -> Figures:
        """Saturated with 20 in flight; `last_ended` waits in the peer's own store."""
        cpu = self.watched.cpu_seconds()
        post = self._post("w1", workflows.INVOICE)
        measured = await self.client.closed_loop(post, requests=requests, in_flight=20)
        measured.expect(200)
        return {
            "runs_per_s": requests / (last_ended() - measured.began_at),
            "accept_p50": measured.percentile(0.50),
            "accept_p99": measured.percentile(0.99),
            "cpu_ms": (self.watched.cpu_seconds() - cpu) / requests * 1000,
        }

    async def w1_fixed(self) -> Figures:
        measured = await self.client.fixed_rate(
            self._post("w1", workflows.INVOICE), per_second=20, seconds=15
        )
        measured.expect(200)
        return {"accept_p50": measured.percentile(0.50), "accept_p99": measured.percentile(0.99)}

    async def replies(self, workload: str, body: Any, *, requests: int, in_flight: int) -> Figures:
        """The answer at the end of the run."""
        post = self._post(workload, body)
        measured = await self.client.closed_loop(post, requests=requests, in_flight=in_flight)
        measured.expect(200)
        return {"p50": measured.percentile(0.50), "p99": measured.percentile(0.99)}

    async def one(self, workload: str, body: Any) -> Figures:
        with PeakMemory(self.watched) as memory:
            measured = await self.client.closed_loop(self._post(workload, body), requests=1, in_flight=1)
        measured.expect(200)
        return {"seconds": measured.replies[0].seconds, "memory_mb": memory.grown_mb}


async def measure_n8n(running: N8n) -> Results:
    """W1 to W6 in one setting."""
    peer = Peer(running, "/webhook/")
    results: Results = {}
    runs = 0

    async def w1(requests: int = 300) -> Figures:
        nonlocal runs
        runs += requests
        return await peer.w1(requests, lambda: running.wait_for("w1", runs))

    await peer.replies("w2", workflows.INVOICE, requests=30, in_flight=3)  # warm
    await w1(20)
    results["W1"] = [await w1() for _ in range(3)]
    results["W1 fixed"] = [await peer.w1_fixed()]
    results["W2 c1"] = [
        await peer.replies("w2", workflows.INVOICE, requests=150, in_flight=1) for _ in range(3)
    ]
    results["W2 c10"] = [
        await peer.replies("w2", workflows.INVOICE, requests=200, in_flight=10) for _ in range(3)
    ]
    for name, workload, body, times in (
        ("W3a", "w3a", workflows.items(), 7),
        ("W3b", "w3b", workflows.items(), 5),
        ("W4a", "w4a", {}, 5),
        ("W5", "w5", workflows.records(), 5),
    ):
        await peer.one(workload, body)  # warm
        results[name] = [await peer.one(workload, body) for _ in range(times)]
    results["W4b"] = [await _w4b(running, peer, number * 100) for number in range(3)]
    await peer.replies("w6", workflows.INVOICE, requests=10, in_flight=1)
    results["W6"] = [await peer.replies("w6", workflows.INVOICE, requests=200, in_flight=1)]
    return results


async def _w4b(running: N8n, peer: Peer, before: int) -> Figures:
    measured = await peer.client.closed_loop(peer._post("w4b", {}), requests=100, in_flight=20)
    measured.expect(200)
    return {"seconds": running.wait_for("w4b", before + 100) - measured.began_at}


def w7(installed: Installed, stub_port: int, workload: str, *, kill_after: float) -> Figures:
    """50 executions under way, kill -9, start again; what became of them after a minute."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with n8n.running(installed, folder, stub_port, LEGACY) as running:
            peer = Peer(running, "/webhook/")
            before = time.time()
            measured = asyncio.run(
                peer.client.closed_loop(peer._post(workload, {}), requests=50, in_flight=20)
            )
            measured.expect(200)
            time.sleep(max(0.0, before + kill_after - time.time()))
            running.kill()
        restarted = time.time()
        with n8n.running(installed, folder, stub_port, LEGACY) as running:
            good = bad = 0
            while good + bad < 50 and time.time() < restarted + 60:
                good, bad, last = running.ended(workload)
                time.sleep(0.2)
    return {"completed": good, "other": 50 - good, "seconds": max(0.0, last - restarted)}


def w8(installed: Installed, stub_port: int) -> Results:
    """Starts of an installation that has been used, to the first answered run; then the idle memory."""
    starts: list[Figures] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        with n8n.running(installed, folder, stub_port, LEGACY):
            pass
        for number in range(3):
            with n8n.running(installed, folder, stub_port, LEGACY) as running:
                peer = Peer(running, "/webhook/")
                asyncio.run(peer.replies("w2", workflows.INVOICE, requests=1, in_flight=1))
                starts.append(
                    {"ready": running.ready_seconds, "first_run": time.perf_counter() - running.began}
                )
                if number == 2:
                    time.sleep(max(0.0, 15 - (time.perf_counter() - running.began)))
                    resident, proportional = running.memory_mb()
    return {"W8": starts, "W8 memory": [{"rss": resident, "pss": proportional}]}


def measure_all_of_n8n(installed: Installed, stub_port: int) -> dict[str, Results]:
    """Its fastest setting in all workloads, its default one in those without a crash or a start."""
    results: dict[str, Results] = {}
    for label, settings in (("n8n legacy", LEGACY), ("n8n default", {})):
        with (
            tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
            n8n.running(installed, Path(folder), stub_port, settings) as running,
        ):
            results[label] = asyncio.run(measure_n8n(running))
        print(label, results[label], flush=True)
    legacy = results["n8n legacy"]
    legacy["W7a"] = [w7(installed, stub_port, "w7a", kill_after=2.0)]
    legacy["W7b"] = [w7(installed, stub_port, "w7b", kill_after=2.0)]
    legacy |= w8(installed, stub_port)
    print("n8n legacy, kills and starts", {name: legacy[name] for name in ("W7a", "W7b", "W8", "W8 memory")})
    return results


def measure_n8n_on_postgresql(installed: Installed, stub_port: int, database_url: str) -> dict[str, Results]:
    """Its fastest setting, in the workloads without a crash or a start."""
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        n8n.running(installed, Path(folder), stub_port, LEGACY, database_url) as running,
    ):
        results = {"n8n legacy": asyncio.run(measure_n8n(running))}
    print("n8n legacy on PostgreSQL", results, flush=True)
    return results


async def _node_red(running: nodered.NodeRed) -> Results:
    peer = Peer(running, "/")
    runs = 0

    async def w1() -> Figures:
        nonlocal runs
        runs += 600
        return await peer.w1(600, lambda: running.wait_for(runs))

    await peer.replies("w2", workflows.INVOICE, requests=50, in_flight=5)
    results: Results = {"W1": [await w1() for _ in range(3)], "W1 fixed": [await peer.w1_fixed()]}
    for name, in_flight in (("W2 c1", 1), ("W2 c10", 10)):
        results[name] = [
            await peer.replies("w2", workflows.INVOICE, requests=200, in_flight=in_flight) for _ in range(3)
        ]
    results["W3a"] = [await peer.one("w3a", workflows.items()) for _ in range(7)]
    return results


def measure_node_red(installed: Installed) -> Results:
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        nodered.running(installed, Path(folder)) as running,
    ):
        results = asyncio.run(_node_red(running))
        results["W8 memory"] = [dict(zip(("rss", "pss"), running.memory_mb(), strict=True))]
    print("Node-RED", results, flush=True)
    return results
