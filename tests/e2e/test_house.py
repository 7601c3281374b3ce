"""The pages around the studio in a real browser: nothing on them is refused by the Content-Security-Policy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.once


def test_the_api_reference_renders(page: Page) -> None:
    page.goto("/api/v1/docs")
    page.locator("#swagger-ui .opblock").first.wait_for()
    page.locator(".opblock-summary", has_text="/api/v1/agents").first.click()
    page.locator(".opblock-body").first.wait_for()
    # What is out of sight is drawn when one scrolls to it.
    last = page.get_by_role("heading", name="Webhooks")
    last.scroll_into_view_if_needed()
    page.locator(".opblock-summary", has_text="/api/v1/workflows").first.wait_for()


def test_the_admin_works_for_operators(ada_page: Page, product: Product) -> None:
    page = ada_page
    page.goto("/admin/")
    page.get_by_role("heading", name="Companies, workflows and runs").wait_for()
    header = page.locator("#header")
    assert header.evaluate("node => getComputedStyle(node).backgroundColor") != "rgba(0, 0, 0, 0)", (
        "its styles apply"
    )
    page.locator("#content-main").get_by_role("link", name="Companies").click()
    page.get_by_role("link", name="Acme", exact=True).first.click()
    page.get_by_role("heading", name="Acme").first.wait_for()
    page.goto("/admin/runs/run/")
    page.locator("#changelist").wait_for()
    page.locator("#searchbar").fill("1")
    page.locator("#changelist-search [type=submit]").click()
    page.wait_for_url("**/admin/runs/run/?q=1*")
    before = page.evaluate("document.documentElement.dataset.theme")
    page.locator(".theme-toggle").first.click()
    assert page.evaluate("document.documentElement.dataset.theme") != before, "its scripts run"


def test_an_address_where_nothing_is(ada_page: Page) -> None:
    ada_page.goto("/nothing-here")
    ada_page.get_by_role("heading", name="There is no page at this address").wait_for()


def test_an_address_of_the_studio_survives_a_reload(ada_page: Page) -> None:
    ada_page.goto("/runs")
    ada_page.reload()
    ada_page.get_by_role("heading", name="Runs").first.wait_for()
