"""Finding and replacing text in all blocks, in a real browser, by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.test_decide_and_resume import block
from tests.e2e.test_main_job import call

pytestmark = pytest.mark.once

DUNNING = {
    "name": "Dunning",
    "blocks": [
        block("asked", "trigger.api", "Acme is late", 0, {}),
        block("note", "transform", "Write it down", 1, {"mapping": {"text": "Acme owes {{input.acme}}", "who": "{{input.acmeName}}"}}),
        {**block("tell", "http", "Tell sales", 2, {"method": "GET", "url": "https://echo.headrace/acme", "headers": {"Authorization": "acme-0123456789"}}), "notes": "Acme pays late"},
    ],
    "edges": [
        {"source": "asked", "sourcePort": "out", "target": "note"},
        {"source": "note", "sourcePort": "out", "target": "tell"},
    ],
}  # fmt: skip


def test_find_and_replace_in_all_blocks(ada_page: Page, product: Product) -> None:
    page = ada_page
    _, workflow = call(product, "POST", "/workflows", DUNNING)
    page.goto(f"/workflows/{workflow['id']}")
    expect(page.get_by_test_id("block-tell")).to_be_visible()
    page.keyboard.press("Control+f")
    panel = page.get_by_role("dialog", name="Find and replace")
    expect(panel.get_by_label("Find in this workflow")).to_be_focused()
    page.keyboard.type("acme")
    expect(panel.get_by_role("status")).to_have_text("6 matches in 3 blocks")
    # The header's value looks like a secret: it is neither found nor shown.
    expect(panel).not_to_contain_text("0123456789")
    expect(panel).to_contain_text("Only a part of a name in a reference")

    # Down to the list, Enter shows the block; its name is one match, replaced alone.
    panel.get_by_label("Replace with").fill("Lumen")
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("button", name=re.compile("^Acme is late Name"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-inspector]")).to_contain_text("Acme is late")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("block-asked")).to_contain_text("Lumen is late")
    expect(panel.get_by_role("status")).to_have_text("5 matches in 2 blocks")

    # The others at once: whole names in references too, and one undo brings all of them back.
    panel.get_by_role("button", name="Replace all 4").click()
    expect(panel.get_by_role("status")).to_have_text("1 match in 1 block")
    page.get_by_role("button", name="Undo", exact=True).last.click()
    expect(panel.get_by_role("status")).to_have_text("5 matches in 2 blocks")
    panel.get_by_role("button", name="Replace all 4").click()
    expect(page.get_by_text("Saved").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)

    def settings() -> dict[str, object]:
        _, found = call(product, "GET", f"/workflows/{workflow['id']}")
        return {one["id"]: one["config"] for one in found["blocks"]}

    page.wait_for_function("() => !document.body.innerText.includes('Saving')")
    page.reload()
    expect(page.get_by_test_id("block-asked")).to_contain_text("Lumen is late")
    assert settings()["note"] == {
        "mapping": {"text": "Lumen owes {{input.Lumen}}", "who": "{{input.acmeName}}"}
    }
    assert settings()["tell"]["headers"] == {"Authorization": "acme-0123456789"}  # type: ignore[index]
