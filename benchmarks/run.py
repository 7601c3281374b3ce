"""`make bench`: every workload against a real product started here; writes benchmarks/RESULTS.md.

Rate limits are off, and everything else is as a stranger's `make run` has it. With DATABASE_URL (and REDIS_URL) set
the product runs on those. `python -m benchmarks.run W1 W4` measures only these and prints instead of writing;
`python -m benchmarks.run peers` (`make bench-peers`) measures n8n and Node-RED from npm in the same run; with DATABASE_URL n8n
on PostgreSQL, in its fastest setting.
"""

from __future__ import annotations

import asyncio
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import installed, limit, measure, peers, report, workflows
from benchmarks.product import ROOT, running, stub

Figures = dict[str, float]
Work = Callable[[str], Awaitable[Figures]]
ALL = {"W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"}


async def _repeat(times: int, run: Callable[[int], Awaitable[Figures]]) -> list[Figures]:
    return [await run(number) for number in range(times)]


async def _measure(bench: measure.Bench, stub_port: int, chosen: set[str]) -> dict[str, list[Figures]]:
    results: dict[str, list[Figures]] = {}
    if chosen & {"W1", "W2"}:
        ten = await bench.publish(workflows.steps10())
        runs = 0

        async def counted(work: Callable[[str, int], Awaitable[Figures]], adds: int) -> Figures:
            nonlocal runs
            figures = await work(ten, runs)
            runs += adds
            return figures

        await bench.w2(ten, requests=50, in_flight=5)  # warm: compiled expressions, pools, page cache
        runs += 50
        if "W1" in chosen:
            results["W1"] = await _repeat(3, lambda _: counted(bench.w1_saturation, 600))
            print("W1", results["W1"], flush=True)
            results["W1 fixed"] = await _repeat(3, lambda _: counted(bench.w1_fixed, 300))
            print("W1 fixed", results["W1 fixed"], flush=True)
        if "W2" in chosen:
            results["W2 c1"] = await _repeat(3, lambda _: bench.w2(ten, requests=150, in_flight=1))
            print("W2 c1", results["W2 c1"], flush=True)
            results["W2 c10"] = await _repeat(3, lambda _: bench.w2(ten, requests=400, in_flight=10))
            print("W2 c10", results["W2 c10"], flush=True)
    if "W4" in chosen:
        parallel = await bench.publish(workflows.parallel_calls(stub_port))
        await bench.w4a(parallel)
        results["W4a"] = await _repeat(7, lambda _: bench.w4a(parallel))
        print("W4a", results["W4a"], flush=True)
        slow = await bench.publish(workflows.one_call(stub_port))
        results["W4b"] = await _repeat(3, lambda number: bench.w4b(slow, number * 100))
        print("W4b", results["W4b"], flush=True)
    await _measure_big(bench, chosen, results)
    return results


async def _measure_big(bench: measure.Bench, chosen: set[str], results: dict[str, list[Figures]]) -> None:
    async def record(name: str, definition: dict[str, Any], work: Work, times: int) -> None:
        workflow_id = await bench.publish(definition)
        await work(workflow_id)  # warm
        results[name] = await _repeat(times, lambda _: work(workflow_id))
        print(name, results[name], flush=True)

    if "W3" in chosen:
        await record("W3a", workflows.list_at_once(), bench.w3, 7)
        await record("W3b fan-out", workflows.each_item("fan-out", {}), bench.w3, 7)
        await record("W3b loop", workflows.each_item("loop", {"maxIterations": 1000}), bench.w3, 7)
    if "W5" in chosen:
        await record("W5", workflows.large_payload(), bench.w5, 5)
    if "W6" in chosen:
        await record("W6", workflows.code_step(), bench.w6, 3)


def _measure_kills(stub_port: int, settings: dict[str, str]) -> dict[str, list[Figures]]:
    results: dict[str, list[Figures]] = {}
    for name, definition, kill_after in (
        ("W7a", workflows.one_call(stub_port, milliseconds=5_000), 2.0),
        ("W7b", workflows.wait_step(5), 2.0),
        ("W7c", workflows.wait_step(70), 10.0),
    ):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            results[name] = [measure.w7(Path(folder), definition, kill_after=kill_after, settings=settings)]
        print(name, results[name], flush=True)
    return results


def machine() -> str:
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    return f"{os.cpu_count()} x {model}, Python {platform.python_version()}, {platform.system()} {platform.release()}"


def commit() -> str:
    """The commit measured; `+` when the tree had changes of its own, beside the figures of the run before."""
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()
    changed = subprocess.run(
        [
            "git",
            "status",
            "--porcelain",
            "--untracked-files=no",
            ":!benchmarks/results",
            ":!benchmarks/RESULTS.md",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return f"{head}{'+' if changed else ''}"


def measure_ours(chosen: set[str]) -> dict[str, Any]:
    """A record of Headrace's figures on the database of the environment, with what it was measured under."""
    database_url = os.environ.get("DATABASE_URL")
    load = os.getloadavg()[0]  # before anything of ours ran
    if database_url:
        limits = [limit.postgres_limit(database_url, 3.0) for _ in range(3)]
    else:
        limits = [limit.sqlite_limit(3.0) for _ in range(3)]
    print("limit", [round(value) for value in limits], flush=True)
    results: dict[str, list[Figures]] = {"limit": [{"runs_per_s": value} for value in limits]}
    with stub() as stub_port:
        settings = {"OUTBOUND_ALLOW": f"127.0.0.1:{stub_port}"}
        if chosen - {"W7", "W8"}:
            with running(settings) as product:
                results |= asyncio.run(_measure(measure.Bench(product), stub_port, chosen))
        if "W7" in chosen:
            results |= _measure_kills(stub_port, settings)
        if "W8" in chosen:
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                starts, memory = measure.w8(Path(folder), starts=5, settings=settings)
            results["W8"], results["W8 memory"] = starts, [memory]
            print("W8", starts, memory, flush=True)
    return {
        "day": datetime.now(UTC).date().isoformat(),
        "commit": commit(),
        "machine": machine(),
        "load": round(load, 1),
        "results": results,
    }


def main() -> None:
    """`peers` among the arguments measures n8n and Node-RED in the same run; names of workloads measure only these and
    write nothing.
    """
    asked = {name.upper() for name in sys.argv[1:]} - {"PEERS"}
    name = "postgresql" if os.environ.get("DATABASE_URL") else "sqlite"
    records = {name: measure_ours(asked or ALL)}
    if "peers" in sys.argv[1:]:
        programs = installed.install()
        with stub() as stub_port:
            if url := os.environ.get("DATABASE_URL"):
                theirs = peers.measure_n8n_on_postgresql(programs, stub_port, url)
            else:
                theirs = peers.measure_all_of_n8n(programs, stub_port)
                theirs["Node-RED"] = peers.measure_node_red(programs)
        suffix = "-postgresql" if url else ""
        records |= {
            f"together{suffix}": records[name],
            f"peers{suffix}": {**records[name], "results": theirs},
        }
    if asked:
        print(report.render({**report.kept(), **records}))
        return
    report.keep(records)
    print("written: benchmarks/RESULTS.md")


if __name__ == "__main__":
    main()
