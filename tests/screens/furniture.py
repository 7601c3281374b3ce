"""A company with something in every room: what the screens are looked at with."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import pytest

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.screens import billing

DRAWING: dict[str, Any] = {
    "name": "Refund check",
    "description": "A refund over 100 waits for somebody; a smaller one fails, to show what that looks like",
    "blocks": [
        {"id": "asked", "type": "trigger.api", "name": "Refund asked for", "config": {}},
        {
            "id": "large",
            "type": "condition",
            "name": "Over 100?",
            "config": {"expression": "input.amount > 100"},
        },
        {
            "id": "decide",
            "type": "approval",
            "name": "Somebody decides",
            "config": {
                "title": "Refund {{input.amount}} to {{input.customer}}?",
                "description": "Billed twice",
                "approvers": ["ada@acme.example"],
                "form": {
                    "type": "object",
                    "required": ["period"],
                    "properties": {
                        "period": {
                            "title": "Post to period",
                            "enum": ["November 2026", "December 2026"],
                        },
                        "tell": {"title": "Tell the customer", "type": "boolean"},
                    },
                },
            },
        },
        {
            "id": "pay",
            "type": "transform",
            "name": "Pay it out",
            "config": {"mapping": {"paid": "{{input.amount}}"}},
        },
        {
            "id": "refuse",
            "type": "echo",
            "name": "The bank refuses",
            "config": {"operation": "fail", "message": "The account is closed"},
        },
    ],
    "edges": [
        {"source": "asked", "sourcePort": "out", "target": "large"},
        {"source": "large", "sourcePort": "true", "target": "decide"},
        {"source": "decide", "sourcePort": "approved", "target": "pay"},
        {"source": "large", "sourcePort": "false", "target": "refuse"},
    ],
}
#: Started by an event, and never published: what it lacks is said on its cards.
DRAFT = {
    "name": "Paid order to Slack",
    "description": "When an order is paid, tell the channel",
    "blocks": [
        {"id": "paid", "type": "trigger.app", "name": "Order paid", "config": {"event": "order.paid"}},
        {"id": "tell", "type": "slack", "name": "Tell revenue", "config": {"operation": "sendMessage"}},
    ],
    "edges": [{"source": "paid", "sourcePort": "out", "target": "tell"}],
}
#: Of its blocks one runs, one tries again, one waits and one is done.
LASTING: dict[str, Any] = {
    "name": "Paid invoice to the books",
    "description": "Book it, find the contract, and look again in an hour",
    "blocks": [
        {"id": "paid", "type": "trigger.api", "name": "Invoice paid", "config": {}},
        {
            "id": "amount",
            "type": "transform",
            "name": "Read the amount",
            "config": {"mapping": {"amount": "{{input.amount}}"}},
        },
        {
            "id": "book",
            "type": "echo",
            "name": "Book it",
            "config": {"operation": "fail", "message": "The ledger is busy.", "code": "HTTP_503", "times": 9},
            "errorHandling": "retry",
            "retryConfig": {"maxAttempts": 4, "backoffMs": 600_000, "maxDelayMs": 600_000},
        },
        {
            "id": "contract",
            "type": "echo",
            "name": "Find the contract",
            "config": {"operation": "slow", "seconds": 120},
        },
        {
            "id": "later",
            "type": "wait",
            "name": "Look again in an hour",
            "config": {"duration": 1, "unit": "hours"},
        },
        {"id": "tell", "type": "transform", "name": "Tell billing", "config": {"mapping": {"told": True}}},
    ],
    "edges": [
        {"source": "paid", "sourcePort": "out", "target": "amount"},
        *({"source": "amount", "sourcePort": "out", "target": one} for one in ("book", "contract", "later")),
        {"source": "contract", "sourcePort": "out", "target": "tell"},
    ],
}
MAIL_SECONDS = 60
_made: dict[str, Furniture] = {}


@dataclass(frozen=True)
class Furniture:
    """The ids and addresses of what was made."""

    workflow: str
    draft: str
    failed: str
    waiting: str
    table: str
    endpoint: str
    approval_path: str
    invitation_path: str
    #: A draft without a block, and one that has changed since it was published.
    empty: str
    changed: str
    #: A draft that two tabs change, one that is changed without a network, and a workflow whose runs are under way for long.
    clashing: str
    adrift: str
    lasting: str
    billing_workflow: str
    billing_completed: str
    billing_waiting: str
    billing_failed: str


def furnish(product: Product) -> Furniture:
    """Made once for the product of a test process."""
    if product.url not in _made:
        _made[product.url] = _furnish(product)
    return _made[product.url]


def _furnish(product: Product) -> Furniture:
    workflow = call(product, "POST", "/workflows", DRAWING)["id"]
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    draft = call(product, "POST", "/workflows", DRAFT)["id"]
    runs = [
        call(
            product,
            "POST",
            f"/workflows/{workflow}/run",
            {"input": {"customer": "Lumen Labs", "amount": amount}, "wait": 50_000},
        )
        for amount in (50, 500)
    ]
    failed, waiting = (run.get("id") or run["runId"] for run in runs)
    work = billing.set_up(product)
    endpoint = {"url": "https://billing.acme.example/hooks", "events": ["run.failed"]}
    return Furniture(
        workflow=workflow,
        draft=draft,
        failed=failed,
        waiting=waiting,
        table=_table(product),
        endpoint=_settings(product, endpoint),
        approval_path=_mailed(product, "/approve/"),
        invitation_path=_mailed(product, "/set-password/"),
        empty=call(product, "POST", "/workflows", {"name": "Untitled workflow", "blocks": [], "edges": []})[
            "id"
        ],
        changed=_changed(product),
        clashing=call(product, "POST", "/workflows", {**DRAWING, "name": "Refund check, two tabs"})["id"],
        adrift=call(product, "POST", "/workflows", {**DRAWING, "name": "Refund check, adrift"})["id"],
        lasting=_lasting(product),
        billing_workflow=work.workflow,
        billing_completed=work.completed,
        billing_waiting=work.waiting,
        billing_failed=work.failed,
    )


def _changed(product: Product) -> str:
    """Published, and drawn on since: one block is new, one other, one gone."""
    named = {**DRAWING, "name": "Refund check, second draft"}
    made: str = call(product, "POST", "/workflows", named)["id"]
    call(product, "POST", f"/workflows/{made}/activate", {})
    asked, large, decide, pay, _ = DRAWING["blocks"]
    large = {**large, "name": "Over 250?", "config": {"expression": "input.amount > 250"}}
    note = {
        "id": "note",
        "type": "transform",
        "name": "Note the refusal",
        "config": {"mapping": {"refused": True}},
    }
    edges = [*DRAWING["edges"][:3], {"source": "large", "sourcePort": "false", "target": "note"}]
    call(
        product,
        "PUT",
        f"/workflows/{made}",
        {**named, "blocks": [asked, large, decide, pay, note], "edges": edges},
    )
    return made


def _lasting(product: Product) -> str:
    made: str = call(product, "POST", "/workflows", LASTING)["id"]
    call(product, "POST", f"/workflows/{made}/activate", {})
    return made


def _table(product: Product) -> str:
    columns = [
        {"name": "number"},
        {"name": "amount", "type": "number"},
        {"name": "posted", "type": "boolean"},
    ]
    table: str = call(product, "POST", "/tables", {"name": "Seen invoices", "columns": columns})["id"]
    rows = [
        {"number": f"INV-{n}", "amount": n if n % 5 else "unknown", "posted": n % 2 == 0} for n in range(40)
    ]
    call(product, "POST", f"/tables/{table}/rows/bulk", {"rows": rows})
    return table


def _settings(product: Product, endpoint: Any) -> str:
    """Members, connections, secrets, events and an endpoint; the endpoint's id."""
    call(product, "POST", "/members", {"email": "dana@acme.example", "name": "Dana Ruiz", "role": "operator"})
    for provider, name, key in (("stripe", "Acme US", "sk_test_a1"), ("stripe", "Acme UK", "sk_test_a2")):
        call(
            product,
            "POST",
            "/connections",
            {
                "provider": provider,
                "method": "api_key",
                "environment": "demo",
                "name": name,
                "values": {"api_key": key},
            },
        )
    call(
        product,
        "POST",
        "/secrets",
        {"name": "SIGNING_KEY", "value": "s3cret of the shop", "description": "Of the shop"},
    )
    call(
        product,
        "POST",
        "/custom-providers",
        {"name": "Internal ledger", "baseUrl": "https://ledger.acme.example", "auth": "api_key"},
    )
    for number in (7, 8):
        call(
            product,
            "POST",
            "/app-events",
            {"name": "order.paid", "payload": {"id": number, "amount": 1200}},
        )
    made: str = call(product, "POST", "/webhook-endpoints", endpoint)["id"]
    return made


def _mailed(product: Product, start: str) -> str:
    """The path of the link that begins so in what was mailed; without a mail server, mails are in the log."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        if found := re.search(re.escape(start) + r"[^\s]+", product.log):
            return found[0]
        time.sleep(0.1)  # between two questions of a poll with a deadline
    pytest.fail(f"No mail with a link to {start} within {MAIL_SECONDS} s:\n{product.log[-2000:]}")
