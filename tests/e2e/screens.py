"""Every screen of the product, with something on it: what pictures are taken of, and what axe looks at."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.e2e.conftest import Product
from tests.e2e.furniture import furnish

SETTLED = """() => document.querySelector("h1, h2, .react-flow__node")
    && !document.querySelector('main [aria-busy="true"], [data-skeleton]')"""


@dataclass(frozen=True)
class Screen:
    name: str
    path: str
    #: Served to phones as well.
    is_for_phones: bool = False
    is_signed_out: bool = False
    #: How the names of the buttons begin that are pressed on it, one after the other.
    press: tuple[str, ...] = ()


def screens_of(product: Product) -> list[Screen]:
    """All but those that the navigation leads to."""
    made = furnish(product)
    workflow = f"/workflows/{made.workflow}"
    return [
        Screen("sign-in", "/sign-in", is_for_phones=True, is_signed_out=True),
        Screen("password-reset", "/password-reset", is_for_phones=True, is_signed_out=True),
        Screen("invitation", made.invitation_path, is_for_phones=True, is_signed_out=True),
        Screen("link-expired", "/set-password/long-gone", is_for_phones=True, is_signed_out=True),
        Screen("approval", made.approval_path, is_for_phones=True, is_signed_out=True),
        Screen("approval-unknown", "/approve/torn", is_for_phones=True, is_signed_out=True),
        Screen("page-not-found", "/nothing-here", is_for_phones=True, is_signed_out=True),
        Screen("change-password", "/change-password", is_for_phones=True),
        Screen("approvals", "/approvals", is_for_phones=True),
        Screen("health", "/health", is_for_phones=True),
        Screen("run-failed", f"/runs/{made.failed}", is_for_phones=True),
        Screen("run-waiting", f"/runs/{made.waiting}", is_for_phones=True),
        Screen("workflow", workflow),
        Screen("workflow-block", f"{workflow}?block=decide"),
        Screen("workflow-runs", f"{workflow}/runs"),
        Screen("workflow-heat", f"{workflow}/heat"),
        Screen("workflow-tests", f"{workflow}/tests"),
        Screen("workflow-versions", f"{workflow}/versions"),
        Screen("workflow-problems", f"/workflows/{made.draft}", press=(r"\d+ problem",)),
        Screen("run-dialog", workflow, press=("Run Ctrl",)),
        Screen("publish", f"/workflows/{made.draft}", press=("Publish",)),
        Screen("table", f"/tables/{made.table}"),
        Screen("connection-add", "/connections", press=("Add connection",)),
        Screen("key-new", "/settings/api-keys", press=("Create key",)),
        Screen("member-new", "/settings/members", press=("Invite member",)),
        Screen("webhook", f"/settings/webhooks/{made.endpoint}"),
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
    known = ("/approvals", "/health", "/settings")
    return [
        Screen(path.strip("/").replace("/", "-"), path)
        for path in dict.fromkeys(paths)
        if path.startswith("/") and path not in known
    ]


def open_screen(page: Page, screen: Screen) -> None:
    """Goes there and waits until everything that was asked for has come and nothing is drawn in outline any more."""
    page.goto(screen.path)
    page.wait_for_load_state("load")
    page.wait_for_function(SETTLED)
    for name in screen.press:
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
        page.wait_for_function(SETTLED)
    page.evaluate("() => document.fonts.ready")
