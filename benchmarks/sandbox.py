"""What a code step costs below the engine: `python -m benchmarks.sandbox`.

A 9.5 KB JSON document is totalled and reshaped, in both languages. Warm: the child is there, and so is its next isolate.
Cold: a new child for each call. Beside the wall clock, which a busy machine stretches, stands the CPU time that the
child's processes took for a call and for getting ready for the next.
"""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from statistics import median

from runs.sandbox import pool

LIBRARIES = Path(__file__).resolve().parents[1] / "frontend" / "dist" / "sandbox"
WARM, COLD = 300, 5
PAUSE_SECONDS = 0.01  # between calls, as in a run: the next isolate is made in it

SOURCES = {
    ("JavaScript", "javascript"): """
const lines = input.lines.map((line) => ({ ...line, total: line.qty * line.price, sku: line.sku.toUpperCase() }));
return { lines, total: lines.reduce((sum, line) => sum + line.total, 0), vendor: input.vendor.trim().toUpperCase() };
""",
    ("JavaScript with lodash", "javascript"): """
const lines = _.map(input.lines, (line) => ({ ...line, total: line.qty * line.price, sku: _.upperCase(line.sku) }));
return { lines, total: _.sumBy(lines, "total"), vendor: _.trim(input.vendor) };
""",
    ("Python", "python"): """
lines = [{**line, "total": line["qty"] * line["price"], "sku": line["sku"].upper()} for line in input["lines"]]
{"lines": lines, "total": sum(line["total"] for line in lines), "vendor": input["vendor"].strip().upper()}
""",
}


def document() -> bytes:
    """9.5 KB of JSON."""
    lines = [{"sku": f"a-{n}", "qty": n % 7 + 1, "price": n + 0.5, "note": "x" * 30} for n in range(118)]
    return json.dumps({"input": {"vendor": "  Acme GmbH ", "lines": lines}}).encode()


def call(language: str, source: str, scope: bytes) -> pool.Call:
    return pool.Call(language, source, scope, lambda: time.monotonic() + 60, lambda: False, lambda *_: None)


def cpu_seconds(children: pool.Pool) -> float:
    """Of the idle children and what they have started."""
    total = 0.0
    for pid in children.pids():
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (str(pid), *below):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return total


def timed(children: pool.Pool, one: pool.Call) -> float:
    started = time.perf_counter()
    children.run(one)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    scope = document()
    print(f"{len(scope):,} bytes of JSON; medians in ms")
    for (name, language), source in SOURCES.items():
        one = call(language, source, scope)
        warm: list[float] = []
        children = pool.Pool(1, LIBRARIES)
        for _ in range(20):
            children.run(one)
        before = cpu_seconds(children)
        for _ in range(WARM):
            time.sleep(PAUSE_SECONDS)
            warm.append(timed(children, one))
        cpu = (cpu_seconds(children) - before) / WARM * 1000
        children.close()
        cold: list[float] = []
        for _ in range(COLD):
            children = pool.Pool(1, LIBRARIES)
            cold.append(timed(children, one))
            children.close()
        warm.sort()
        print(
            f"{name:24} warm {median(warm):7.2f} (p99 {warm[int(WARM * 0.99)]:.2f})   cold {median(cold):7.1f}   "
            f"CPU in the child, next isolate included {cpu:.2f}"
        )


if __name__ == "__main__":
    main()
