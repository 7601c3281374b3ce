"""Blocks that were chosen together are lined up, by keys and by the right-click menu."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.api import call, kept_draft
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

pytestmark = pytest.mark.once


def _block(id: str, type: str, x: int, y: int) -> dict[str, Any]:
    return {"id": id, "type": type, "name": id.title(), "config": {}, "position": {"x": x, "y": y}}


def test_in_a_column_and_evenly(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    blocks = [
        _block("start", "trigger.api", 0, 0),
        _block("one", "wait", 60, 150),
        _block("two", "wait", 20, 500),
    ]
    workflow = call(product, "POST", "/workflows", {"name": "Askew", "blocks": blocks, "edges": []})["id"]
    page.goto(f"/workflows/{workflow}")
    studio.card("start").click(position={"x": 4, "y": 4})
    page.keyboard.press("Escape")
    page.keyboard.press("Control+a")
    page.keyboard.press("Shift+C")
    studio.card("one").click(button="right", position={"x": 110, "y": 20})
    page.get_by_role("menuitem", name="Space evenly").click()
    kept = kept_draft(page, product, workflow, lambda found: found["blocks"][1]["position"]["y"] != 150)
    places = [block["position"] for block in kept["blocks"]]
    assert [place["x"] for place in places] == [0, 0, 0]
    assert places[1]["y"] not in (150, places[2]["y"])
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    kept_draft(
        page,
        product,
        workflow,
        lambda found: [block["position"]["x"] for block in found["blocks"]] == [0, 60, 20],
    )
