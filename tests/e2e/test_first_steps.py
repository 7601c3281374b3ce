"""A newcomer in the demo company: the checklist ticks what really happens, and nothing that was only clicked."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

pytestmark = pytest.mark.once


def test_the_first_steps_by_keyboard_and_mouse(page: Page, product: Product) -> None:
    page.goto("/sign-in")
    page.get_by_label("Email").fill("demo@headrace.example")
    page.get_by_label("Password", exact=True).fill(
        (product.data_dir / "keys" / "demo_password").read_text().strip()
    )
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/workflows")
    card = page.get_by_role("region", name="First steps")
    expect(card).to_contain_text("0 of 6")
    expect(page.get_by_text(re.compile("^next ")).first).to_be_visible()  # one of the three has a schedule

    # The link leads to the demo; only its run is a step.
    card.get_by_role("link", name="Run a demo workflow").focus()
    page.keyboard.press("Enter")
    studio = Studio(page)
    expect(studio.canvas).to_be_visible()
    ring = page.get_by_role("button", name=re.compile("^First steps:"))
    expect(ring).to_have_accessible_name("First steps: 0 of 6 done")
    page.keyboard.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Run")
    expect(dialog).to_contain_text("Northwind")  # the input of the sample run that went well
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(ring).to_have_accessible_name("First steps: 2 of 6 done", timeout=40_000)
    studio.card("entry").click(position={"x": 60, "y": 14})
    expect(ring).to_have_accessible_name("First steps: 3 of 6 done")

    # The checklist beside the studio leads to the run that failed: a click on its red block says why.
    ring.click()
    page.get_by_role("dialog", name="First steps").get_by_role("link", name="Find out why one failed").click()
    expect(page.get_by_role("heading", name="Stopped at Over $5,000?")).to_be_visible()
    studio.card("large").click(position={"x": 60, "y": 14})
    expect(page.get_by_role("region", name="Step Over $5,000?")).to_contain_text("3,200.00")
    expect(ring).to_have_accessible_name("First steps: 4 of 6 done")

    page.goto("/workflows")
    expect(card).to_contain_text("4 of 6")
    expect(card.get_by_text("From a template, or on an empty canvas.")).to_be_visible()
    card.get_by_role("button", name="Hide the first steps").click()
    expect(card).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Paid invoice to ledger")).to_be_visible()
    expect(card).to_have_count(0)


def test_other_companies_have_no_checklist(ada_page: Page) -> None:
    with ada_page.expect_response(re.compile("/api/v1/first-steps")):
        ada_page.reload()
    expect(ada_page.get_by_role("heading", name="Workflows", exact=True)).to_be_visible()
    expect(ada_page.get_by_role("region", name="First steps")).to_have_count(0)
