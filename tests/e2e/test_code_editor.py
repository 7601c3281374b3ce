"""The code field: completed with the data of the block, its fault at its line, and left again by keyboard."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

pytestmark = pytest.mark.once

SOURCE = "const lines = input.lines;\nreturn lines.length + input.customer.nme.length;"
DRAWING: dict[str, Any] = {
    "name": "Sum up",
    "blocks": [
        {"id": "start", "type": "trigger.api", "name": "Start", "position": {"x": 260, "y": 0}, "config": {}},
        {
            "id": "sum",
            "type": "code",
            "name": "Sum up",
            "position": {"x": 260, "y": 140},
            "config": {"language": "javascript", "source": SOURCE},
        },
    ],
    "edges": [{"source": "start", "sourcePort": "out", "target": "sum"}],
}


def test_the_fault_is_at_its_line_and_completion_knows_the_data(ada_page: Page, product: Product) -> None:
    page, keys = ada_page, ada_page.keyboard
    workflow = call(product, "POST", "/workflows", DRAWING)["id"]
    page.goto(f"/workflows/{workflow}")
    studio = Studio(page)
    studio.run_with(json.dumps({"lines": [{"sku": "A"}], "customer": {"name": "Ada"}}))
    expect(page.get_by_text("Line 2: TypeError").first).to_be_visible()
    page.get_by_role("button", name="Close the run").click()

    studio.select("sum")
    editor = studio.inspector.get_by_role("textbox", name="Code")
    expect(studio.inspector.get_by_text("The last run stopped here: Line 2")).to_be_visible()
    marked = studio.inspector.locator(".cm-faultLine")
    expect(marked).to_contain_text("input.customer.nme.length")

    # What is offered is the data of the last run; choosing one mends the source, and the fault is no longer this one's.
    editor.focus()
    keys.press("Control+A")
    keys.type("return input.")
    options = studio.inspector.get_by_role("listbox", name="Completions").get_by_role("option")
    expect(options).to_have_text(["customer1 field", "lines1 item"])
    options.first.click()
    keys.type(".")
    expect(options).to_have_text(["nameAda"])
    options.first.click()
    expect(editor).to_have_text("return input.customer.name")
    expect(marked).to_have_count(0)
    expect(studio.inspector.get_by_text("The last run stopped here")).to_have_count(0)

    # What the language cannot read is said while one writes.
    keys.type(" +;")
    expect(marked).to_contain_text("return input.customer.name +;")
    expect(studio.inspector.get_by_text("Line 1:")).to_be_visible()


def test_tab_indents_and_escape_leads_out(ada_page: Page, product: Product) -> None:
    page, keys = ada_page, ada_page.keyboard
    drawing = {**DRAWING, "name": "By keyboard"}
    workflow = call(product, "POST", "/workflows", drawing)["id"]
    page.goto(f"/workflows/{workflow}")
    studio = Studio(page)
    studio.select("sum")
    editor = studio.inspector.get_by_role("textbox", name="Code")
    editor.focus()
    keys.press("Tab")
    expect(editor).to_be_focused()
    expect(editor).to_have_text(
        "  const lines = input.lines;return lines.length + input.customer.nme.length;"
    )

    keys.press("Escape")
    expect(studio.inspector.get_by_text("Tab leaves the field now")).to_be_visible()
    keys.press("Shift+Tab")
    expect(studio.inspector.get_by_role("combobox", name="Language")).to_be_focused()
    keys.press("Tab")
    expect(editor).to_be_focused()

    # The same key twice goes back to the block on the canvas.
    keys.press("Escape")
    keys.press("Escape")
    expect(studio.cover("sum")).to_be_focused()
