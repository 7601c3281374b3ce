"""A template by the hand of a person: found, looked at, made a draft; and the pages of the settings around it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

pytestmark = pytest.mark.once


def test_find_one_look_at_it_and_use_it(ada_page: Page) -> None:
    page = ada_page
    page.get_by_role("link", name="Templates", exact=True).click()
    expect(page.get_by_role("heading", name="Templates")).to_be_visible()
    page.get_by_role("searchbox", name="Search templates").fill("usage stripe")
    # The first one who asks for the templates has them read.
    expect(page.get_by_role("listitem").filter(has=page.locator("h2"))).to_have_count(1, timeout=60_000)
    page.get_by_role("link", name="Usage becomes invoice lines").click()
    expect(page.get_by_role("heading", name="Usage becomes invoice lines")).to_be_visible()
    cards = Studio(page).cards()
    expect(cards).to_have_count(6)
    expect(page.get_by_text("Metered usage.", exact=False)).to_be_visible()
    page.get_by_role("button", name="Use template").click()
    page.wait_for_url("**/workflows/wf_*")
    expect(cards).to_have_count(6)

    page.goto("/tables")
    expect(page.get_by_role("link", name="Metered usage")).to_be_visible()
    expect(page.get_by_text("1 workflow", exact=True)).to_be_visible()


def test_members_are_invited_changed_and_removed(ada_page: Page, product: Product) -> None:
    page = ada_page
    page.goto("/settings/members")
    page.get_by_role("button", name="Invite member").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Invite member").click()
    expect(dialog.get_by_text("This is not an email address.")).to_be_visible()
    dialog.get_by_label("Email").fill("dana@acme.example")
    dialog.get_by_label("Name").fill("Dana Ruiz")
    dialog.get_by_label("Role").select_option("viewer")
    dialog.get_by_role("button", name="Invite member").click()
    expect(dialog).to_be_hidden()
    row = page.get_by_role("row").filter(has_text="Dana Ruiz")
    expect(row.get_by_text("invited", exact=True)).to_be_visible()
    page.get_by_label("Role of Dana Ruiz").select_option("operator")
    expect(page.get_by_text("Dana Ruiz is Operator from now on.")).to_be_visible()
    row.get_by_role("button", name="Send again").click()
    expect(page.get_by_text("Another invitation is on its way to dana@acme.example.")).to_be_visible()
    row.get_by_role("button", name="Remove Dana Ruiz").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(row).to_have_count(0)

    page.get_by_role("link", name="Audit log").click()
    expect(page.get_by_role("row").filter(has_text="removed the member dana@acme.example")).to_be_visible()
    page.get_by_label("What was done").select_option("member.role_changed")
    expect(page.get_by_text("from viewer, to operator")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("searchbox", name="Search the audit log").fill("nobody at all")
    expect(page.get_by_role("heading", name="No entry fits")).to_be_visible()
    page.get_by_role("button", name="Show everything").click()
    expect(page.get_by_role("row").nth(2)).to_be_visible()

    page.get_by_role("button", name="your menu").click()
    page.get_by_role("menuitem", name="Change password").click()
    expect(page.get_by_role("heading", name="Change your password")).to_be_visible()
    page.get_by_label("Your password now").fill("not it")
    page.get_by_label("New password").fill("seven green bottles")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("This is not your password.")).to_be_visible()
