"""A run that asks a person, and one that fails and is gone on with, in a real browser against the real product."""

from __future__ import annotations

import json
import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio, status
from tests.e2e.test_main_job import call, poll_until_ended

FORM = {
    "type": "object",
    "properties": {"period": {"type": "string", "title": "Post to period", "default": "2026-11"}},
}


def block(id_: str, kind: str, name: str, rank: int, config: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "type": kind,
        "name": name,
        "position": {"x": 200, "y": rank * 140},
        "config": config,
    }


DRAWING = {
    "name": "Post with a look at it",
    "blocks": [
        block("start", "trigger.api", "Invoice paid", 0, {}),
        block("ask", "approval", "Approve posting", 1, {"title": "Post {{input.number}}?", "form": FORM}),
        block(
            "post",
            "http",
            "Post the invoice",
            2,
            {"method": "GET", "url": "https://echo.headrace/post?status={{input.status}}"},
        ),
    ],
    "edges": [
        {"source": "start", "sourcePort": "out", "target": "ask"},
        {"source": "ask", "sourcePort": "approved", "target": "post"},
    ],
}


def start(product: Product, workflow: str, **values: Any) -> str:
    code, run = call(product, "POST", f"/workflows/{workflow}/run", {"version": "draft", "input": values})
    assert code == 202
    return str(run["runId"])


def test_approve_in_the_studio_then_resume_what_failed(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    _, workflow = call(product, "POST", "/workflows", DRAWING)

    # The run waits; its page asks, and goes on by itself once it is answered.
    run = start(product, workflow["id"], number="INV-7", status=200)
    page.goto(f"/workflows/{workflow['id']}/runs/{run}")
    status(studio, "ask", "waiting")
    expect(page.get_by_role("heading", name="Post INV-7?")).to_be_visible()
    expect(page.get_by_role("textbox", name="Post to period")).to_have_value("2026-11")
    page.get_by_role("textbox", name=re.compile("^Note")).fill("Matches PO 8817")
    page.get_by_role("button", name="Approve", exact=True).click()
    status(studio, "post", "completed")
    expect(page.get_by_text(re.compile("Completed in")).first).to_be_visible()
    decided = next(step for step in poll_until_ended(product, run)["steps"] if step["id"] == "ask")["output"]
    assert (decided["approved"], decided["comment"], decided["form"]) == (
        True,
        "Matches PO 8817",
        {"period": "2026-11"},
    )

    # The next one is approved in the inbox, on a phone, and fails behind it.
    failing = start(product, workflow["id"], number="INV-8", status=422)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/approvals")
    card = page.get_by_role("article", name="Post INV-8?")
    card.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert poll_until_ended(product, failing)["status"] == "failed"

    # Gone on with, the input set right: what was approved is not asked again.
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/workflows/{workflow['id']}/runs/{failing}")
    page.get_by_role("button", name="Edit input first").click()
    dialog = page.get_by_role("dialog")
    field = dialog.get_by_role("textbox", name="Input")
    field.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(json.dumps({"number": "INV-8", "status": 200}))
    preview = dialog.get_by_role("region", name="What the new run does")
    expect(preview).to_contain_text("Post the invoice it failed")
    expect(preview).to_contain_text("Reused (2)")
    dialog.get_by_role("button", name="Start the new run").click()
    page.wait_for_url(lambda url: failing not in url and "/runs/run_" in url)
    status(studio, "post", "completed")
    expect(studio.timeline("ask")).to_contain_text("reused")
    expect(page.get_by_role("list", name="About this run")).to_contain_text("Goes on from run 2")
    ended = poll_until_ended(product, page.url.rsplit("/", 1)[1].split("?")[0])
    assert (ended["status"], ended["resumedFrom"]) == ("completed", failing)


BROKEN = {
    "name": "Post to a wrong address",
    "blocks": [
        block("start", "trigger.api", "Invoice paid", 0, {}),
        block("post", "http", "Post the invoice", 1, {"method": "GET", "url": "https://echo.headrace/post?status=422"}),
    ],
    "edges": [{"source": "start", "sourcePort": "out", "target": "post"}],
}  # fmt: skip


def test_set_right_in_the_draft_and_resumed_from_there(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    _, workflow = call(product, "POST", "/workflows", BROKEN)
    failing = start(product, workflow["id"], number="INV-9")
    assert poll_until_ended(product, failing)["status"] == "failed"

    page.goto(f"/workflows/{workflow['id']}/runs/{failing}")
    page.get_by_role("button", name="Open in the draft").click()
    banner = page.get_by_test_id("mend")
    expect(banner).to_contain_text("Run 1 waits for this to be set right")
    studio.fill("URL", "https://echo.headrace/post?status=200")

    # What is resumed is the draft as it stands, though it may not have been saved yet.
    banner.get_by_role("button", name="Resume run 1").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("combobox", name="Version")).to_have_value("draft")
    expect(dialog.get_by_role("region", name="What the new run does")).to_contain_text("Post the invoice")
    expect(dialog.get_by_role("button", name="Start the new run")).to_be_enabled()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "?run=run_" in url and failing not in url)
    status(studio, "post", "completed")
    expect(banner).to_be_hidden()
