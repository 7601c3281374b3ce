"""What the screens' company does for a living: accounts at pretended providers, and a workflow of the size people draw.

Its runs: one completed, one that waits for an approval, one that stopped inside its fan-out.
"""

from __future__ import annotations

import time
import urllib.request
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.stories.world import Person

SECONDS = 60
BY_SIGN_IN = {"slack": "Acme team", "quickbooks": "Acme Inc.", "salesforce": "Acme sales"}
ACCOUNTS = {"SUB": "4000 Subscriptions", "API": "4030 Usage revenue"}


@dataclass(frozen=True)
class Billing:
    workflow: str
    completed: str
    waiting: str
    failed: str


def set_up(product: Product) -> Billing:
    person = Person(product.url)
    person.sign_in()
    _broken(product, person)
    for provider, name in BY_SIGN_IN.items():
        id = person.connect(provider)
        call(product, "PATCH", f"/connections/{id}", {"name": name})
    table = _table(product)
    workflow = call(product, "POST", "/workflows", drawing(table))["id"]
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    completed = _run(product, workflow, "INV-2040", "Lumen Labs", ("SUB", 2400.0), ("API", 310.0))
    waiting = _run(product, workflow, "INV-2041", "Northwind Traders", ("SUB", 11_040.0), ("API", 1440.0))
    failed = _run(product, workflow, "INV-2039", "Harbor & Sons", ("SUB", 1800.0), ("SUPPORT", 350.0))
    _until(product, completed, "completed")
    _until(product, failed, "failed")
    _until(product, waiting, "suspended", "waiting")
    return Billing(workflow, completed, waiting, failed)


def _broken(product: Product, person: Person) -> None:
    """A connection whose account was taken away at the provider."""
    id = person.connect("xero")
    call(product, "PATCH", f"/connections/{id}", {"name": "UK ledger"})
    control = f"{product.environment['PROVIDER_SANDBOX']}/_control/revoke"
    urllib.request.urlopen(urllib.request.Request(control, data=b"{}", method="POST"), timeout=30).close()
    call(product, "POST", f"/connections/{id}/test", {})


def _table(product: Product) -> str:
    columns = [{"name": "sku"}, {"name": "account"}]
    table: str = call(product, "POST", "/tables", {"name": "GL map", "columns": columns})["id"]
    rows = [{"sku": sku, "account": account} for sku, account in ACCOUNTS.items()]
    call(product, "POST", f"/tables/{table}/rows/bulk", {"rows": rows})
    return table


def _run(product: Product, workflow: str, number: str, customer: str, *lines: tuple[str, float]) -> str:
    names = {"SUB": "Pro plan, annual", "API": "API usage, October", "SUPPORT": "Priority support"}
    invoice = {
        "number": number,
        "customer": customer,
        "amount": sum(amount for _, amount in lines),
        "lines": [
            {
                "sku": sku,
                "name": names[sku],
                "amount": amount,
                "customerId": "58" if sku in ACCOUNTS else None,
            }
            for sku, amount in lines
        ],
    }
    run: str = call(product, "POST", f"/workflows/{workflow}/run", {"input": invoice})["runId"]
    return run


def _until(product: Product, run: str, *statuses: str) -> None:
    deadline = time.monotonic() + SECONDS
    while (found := call(product, "GET", f"/runs/{run}"))["status"] not in statuses:
        if time.monotonic() > deadline:
            pytest.fail(f"The run is {found['status']}, not {statuses[0]}: {found}")
        time.sleep(0.1)  # between two questions of a poll with a deadline


def drawing(table: str) -> dict[str, Any]:
    number, customer = "{{input.number}}", "{{input.customer}}"
    return {
        "name": "Paid invoice to QuickBooks",
        "description": "When an invoice is paid, post every line and tell #billing",
        "blocks": [
            _block("paid", "trigger.api", "Invoice paid", 240, 0),
            _block("small", "condition", "Up to $5,000?", 240, 128, expression="input.amount <= 5000"),
            _block(
                "approve",
                "approval",
                "Approve posting",
                360,
                264,
                title=f"Post {number} to QuickBooks?",
                description=f"{customer} has paid {{{{formatNumber(input.amount, 2)}}}}.",
                approvers=["ada@acme.example"],
                timeoutHours=48,
            ),
            _block(
                "refused",
                "slack",
                "Say it was rejected",
                680,
                264,
                operation="sendMessage",
                channel="#billing",
                text=f"{number} of {customer} is not posted.",
            ),
            {
                **_block(
                    "lines",
                    "fan-out",
                    "For each line item",
                    0,
                    424,
                    collection="{{input.lines}}",
                    itemVariable="line",
                    concurrency=5,
                ),
                "join": "any",
            },
            {
                **_block(
                    "find",
                    "data-table",
                    "Find income account",
                    20,
                    484,
                    operation="find",
                    tableId=table,
                    filter=[{"column": "sku", "operator": "eq", "value": "{{line.sku}}"}],
                    limit=1,
                ),
                "parentId": "lines",
            },
            {
                **_block(
                    "post",
                    "quickbooks",
                    "Post the line",
                    20,
                    612,
                    operation="createInvoice",
                    customerRef="{{line.customerId}}",
                    docNumber=number,
                    line=[
                        {
                            "Amount": "{{line.amount}}",
                            "DetailType": "SalesItemLineDetail",
                            "Description": "{{line.name}}, {{first(steps.find.output.rows).data.account}}",
                            "SalesItemLineDetail": {"ItemRef": {"value": "4"}},
                        }
                    ],
                ),
                "parentId": "lines",
            },
            _block(
                "close",
                "salesforce",
                "Find the opportunity",
                560,
                484,
                operation="query",
                q="SELECT Id, Name FROM Opportunity WHERE IsClosed = false LIMIT 1",
            ),
            _block(
                "tell",
                "slack",
                "Tell billing",
                240,
                800,
                operation="sendMessage",
                channel="#billing",
                text=f"Paid: {number} from {customer}, {{{{steps.lines.output.count}}}} lines posted",
            ),
        ],
        "edges": [
            {"source": source, "sourcePort": port, "target": target}
            for source, port, target in (
                ("paid", "out", "small"),
                ("small", "false", "approve"),
                ("small", "true", "lines"),
                ("approve", "approved", "lines"),
                ("approve", "approved", "close"),
                ("approve", "rejected", "refused"),
                ("find", "out", "post"),
                ("lines", "done", "tell"),
                ("close", "out", "tell"),
            )
        ],
    }


def _block(id: str, type: str, name: str, x: int, y: int, **config: Any) -> dict[str, Any]:
    return {"id": id, "type": type, "name": name, "position": {"x": x, "y": y}, "config": config}
