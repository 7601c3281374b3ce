"""Testing in the studio: one step with known, pinned and typed-in values, and parts of the draft from the canvas' menu."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio, status
from tests.runs.conftest import fail, reply
from tests.workflows.drawings import document

pytestmark = pytest.mark.once


def draw(product: Product, *edges: str, **blocks: Any) -> str:
    """A new workflow by the API; its id."""
    request = urllib.request.Request(
        f"{product.url}/api/v1/workflows",
        json.dumps({**document(*edges, **blocks), "name": "Tried step by step"}).encode(),
        {"x-api-key": product.api_key, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as response:
        return str(json.load(response)["data"]["id"])


def from_menu(studio: Studio, block: str, item: str) -> None:
    studio.cover(block).click(button="right")
    """Behind its name an item may say its shortcut."""
    studio.page.get_by_role("menuitem", name=re.compile(rf"^{item}( \S+)?$")).click()


def test_a_step_is_tested_pinned_and_run_up_to(ada_page: Page, product: Product) -> None:
    page = ada_page
    workflow = draw(
        product,
        *("start -> fetch", "fetch -> shape", "shape -> tell"),
        start={"type": "trigger.api", "position": {"x": 0, "y": 0}},
        fetch=reply({"customer": {"name": "Dana"}}, position={"x": 0, "y": 130}),
        shape=reply({"line": "Dear {{steps.fetch.output.customer.name}}"}, position={"x": 0, "y": 260}),
        tell=fail(position={"x": 0, "y": 390}),
    )
    page.goto(f"/workflows/{workflow}")
    studio = Studio(page)
    output = studio.inspector.get_by_test_id("test-output")
    test = studio.inspector.get_by_role("button", name="Test step")

    # By mouse, from the menu of the canvas: the tab opens and the step runs.
    from_menu(studio, "fetch", "Test step")
    expect(output).to_contain_text('name: "Dana"')
    expect(page.get_by_test_id("block-fetch")).to_have_attribute("data-status", "completed")

    # What it gave is what the next block is shown, reads, and is offered.
    page.keyboard.press("Escape")
    studio.select("shape")
    studio.inspector.get_by_role("tab", name="Test").click()
    expect(studio.inspector.get_by_role("button", name="Fetch run 1")).to_be_visible()
    test.click()
    expect(output).to_contain_text("Dear Dana")
    studio.inspector.get_by_role("tab", name="Config").click()
    studio.inspector.get_by_role("button", name="Insert data: Value").click()
    expect(page.get_by_text("Dana", exact=False).first).to_be_visible()
    page.keyboard.press("Escape")

    # Typed in for one test.
    studio.inspector.get_by_role("tab", name="Test").click()
    studio.inspector.get_by_role("button", name="Fetch run 1").click()
    studio.inspector.get_by_role("button", name="Edit").click()
    studio.fill("Fetch", '{"customer": {"name": "Vera"}}')
    studio.inspector.get_by_role("button", name="Done").click()
    expect(studio.inspector.get_by_role("button", name="Fetch typed in")).to_be_visible()
    test.click()
    expect(output).to_contain_text("Dear Vera")

    # Pinned: shown on the card, answered in test runs.
    studio.select("fetch")
    studio.inspector.get_by_role("tab", name="Test").click()
    output.get_by_role("button", name="Pin", exact=True).click()
    pinned = studio.inspector.get_by_role("region", name="Pinned output")
    pinned.get_by_role("button", name="Edit").click()
    studio.fill("Pinned output", '{"customer": {"name": "Pia"}}')
    pinned.get_by_role("button", name="Done").click()
    expect(pinned).to_contain_text('name: "Pia"')
    expect(page.get_by_test_id("block-fetch").get_by_role("img", name="Its output is pinned")).to_be_visible()
    page.keyboard.press("Escape")
    from_menu(studio, "shape", "Run to here")
    status(studio, "shape", "completed")
    studio.timeline("shape").click()
    expect(page.get_by_role("group", name="Output")).to_contain_text("Dear Pia")
    expect(page.get_by_test_id("block-tell")).to_contain_text("Not reached")

    # From the failing one on: what leads to it is taken over.
    page.get_by_role("button", name=re.compile("Close")).first.click()
    from_menu(studio, "tell", "Run from here")
    expect(page.get_by_test_id("block-tell")).to_have_attribute("data-status", "failed")
    expect(page.get_by_test_id("block-shape")).to_contain_text("Reused")

    # Nothing of the pin is published or exported.
    request = urllib.request.Request(
        f"{product.url}/api/v1/workflows/{workflow}/export", headers={"x-api-key": product.api_key}
    )
    with urllib.request.urlopen(request) as response:
        assert "Pia" not in response.read().decode()


def call(product: Product, method: str, path: str, body: Any = None) -> Any:
    request = urllib.request.Request(
        f"{product.url}/api/v1{path}",
        None if body is None else json.dumps(body).encode(),
        {"x-api-key": product.api_key, "Content-Type": "application/json"},
        method=method,
    )
    with urllib.request.urlopen(request) as response:
        return json.load(response)["data"]


def test_a_run_is_kept_as_a_test_of_the_draft(ada_page: Page, product: Product) -> None:
    page = ada_page
    edges, blocks = ("start -> shape",), {"shape": reply({"line": "Dear {{input.name}}"})}
    workflow = draw(product, *edges, **blocks)
    asked = {"input": {"name": "Dana"}, "version": "draft", "wait": 30_000}
    run = call(product, "POST", f"/workflows/{workflow}/run", asked)

    page.goto(f"/workflows/{workflow}/runs/{run['id']}")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Keep as a test").click()
    dialog = page.get_by_role("dialog", name="Keep this run as a test")
    dialog.get_by_role("textbox", name="Name").fill("A letter to Dana")
    dialog.get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("button", name="Show the tests").click()

    tests = page.get_by_role("list", name="Tests")
    row = tests.get_by_role("button", name=re.compile("A letter to Dana"))
    expect(row).to_contain_text("Not run yet")
    page.get_by_role("button", name="Run all tests").click()
    expect(row).to_have_attribute("data-status", "passed")

    # The draft says something else now: the place is shown, and accepted.
    draft = call(product, "GET", f"/workflows/{workflow}")
    [shape] = [block for block in draft["blocks"] if block["id"] == "shape"]
    shape["config"]["value"]["line"] = "Hello {{input.name}}"
    call(product, "PUT", f"/workflows/{workflow}", draft)
    page.reload()
    expect(row).to_contain_text("of an earlier draft")
    page.get_by_role("button", name="Run all tests").click()
    expect(row).to_contain_text("1 step differs")
    detail = page.get_by_role("region", name="A letter to Dana")
    expect(detail.get_by_role("row", name=re.compile("Output")).first).to_contain_text("Hello Dana")
    detail.get_by_role("button", name="Accept the new output").click()
    expect(row).to_have_attribute("data-status", "passed")

    # It guards publishing where that is wanted.
    page.get_by_role("switch", name="Publish only when all tests pass").click()
    expect(page.get_by_text("Saved", exact=False).first).to_be_visible()
    page.wait_for_function(
        "async (id) => (await (await fetch(`/api/v1/workflows/${id}`)).json()).data.settings.requireTests",
        arg=workflow,
    )
    problems = call(product, "GET", f"/workflows/{workflow}/problems")
    assert [problem["code"] for problem in problems] == ["TEST_FAILED"]
    page.get_by_role("button", name="Run all tests").click()
    page.wait_for_function(
        "async (id) => (await (await fetch(`/api/v1/workflows/${id}/problems`)).json()).data.length === 0",
        arg=workflow,
    )
    expect(row).to_have_attribute("data-status", "passed")
    expect(row).not_to_contain_text("of an earlier draft")

    # Who publishes sees how they stand, and may run them once more there.
    page.get_by_role("button", name="Publish").first.click()
    publishing = page.get_by_role("dialog").get_by_role("region", name="Tests")
    listed = publishing.get_by_role("button", name=re.compile("A letter to Dana"))
    expect(listed).to_have_attribute("data-status", "passed")
    with page.expect_response(re.compile(r"/tests/run$")):
        publishing.get_by_role("button", name="Run all tests").click()
    expect(listed).to_have_attribute("data-status", "passed")


def test_a_run_is_opened_in_the_draft_with_its_data_pinned(ada_page: Page, product: Product) -> None:
    page = ada_page
    workflow = draw(product, "start -> fetch", "fetch -> tell", fetch=reply({"name": "Dana"}), tell=fail())
    run = call(
        product, "POST", f"/workflows/{workflow}/run", {"input": {"n": 1}, "version": "draft", "wait": 30_000}
    )
    page.goto(f"/workflows/{workflow}/runs/{run['id']}")
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Open in the draft with its data pinned").click()
    expect(page.get_by_text("Pinned what 2 blocks gave in run 1.")).to_be_visible()
    pins = page.get_by_role("img", name="Its output is pinned")
    expect(pins).to_have_count(2)
    page.get_by_role("list", name="Messages").get_by_role("button", name="Undo").click()
    expect(pins).to_have_count(0)


def test_a_run_starts_with_what_really_arrived(ada_page: Page, product: Product) -> None:
    page = ada_page
    trigger = {"type": "trigger.app", "config": {"event": "invoice.paid"}}
    workflow = draw(product, "start -> a", start=trigger, a=reply("{{input.number}}"))
    call(product, "POST", f"/workflows/{workflow}/activate", {})
    call(product, "POST", "/app-events", {"name": "invoice.paid", "payload": {"number": "INV-7"}})
    page.goto(f"/workflows/{workflow}")
    page.get_by_role("button", name="Run", exact=False).filter(has_text="Ctrl").click()
    dialog = page.get_by_role("dialog", name="Run")
    field = dialog.get_by_role("textbox", name="Input")
    field.click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text("{}")
    dialog.get_by_role("button", name="Real events").click()
    page.get_by_role("menuitem", name=re.compile("invoice.paid")).click()
    expect(field).to_contain_text("INV-7")
    dialog.get_by_role("switch", name="Dry run").click()
    dialog.get_by_role("button", name="Run").last.click()
    expect(page.get_by_test_id("block-a")).to_contain_text("INV-7")
    expect(page.get_by_text("Dry run", exact=True).first).to_be_visible()
