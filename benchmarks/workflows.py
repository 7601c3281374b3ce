"""The workloads of workloads.json as Headrace workflows.

`set` with `keep` is a transform that maps every earlier field through and adds or replaces some; `if` is a condition
whose true edge goes on. Both tests of the ten steps hold for the invoice, so that all ten run.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

WORKLOADS: dict[str, Any] = json.loads((Path(__file__).parent / "workloads.json").read_text())
INVOICE: dict[str, Any] = WORKLOADS["invoice"]

# The neutral notation's formulas, in Headrace's expressions; `{at}` is where the fields stand at that step.
FORMULAS = {
    "upper(trim(invoice.vendor))": "{{{{upper(trim({at}.vendor))}}}}",
    "upper(invoice.currency)": "{{{{upper({at}.currency)}}}}",
    "round(invoice.amount * 0.19, 2)": "{{{{round({at}.amount * 0.19, 2)}}}}",
    "'manager'": "manager",
    "invoice.invoice_id + '/' + invoice.country": "{{{{{at}.invoice_id + '/' + {at}.country}}}}",
    "'DE19'": "DE19",
    "invoice.amount + tax": "{{{{{at}.amount + {at}.tax}}}}",
    "vendor + ' owes ' + gross + ' ' + currency": "{{{{{at}.vendor + ' owes ' + {at}.gross + ' ' + {at}.currency}}}}",
    "'done'": "done",
    "invoice.amount > 1000": "{at}.amount > 1000",
    "invoice.country == 'DE'": "{at}.country == 'DE'",
}


def _block(key: str, kind: str, row: int, config: dict[str, Any], column: int = 0) -> dict[str, Any]:
    return {
        "id": key,
        "type": kind,
        "name": key,
        "position": {"x": 320 * column, "y": 140 * row},
        "config": config,
    }


def items(count: int = 1_000) -> dict[str, Any]:
    """W3's input."""
    return {
        "items": [
            {"id": n, "name": f"item {n}", "qty": n % 7 + 1, "price": n % 100 + 0.5} for n in range(count)
        ]
    }


def records(megabytes: float = 5.0) -> dict[str, Any]:
    """W5's input: many records of about 250 bytes."""
    one = {"customer": "Northwind Traders GmbH", "address": "x" * 120, "amount": 1234.5, "currency": "EUR"}
    size = len(json.dumps({**one, "id": 100_000}))
    return {"records": [{**one, "id": n} for n in range(int(megabytes * 1e6 / size))]}


def _definition(name: str, blocks: list[dict[str, Any]], edges: list[tuple[str, str, str]]) -> dict[str, Any]:
    trigger = _block("start", "trigger.api", 0, {})
    return {
        "name": name,
        "blocks": [trigger, *blocks],
        "edges": [{"source": source, "sourcePort": port, "target": target} for source, port, target in edges],
    }


def steps10() -> dict[str, Any]:
    """W1 and W2: ten light steps on an invoice."""
    blocks: list[dict[str, Any]] = []
    edges: list[tuple[str, str, str]] = []
    at, fields = "input", list(INVOICE)
    source, port = "start", "out"
    for row, step in enumerate(WORKLOADS["steps10"], start=1):
        key = step["id"]
        edges.append((source, port, key))
        if step["kind"] == "if":
            blocks.append(_block(key, "condition", row, {"expression": FORMULAS[step["test"]].format(at=at)}))
            source, port = key, "true"
            continue
        mapping = {name: f"{{{{{at}.{name}}}}}" for name in fields}
        mapping |= {name: FORMULAS[formula].format(at=at) for name, formula in step["set"].items()}
        blocks.append(_block(key, "transform", row, {"mapping": mapping}))
        source, port = key, "out"
        at, fields = f"steps.{key}.output.result", list(mapping)
    return _definition("Ten light steps", blocks, edges)


def parallel_calls(stub_port: int, *, calls: int = 10, milliseconds: int = 200) -> dict[str, Any]:
    """W4a: calls side by side, then one step that has all of them."""
    url = f"http://127.0.0.1:{stub_port}/sleep?ms={milliseconds}"
    names = [f"call{number}" for number in range(calls)]
    blocks = [
        _block(name, "http", 1, {"method": "GET", "url": url}, column) for column, name in enumerate(names)
    ]
    mapping = {name: f"{{{{steps.{name}.output.body.slept}}}}" for name in names}
    blocks.append(_block("merge", "transform", 2, {"mapping": mapping}))
    edges = [("start", "out", name) for name in names] + [(name, "out", "merge") for name in names]
    return _definition("Ten calls side by side", blocks, edges)


def one_call(stub_port: int, *, milliseconds: int = 1000) -> dict[str, Any]:
    """W4b: a slow call and a light step."""
    url = f"http://127.0.0.1:{stub_port}/sleep?ms={milliseconds}"
    blocks = [
        _block("call", "http", 1, {"method": "GET", "url": url}),
        _block("after", "transform", 2, {"mapping": {"slept": "{{steps.call.output.body.slept}}"}}),
    ]
    return _definition("A slow call", blocks, [("start", "out", "call"), ("call", "out", "after")])


def list_at_once() -> dict[str, Any]:
    """W3a: a thousand items in one step, then their count."""
    source = "return input.items.map(item => ({...item, label: item.name.toUpperCase(), total: item.qty * item.price}))"
    blocks = [
        _block("shape", "code", 1, {"language": "javascript", "source": source}),
        _block("count", "transform", 2, {"mapping": {"count": "{{len(steps.shape.output.result)}}"}}),
    ]
    return _definition("A list in one step", blocks, [("start", "out", "shape"), ("shape", "out", "count")])


def each_item(container: str, config: dict[str, Any]) -> dict[str, Any]:
    """W3b: a recorded step for each of a thousand items (`fan-out`, or `loop`: one after the other)."""
    body = {"id": "{{item.id}}", "label": "{{upper(item.name)}}", "total": "{{item.qty * item.price}}"}
    blocks = [
        _block("each", container, 1, {"collection": "{{input.items}}", **config}),
        {**_block("shape", "transform", 2, {"mapping": body}), "parentId": "each"},
        _block("count", "transform", 3, {"mapping": {"count": "{{steps.each.output.count}}"}}),
    ]
    return _definition(
        f"Each item ({container})", blocks, [("start", "out", "each"), ("each", "done", "count")]
    )


def large_payload() -> dict[str, Any]:
    """W5: 5 MB through five steps that keep all and add a field each; a small reply."""
    blocks: list[dict[str, Any]] = []
    edges: list[tuple[str, str, str]] = []
    at, fields, source = "input", ["records"], "start"
    for number in range(1, 6):
        key = f"add{number}"
        mapping = {name: f"{{{{{at}.{name}}}}}" for name in fields} | {f"field{number}": f"value {number}"}
        blocks.append(_block(key, "transform", number, {"mapping": mapping}))
        edges.append((source, "out", key))
        at, fields, source = f"steps.{key}.output.result", list(mapping), key
    blocks.append(_block("reply", "response", 6, {"body": {"count": f"{{{{len({at}.records)}}}}"}}))
    edges.append((source, "out", "reply"))
    return _definition("A large payload", blocks, edges)


def code_step() -> dict[str, Any]:
    """W6: one step of JavaScript."""
    source = (
        "const total = input.lines.reduce((sum, line) => sum + line.qty * line.price, 0);\n"
        "return {total, vendor: input.vendor.trim().toUpperCase()};"
    )
    blocks = [_block("code", "code", 1, {"language": "javascript", "source": source})]
    return _definition("A code step", blocks, [("start", "out", "code")])


def wait_step(seconds: float) -> dict[str, Any]:
    """W7b and W7c: a wait, then a light step."""
    blocks = [
        _block("wait", "wait", 1, {"duration": seconds, "unit": "seconds"}),
        _block("after", "transform", 2, {"mapping": {"waited": "{{steps.wait.output.waited}}"}}),
    ]
    return _definition(
        f"A wait of {seconds:g} s", blocks, [("start", "out", "wait"), ("wait", "out", "after")]
    )
