"""The command palette in a real browser: to a page, a workflow, a run and a block, and what is done from it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Product
from tests.e2e.test_health import paid


def palette(page: Page) -> Locator:
    """Opened by its keys, with the focus in its field."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Go to or do")
    expect(field).to_be_focused()
    return field


def test_from_anywhere_to_anything(ada_page: Page, product: Product) -> None:
    page, workflow = ada_page, paid(product)
    page.goto("/connections")
    expect(page.get_by_role("heading", name="Connections", level=1)).to_be_visible()

    # To a workflow by letters of its name, by keyboard alone.
    field = palette(page)
    page.keyboard.type("pay supp")
    workflows = page.get_by_role("group", name="Workflows")
    expect(workflows.get_by_role("option", selected=True)).to_contain_text("Pay suppliers")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("."))
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/workflows/wf_"))
    expect(page.get_by_test_id("block-pay")).to_be_visible()

    # To a block of the open workflow.
    palette(page)
    page.keyboard.type("ask bank")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Ask the bank")
    page.keyboard.press("Enter")
    expect(page.locator("[data-inspector]")).to_contain_text("Ask the bank")

    # What can be done with it; the selected block can be tested from here.
    palette(page)
    page.keyboard.type("test ask the bank")
    expect(page.get_by_role("option", name=re.compile("^Test Ask the bank"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("combobox", name="Go to or do")).to_have_count(0)
    palette(page)
    page.keyboard.type("run")
    page.get_by_role("option", name=re.compile("^Run This workflow")).click()
    dialog = page.get_by_role("dialog", name="Run")
    expect(dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)

    # What was used last comes first.
    palette(page)
    recent = page.get_by_role("group", name="Used last")
    expect(recent.get_by_role("option").first).to_contain_text("Run")
    expect(recent).to_contain_text("Ask the bank")
    page.keyboard.press("Escape")

    # To a page of the settings, by the button in the navigation; and dark colours.
    page.goto(f"/health?workflowId={workflow}")
    page.get_by_role("navigation", name="Main").get_by_role("button", name=re.compile("^Search")).click()
    expect(page.get_by_role("combobox", name="Go to or do")).to_be_focused()
    page.keyboard.type("audit")
    expect(page.get_by_role("option", selected=True)).to_contain_text("Audit log")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/settings/audit$"))
    palette(page)
    page.keyboard.type("dark")
    expect(page.get_by_role("option", selected=True)).to_have_text("Dark colours")
    page.keyboard.press("Enter")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    palette(page)
    page.keyboard.type("zzzzqq")
    expect(page.get_by_role("dialog")).to_contain_text("Nothing fits “zzzzqq”.")


def test_to_a_recent_run(ada_page: Page, product: Product) -> None:
    page = ada_page
    paid(product)
    page.goto("/workflows")
    expect(page.get_by_role("heading", name="Workflows", level=1)).to_be_visible()
    palette(page)
    page.keyboard.type("pay suppliers run")
    runs = page.get_by_role("group", name="Recent runs")
    runs.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/runs/run_"))
