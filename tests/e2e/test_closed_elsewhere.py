"""A draft that may not be changed any more while somebody is changing it: the reason is said, and what was drawn is kept."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio
from tests.e2e.test_network import DRAWING

pytestmark = pytest.mark.once


def test_what_was_drawn_survives_an_archive_in_another_tab(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    workflow = call(product, "POST", "/workflows", {**DRAWING, "name": "Closed elsewhere"})["id"]
    page.goto(f"/workflows/{workflow}")
    studio.select("wait")
    call(product, "POST", f"/workflows/{workflow}/archive", {})
    studio.rename("Drawn after the archive")
    banner = page.get_by_test_id("refused")
    expect(banner).to_contain_text("“Closed elsewhere” is archived.")

    # Left all the same, it is still there, in a page that shows the archived drawing.
    page.on("dialog", lambda asked: asked.accept())
    page.reload()
    expect(studio.card("wait")).to_contain_text("Wait a little")
    expect(banner).to_contain_text("was not saved before this workflow was closed to changes")
    with page.expect_download() as download:
        banner.get_by_role("button", name="Save as a file").click()
    drawn = json.loads(Path(download.value.path()).read_text())
    assert drawn["blocks"][1]["name"] == "Drawn after the archive"
    page.goto("/workflows")
    page.goto(f"/workflows/{workflow}")
    banner.get_by_role("button", name="Keep as a new workflow").click()
    page.wait_for_url(lambda url: "/workflows/wf_" in url and workflow not in url)
    expect(studio.card("wait")).to_contain_text("Drawn after the archive")
    kept = call(product, "GET", f"/workflows/{page.url.rsplit('/', 1)[1]}")
    assert (kept["name"], kept["blocks"][1]["name"]) == ("Closed elsewhere (kept)", "Drawn after the archive")
    page.goto(f"/workflows/{workflow}")
    expect(studio.card("wait")).to_contain_text("Wait a little")
    expect(banner).to_have_count(0)

    # The archived one itself can be duplicated where it stands.
    page.get_by_role("button", name="More about this workflow").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(page.get_by_text(re.compile(r"^Made “Closed elsewhere"))).to_be_visible()


def test_run_again_pressed_twice_runs_once(ada_page: Page, product: Product) -> None:
    page, studio = ada_page, Studio(ada_page)
    at_once = {"id": "wait", "type": "transform", "name": "At once", "config": {"mapping": {"a": 1}}}
    drawing = {**DRAWING, "name": "Pressed twice", "blocks": [DRAWING["blocks"][0], at_once]}
    workflow = call(product, "POST", "/workflows", drawing)["id"]
    call(product, "POST", f"/workflows/{workflow}/run", {"input": {}, "version": "draft", "wait": 20_000})
    page.goto(f"/workflows/{workflow}")
    studio.select("wait")
    page.keyboard.press("Escape")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/api/v1/workflows/*/run", hold)
    # Held down, and pressed once more before the first answer is there.
    with page.expect_request("**/api/v1/workflows/*/run"):
        page.keyboard.down("Control")
        page.keyboard.down("Shift")
        for _ in range(3):
            page.keyboard.down("Enter")
        page.keyboard.up("Enter")
        page.keyboard.press("Enter")
        page.keyboard.up("Shift")
        page.keyboard.up("Control")
    page.wait_for_function("() => true")  # what the last key began has begun
    for route in held:
        route.continue_()
    page.wait_for_url("**?run=*")
    expect(page.get_by_test_id("block-wait")).to_have_attribute("data-status", "completed")
    assert len(held) == 1
    assert len(call(product, "GET", f"/runs?workflowId={workflow}")) == 2
