"""The figures as one page, the peers' beside them."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from typing import Any

PEERS: dict[str, Any] = json.loads((Path(__file__).parent / "peers.json").read_text())
Figures = dict[str, float]


def _spread(values: list[float], digits: int) -> str:
    """Median (min-max)."""
    shown = [f"{value:,.{digits}f}" for value in (median(values), min(values), max(values))]
    return shown[0] if len(values) == 1 else f"{shown[0]} ({shown[1]}-{shown[2]})"


def _cell(results: dict[str, list[Figures]], workload: str, *names: str, digits: int = 1) -> str:
    rows = results.get(workload)
    if not rows:
        return "not measured"
    return " / ".join(_spread([row[name] for row in rows], digits) for name in names)


def render(
    *,
    results: dict[str, list[Figures]],
    limits: dict[str, list[float]],
    machine: str,
    commit: str,
    load: float,
    day: str,
    database: str,
) -> str:
    ours = {
        "W1 completed runs/s, 20 in flight": _cell(results, "W1", "runs_per_s", digits=0),
        "W1 accept p50 / p99 ms, saturated": _cell(results, "W1", "accept_p50", "accept_p99"),
        "W1 accept p50 / p99 ms, 20/s": _cell(results, "W1 fixed", "accept_p50", "accept_p99"),
        "W1 accept to finish p50 / p99 ms, 20/s": _cell(results, "W1 fixed", "run_p50", "run_p99"),
        "W1 server CPU, ms per run": _cell(results, "W1", "cpu_ms", digits=2),
        "W2 p50 / p99 ms, one at a time": _cell(results, "W2 c1", "p50", "p99"),
        "W2 p50 / p99 ms, ten at a time": _cell(results, "W2 c10", "p50", "p99"),
        "W4a ten parallel 200 ms calls, s": _cell(results, "W4a", "seconds", digits=3),
        "W4b 100 runs of a 1 s call, s": _cell(results, "W4b", "seconds", digits=2),
        "W8 start to ready, s": _cell(results, "W8", "ready", digits=2),
        "W8 first finished run after start, s": _cell(results, "W8", "first_run", digits=2),
        "W8 idle memory (RSS), MB": _cell(results, "W8 memory", "rss", digits=0),
        "W8 idle memory (PSS, shared pages once), MB": _cell(results, "W8 memory", "pss", digits=0),
    }
    columns: list[str] = PEERS["columns"]
    lines = [
        f"# Figures on {database}",
        "",
        (
            f"Measured {day} at commit `{commit}` with `make bench` on {machine}. Product, database and load generator share "
            f"the machine, whose load was {load:.1f} before the start. Medians (min-max) of 3 repetitions, 7 for W4a, 5 starts for W8. Rate limits were off; everything "
            "else is as `make run` has it. Completions are counted in the product's own database, latency at a fixed rate "
            "from the moment a request was due, memory and CPU over the whole process tree."
        ),
        "",
        "| | Headrace | " + " | ".join(columns) + " |",
        "|---" * (len(columns) + 2) + "|",
    ]
    for name, cell in ours.items():
        peers: list[str] = PEERS["rows"].get(name, ["-"] * len(columns))
        lines.append(f"| {name} | **{cell}** | " + " | ".join(peers) + " |")
    lines += ["", "The peers: " + PEERS["note"], "", "## The machine's own limit", ""]
    lines.append(
        "Bare writes of W1 (a run and ten steps, each durable before the next, 64 in flight), no engine around them:"
    )
    lines += [f"- {name}: {_spread(values, 0)} runs/s" for name, values in limits.items()]
    lines += [
        "",
        "## The workloads",
        "",
        (
            "W1: 600 runs of ten light steps, 20 requests in flight, and the same at 20 requests a second for 15 s. W2: the "
            "same ten steps, the answer in the reply (`wait`). W4a: ten `http` blocks side by side to a stub that answers "
            "after 200 ms. W4b: 100 runs of a 1 s call. W8: from exec to the first 200 of the health page and to the first "
            "finished run, then the memory 15 s after the start. [workloads.json](workloads.json) has the neutral definition."
        ),
        "",
    ]
    return "\n".join(lines)
