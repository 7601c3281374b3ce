"""The kept figures as one page: Headrace on both databases, the peers measured beside it, and how they compare."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

FOLDER = Path(__file__).parent
KEPT = FOLDER / "results"
PEERS: dict[str, Any] = json.loads((FOLDER / "peers.json").read_text())
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `n8n`: the workload's name in n8n's results, where it differs. `next`: what limits it now."""

    title: str
    workload: str
    fields: tuple[str, ...]
    digits: int = 1
    is_more_better: bool = False
    asked: str = ""
    next: str = ""
    n8n: str = ""


ROWS = (
    Row("W1 completed runs/s, 20 in flight", "W1", ("runs_per_s",), 0, True, "≥ 1,000 SQLite, ≥ 800 PostgreSQL",
        "Python's time: two thirds in the worker, a fourth in the web process; on PostgreSQL also its own, a third of all"),
    Row("W1 accept p50 / p99 ms, saturated", "W1", ("accept_p50", "accept_p99"), next="two cores shared with the load"),
    Row("W1 accept p50 / p99 ms, 20/s", "W1 fixed", ("accept_p50", "accept_p99"), asked="p99 < 30",
        next="the commit"),
    Row("W1 trigger to first step p50 / p99 ms, 20/s", "W1 fixed", ("start_p50", "start_p99"), asked="p50 < 50",
        next="the bell, the claim's transaction"),
    Row("W1 accept to finish p50 / p99 ms, 20/s", "W1 fixed", ("run_p50", "run_p99"), next="the claim's transaction"),
    Row("W1 server CPU, ms per run", "W1", ("cpu_ms",), 2, asked="< 2", next="resolving configs, records, digests"),
    Row("W2 p50 / p99 ms, one at a time", "W2 c1", ("p50", "p99"), asked="p50 < 12",
        next="processor time from end to end, with cold caches"),
    Row("W2 p50 / p99 ms, ten at a time", "W2 c10", ("p50", "p99"), asked="p50 < 60",
        next="Python in the web process: the request, the answer"),
    Row("W3a 1,000 items in one step, s", "W3a", ("seconds",), 3, next="the sandbox's JSON both ways"),
    Row("W3b 1,000 recorded iterations (fan-out), s", "W3b fan-out", ("seconds",), 3, asked="< 0.4",
        next="a step record for each item", n8n="W3b"),
    Row("W3b 1,000 recorded iterations (loop), s", "W3b loop", ("seconds",), 3, asked="< 0.4",
        next="a step record for each item", n8n="W3b"),
    Row("W3b memory grown (fan-out), MB", "W3b fan-out", ("memory_mb",), 0, asked="flat", n8n="W3b"),
    Row("W4a ten parallel 200 ms calls, s", "W4a", ("seconds",), 3, asked="< 0.240", next="the calls' own 200 ms"),
    Row("W4b 100 runs of a 1 s call, s", "W4b", ("seconds",), 2, asked="< 1.5", next="the calls' own second"),
    Row("W5 5 MB through 5 steps, s", "W5", ("seconds",), 3, asked="< 0.4", next="reading and writing the JSON"),
    Row("W5 memory grown, MB", "W5", ("memory_mb",), 0, asked="< 100"),
    Row("W6 code step p50 / p99 ms, whole run", "W6", ("p50", "p99"), asked="p50 < 10", next="as W2, plus a fresh V8 isolate and its JSON both ways"),
    Row("W7a 50 runs in a 5 s call, kill -9: completed by themselves", "W7a", ("completed",), 0, True, "50"),
    Row("W7b 50 runs in a 5 s wait, kill -9: completed by themselves", "W7b", ("completed",), 0, True, "50"),
    Row("W7c 50 runs in a 70 s wait, kill -9: completed by themselves", "W7c", ("completed",), 0, True, "50"),
    Row("W8 second start to first finished run, s", "W8", ("first_run",), 2, asked="< 4",
        next="importing Django three times on two cores"),
    Row("W8 idle memory (PSS of all processes), MB", "W8 memory", ("pss",), 0, asked="< 350",
        next="Python and Django in four processes"),
    Row("W8 idle memory (RSS), MB", "W8 memory", ("rss",), 0),
)  # fmt: skip


def kept() -> dict[str, Record]:
    """The records of earlier runs by name: `sqlite`, `postgresql`, `peers` and `together`, ours of the run
    with them.
    """
    return {path.stem: json.loads(path.read_text()) for path in sorted(KEPT.glob("*.json"))}


def keep(records: dict[str, Record]) -> None:
    """Put these in place of the earlier ones of their names and write the page anew."""
    KEPT.mkdir(exist_ok=True)
    for name, record in records.items():
        (KEPT / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n")
    (FOLDER / "RESULTS.md").write_text(render(kept()))


def _spread(values: list[float], digits: int) -> str:
    """Median (min-max)."""
    shown = [f"{value:,.{digits}f}" for value in (median(values), min(values), max(values))]
    return shown[0] if len(values) == 1 else f"{shown[0]} ({shown[1]}-{shown[2]})"


def _values(results: dict[str, Any], workload: str, field: str) -> list[float]:
    return [row[field] for row in results.get(workload, []) if field in row]


def _cell(results: dict[str, Any], workload: str, row: Row) -> str:
    parts = [_values(results, workload, name) for name in row.fields]
    return " / ".join(_spread(values, row.digits) for values in parts) if all(parts) else "-"


def _ratio(ours: list[float], theirs: list[float], *, is_more_better: bool) -> str:
    if not ours or not theirs:
        return "-"
    a, b = median(ours), median(theirs)
    if not a or not b:
        return f"{a:,.0f} : {b:,.0f}"
    return f"{(a / b if is_more_better else b / a):.1f} x"


def render(records: dict[str, Record]) -> str:
    lines = ["# Figures", ""]
    if "together" in records and "peers" in records:
        lines += _together(records["together"], records["peers"])
    if "together-postgresql" in records:
        lines += _on_postgresql(records["together-postgresql"], records["peers-postgresql"])
    for name, title in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        if name in records:
            lines += _section(records[name], title)
    if "inbound" in records:
        lines += _inbound(records["inbound"])
    lines += ["## Other settings of the peers", "", PEERS["note"], ""]
    lines.append("| | " + " | ".join(PEERS["columns"]) + " |")
    lines.append("|---" * (len(PEERS["columns"]) + 1) + "|")
    lines += [f"| {title} | " + " | ".join(cells) + " |" for title, cells in PEERS["rows"].items()]
    lines += [
        "",
        "## The workloads",
        "",
        (
            "W1: 600 runs of ten light steps (300 for n8n), 20 requests in flight, and the same at 20 requests a second for "
            "15 s. W2: the same ten steps, the answer in the reply. W3: a thousand items, in one step and with a recorded "
            "step for each. W4a: ten HTTP calls side by side to a stub that answers after 200 ms; W4b: 100 runs of a 1 s "
            "call. W5: 5 MB through five steps. W6: one JavaScript step. W7: 50 runs under way, every process killed with "
            "-9, started again at once, looked at after 60 s (150 s for ours). W8: from exec to the first finished run, and the "
            "memory 15 s after the start. [workloads.json](workloads.json) has the neutral definition. Completions are "
            "counted in each product's own database, latency at a fixed rate from the moment a request was due, memory and "
            "CPU over the whole process tree. Rate limits were off; everything else is as `make run` has it."
        ),
        "",
    ]
    return "\n".join(lines)


def _together(ours: Record, peers: Record) -> list[str]:
    """Ours and the peers', measured one after the other in one run."""
    theirs = peers["results"]
    legacy = theirs.get("n8n legacy", {})
    limit = _values(ours["results"], "limit", "runs_per_s")
    lines = [
        "## Beside n8n and Node-RED, in one run",
        "",
        (
            f"`make bench-peers`, {ours['day']}, commit `{ours['commit']}`, {ours['machine']}: Headrace on SQLite, then n8n 2.41.1 on "
            "SQLite and Node-RED 5.0.7 from npm, by the same load generator on the same machine within the hour. *legacy* is "
            "`N8N_EXPRESSION_ENGINE=legacy`, n8n's fastest setting found: the ratios are against it. Node-RED keeps no history: the "
            "floor, not the same job. How fast such a machine is depends on the hour: here its own limit for W1 (bare writes, each "
            f"step durable before the next, no engine) was {_spread(limit, 0)} runs/s, of which Headrace reached "
            f"{_share(ours['results'], limit)}. So read the ratios here, and Headrace's own figures below."
        ),
        "",
        "| | Headrace | against n8n legacy | n8n legacy | n8n default | Node-RED |",
        "|---|---|---|---|---|---|",
    ]
    for row in ROWS:
        workload = row.n8n or row.workload
        values = _values(ours["results"], row.workload, row.fields[0])
        ratio = _ratio(values, _values(legacy, workload, row.fields[0]), is_more_better=row.is_more_better)
        lines.append(
            f"| {row.title} | **{_cell(ours['results'], row.workload, row)}** | {ratio} "
            f"| {_cell(legacy, workload, row)} | {_cell(theirs.get('n8n default', {}), workload, row)} "
            f"| {_cell(theirs.get('Node-RED', {}), workload, row)} |"
        )
    return [*lines, ""]


def _on_postgresql(ours: Record, peers: Record) -> list[str]:
    legacy = peers["results"]["n8n legacy"]
    limit = _values(ours["results"], "limit", "runs_per_s")
    lines = [
        "## Beside n8n on PostgreSQL, in one run",
        "",
        (
            f"`make bench-peers` with `DATABASE_URL` and `REDIS_URL`, {ours['day']}, commit `{ours['commit']}`, {ours['machine']}: "
            "Headrace on PostgreSQL and Redis, then n8n 2.41.1 in its fastest setting on the same PostgreSQL. The machine's own "
            f"limit for W1 in that minute: {_spread(limit, 0)} runs/s, of which Headrace reached {_share(ours['results'], limit)}."
        ),
        "",
        "| | Headrace | against n8n legacy | n8n legacy |",
        "|---|---|---|---|",
    ]
    for row in ROWS:
        workload = row.n8n or row.workload
        if not _values(legacy, workload, row.fields[0]):
            continue
        values = _values(ours["results"], row.workload, row.fields[0])
        ratio = _ratio(values, _values(legacy, workload, row.fields[0]), is_more_better=row.is_more_better)
        cells = f"**{_cell(ours['results'], row.workload, row)}** | {ratio} | {_cell(legacy, workload, row)}"
        lines.append(f"| {row.title} | {cells} |")
    return [*lines, ""]


def _section(record: Record, title: str) -> list[str]:
    results = record["results"]
    limit = _values(results, "limit", "runs_per_s")
    lines = [
        f"## Headrace on {title}",
        "",
        (
            f"Measured {record['day']} at commit `{record['commit']}` on {record['machine']}; product, database and load "
            f"generator share the machine, whose load was {record['load']} before the start. Medians (min-max)."
        ),
        "",
        (
            f"The machine's own limit for W1: {_spread(limit, 0)} runs/s; Headrace reaches {_share(results, limit)} of it "
            "([where the time goes](../docs/explanation/where-the-time-goes.md))."
        ),
        "",
        "| | asked | Headrace | limits it next (from profiles of W1; elsewhere supposed) |",
        "|---|---|---|---|",
    ]
    lines += [
        f"| {row.title} | {row.asked} | **{_cell(results, row.workload, row)}** | {row.next} |"
        for row in ROWS
    ]
    return [*lines, ""]


def _inbound(record: Record) -> list[str]:
    """Of webhooks while no worker runs (`benchmarks.inbound`), each with the load of the machine before it."""
    lines = [
        "## Webhooks while no worker runs",
        "",
        (
            "10,000 at 200 a second to ten workflows, all workers killed; asked: all acknowledged, 99 of 100 within 100 ms, all run "
            "once workers are back, in the order of their arrival. `python -m benchmarks.inbound 10000 200`. At a load far above "
            "the machine's two cores the latency is mostly that of waiting for a core."
        ),
        "",
        "| | measured | load before | acknowledged | p50 / p99 / at most ms | run afterwards | out of order |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in record["rows"]:
        figures = " / ".join(f"{row[name]:,.1f}" for name in ("p50", "p99", "most"))
        lines.append(
            f"| {row['database']}{row['note']} | {row['day']} | {row['load']} | {row['acknowledged']:,} | {figures} "
            f"| {row['completed']:,} in {row['seconds']:.0f} s | {row['out_of_order']} |"
        )
    return [*lines, ""]


def _share(results: dict[str, Any], limit: list[float]) -> str:
    runs = _values(results, "W1", "runs_per_s")
    return f"{median(runs) / median(limit):.0%}" if runs and limit else "-"
