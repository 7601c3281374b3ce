"""The short ways: one key where others need two, and what is said before anything has run."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio, status
from tests.e2e.test_decide_and_resume import block
from tests.e2e.test_main_job import call

pytestmark = pytest.mark.once

LINES = {
    "name": "Lines to say",
    "blocks": [
        block("asked", "trigger.api", "Invoice came", 0, {}),
        block("note", "transform", "Note the total", 1, {"mapping": {"total": "{{input.total}}"}}),
        block("each", "loop", "Each line", 2, {"collection": "{{input.lines}}"}),
    ],
    "edges": [
        {"source": "asked", "sourcePort": "out", "target": "note"},
        {"source": "note", "sourcePort": "out", "target": "each"},
    ],
}


def test_found_while_one_types_and_run_again_by_one_key(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    _, workflow = call(product, "POST", "/workflows", LINES)
    page.goto(f"/workflows/{workflow['id']}")
    expect(studio.card("note")).to_be_visible()

    # What is found is selected at once; Enter opens it, and again goes on to the next one.
    page.keyboard.press("Control+f")
    panel = page.get_by_role("dialog", name="Find and replace")
    page.keyboard.type("line")
    expect(studio.card("each")).to_have_class(re.compile(r"\bselected\b"))
    expect(studio.inspector).to_have_count(0)
    page.keyboard.press("Enter")
    expect(studio.inspector).to_contain_text("Each line")
    page.keyboard.press("Control+A")
    page.keyboard.type("t")  # in "Note the total" and in both references
    expect(studio.card("asked").or_(studio.card("note")).first).to_be_visible()
    expect(panel.get_by_label("Find in this workflow")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("input.")
    expect(panel.get_by_role("status")).to_have_text("2 matches in 2 blocks")
    expect(studio.inspector).to_contain_text("Note the total")
    page.keyboard.press("Enter")
    expect(studio.inspector).to_contain_text("Each line")
    page.keyboard.press("Enter")
    expect(studio.inspector).to_contain_text("Note the total")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(studio.cover("note")).to_be_focused()

    # Without a run there is nothing to repeat: the dialog asks. After that one key runs with what was given then.
    page.keyboard.press("Control+Shift+Enter")
    dialog = page.get_by_role("dialog", name="Run")
    expect(dialog).to_be_visible()
    dialog.get_by_role("textbox", name="Input").click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text('{"total": 12, "lines": []}')
    page.keyboard.press("Control+Enter")
    status(studio, "note", "completed")
    first = page.url
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(lambda url: "run=" in url and url != first)
    expect(dialog).to_have_count(0)
    status(studio, "note", "completed")
    studio.timeline("note").click()
    expect(page.get_by_role("group", name="Output")).to_contain_text("12")


def test_an_empty_loop_is_filled_first_and_its_items_are_known_when_it_runs(
    ada_page: Page, product: Product
) -> None:
    page, studio = ada_page, Studio(ada_page)
    _, workflow = call(product, "POST", "/workflows", LINES)
    page.goto(f"/workflows/{workflow['id']}")
    studio.cover("each").focus()
    page.keyboard.press("Enter")
    expect(studio.inspector.locator(":focus")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(studio.cover("each")).to_be_focused()
    page.keyboard.press("a")
    picker = page.get_by_role("dialog", name="Place a block inside")
    expect(picker).to_be_visible()
    page.keyboard.type("transform")
    page.keyboard.press("Enter")
    expect(studio.cards()).to_have_count(4)
    [made] = set(studio.block_ids()) - {"asked", "note", "each"}
    studio.wait_until_saved()
    page.wait_for_function("() => !document.body.innerText.includes('Saving')")
    _, found = call(product, "GET", f"/workflows/{workflow['id']}")
    assert {one["id"]: one.get("parentId") for one in found["blocks"]}[made] == "each"

    studio.inspector.get_by_role("button", name="Add a field").click()
    studio.fill("Fields: field 1", "line")
    studio.fill("Fields: value of line", "{{item.name}}")
    expect(studio.inspector).to_contain_text("Known when it runs")
    expect(studio.inspector).not_to_contain_text("is not a name known here")

    # Where there is something in it already, the same key adds behind the frame.
    page.keyboard.press("Escape")
    studio.cover("each").focus()
    page.keyboard.press("a")
    expect(page.get_by_role("dialog", name="What comes next?")).to_be_visible()


def test_the_first_steps_on_a_phone(product: Product, page: Page) -> None:
    browser = page.context.browser
    assert browser
    context = browser.new_context(base_url=product.url, viewport={"width": 390, "height": 844})
    phone = context.new_page()
    phone.goto("/sign-in")
    phone.get_by_label("Email").fill("demo@headrace.example")
    phone.get_by_label("Password", exact=True).fill(
        (product.data_dir / "keys" / "demo_password").read_text().strip()
    )
    phone.get_by_role("button", name="Sign in").click()
    phone.wait_for_url("**/workflows")
    card = phone.get_by_role("region", name="First steps")
    expect(card).to_be_visible()
    card.get_by_role("link", name="Find out why one failed").click()
    expect(phone.get_by_role("heading", name=re.compile("^Stopped at"))).to_be_visible()
    context.close()
