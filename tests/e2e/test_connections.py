"""Accounts by the hand of a person: connected in a window and by key, broken, and connected again under the same id."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

from playwright.sync_api import Locator, Page, expect

from provider_sandbox.server import Server
from tests.e2e.conftest import Product


def read(product: Product, path: str) -> Any:
    request = urllib.request.Request(f"{product.url}/api/v1{path}", headers={"x-api-key": product.api_key})
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.loads(response.read())["data"]


def choose(page: Page, app: str) -> Locator:
    """The dialog at its second step, for this app's demo."""
    page.get_by_role("button", name="Add connection").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search apps").fill(app)
    dialog.get_by_role("button", name=re.compile(f"^{app}")).click()
    dialog.get_by_label("Environment").select_option("demo")
    return dialog


def test_connect_in_a_window_and_by_key_break_and_reconnect(
    ada_page: Page, product: Product, pretended: Server
) -> None:
    page = ada_page
    page.get_by_role("link", name="Connections").click()
    expect(page.get_by_role("heading", name="Connections", exact=True)).to_be_visible()

    # In the provider's window. One that is closed too early is noticed; the next one goes through.
    dialog = choose(page, "Xero")
    with page.expect_popup() as first:
        dialog.get_by_role("button", name="Continue to Xero").click()
    first.value.get_by_text("NOT REAL").wait_for()
    first.value.close()
    expect(dialog.get_by_text("was closed before it answered")).to_be_visible()
    with page.expect_popup() as second:
        dialog.get_by_role("button", name="Continue to Xero").click()
    second.value.get_by_role("button", name="Allow").click()
    expect(dialog.get_by_text(re.compile("It works: Demo ledger"))).to_be_visible()
    dialog.get_by_label("Name", exact=True).fill("UK ledger")
    dialog.get_by_role("button", name="Done").click()
    panel = page.get_by_role("complementary", name="Connection")
    expect(panel.get_by_role("heading", name="Xero")).to_be_visible()
    [made] = [each for each in read(product, "/connections") if each["provider"] == "xero"]
    assert (made["name"], made["status"], made["isDefault"]) == ("UK ledger", "active", True)

    # By a key: what is wrong with it is said at the field, the right one is tested at once.
    dialog = choose(page, "Stripe")
    dialog.get_by_role("button", name="Connect and test").click()
    expect(dialog.get_by_text("Key is needed.")).to_be_visible()
    dialog.get_by_label("Key required").or_(dialog.get_by_label("Key", exact=True)).first.fill(
        "sk_test_abc_123"
    )
    dialog.get_by_role("button", name="Connect and test").click()
    expect(dialog.get_by_text(re.compile("It works"))).to_be_visible()
    dialog.get_by_role("button", name="Done").click()
    rows = page.locator("tr[data-connection]")
    expect(rows).to_have_count(2)

    # Other credentials for an account that works: nothing is reconnected, and the dialog says so.
    panel.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Enter new credentials").click()
    renewed = page.get_by_role("dialog", name="New credentials for Stripe")
    expect(renewed).to_contain_text("It keeps its id")
    renewed.get_by_role("button", name="Cancel").click()

    # Broken at the provider: the list says so, and the same entry is connected again.
    pretended.authority.revoke()
    xero = page.locator(f'tr[data-connection="{made["id"]}"]')
    xero.get_by_role("button", name="Xero").click()
    panel.get_by_role("button", name="Test now").click()
    expect(panel.get_by_role("button", name="Reconnect")).to_be_visible()
    expect(page.get_by_role("button", name="Broken 1")).to_be_visible()
    panel.get_by_role("button", name="Reconnect").click()
    dialog = page.get_by_role("dialog")
    with page.expect_popup() as third:
        dialog.get_by_role("button", name="Continue to Xero").click()
    third.value.get_by_role("button", name="Allow").click()
    expect(dialog).to_be_hidden()
    expect(panel.get_by_role("button", name="Reconnect")).to_be_hidden()
    after = read(product, f"/connections/{made['id']}")
    assert (after["status"], after["name"]) == ("active", "UK ledger")
