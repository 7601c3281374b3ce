"""Publishing in a real browser: what changes, what was checked, going back, and two tabs that change one draft."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio
from tests.e2e.test_main_job import call
from tests.e2e.test_understand import INVOICE

pytestmark = pytest.mark.once


def changed(drawing: dict[str, Any]) -> dict[str, Any]:
    """Without the block for small ones, with another limit, and with a key in plain text."""
    after = copy.deepcopy(drawing)
    after["blocks"] = [block for block in after["blocks"] if block["id"] != "small"]
    after["edges"] = [edge for edge in after["edges"] if edge["target"] != "small"]
    for block in after["blocks"]:
        if block["id"] == "big":
            block["config"] = {"expression": "{{input.amount}} > 5000"}
        if block["id"] == "tell":
            block["config"]["headers"] = {"x-api-key": "abcdef12345678"}
    return after


def test_one_sees_what_goes_live_and_can_go_back(ada_page: Page, product: Product) -> None:
    page = ada_page
    _, made = call(product, "POST", "/workflows", INVOICE)
    call(product, "POST", f"/workflows/{made['id']}/activate", {"note": "First"})
    call(product, "PUT", f"/workflows/{made['id']}", changed(INVOICE))
    page.goto(f"/workflows/{made['id']}")
    page.get_by_test_id("publish-button").click()
    dialog = page.get_by_role("dialog", name="Publish as version 2")

    # On the canvas, in the list, field by field, and as text.
    expect(dialog.get_by_test_id("block-big")).to_have_attribute("data-status", "changed")
    expect(dialog.get_by_test_id("block-small")).to_have_attribute("data-status", "removed")
    expect(dialog.get_by_test_id("block-paid")).to_have_attribute("data-status", "same")
    changes = dialog.get_by_role("region", name="What changed")
    expect(changes).to_contain_text("{{input.amount}} > 1000{{input.amount}} > 5000")
    changes.get_by_role("button", name="Show Tell sales on the canvas").click()
    expect(dialog.locator('.react-flow__node.selected[data-id="tell"]')).to_have_count(1)
    dialog.get_by_role("tab", name="As text").click()
    expect(dialog.get_by_role("region", name="As text")).to_contain_text('"x-api-key": "abcdef12345678"')

    # Every check by name; what it found leads to the block.
    expect(dialog).to_contain_text("No write can happen twice")
    expect(dialog).to_contain_text("1 warning; it can be published all the same.")
    expect(dialog).to_contain_text("No run is under way.")
    dialog.get_by_role("button", name=re.compile("looks like a secret in plain text")).click()
    expect(dialog).to_be_hidden()
    expect(Studio(page).inspector).to_contain_text("Tell sales")

    page.get_by_test_id("publish-button").click()
    dialog.get_by_role("textbox", name="What changed").fill("Only large ones")
    dialog.get_by_test_id("publish-confirm").click()
    expect(page.get_by_text("Version 2 is live.")).to_be_visible()

    # Any two versions are compared, and one click makes an earlier one live again.
    page.get_by_role("link", name="Versions").click()
    page.get_by_test_id("version-1").click()
    page.get_by_test_id("compare-with").select_option("2")
    expect(page.get_by_test_id("block-small")).to_have_attribute("data-status", "added")
    page.get_by_test_id("roll-back").click()
    expect(page.get_by_text("Version 1 is live again.")).to_be_visible()
    expect(page.get_by_test_id("version-1")).to_contain_text("Live")
    _, back = call(product, "GET", f"/workflows/{made['id']}")
    assert (back["publishedVersion"], back["hasUnpublishedChanges"]) == (1, True)


def test_two_tabs_bring_their_changes_together(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    _, made = call(product, "POST", "/workflows", INVOICE)
    page.goto(f"/workflows/{made['id']}")
    studio.select("tell")

    # Meanwhile the other tab renames one block and changes the address that this one changes too.
    _, current = call(product, "GET", f"/workflows/{made['id']}")
    theirs = copy.deepcopy(INVOICE)
    for block in theirs["blocks"]:
        if block["id"] == "big":
            block["name"] = "Large?"
        if block["id"] == "tell":
            block["config"]["url"] = "https://echo.headrace/theirs"
    code, _ = call(product, "PUT", f"/workflows/{made['id']}", {**theirs, "revision": current["revision"]})
    assert code == 200

    studio.fill("URL", "https://echo.headrace/mine")
    dialog = page.get_by_role("dialog", name=re.compile("changed elsewhere"))
    expect(dialog).to_contain_text("1 place was changed on both sides")
    expect(dialog).to_contain_text("Only they changedOver 1000?")
    # Closed, it stays at hand; nothing is decided.
    page.keyboard.press("Escape")
    page.get_by_test_id("conflict").get_by_role("button", name="Bring them together").click()
    expect(dialog.get_by_role("button", name="Merge")).to_be_disabled()
    dialog.get_by_role("radio", name="Mine: Tell sales").check()
    dialog.get_by_role("button", name="Merge").click()
    expect(dialog).to_be_hidden()
    expect(page.get_by_test_id("block-big")).to_contain_text("Large?")
    expect(page.get_by_test_id("conflict")).to_have_count(0)
    studio.wait_until_saved()
    _, merged = call(product, "GET", f"/workflows/{made['id']}")
    names = {block["id"]: block for block in merged["blocks"]}
    assert names["big"]["name"] == "Large?"
    assert names["tell"]["config"]["url"] == "https://echo.headrace/mine"
