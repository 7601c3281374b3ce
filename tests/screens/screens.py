"""Every screen of the product, with something on it: what pictures are taken of, and what axe looks at."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace

from playwright.sync_api import Page

from tests.e2e.conftest import Product
from tests.screens.furniture import furnish

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


#: All but those that the navigation leads to; names in braces are fields of the furniture.
SCREENS = (
    Screen("sign-in", "/sign-in", is_for_phones=True, is_signed_out=True),
    Screen("password-reset", "/password-reset", is_for_phones=True, is_signed_out=True),
    Screen("invitation", "{invitation_path}", is_for_phones=True, is_signed_out=True),
    Screen("link-expired", "/set-password/long-gone", is_for_phones=True, is_signed_out=True),
    Screen("approval", "{approval_path}", is_for_phones=True, is_signed_out=True),
    Screen("approval-unknown", "/approve/torn", is_for_phones=True, is_signed_out=True),
    Screen("page-not-found", "/nothing-here", is_for_phones=True, is_signed_out=True),
    Screen("change-password", "/change-password", is_for_phones=True),
    Screen("approvals", "/approvals", is_for_phones=True),
    Screen("health", "/health", is_for_phones=True),
    Screen("run-failed", "/runs/{failed}", is_for_phones=True),
    Screen("run-waiting", "/runs/{waiting}", is_for_phones=True),
    Screen("workflow", "/workflows/{workflow}"),
    Screen("workflow-block", "/workflows/{workflow}?block=decide"),
    Screen("workflow-runs", "/workflows/{workflow}/runs"),
    Screen("workflow-heat", "/workflows/{workflow}/heat"),
    Screen("workflow-tests", "/workflows/{workflow}/tests"),
    Screen("workflow-versions", "/workflows/{workflow}/versions"),
    Screen("workflow-problems", "/workflows/{draft}", press=(r"\d+ problem",)),
    Screen("run-dialog", "/workflows/{workflow}", press=("Run Ctrl",)),
    Screen("publish", "/workflows/{draft}", press=("Publish",)),
    Screen("table", "/tables/{table}"),
    Screen("connection", "/connections", press=("Stripe",)),
    Screen("connection-add", "/connections", press=("Add connection",)),
    Screen("event", "/events", press=("order.paid",)),
    Screen("key-new", "/settings/api-keys", press=("Create key",)),
    Screen("member-new", "/settings/members", press=("Invite member",)),
    Screen("webhook", "/settings/webhooks/{endpoint}"),
    Screen("template", "/templates/overdue-reminders"),
    Screen("not-found", "/settings/nothing-here"),
)


def screens_of(product: Product) -> list[Screen]:
    made = asdict(furnish(product))
    return [replace(screen, path=screen.path.format_map(made)) for screen in SCREENS]


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
