"""Every screen of the product, with something on it: what pictures are taken of, and what axe looks at."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.e2e.conftest import Product

DRAWING = {
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


@dataclass(frozen=True)
class Screen:
    name: str
    path: str
    #: Served to phones as well.
    is_for_phones: bool = False
    is_signed_out: bool = False


def call(product: Product, method: str, path: str, body: Any = None) -> Any:
    """The `data` of an answer of the API."""
    request = urllib.request.Request(
        f"{product.url}/api/v1{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"x-api-key": product.api_key, "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=120) as response:
        return json.loads(response.read())["data"]


def furnish(product: Product) -> list[Screen]:
    """Makes a workflow with a failed and a waiting run and a table with rows; the screens that show them, and all others."""
    workflow = call(product, "POST", "/workflows", DRAWING)["id"]
    call(product, "POST", f"/workflows/{workflow}/activate", {})
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
    columns = [
        {"name": "number"},
        {"name": "amount", "type": "number"},
        {"name": "posted", "type": "boolean"},
    ]
    table = call(product, "POST", "/tables", {"name": "Seen invoices", "columns": columns})["id"]
    rows = [
        {"number": f"INV-{n}", "amount": n if n % 5 else "unknown", "posted": n % 2 == 0} for n in range(40)
    ]
    call(product, "POST", f"/tables/{table}/rows/bulk", {"rows": rows})
    return [
        Screen("sign-in", "/sign-in", is_for_phones=True, is_signed_out=True),
        Screen("password-reset", "/password-reset", is_for_phones=True, is_signed_out=True),
        Screen("change-password", "/change-password", is_for_phones=True),
        Screen("approvals", "/approvals", is_for_phones=True),
        Screen("run-failed", f"/runs/{failed}", is_for_phones=True),
        Screen("run-waiting", f"/runs/{waiting}", is_for_phones=True),
        Screen("workflow", f"/workflows/{workflow}"),
        Screen("workflow-block", f"/workflows/{workflow}?block=decide"),
        Screen("workflow-runs", f"/workflows/{workflow}/runs"),
        Screen("workflow-versions", f"/workflows/{workflow}/versions"),
        Screen("table", f"/tables/{table}"),
        Screen("template", "/templates/overdue-reminders"),
        Screen("not-found", "/settings/nothing-here"),
    ]


def listed(page: Page) -> list[Screen]:
    """The pages that the navigation leads to, and those of the settings: one that is added is looked at by itself."""
    page.goto("/settings/api-keys")
    page.get_by_role("navigation", name="Settings").wait_for()
    paths = page.evaluate(
        """() => [...document.querySelectorAll('nav[aria-label="Main"] a, nav[aria-label="Settings"] a')]
            .map((link) => link.getAttribute("href"))"""
    )
    known = ("/approvals", "/settings")
    return [
        Screen(path.strip("/").replace("/", "-"), path)
        for path in dict.fromkeys(paths)
        if path.startswith("/") and path not in known
    ]


def open_screen(page: Page, screen: Screen) -> None:
    """Goes there and waits until everything that was asked for has come and nothing is drawn in outline any more."""
    page.goto(screen.path)
    page.wait_for_load_state("load")
    page.wait_for_function(
        """() => document.querySelector("h1, h2, .react-flow__node")
            && !document.querySelector('main [aria-busy="true"]')"""
    )
    page.evaluate("() => document.fonts.ready")
