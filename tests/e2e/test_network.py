"""The studio while the server does not answer: it says so, loses nothing, and goes on by itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio

pytestmark = pytest.mark.once

DRAWING = {
    "name": "Without a network",
    "blocks": [
        {"id": "start", "type": "trigger.api", "name": "Start", "config": {}},
        {"id": "wait", "type": "wait", "name": "Wait a little", "config": {"duration": 1}},
    ],
    "edges": [{"source": "start", "sourcePort": "out", "target": "wait"}],
}


def test_work_goes_on_without_a_network_and_is_saved_when_it_is_back(
    ada_page: Page, product: Product
) -> None:
    page, studio = ada_page, Studio(ada_page)
    workflow = call(product, "POST", "/workflows", DRAWING)["id"]
    page.goto(f"/workflows/{workflow}")
    studio.select("wait")
    notice = page.get_by_text("Headrace does not answer.", exact=True)

    page.context.set_offline(True)
    studio.rename("Wait for better times")
    expect(notice).to_be_visible()
    expect(page.get_by_test_id("saved-state")).to_contain_text("Not saved")
    page.context.set_offline(False)
    expect(notice).to_be_hidden()
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-saved", "saved")
    assert call(product, "GET", f"/workflows/{workflow}")["blocks"][1]["name"] == "Wait for better times"

    # A page whose code has not come yet opens by itself later; the navigation stays, and what was drawn.
    page.context.set_offline(True)
    studio.rename("Wait a lot")
    expect(notice).to_be_visible()
    navigation = page.get_by_role("navigation", name="Main")
    navigation.get_by_role("link", name="Events").click()
    expect(page.get_by_role("heading", name="This page did not arrive")).to_be_visible()
    expect(navigation.get_by_role("link", name="Workflows")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_role("heading", name="Events", level=1)).to_be_visible()
    page.goto(f"/workflows/{workflow}")
    expect(page.get_by_test_id("block-wait")).to_contain_text("Wait a lot")
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-saved", "saved")
    assert call(product, "GET", f"/workflows/{workflow}")["blocks"][1]["name"] == "Wait a lot"


def test_what_was_left_unsaved_for_a_list_is_saved_from_there_and_not_closed_away(
    ada_page: Page, product: Product
) -> None:
    page, studio = ada_page, Studio(ada_page)
    workflow = call(product, "POST", "/workflows", {**DRAWING, "name": "Left for the list"})["id"]
    page.goto(f"/workflows/{workflow}")
    studio.select("wait")
    page.context.set_offline(True)
    studio.rename("Wait while away")
    expect(page.get_by_test_id("saved-state")).to_contain_text("Not saved")
    page.get_by_role("link", name="Workflows").first.click()
    expect(page.get_by_role("heading", name="Workflows", level=1)).to_be_visible()

    # Whoever closes the tab now is asked first.
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        page.context.set_offline(False)
    assert saved.value.ok
    assert call(product, "GET", f"/workflows/{workflow}")["blocks"][1]["name"] == "Wait while away"

    # It is what the studio shows, with its history, and going on there clashes with nothing.
    page.get_by_role("row").filter(has_text="Left for the list").get_by_role("link").first.click()
    expect(page.get_by_test_id("block-wait")).to_contain_text("Wait while away")
    studio.select("wait")
    studio.rename("Wait once more")
    expect(page.get_by_test_id("saved-state")).to_have_attribute("data-saved", "saved")
    expect(page.get_by_test_id("conflict")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_test_id("block-wait")).to_contain_text("Wait a little")


def test_a_list_that_could_not_be_read_is_read_when_the_server_answers(ada_page: Page) -> None:
    page = ada_page
    page.goto("/runs")
    expect(page.get_by_role("heading", name="Runs", level=1)).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Last 24 hours").click()
    page.get_by_role("menuitemradio", name="Last 7 days").click()
    expect(page.get_by_text("Headrace does not answer. Check your connection", exact=False)).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("Headrace does not answer.", exact=False)).to_have_count(0)
    # Other tests have runs in this product, or none have yet.
    none = page.get_by_text("There are none in this period.", exact=False)
    expect(none.or_(page.get_by_role("table"))).to_be_visible()
