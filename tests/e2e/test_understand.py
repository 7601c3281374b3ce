"""Understanding a run in a real browser: why a step ran, where its values came from, and what became of each item."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio, status
from tests.e2e.test_decide_and_resume import block, start
from tests.e2e.test_main_job import call, poll_until_ended

pytestmark = pytest.mark.once


def inside(frame: str, made: dict[str, Any], x: int, y: int) -> dict[str, Any]:
    return {**made, "parentId": frame, "position": {"x": x, "y": y}}


INVOICE = {
    "name": "Post invoice lines",
    "blocks": [
        block("paid", "trigger.api", "Invoice paid", 0, {}),
        block("big", "condition", "Over 1000?", 1, {"expression": "{{input.amount}} > 1000"}),
        {**block("small", "transform", "Note the small one", 2, {"mapping": {"n": 1}}), "position": {"x": 560, "y": 280}},
        block("each", "fan-out", "For each line", 2, {"collection": "{{input.lines}}", "itemVariable": "line"}),
        inside("each", block("rich", "condition", "Over 50?", 3, {"expression": "line.amount > 50"}), 260, 360),
        inside(
            "each",
            block("post", "echo", "Post the line", 4, {"operation": "reply", "value": "{{line.sku}} of {{input.number}}"}),
            260,
            500,
        ),
        block("tell", "http", "Tell sales", 6, {"method": "GET", "url": "https://echo.headrace/tell?to={{input.customer.email}}&status={{input.status}}"}),
    ],
    "edges": [
        {"source": "paid", "sourcePort": "out", "target": "big"},
        {"source": "big", "sourcePort": "true", "target": "each"},
        {"source": "big", "sourcePort": "false", "target": "small"},
        {"source": "rich", "sourcePort": "true", "target": "post"},
        {"source": "each", "sourcePort": "done", "target": "tell"},
    ],
}  # fmt: skip
LINES = [{"sku": "PLAN", "amount": 900}, {"sku": "GIFT", "amount": 0}, {"sku": "SEATS", "amount": 300}]


def test_why_a_step_ran_and_where_its_values_came_from(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    _, workflow = call(product, "POST", "/workflows", INVOICE)
    run = start(
        product, workflow["id"], number="INV-7", amount=1200, status=422, customer={"name": "N"}, lines=LINES
    )
    poll_until_ended(product, run)
    page.goto(f"/workflows/{workflow['id']}/runs/{run}")

    # What failed says where its values came from, the path that led nowhere first.
    wrong = page.get_by_role("tabpanel", name="What went wrong")
    expect(wrong).to_contain_text("`customer` has no `email`")
    wrong.get_by_role("button", name="Show Invoice paid customer.email").click()
    expect(page.get_by_role("region", name="Step Invoice paid")).to_be_visible()

    # A skipped block: which way was taken instead.
    studio.timeline("small").click()
    why = page.get_by_role("region", name="Why did this not run?")
    expect(why).to_contain_text("Over 1000?")
    expect(why).to_contain_text("took Yes")

    # Inside the fan-out the item that is looked at is the one that is explained.
    studio.timeline("post").click()
    items = page.get_by_role("group", name="Items")
    items.get_by_role("button", name=re.compile("^Item")).click()
    page.get_by_role("button", name=re.compile("^Item 3")).last.click()
    why = page.get_by_role("region", name="Why did this run?")
    expect(why).to_contain_text("began item 3 of 3")
    expect(why).to_contain_text('"SEATS"')
    expect(why).to_contain_text('"INV-7"')
    expect(why).to_contain_text('"SEATS of INV-7"')

    # The blocks it names are shown as they were for this item; another item tells another story.
    why.get_by_role("button", name="Over 50?", exact=True).click()
    expect(page.get_by_role("region", name="Step Over 50?")).to_be_visible()
    expect(items).to_contain_text("Item 3")
    expect(why).to_contain_text("300")
    studio.timeline("post").click()
    expect(items).to_contain_text("Item 3")
    items.get_by_role("button", name="The item before").click()
    expect(page.get_by_role("region", name="Why did this not run?")).to_contain_text("Over 50?")

    # A value leads to the block that gave it.
    items.get_by_role("button", name="The item before").click()
    why.get_by_role("button", name="Show For each line sku").click()
    expect(page.get_by_role("region", name="Step For each line")).to_be_visible()
    status(studio, "each", "completed")


def test_how_the_blocks_fared_is_painted_on_the_canvas(ada_page: Page, product: Product) -> None:
    page = ada_page
    _, workflow = call(product, "POST", "/workflows", INVOICE)
    call(product, "POST", f"/workflows/{workflow['id']}/activate", {})
    for number, amount in enumerate((1200, 1300, 900)):
        body = {
            "number": f"INV-{number}",
            "amount": amount,
            "status": 422 if number == 1 else 200,
            "lines": LINES,
        }
        _, run = call(product, "POST", f"/workflows/{workflow['id']}/run", {"input": body})
        poll_until_ended(product, run["runId"])
    page.goto(f"/workflows/{workflow['id']}/runs")
    page.get_by_role("link", name=re.compile("^On the canvas")).click()
    expect(page.get_by_test_id("block-tell")).to_have_attribute("data-status", "failing")
    expect(page.get_by_test_id("block-tell")).to_contain_text("2× · 50 % failed")
    expect(page.get_by_test_id("block-small")).to_contain_text("1×")
    expect(page.locator(".react-flow")).to_contain_text("Yes · 2")

    # The table says the same; a block leads to the runs behind its numbers, and those to the run.
    page.get_by_role("table", name="Block by block").get_by_role("button", name="Tell sales").click()
    runs = page.get_by_role("region", name="Runs behind Tell sales")
    expect(runs.get_by_role("link")).to_have_count(1)
    runs.get_by_role("button", name=re.compile("^Skipped")).click()
    expect(runs.get_by_role("link")).to_contain_text("INV-2")
    runs.get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/runs/run_"))
