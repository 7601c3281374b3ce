"""Every screen of the product, with something on it: what pictures are taken of, and what axe looks at."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace

from playwright.sync_api import Locator, Page

from tests.e2e.conftest import Product
from tests.screens.furniture import furnish
from tests.screens.moments import MOMENTS

SETTLED = """() => document.querySelector("h1, h2, .react-flow__node")
    && !document.querySelector('main [aria-busy="true"], [role="dialog"] [aria-busy="true"], [data-skeleton]')"""


@dataclass(frozen=True)
class Screen:
    name: str
    path: str
    #: Served to phones as well.
    is_for_phones: bool = False
    is_signed_out: bool = False
    #: How the names of the buttons begin that are pressed on it, one after the other.
    press: tuple[str, ...] = ()
    #: What is pressed on the keyboard then, one after the other; what is no name of a key is typed.
    keys: tuple[str, ...] = ()
    #: What happens on it then: a name in `moments.py`.
    moment: str = ""


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

#: What lies over the screens, and screens of a company at work: to be looked at; their controls are pressed elsewhere.
ALSO = (
    Screen("api-reference", "/api/v1/docs", is_signed_out=True),
    Screen("billing", "/workflows/{billing_workflow}"),
    Screen("billing-block", "/workflows/{billing_workflow}?block=tell"),
    Screen("billing-frame", "/workflows/{billing_workflow}?block=lines"),
    Screen("billing-data-menu", "/workflows/{billing_workflow}?block=tell", press=("Insert data: Text",)),
    Screen("billing-test", "/workflows/{billing_workflow}?block=tell", press=("Test$",)),
    Screen("billing-completed", "/runs/{billing_completed}", is_for_phones=True),
    Screen("billing-failed", "/runs/{billing_failed}", is_for_phones=True),
    Screen("billing-waiting", "/runs/{billing_waiting}", is_for_phones=True),
    Screen("billing-heat", "/workflows/{billing_workflow}/heat"),
    Screen("command-palette", "/workflows", keys=("Control+k", "inv")),
    Screen("find-and-replace", "/workflows/{billing_workflow}", keys=("Control+f", "billing")),
    Screen("keys", "/workflows/{billing_workflow}", keys=("?",)),
    Screen("empty-canvas", "/workflows/{empty}"),
    Screen("publish-changes", "/workflows/{changed}", press=("Publish",)),
    Screen("versions-changed", "/workflows/{changed}/versions"),
    Screen("connection-access", "/connections", press=("Add connection", "HubSpot")),
    Screen("connection-key", "/connections", press=("Add connection", "Stripe")),
    Screen("secret-new", "/settings/secrets", press=("Store secret",)),
    Screen("webhook-new", "/settings/webhooks", press=("Add endpoint",)),
    Screen("agent-new", "/settings/agents", press=("New agent",)),
    Screen("alert-edit", "/settings/alerts", press=("Edit",)),
    Screen("provider-new", "/settings/custom-providers", press=("Describe a provider",)),
    Screen("table-new", "/tables", press=("New table",)),
    Screen("merge", "/workflows/{clashing}", moment="two_tabs"),
    Screen("offline", "/workflows/{adrift}", moment="offline"),
    Screen("context-menu", "/workflows/{workflow}", moment="context_menu"),
    Screen("block-picker", "/workflows/{workflow}", moment="picker"),
    Screen("runs-chosen", "/runs", moment="several"),
    Screen("run-under-way", "/workflows/{lasting}", moment="under_way", is_for_phones=True),
    Screen("connection-broken", "/connections", press=("Xero",)),
    Screen("no-run-fits", "/runs?search=nothing+like+it"),
    Screen("run-not-found", "/runs/run_00000000-0000-0000-0000-000000000000"),
    Screen("workflow-not-found", "/workflows/wf_00000000-0000-0000-0000-000000000000"),
)
#: What there is to see before there is anything.
EMPTY = tuple(
    Screen(f"empty-{path.strip('/').replace('/', '-')}", path)
    for path in (
        *("/workflows", "/runs", "/health", "/approvals", "/connections", "/tables", "/events"),
        *("/settings/webhooks", "/settings/secrets", "/settings/custom-providers", "/settings/members"),
    )
)
#: The operators' pages, for those who may.
ADMIN = (
    "",
    "accounts/company/",
    "accounts/user/",
    "connections/connection/",
    "workflows/workflow/",
    "runs/run/",
)


def screens_of(product: Product) -> list[Screen]:
    return _filled(product, SCREENS)


def also_of(product: Product) -> list[Screen]:
    return _filled(product, ALSO)


def admin_screens() -> list[Screen]:
    return [
        Screen(f"admin-{path.strip('/').replace('/', '-') or 'index'}", f"/admin/{path}") for path in ADMIN
    ]


def _filled(product: Product, screens: tuple[Screen, ...]) -> list[Screen]:
    made = asdict(furnish(product))
    return [replace(screen, path=screen.path.format_map(made)) for screen in screens]


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


def _press(page: Page, found: Locator) -> None:
    """Clicks, and waits until what it opens is there: a panel comes a moment after the click, in outline at first."""
    button = found.element_handle()
    opens = button.get_attribute("aria-expanded") == "false"
    button.click()
    if opens:
        page.wait_for_function("(it) => !it.isConnected || it.ariaExpanded === 'true'", arg=button)


def open_screen(page: Page, screen: Screen) -> None:
    """Goes there and waits until everything that was asked for has come and nothing is drawn in outline any more."""
    page.context.set_offline(False)
    page.goto(screen.path)
    page.wait_for_load_state("load")
    page.wait_for_function(SETTLED)
    for name in screen.press:
        pressed = re.compile(f"^{name}")
        button, tab = (page.get_by_role(role, name=pressed) for role in ("button", "tab"))
        _press(page, button.or_(tab).first)
        page.wait_for_function(SETTLED)
    for key in screen.keys:
        if "+" in key or len(key) == 1:
            page.keyboard.press(key)
        else:
            page.wait_for_function("() => document.activeElement instanceof HTMLInputElement")
            page.keyboard.type(key)
        page.wait_for_function(SETTLED)
    if screen.moment:
        MOMENTS[screen.moment](page)
    page.evaluate("() => document.fonts.ready")
