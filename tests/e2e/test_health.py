"""The health page in a real browser: its charts, their tables, and the way from a bar to the runs behind it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.test_decide_and_resume import block
from tests.e2e.test_main_job import call, poll_until_ended

PAYOUT = {
    "name": "Pay suppliers",
    "blocks": [
        block("asked", "trigger.api", "Payout asked for", 0, {}),
        block("small", "condition", "Under 100?", 1, {"expression": "input.amount < 100"}),
        block("pay", "echo", "Pay it out", 2, {"operation": "reply", "value": "paid"}),
        {
            **block(
                "refuse", "echo", "Ask the bank", 2, {"operation": "fail", "message": "The account is closed"}
            ),
            "position": {"x": 560, "y": 280},
        },
    ],
    "edges": [
        {"source": "asked", "sourcePort": "out", "target": "small"},
        {"source": "small", "sourcePort": "true", "target": "pay"},
        {"source": "small", "sourcePort": "false", "target": "refuse"},
    ],
}


def paid(product: Product) -> str:
    """The workflow, after one run that completed and two that failed."""
    _, workflow = call(product, "POST", "/workflows", PAYOUT)
    call(product, "POST", f"/workflows/{workflow['id']}/activate", {})
    for amount in (50, 500, 700):
        _, run = call(product, "POST", f"/workflows/{workflow['id']}/run", {"input": {"amount": amount}})
        poll_until_ended(product, run["runId"])
    return str(workflow["id"])


def test_from_a_bar_to_its_runs(ada_page: Page, product: Product) -> None:
    page, workflow = ada_page, paid(product)
    page.goto("/workflows")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Health").click()
    expect(page.get_by_role("heading", name="Health", level=1)).to_be_visible()
    page.get_by_role("button", name="All workflows").click()
    page.get_by_role("menuitemradio", name="Pay suppliers").click()

    outcomes = page.get_by_role("group", name=re.compile("^Runs by hour: 1 completed, 2 failed"))
    newest = outcomes.get_by_role("link").last
    expect(newest).to_have_attribute("aria-label", re.compile("1 completed, 2 failed$"))

    # One bar is in the tab order; arrows go to its neighbours, Enter opens the runs of the one that has the focus.
    expect(outcomes.locator('a[tabindex="0"]')).to_have_count(1)
    newest.focus()
    page.keyboard.press("ArrowLeft")
    expect(outcomes.get_by_role("link").nth(22)).to_be_focused()
    page.keyboard.press("End")
    expect(newest).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/runs\?.*workflowId={workflow}"))
    expect(page.locator("tbody tr")).to_have_count(3)
    expect(page.get_by_text(re.compile("Without test runs$"))).to_be_visible()
    page.get_by_role("button", name="Show all", exact=True).click()
    expect(page).not_to_have_url(re.compile("from="))

    # What failed is listed by block, and leads to the runs that failed there.
    page.goto(f"/health?workflowId={workflow}&period=7d")
    failures = page.get_by_role("region", name="Failures by block")
    failures.get_by_role("link", name=re.compile("Ask the bank 2 runs")).click()
    expect(page.get_by_text("Failed at Ask the bank")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_the_figures_can_be_read_as_tables_and_by_provider(ada_page: Page, product: Product) -> None:
    page, workflow = ada_page, paid(product)
    page.goto(f"/health?workflowId={workflow}")
    page.get_by_role("button", name=re.compile("^As a table.*Runs by hour$")).click()
    table = page.get_by_role("table", name="Runs by time and outcome")
    expect(table.get_by_role("row")).to_have_count(25)
    expect(table.get_by_role("row").nth(1).get_by_role("cell").nth(2)).to_have_text("2")
    page.get_by_role("button", name=re.compile("^As a chart.*Runs by hour$")).click()
    expect(table).to_have_count(0)
    page.get_by_role("button", name=re.compile("^As a table.*How long")).click()
    expect(page.get_by_role("table", name="Durations by time")).to_contain_text("ms")

    failures = page.get_by_role("region", name="Failures by block")
    page.get_by_role("region", name="Provider errors").get_by_role("button", name=re.compile("^Echo")).click()
    expect(failures).to_contain_text("Only Echo")
    expect(failures.get_by_role("link")).to_have_count(1)
    failures.get_by_role("button", name="Show all blocks").click()
    expect(failures).not_to_contain_text("Only Echo")

    # A workflow without runs says so, and what to do.
    _, idle = call(product, "POST", "/workflows", {**PAYOUT, "name": "Idle"})
    page.goto(f"/health?workflowId={idle['id']}")
    expect(page.get_by_role("heading", name="No runs in this time")).to_be_visible()
    page.get_by_role("button", name="Show all workflows").click()
    expect(page.get_by_role("region", name="Failures by block")).to_be_visible()


def test_on_a_phone_nothing_is_wider_than_the_page(ada_page: Page, product: Product) -> None:
    page = ada_page
    paid(product)
    page.set_viewport_size({"width": 390, "height": 844})
    for period in ("24h", "7d", "30d"):
        page.goto(f"/health?period={period}")
        expect(page.get_by_role("group", name=re.compile("^Runs by"))).to_be_visible()
        wide = page.evaluate(
            "() => { const main = document.querySelector('main'); return main.scrollWidth - main.clientWidth; }"
        )
        assert wide <= 0, period


def test_figures_that_cannot_be_read_say_so(ada_page: Page) -> None:
    page = ada_page
    page.route("**/api/v1/runs/figures*", lambda route: route.abort())
    page.goto("/health")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("The figures could not be read", timeout=40_000)
    page.unroute("**/api/v1/runs/figures*")
    alert.get_by_role("button", name="Try again").click()
    expect(alert).to_have_count(0)
