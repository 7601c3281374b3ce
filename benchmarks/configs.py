"""What a step's config costs, in microseconds: resolved, checked in full, run. Run: python benchmarks/configs.py

Budget: resolving and checking a light block in 20 us, which leaves 30 us of the engine's 50 us per light step to the rest.
Printed and not asserted: the clock of a shared machine would fail the build at random.
"""

from __future__ import annotations

import sys
import timeit
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workflows.configs import check_config, compile_config, parse_config
from workflows.registry import block_type

SCOPE = {
    "input": {
        "amount": "129900",
        "currency": "usd",
        "customer": {"name": "ACME", "email": "ada@acme.com"},
        "lines": [{"sku": "seat", "amount": 99900}, {"sku": "support", "amount": 30000}],
    }
}
LIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    "transform, 5 fields": (
        "transform",
        {
            "mapping": {
                "name": "{{input.customer.name}}",
                "email": "{{input.customer.email}}",
                "amount": "{{input.amount}}",
                "lines": "{{input.lines}}",
                "greeting": "Dear {{input.customer.name}}",
            }
        },
    ),
    "condition, expression": (
        "condition",
        {"expression": "{{input.amount}} > 5000 && input.currency == 'usd'"},
    ),
    "condition, 2 rules": (
        "condition",
        {
            "rules": [
                [
                    {"left": "{{input.amount}}", "operator": "gt", "right": 5000},
                    {"left": "{{input.currency}}", "operator": "in", "right": ["usd", "eur"]},
                ]
            ]
        },
    ),
    "switch, 2 cases": (
        "switch",
        {
            "value": "{{input.currency}}",
            "cases": [{"id": "eur", "equals": "eur"}, {"id": "big", "when": "input.amount > 5000"}],
        },
    ),
    "set-variable": ("set-variable", {"values": {"amount": "{{input.amount}}", "rate": 0.2}}),
    "transform, constant": ("transform", {"mapping": {"a": 1, "b": "text"}}),
}


def microseconds(action: Any) -> float:
    timer = timeit.Timer(action)
    count, _ = timer.autorange()
    return min(timer.repeat(5, count)) / count * 1e6


def main() -> None:
    print(f"{'':24}{'resolve':>9}{'check':>9}{'run':>9}{'all':>9}{'compile':>9}{'on save':>9}")
    for name, (type_name, config) in LIGHT.items():
        block = block_type(type_name)
        assert block is not None
        compiled = compile_config(block, config)
        resolved = compiled.resolve(SCOPE)
        form = parse_config(block, resolved)
        run = block.run_for(config)
        figures = (
            microseconds(lambda compiled=compiled: compiled.resolve(SCOPE)),
            microseconds(lambda block=block, resolved=resolved: parse_config(block, resolved)),
            microseconds(lambda run=run, form=form: run(None, form)),
        )
        rare = (
            microseconds(lambda block=block, config=config: compile_config(block, config)),
            microseconds(lambda block=block, config=config: check_config(block, config)),
        )
        print(f"{name:24}" + "".join(f"{figure:9.1f}" for figure in (*figures, sum(figures), *rare)))


if __name__ == "__main__":
    main()
