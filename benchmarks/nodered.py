"""Node-RED from npm, doing the same work. It keeps no history: the floor, not the same job."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.installed import Installed
from benchmarks.product import Watched, free_port, wait_until
from benchmarks.workflows import WORKLOADS

FORMULAS = {
    "upper(trim(invoice.vendor))": "p.vendor.trim().toUpperCase()",
    "upper(invoice.currency)": "p.currency.toUpperCase()",
    "round(invoice.amount * 0.19, 2)": "Math.round(p.amount * 19) / 100",
    "'manager'": "'manager'",
    "invoice.invoice_id + '/' + invoice.country": "p.invoice_id + '/' + p.country",
    "'DE19'": "'DE19'",
    "invoice.amount + tax": "p.amount + p.tax",
    "vendor + ' owes ' + gross + ' ' + currency": "p.vendor + ' owes ' + p.gross + ' ' + p.currency",
    "'done'": "'done'",
    "invoice.amount > 1000": "p.amount > 1000",
    "invoice.country == 'DE'": "p.country == 'DE'",
}
COUNT = "global.set('ended', (global.get('ended') || 0) + 1); return msg;"


def _chain(path: str, functions: list[str], *, reply: bool) -> list[dict[str, Any]]:
    """Http in -> functions -> http response; without `reply` the response goes out first."""
    flow: list[dict[str, Any]] = [
        {"id": f"{path}-in", "type": "http in", "z": "tab", "url": f"/{path}", "method": "post"},
        {"id": f"{path}-out", "type": "http response", "z": "tab", "statusCode": "", "wires": []},
    ]
    names = [f"{path}-{number}" for number in range(len(functions))]
    for number, function in enumerate(functions):
        after = [names[number + 1]] if number + 1 < len(names) else ([f"{path}-out"] if reply else [])
        flow.append(
            {
                "id": names[number],
                "type": "function",
                "z": "tab",
                "func": function,
                "outputs": 1,
                "wires": [after],
            }
        )
    flow[0]["wires"] = [[names[0]] if reply else [f"{path}-out", names[0]]]
    return flow


def flows() -> list[dict[str, Any]]:
    ten: list[str] = []
    for step in WORKLOADS["steps10"]:
        if step["kind"] == "if":
            ten.append(f"const p = msg.payload; return {FORMULAS[step['test']]} ? msg : null;")
        else:
            sets = " ".join(f"p.{name} = {FORMULAS[formula]};" for name, formula in step["set"].items())
            ten.append(f"const p = {{...msg.payload}}; {sets} msg.payload = p; return msg;")
    shape = (
        "msg.payload = msg.payload.items.map(i => ({...i, label: i.name.toUpperCase(), total: i.qty * i.price}));"
        " return msg;"
    )
    count = "msg.payload = {count: msg.payload.length}; return msg;"
    ended = "msg.payload = {ended: global.get('ended') || 0}; return msg;"
    return [
        {"id": "tab", "type": "tab", "label": "bench"},
        *_chain("w1", [*ten, COUNT], reply=False),
        *_chain("w2", ten, reply=True),
        *_chain("w3a", [shape, count], reply=True),
        *_chain("ended", [ended], reply=True),
    ]


@dataclass(frozen=True)
class NodeRed(Watched):
    def wait_for(self, runs: int, *, seconds: float = 60) -> float:
        """Now, once so many runs have ended since the start."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            request = urllib.request.Request(f"http://{self.host}:{self.port}/ended", data=b"", method="POST")
            with urllib.request.urlopen(request, timeout=10) as answer:
                if json.load(answer)["ended"] >= runs:
                    return time.time()
            time.sleep(0.01)
        raise RuntimeError(f"not {runs} runs ended in Node-RED")


@contextlib.contextmanager
def running(installed: Installed, folder: Path) -> Iterator[NodeRed]:
    port = free_port()
    (folder / "flows.json").write_text(json.dumps(flows()))
    (folder / "settings.js").write_text(
        "module.exports = {httpAdminRoot: false, uiHost: '127.0.0.1', apiMaxLength: '32mb', logging: {console: {level: 'warn'}}}"
    )
    log = folder / "node-red.log"
    began = time.perf_counter()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [
                str(installed.node), str(installed.node_red), "-u", str(folder), "-s", str(folder / "settings.js"),
                "-p", str(port), "flows.json",
            ],
            env=dict(os.environ), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        wait_until(f"http://127.0.0.1:{port}/ended", process, log, seconds=60, method="POST")
        yield NodeRed("127.0.0.1", port, process, began, time.perf_counter() - began, log)
    finally:
        process.terminate()
        process.wait(20)
