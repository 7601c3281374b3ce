"""What resolving costs, in microseconds. Run: python benchmarks/expressions.py

Budget: a configuration of 13 fields in 5 to 10 us, a condition in 1 to 2 us, compiling a field in
0.1 ms. Printed and not asserted: the clock of a shared machine would fail the build at random.
"""

import sys
import timeit
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workflows.expressions import MissingPath, compile_expression, compile_template, compile_value
from workflows.expressions.templates import _compile_expression, _compile_template

SCOPE = {
    "input": {
        "id": "evt_1",
        "type": "invoice.paid",
        "data": {
            "object": {
                "number": "INV-2041",
                "amount_paid": 129900,
                "currency": "usd",
                "customer": {"id": "cus_9", "email": "ada@acme.com", "name": "ACME"},
                "lines": [{"sku": "seat", "amount": 99900}, {"sku": "support", "amount": 30000}],
            }
        },
    },
    "steps": {
        "fetch-customer": {"output": {"email": "ada@acme.com", "tier": "gold"}, "status": "completed"},
        "tax": {"output": {"rate": 0.19}, "status": "completed"},
    },
    "variables": {"channel": "#sales", "taxRate": 0.2},
    "now": "2026-01-31T09:30:00.000Z",
    "runId": "run_1",
}

# Thirteen fields as a typical provider block has them: half of them constant or plain look-ups.
CONFIG = {
    "operation": "createInvoice",
    "customer": "{{input.data.object.customer.id}}",
    "email": "{{steps.fetch-customer.output.email}}",
    "tier": "{{steps.fetch-customer.tier}}",
    "amount": "{{input.data.object.amount_paid}}",
    "currency": "{{input.data.object.currency}}",
    "description": "Invoice {{input.data.object.number}} for {{input.data.object.customer.name}}",
    "channel": "{{variables.channel}}",
    "firstSku": "{{input.data.object.lines.0.sku}}",
    "metadata": {"runId": "{{runId}}", "source": "headrace"},
    "createdAt": "{{now}}",
    "collection": "charge_automatically",
    "memo": "{{input.data.object.memo ?? 'none'}}",
}
CONDITION = "{{input.data.object.amount_paid}} > 5000 && {{input.data.object.currency}} === 'usd'"


def measure(what: str, action: Callable[[], object]) -> None:
    timer = timeit.Timer(action)
    count, _ = timer.autorange()
    best = min(timer.repeat(repeat=7, number=count)) / count
    print(f"{what:<52}{best * 1e6:10.2f} us")


def resolving(what: str, source: str) -> None:
    template = compile_template(source)
    measure(what, lambda: template.resolve(SCOPE))


def main() -> None:
    config = compile_value(CONFIG)
    measure("configuration of 13 fields", lambda: config.resolve(SCOPE))
    warnings: list[MissingPath] = []
    measure("the same, collecting warnings", lambda: config.resolve(SCOPE, warnings=warnings))
    constant = compile_value({"a": {"b": ["c"] * 100}})
    measure("constant configuration", lambda: constant.resolve(SCOPE))
    condition = compile_expression(CONDITION)
    measure("condition with two sides", lambda: condition.resolve(SCOPE))
    resolving("path of three names", "{{input.data.object}}")
    resolving("path into a list", "{{input.data.object.lines.0.sku}}")
    resolving("path that is missing", "{{input.data.nothing.here}}")
    resolving("text with two values", "No {{input.data.object.number}} of {{input.id}}")
    resolving("whole numbers", "{{input.data.object.amount_paid / 100 - 1}}")
    resolving("fractions", "{{input.data.object.amount_paid * variables.taxRate}}")
    resolving("round", "{{round(input.data.object.amount_paid * 0.0725 / 100, 2)}}")
    resolving("sum of pluck", '{{sum(pluck(input.data.object.lines, "amount"))}}')
    resolving("matches", r'{{matches(input.data.object.number, "^INV-\\d+$")}}')
    resolving("formatDate", '{{formatDate(now, "D MMM YYYY", "Europe/Berlin")}}')
    measure("compile a path", lambda: _compile_template("{{input.data.object.amount_paid}}"))
    measure("compile a condition", lambda: _compile_expression(CONDITION))
    measure("compile again (cached)", lambda: compile_template("{{input.id}}"))


if __name__ == "__main__":
    main()
