"""n8n from npm, doing the same work: its workflows, its process, and what its own database says."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmarks.installed import Installed
from benchmarks.product import Watched, free_port, own_database, wait_until
from benchmarks.workflows import WORKLOADS

Nodes = list[dict[str, Any]]

# The neutral notation's formulas as n8n expressions.
FORMULAS = {
    "upper(trim(invoice.vendor))": "={{ $json.vendor.trim().toUpperCase() }}",
    "upper(invoice.currency)": "={{ $json.currency.toUpperCase() }}",
    "round(invoice.amount * 0.19, 2)": "={{ Math.round($json.amount * 19) / 100 }}",
    "'manager'": "manager",
    "invoice.invoice_id + '/' + invoice.country": "={{ $json.invoice_id + '/' + $json.country }}",
    "'DE19'": "DE19",
    "invoice.amount + tax": "={{ $json.amount + $json.tax }}",
    "vendor + ' owes ' + gross + ' ' + currency": "={{ $json.vendor + ' owes ' + $json.gross + ' ' + $json.currency }}",
    "'done'": "done",
}
TESTS = {
    "invoice.amount > 1000": ("={{ $json.amount }}", {"type": "number", "operation": "gt"}, 1000),
    "invoice.country == 'DE'": ("={{ $json.country }}", {"type": "string", "operation": "equals"}, "DE"),
}


def _node(name: str, kind: str, version: float, parameters: dict[str, Any], place: int) -> dict[str, Any]:
    return {
        "id": name, "name": name, "type": f"n8n-nodes-base.{kind}", "typeVersion": version,
        "position": [220 * place, 0], "parameters": parameters,
    }  # fmt: skip


def _hook(path: str, *, reply: bool) -> dict[str, Any]:
    mode = "lastNode" if reply else "onReceived"
    parameters = {"httpMethod": "POST", "path": path, "responseMode": mode, "options": {}}
    return {**_node("hook", "webhook", 2, parameters, 0), "webhookId": path}


def _set(name: str, values: dict[str, str], place: int, *, keep: bool = True) -> dict[str, Any]:
    assignments = [
        {
            "id": key,
            "name": key,
            "value": value,
            "type": "number" if key in ("tax", "gross", "total") else "string",
        }
        for key, value in values.items()
    ]
    parameters = {"assignments": {"assignments": assignments}, "includeOtherFields": keep, "options": {}}
    return _node(name, "set", 3.4, parameters, place)


def _if(name: str, test: str, place: int) -> dict[str, Any]:
    left, operator, right = TESTS[test]
    condition = {"id": name, "leftValue": left, "rightValue": right, "operator": operator}
    options = {"caseSensitive": True, "leftValue": "", "typeValidation": "loose", "version": 2}
    conditions = {"options": options, "conditions": [condition], "combinator": "and"}
    return _node(name, "if", 2.2, {"conditions": conditions, "options": {}}, place)


def _workflow(
    path: str, nodes: Nodes, links: list[tuple[str, int, str, int]] | None = None
) -> dict[str, Any]:
    """`links` are (source, output, target, input); without them the nodes follow one another."""
    names = [node["name"] for node in nodes]
    pairs = links or [(a, 0, b, 0) for a, b in itertools.pairwise(names)]
    connections: dict[str, Any] = {}
    for source, output, target, at in pairs:
        outputs = connections.setdefault(source, {"main": []})["main"]
        while len(outputs) <= output:
            outputs.append([])
        outputs[output].append({"node": target, "type": "main", "index": at})
    return {
        "id": path, "name": path, "active": False, "nodes": nodes, "connections": connections,
        "settings": {"executionOrder": "v1"},
    }  # fmt: skip


def _body(place: int = 1) -> dict[str, Any]:
    """Takes the request's body out of what the webhook node gives."""
    return _node("body", "set", 3.4, {"mode": "raw", "jsonOutput": "={{ $json.body }}", "options": {}}, place)


def workflows(stub_port: int) -> list[dict[str, Any]]:
    """Every workload; each is started by `POST /webhook/<its id>`."""
    ten: Nodes = []
    for place, step in enumerate(WORKLOADS["steps10"], start=2):
        if step["kind"] == "if":
            ten.append(_if(step["id"], step["test"], place))
        else:
            values = {name: FORMULAS[formula] for name, formula in step["set"].items()}
            ten.append(_set(step["id"], values, place))
    shape = {"label": "={{ $json.name.toUpperCase() }}", "total": "={{ $json.qty * $json.price }}"}
    split = _node("split", "splitOut", 1, {"fieldToSplitOut": "items", "options": {}}, 2)
    together = _node("together", "aggregate", 1, {"aggregate": "aggregateAllItemData", "options": {}}, 4)
    count = _set("count", {"count": "={{ $json.data.length }}"}, 5, keep=False)
    loop = _node("loop", "splitInBatches", 3, {"batchSize": 1, "options": {}}, 3)
    url = f"http://127.0.0.1:{stub_port}/sleep?ms="
    calls = [_node(f"call{n}", "httpRequest", 4.2, {"url": f"{url}200", "options": {}}, 2) for n in range(10)]
    merge = _node("merge", "merge", 3, {"numberInputs": 10}, 3)
    slow = _node("call", "httpRequest", 4.2, {"url": f"{url}1000", "options": {}}, 2)
    slower = _node("call", "httpRequest", 4.2, {"url": f"{url}5000", "options": {}}, 2)
    source = (
        "const invoice = $input.first().json;\n"
        "const total = invoice.lines.reduce((sum, line) => sum + line.qty * line.price, 0);\n"
        "return [{json: {total, vendor: invoice.vendor.trim().toUpperCase()}}];"
    )
    wait = _node("wait", "wait", 1.1, {"amount": 5, "unit": "seconds"}, 2)
    adds = [_set(f"add{n}", {f"field{n}": f"value {n}"}, n + 1) for n in range(1, 6)]
    size = _set("size", {"count": "={{ $json.records.length }}"}, 8, keep=False)
    return [
        _workflow("w1", [_hook("w1", reply=False), _body(), *ten]),
        _workflow("w2", [_hook("w2", reply=True), _body(), *ten]),
        _workflow(
            "w3a", [_hook("w3a", reply=True), _body(), split, _set("shape", shape, 3), together, count]
        ),
        _workflow(
            "w3b",
            [_hook("w3b", reply=True), _body(), split, loop, _set("shape", shape, 4), together, count],
            [
                ("hook", 0, "body", 0), ("body", 0, "split", 0), ("split", 0, "loop", 0), ("loop", 1, "shape", 0),
                ("shape", 0, "loop", 0), ("loop", 0, "together", 0), ("together", 0, "count", 0),
            ],
        ),
        _workflow(
            "w4a",
            [_hook("w4a", reply=True), *calls, merge, _set("after", {"done": "yes"}, 4, keep=False)],
            [("hook", 0, f"call{n}", 0) for n in range(10)]
            + [(f"call{n}", 0, "merge", n) for n in range(10)]
            + [("merge", 0, "after", 0)],
        ),
        _workflow("w4b", [_hook("w4b", reply=False), slow, _set("after", {"done": "yes"}, 3)]),
        _workflow("w5", [_hook("w5", reply=True), _body(), *adds, size]),
        _workflow(
            "w6",
            [_hook("w6", reply=True), _body(), _node("code", "code", 2, {"jsCode": source}, 2)],
        ),
        _workflow("w7a", [_hook("w7a", reply=False), slower, _set("after", {"done": "yes"}, 3)]),
        _workflow("w7b", [_hook("w7b", reply=False), wait, _set("after", {"done": "yes"}, 3)]),
    ]  # fmt: skip


@dataclass(frozen=True)
class N8n(Watched):
    """A running n8n. `database`: SQLite's file or PostgreSQL's URL."""

    database: str

    def ended(self, workflow: str) -> tuple[int, int, float]:
        """(completed, ended otherwise, when the last one ended in Unix seconds)."""
        ask = 'SELECT status, count(*), max("stoppedAt") FROM execution_entity WHERE "workflowId" = {} GROUP BY status'
        rows: list[Any]
        if self.database.startswith("postgres"):
            import psycopg

            with psycopg.connect(self.database.replace("postgres:", "postgresql:", 1)) as connection:
                rows = connection.execute(ask.format("%s"), (workflow,)).fetchall()
        else:
            place = f"file:{self.database}?mode=ro"
            with contextlib.closing(sqlite3.connect(place, uri=True, timeout=10)) as store:
                rows = [
                    (status, count, stopped and datetime.fromisoformat(stopped).replace(tzinfo=UTC))
                    for status, count, stopped in store.execute(ask.format("?"), (workflow,))
                ]
        good = sum(count for status, count, _ in rows if status == "success")
        bad = sum(count for status, count, _ in rows if status in ("error", "crashed", "canceled"))
        return good, bad, max((stopped.timestamp() for _, _, stopped in rows if stopped), default=0.0)

    def wait_for(self, workflow: str, runs: int, *, seconds: float = 300) -> float:
        """When the last of `runs` ended. Raises RuntimeError when not all have completed in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            good, bad, last = self.ended(workflow)
            if good + bad >= runs:
                if bad:
                    raise RuntimeError(f"{bad} of {runs} executions of {workflow} failed in n8n")
                return last
            time.sleep(0.05)
        raise RuntimeError(f"{self.ended(workflow)} of {runs} executions of {workflow} in time")


def _wait_for_hook(url: str) -> None:
    """A GET at a webhook that wants a POST starts nothing, and says which methods would."""
    for _ in range(1_000):
        try:
            urllib.request.urlopen(url, timeout=10).close()
        except urllib.error.HTTPError as refusal:
            if b"Did you mean" in refusal.read():
                return
        time.sleep(0.05)
    raise RuntimeError(f"n8n does not answer at {url}")


def _on_postgresql(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "DB_TYPE": "postgresdb",
        "DB_POSTGRESDB_HOST": parts.hostname or "127.0.0.1",
        "DB_POSTGRESDB_PORT": str(parts.port or 5432),
        "DB_POSTGRESDB_DATABASE": parts.path.removeprefix("/"),
        "DB_POSTGRESDB_USER": parts.username or "postgres",
        "DB_POSTGRESDB_PASSWORD": parts.password or "",
    }


@contextlib.contextmanager
def running(
    installed: Installed, folder: Path, stub_port: int, settings: dict[str, str], database_url: str = ""
) -> Iterator[N8n]:
    """n8n with the workloads published, on SQLite or an empty database beside the one at the URL. A second start in the
    same `folder` finds its workflows there.
    """
    port, is_new = free_port(), not (folder / "workflows.json").exists()
    database = str(folder / ".n8n" / "database.sqlite")
    if database_url:
        database = own_database(database_url, "n8n_bench", is_new=is_new)
        settings = {**settings, **_on_postgresql(database)}
    environment = {
        **os.environ,
        "PATH": f"{installed.node.parent}:{os.environ['PATH']}",
        "N8N_USER_FOLDER": str(folder),
        "N8N_PORT": str(port),
        "N8N_LISTEN_ADDRESS": "127.0.0.1",
        "N8N_RUNNERS_BROKER_PORT": str(free_port()),
        "N8N_DIAGNOSTICS_ENABLED": "false",
        "N8N_VERSION_NOTIFICATIONS_ENABLED": "false",
        "N8N_TEMPLATES_ENABLED": "false",
        "N8N_PERSONALIZATION_ENABLED": "false",
        **settings,
    }
    program = [str(installed.node), str(installed.n8n)]
    log = folder / "n8n.log"
    if is_new:
        (folder / "workflows.json").write_text(json.dumps(workflows(stub_port)))
        with log.open("ab") as output:
            commands = [["import:workflow", f"--input={folder / 'workflows.json'}"]]
            commands += [["publish:workflow", f"--id={workflow['id']}"] for workflow in workflows(stub_port)]
            for command in commands:
                subprocess.run(
                    [*program, *command],
                    env=environment,
                    cwd=folder,
                    stdout=output,
                    stderr=output,
                    check=True,
                )
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*program, "start"],
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        wait_until(f"http://127.0.0.1:{port}/healthz/readiness", process, log, seconds=180)
        ready = time.perf_counter() - began
        # It says that it is ready before its webhooks are there.
        for workflow in workflows(stub_port):
            _wait_for_hook(f"http://127.0.0.1:{port}/webhook/{workflow['id']}")
        yield N8n("127.0.0.1", port, process, began, ready, log, database)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
