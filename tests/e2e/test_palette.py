"""The command palette in a real browser: to a page, a workflow, a run and a block, and what is done from it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.conftest import Product
from tests.e2e.test_decide_and_resume import start
from tests.e2e.test_health import paid
from tests.e2e.test_main_job import call

pytestmark = pytest.mark.once


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
    runs = page.get_by_role("group", name="Runs")
    runs.get_by_role("option").first.click()
    expect(page).to_have_url(re.compile(r"/runs/run_"))


def test_to_a_run_that_is_long_ago_by_what_it_was_about(ada_page: Page, product: Product) -> None:
    """Of the newest runs and the first workflows the palette knows; the server finds the others."""
    page = ada_page
    drawing = {
        "name": "Charge once",
        "blocks": [{"id": "start", "type": "trigger.api", "name": "Start", "config": {}}],
        "edges": [],
    }
    _, workflow = call(product, "POST", "/workflows", drawing)
    call(product, "POST", f"/workflows/{workflow['id']}/activate", {})
    wanted = start(product, workflow["id"], customer="Zephyrine Optics")
    for number in range(60):
        start(product, workflow["id"], customer=f"Other {number}")
    page.goto("/workflows")
    expect(page.get_by_role("heading", name="Workflows", level=1)).to_be_visible()
    palette(page)
    page.keyboard.type("zephyrine")
    runs = page.get_by_role("group", name="Runs")
    expect(runs.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/runs/{wanted}"))


def test_what_is_typed_before_the_palette_has_come(ada_page: Page) -> None:
    """Its code comes when it is asked for, over a network that may be slow or gone; the letters are not lost, nor is the page."""
    page = ada_page
    code = re.compile(r"/CommandPalette-[^/]*\.js$")
    page.goto("/connections")
    expect(page.get_by_role("heading", name="Connections", level=1)).to_be_visible()
    page.route(code, lambda route: route.abort())
    page.keyboard.press("Control+k")
    expect(page.get_by_text("The search did not arrive from the server")).to_be_visible()
    expect(page.get_by_role("heading", name="Connections", level=1)).to_be_visible()
    page.unroute(code)

    page.reload()
    expect(page.get_by_role("heading", name="Connections", level=1)).to_be_visible()
    held: list[Route] = []
    # Playwright writes on a handler, which a method of a list does not take.
    page.route(code, lambda route: held.append(route))  # noqa: PLW0108
    with page.expect_request(code):
        page.keyboard.press("Control+k")
    page.keyboard.type("audix")
    page.keyboard.press("Backspace")
    page.keyboard.type("t")
    page.keyboard.press("Enter")
    held[0].continue_()
    expect(page).to_have_url(re.compile("/settings/audit$"))
