"""Every control of every screen does something: it is pressed, and the page, the address or the server shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.screens.controls import screened
from tests.screens.furniture import DRAWING, furnish
from tests.screens.screens import SCREENS, Screen, listed, screens_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

#: Every page has the navigation; it is pressed on one with the words and on one with the rail.
NAVIGATION = {"workflows": "nav[aria-label=Main]", "workflow": "nav[aria-label=Main]"}
PANELS = {
    "connection": "main aside",
    "event": "main aside",
    "workflow-block": "[aria-label=Inspector]",
    "workflow-runs": "main > * > :not(header)",
    "workflow-heat": "main > * > :not(header)",
    "workflow-tests": "main > * > :not(header)",
    "workflow-versions": "main > * > :not(header)",
}
#: The tabs of the settings stand on each of its pages; they are pressed on that of the keys.
NOTHING = "[data-nothing]"
#: What the navigation leads to is found in the browser only, so it is dealt out to so many tests.
PARTS = 6
#: Titles of the dialogs that these tests have gone into.
KNOWN: set[str] = set()


@pytest.fixture(scope="module")
def state(product: Product, chrome: Browser) -> Any:
    """Ada's cookies, from one sign-in for all of these tests."""
    page = chrome.new_page(base_url=product.url)
    page.goto("/sign-in")
    page.get_by_label("Email").fill(product.email)
    page.get_by_label("Password", exact=True).fill(product.password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/workflows")
    kept = page.context.storage_state()
    page.context.close()
    return kept


@pytest.fixture
def desk(product: Product, chrome: Browser, state: Any) -> Iterator[BrowserContext]:
    furnish(product)
    context = _desk(product, chrome, state)
    yield context
    context.close()


def _desk(product: Product, chrome: Browser, state: Any) -> BrowserContext:
    context = chrome.new_context(
        base_url=product.url,
        viewport={"width": 1440, "height": 900},
        reduced_motion="reduce",
        storage_state=state,
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(20_000)
    return context


def press(context: BrowserContext, screen: Screen) -> list[str]:
    complaints: list[str] = []
    for root in (_root(screen), NAVIGATION.get(screen.name)):
        if root:
            with screened(context, screen, root, _without(screen), KNOWN) as hand:
                complaints += hand.press_all()
    return complaints


def _without(screen: Screen) -> str:
    return (
        "nav[aria-label=Settings]"
        if screen.name.startswith("settings-") and screen.name != "settings-api-keys"
        else NOTHING
    )


def _root(screen: Screen) -> str:
    """Where on the screen its own controls are; the rest is pressed on another one."""
    if screen.name in PANELS:
        return PANELS[screen.name]
    if screen.is_signed_out:
        return "body"
    return "[role=dialog]" if screen.press else "main"


@pytest.mark.parametrize("name", [screen.name for screen in SCREENS])
def test_every_control_of(name: str, desk: BrowserContext, product: Product, chrome: Browser) -> None:
    [screen] = [screen for screen in screens_of(product) if screen.name == name]
    if not screen.is_signed_out:
        assert press(desk, screen) == []
        return
    outside = _desk(product, chrome, None)
    found = press(outside, screen)
    outside.close()
    assert found == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_control_that_the_navigation_leads_to(part: int, desk: BrowserContext) -> None:
    page = desk.new_page()
    screens = listed(page)[part::PARTS]
    page.close()
    found = [f"{screen.name}: {each}" for screen in screens for each in press(desk, screen)]
    assert found == []


def test_what_ends_a_run_or_the_session(desk: BrowserContext, product: Product) -> None:
    workflow = call(product, "POST", "/workflows", DRAWING)["id"]
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    runs = [
        call(
            product,
            "POST",
            f"/workflows/{workflow}/run",
            {"input": {"customer": "Aster Clinics", "amount": 900}, "wait": 50_000},
        )
        for _ in range(2)
    ]
    rejected, stopped = (run.get("id") or run["runId"] for run in runs)
    page = desk.new_page()
    page.goto(f"/runs/{rejected}")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Rejected", exact=False).first).to_be_visible()
    page.goto(f"/runs/{stopped}")
    page.get_by_role("button", name="Cancel run").click()
    expect(page.get_by_role("button", name="Run again")).to_be_visible()
    _sign_out(page, product)


def _sign_out(page: Page, product: Product) -> None:
    """In a session of its own: the other tests of this process share theirs."""
    context = page.context.browser
    assert context
    own = context.new_context(base_url=product.url).new_page()
    own.goto("/sign-in")
    own.get_by_label("Email").fill(product.email)
    own.get_by_label("Password", exact=True).fill(product.password)
    own.get_by_role("button", name="Sign in").click()
    own.wait_for_url("**/workflows")
    own.get_by_role("button", name="your menu").click()
    own.get_by_role("menuitem", name="Sign out").click()
    own.wait_for_url("**/sign-in*")
    own.context.close()


def test_a_control_without_an_effect_is_found(desk: BrowserContext) -> None:
    desk.add_init_script(
        """addEventListener("load", () => {
            const dead = Object.assign(document.createElement("button"), { textContent: "Dead" });
            const broken = Object.assign(document.createElement("button"), { textContent: "Broken" });
            broken.onclick = () => { broken.ariaPressed = "true"; throw new Error("it broke"); };
            document.body.append(dead, broken);
        })"""
    )
    with screened(desk, Screen("company", "/settings/company"), "body > button", NOTHING, set()) as hand:
        found = hand.press_all()
    assert [each.split(": ", 1) for each in found] == [
        ["button[] Dead", "nothing came of it"],
        ["button[] Broken", "uncaught: it broke"],
    ]
