"""The inbox by the hand of a person: what arrived, what became of it, once more, and as a test of a draft."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.test_webhooks_and_alerts import call


def listening(product: Product) -> str:
    """A live workflow that listens to `parcel.sent` above 100."""
    drawing = {
        "name": "Parcel sent",
        "blocks": [
            {"id": "start", "type": "trigger.app", "name": "Start", "position": {"x": 0, "y": 0},
             "config": {"event": "parcel.sent", "filter": {"weight": {"$gt": 100}}}},
            {"id": "keep", "type": "transform", "name": "Keep", "position": {"x": 0, "y": 140},
             "config": {"mapping": {"kept": "{{input.weight}}"}}},
        ],
        "edges": [{"source": "start", "sourcePort": "out", "target": "keep"}],
    }  # fmt: skip
    workflow = call(product, "POST", "/workflows", drawing)
    call(product, "POST", f"/workflows/{workflow['id']}/activate", {})
    return str(workflow["id"])


def test_see_search_deliver_again_and_try_in_a_draft(ada_page: Page, product: Product) -> None:
    page = ada_page
    page.get_by_role("link", name="Events").click()
    expect(page.get_by_text("Nothing has arrived yet")).to_be_visible()
    expect(page.get_by_text(f"curl -X POST {product.url}/api/v1/app-events")).to_be_visible()

    # They come by themselves, each with what became of it.
    listening(product)
    for weight in (7, 500):
        sent = {"name": "parcel.sent", "payload": {"weight": weight, "to": f"Lane {weight}"}}
        call(product, "POST", "/app-events", sent)
    call(product, "POST", "/app-events", {"name": "nobody.cares", "payload": {}})
    rows = page.locator("tr[data-event]")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("No workflow listens to it.")
    expect(rows.nth(1)).to_contain_text("Started run #1 of “Parcel sent”")
    expect(rows.nth(2)).to_contain_text(re.compile("Filtered by “Parcel sent”: .*weight"))

    # Filtered and searched, in bodies too.
    page.get_by_role("group", name="What became of it").get_by_role("button", name="Filtered").click()
    expect(rows).to_have_count(1)
    page.get_by_role("group", name="What became of it").get_by_role("button", name="All").click()
    page.get_by_label("Search events").fill("Lane 500")
    expect(rows).to_have_count(1)

    # Of one workflow and of a time, in an address that can be sent to somebody.
    page.goto(f"{product.url}/events")  # afresh, as somebody who comes later: the workflow is in the menu
    page.get_by_role("button", name="All workflows").click()
    page.get_by_role("menuitemradio", name="Parcel sent").click()
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Any time").click()
    page.get_by_role("menuitem", name="From … to …").click()
    between = page.get_by_role("dialog")
    between.get_by_role("button", name="Show").click()
    expect(between.get_by_text("Give a beginning, an end, or both.")).to_be_visible()
    between.get_by_label("To").fill("2020-01-31T09:00")
    between.get_by_role("button", name="Show").click()
    expect(page.get_by_text("No event fits")).to_be_visible()
    expect(page).to_have_url(re.compile(r"workflowId=wf_[^&]+&to=2020-01-31T09%3A00$"))
    page.reload()
    page.get_by_role("button", name="Until 31 Jan 2020 09:00").click()
    page.get_by_role("menuitemradio", name="Today").click()
    expect(rows).to_have_count(2)
    expect(page).to_have_url(re.compile(r"period=today$"))
    page.get_by_label("Search events").fill("Lane 500")
    expect(rows).to_have_count(1)

    # Its panel: the body as a tree, the run it started; once more.
    rows.first.get_by_role("button").click()
    panel = page.get_by_role("complementary", name="Event")
    expect(panel.get_by_text("Lane 500")).to_be_visible()
    expect(panel.get_by_role("link", name="Started run #1 of “Parcel sent”")).to_be_visible()
    panel.get_by_role("button", name="Deliver again").click()
    expect(page.get_by_text("Delivered again. It started a run.")).to_be_visible()
    expect(panel.get_by_role("link", name="Started run #2 of “Parcel sent”")).to_be_visible()

    # As a test run of the draft.
    panel.get_by_role("button", name="Try in a draft").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Workflow")).to_have_value(re.compile("^wf_"))
    dialog.get_by_role("button", name="Start test run").click()
    page.wait_for_url("**/runs/run_*")
    run = call(product, "GET", f"/runs/{page.url.rpartition('/')[2].partition('?')[0]}")
    assert (run["test"], run["input"]["weight"]) == (True, 500)
