"""Settings by the hand of a person: an endpoint with its secret, its deliveries, and alerts."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import standardwebhooks
from playwright.sync_api import Page, expect

from tests.connections.servers import Stub
from tests.e2e.conftest import Product


def call(product: Product, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"{product.url}/api/v1{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"x-api-key": product.api_key, "content-type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return json.loads(response.read())["data"]


def a_workflow(product: Product, name: str) -> Any:
    drawing = {
        "name": name,
        "blocks": [
            {"id": "start", "type": "trigger.api", "name": "Start", "position": {"x": 0, "y": 0}, "config": {}},
            {"id": "keep", "type": "transform", "name": "Keep", "position": {"x": 0, "y": 140},
             "config": {"mapping": {"kept": "{{input.value}}"}}},
        ],
        "edges": [{"source": "start", "sourcePort": "out", "target": "keep"}],
    }  # fmt: skip
    workflow = call(product, "POST", "/workflows", drawing)
    call(product, "POST", f"/workflows/{workflow['id']}/activate", {})
    return workflow


def test_add_an_endpoint_and_see_what_is_sent(ada_page: Page, product: Product, receiver: Stub) -> None:
    page = ada_page
    workflow = a_workflow(product, "Told outside")
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Webhooks").click()
    expect(page.get_by_text("No address of yours is told yet")).to_be_visible()

    # What is missing is said at its field; the secret is shown once.
    page.get_by_role("button", name="Add endpoint").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Add endpoint").click()
    expect(dialog.get_by_text("Begin with https://")).to_be_visible()
    dialog.get_by_role("textbox", name="Address").fill(receiver.url("/json"))
    dialog.get_by_role("textbox", name="For what").fill("Billing service")
    dialog.get_by_role("checkbox", name="run.suspended").check()
    dialog.get_by_role("checkbox", name="Told outside").check()
    dialog.get_by_role("button", name="Add endpoint").click()
    secret = page.get_by_role("dialog", name="Copy the signing secret now").locator("code").inner_text()
    assert secret.startswith("whsec_")
    page.get_by_role("button", name="I have copied it").click()

    # Its page: a test event, then a run, each with what was sent and answered.
    expect(page.get_by_role("heading", name=receiver.url("/json"))).to_be_visible()
    expect(page.get_by_text("Nothing has been sent yet")).to_be_visible()
    page.get_by_role("button", name="Send test event").click()
    expect(page.get_by_text("It arrived: your endpoint answered 200.")).to_be_visible()
    call(product, "POST", f"/workflows/{workflow['id']}/run", {"input": {"value": 7}})
    rows = page.locator("tr[data-delivery]")
    expect(rows).to_have_count(2, timeout=60_000)
    expect(rows.first.get_by_text("Answered 200")).to_be_visible(timeout=60_000)
    seen = receiver.requests[-1]
    headers = {name: value for name, value in seen.headers.items() if name.startswith("webhook-")}
    standardwebhooks.Webhook(secret).verify(seen.body, headers)
    rows.first.get_by_role("button").click()
    details = page.get_by_role("dialog")
    expect(details.get_by_text(headers["webhook-id"], exact=True)).to_be_visible()
    expect(details.get_by_text("Told outside")).to_be_visible()
    expect(details.get_by_text("Answered 200").first).to_be_visible()

    # Sent again under the same id.
    details.get_by_role("button", name="Send again").click()
    expect(details.get_by_text("Try 2")).to_be_visible(timeout=60_000)
    assert receiver.requests[-1].headers["webhook-id"] == headers["webhook-id"]
    page.keyboard.press("Escape")

    # Another secret; switched off and on; gone.
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Replace secret").click()
    page.get_by_role("button", name="Replace secret").click()
    assert page.get_by_role("dialog", name="Copy the signing secret now").locator(
        "code"
    ).inner_text() not in ("", secret)
    page.get_by_role("button", name="I have copied it").click()
    expect(page.get_by_text("Two secrets sign until")).to_be_visible()
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Switch off").click()
    expect(page.get_by_text("This endpoint is switched off")).to_be_visible()
    page.get_by_role("button", name="Switch on").click()
    expect(page.get_by_text("This endpoint is switched off")).to_be_hidden()
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("No address of yours is told yet")).to_be_visible()


def test_set_alerts_for_the_company_and_for_a_workflow(ada_page: Page, product: Product) -> None:
    page = ada_page
    workflow = a_workflow(product, "Nightly dunning")
    page.goto("/settings/alerts")
    company = page.get_by_role("table", name="For the company")
    failed = company.get_by_role("row", name="A run failed")
    expect(failed.get_by_text("the owner")).to_be_visible()

    # An address beside the owner; what is missing is said at its place.
    failed.get_by_role("button", name="Edit").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Add").click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_text("Give an email address.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Send a test")).to_be_disabled()
    dialog.get_by_label("Email address").fill("ops@acme.example")
    dialog.get_by_role("button", name="Send a test").click()
    came = dialog.get_by_role("status", name="What came of the test")
    expect(came.get_by_text("An email is on its way to ada@acme.example.")).to_be_visible()
    expect(came.get_by_text("An email is on its way to ops@acme.example.")).to_be_visible()
    dialog.get_by_role("button", name="Save").click()
    expect(failed.get_by_text("the owner, ops@acme.example")).to_be_visible()
    failed.get_by_role("button", name="Set back").click()
    expect(failed.get_by_text("ops@acme.example")).to_be_hidden()

    # Silence, for one workflow.
    page.get_by_role("button", name="Set for a workflow").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Workflow", exact=True).select_option("Nightly dunning")
    dialog.get_by_label("After how long without success").select_option("2 days")
    dialog.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="Nightly dunning: No run has succeeded for a while")
    expect(row.get_by_text("after 2 days, at most one message in 1 day")).to_be_visible()
    silent = call(product, "GET", f"/workflows/{workflow['id']}/alerts")[1]
    assert (silent["minutes"], silent["enabled"], silent["isOwn"]) == (2880, True, True)
