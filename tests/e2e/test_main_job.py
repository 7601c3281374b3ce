"""The product's main job in a real browser against the real product: draw a workflow, press Run, watch it finish."""

from __future__ import annotations

import json
import re
import urllib.request
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.conftest import Product
from tests.e2e.studio import Studio, status


def call(product: Product, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{product.url}/api/v1{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"x-api-key": product.api_key, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        return response.status, json.loads(response.read())["data"]


def test_draw_run_and_watch_by_mouse(ada_page: Page, product: Product) -> None:
    page = ada_page
    page.get_by_role("button", name="New workflow").click()
    page.wait_for_url(re.compile(r"/workflows/wf_"))
    workflow_id = page.url.rsplit("/", 1)[1].split("?")[0]
    studio = Studio(page)

    # Four blocks from the palette, three edges from port to block.
    trigger = studio.drag_in("API call", 640, 60)
    condition = studio.drag_in("Condition", 640, 210)
    http = studio.drag_in("HTTP request", 480, 390)
    transform = studio.drag_in("Transform", 800, 390)
    page.keyboard.press("Escape")
    studio.connect(trigger, "out", condition)
    studio.connect(condition, "true", http)
    studio.connect(condition, "false", transform)
    expect(studio.edges()).to_have_count(3)

    # An edge that would make a circle is refused, and says why.
    card = studio.card(trigger).bounding_box()
    assert card
    studio.connect(http, "out", trigger)
    expect(studio.edges()).to_have_count(3)

    studio.select(condition)
    studio.fill("Expression", "input.amount > 5000")
    studio.select(http)
    studio.fill("URL", "https://echo.headrace/invoices/{{input.number}}")
    studio.select(transform)
    studio.inspector.get_by_role("button", name="Add a field").click()
    studio.fill("Fields: field 1", "line")
    studio.fill("Fields: value of line", '{{input.number + " is small"}}')
    studio.wait_until_saved()
    expect(page.get_by_role("button", name=re.compile("problem"))).to_have_count(0)

    # Run it: each block of the taken way turns green without a reload, the other way says that it was skipped.
    marker = page.evaluate("() => (window.__unloaded = 'not yet')")
    studio.run_with('{"number": "INV-7", "amount": 9000}')
    for block in (trigger, condition, http):
        status(studio, block, "completed")
    status(studio, transform, "skipped")
    assert page.evaluate("() => window.__unloaded") == marker
    studio.timeline(http).click()
    output = page.get_by_role("group", name="Output")
    expect(output).to_contain_text("/invoices/INV-7")
    expect(output).to_contain_text("200")

    # Publish, then the same workflow by HTTP as the README shows.
    page.get_by_role("button", name="Publish").first.click()
    page.get_by_role("dialog").get_by_role("button", name=re.compile("Publish")).click()
    expect(page.get_by_text("v1 live")).to_be_visible()
    code, accepted = call(
        product, "POST", f"/workflows/{workflow_id}/run", {"input": {"number": "INV-8", "amount": 10}}
    )
    assert code == 202
    run = poll_until_ended(product, accepted["runId"])
    assert run["status"] == "completed"
    assert run["output"] == {"result": {"line": "INV-8 is small"}}
    assert {step["id"]: step["status"] for step in run["steps"]} == {
        trigger: "completed",
        condition: "completed",
        http: "skipped",
        transform: "completed",
    }

    # The past run opens on the canvas of its own version.
    page.goto(f"/workflows/{workflow_id}/runs/{accepted['runId']}")
    status(studio, transform, "completed")
    expect(page.get_by_text(re.compile("Completed")).first).to_be_visible()


def poll_until_ended(product: Product, run_id: str) -> Any:
    while True:
        _, run = call(product, "GET", f"/runs/{run_id}")
        if run["status"] in ("completed", "failed", "timed_out", "cancelled"):
            return run


def test_draw_run_and_watch_by_keyboard(ada_page: Page) -> None:
    """The same without touching the mouse, from the list to the answer."""
    page, keys = ada_page, ada_page.keyboard
    page.get_by_role("button", name="New workflow").focus()
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/workflows/wf_"))
    studio = Studio(page)
    expect(studio.canvas).to_be_visible()

    def add(name: str, count: int) -> str:
        """Find the block by name in the open list and place it; the new block's id."""
        before = studio.block_ids()
        keys.type(name)
        keys.press("Enter")
        expect(studio.cards()).to_have_count(count)
        [made] = set(studio.block_ids()) - set(before)
        return made

    keys.press("/")
    trigger = add("API call", 1)
    keys.press("a")
    condition = add("Condition", 2)
    expect(studio.edges()).to_have_count(1)
    keys.press("a")
    transform = add("Transform", 3)
    expect(studio.edges()).to_have_count(2)

    # Up to the condition, into its inspector, back to the canvas.
    keys.press("ArrowUp")
    expect(studio.cover(condition)).to_be_focused()
    keys.press("Enter")
    expect(studio.inspector.get_by_role("textbox", name="Expression")).to_be_visible()
    tab_to(page, "Expression")
    keys.type("input.amount > 10")
    keys.press("Escape")  # back to the canvas
    expect(studio.cover(condition)).to_be_focused()
    keys.press("ArrowDown")
    expect(studio.cover(transform)).to_be_focused()
    keys.press("Enter")
    tab_to(page, "Add a field")
    keys.press("Enter")
    tab_to(page, "Fields: field 1")
    keys.type("twice")
    tab_to(page, "Fields: value of twice")
    keys.insert_text("{{input.amount * 2}}")
    keys.press("Escape")
    studio.wait_until_saved()

    keys.press("Control+Enter")
    dialog = page.get_by_role("dialog", name="Run")
    expect(dialog).to_be_visible()
    tab_to(page, "Input")
    keys.press("Control+A")
    keys.insert_text('{"amount": 21}')
    keys.press("Control+Enter")
    expect(dialog).to_be_hidden()
    for block in (trigger, condition, transform):
        status(studio, block, "completed")
    tab_to(page, "Timeline")
    for name in ("Input", "Answer"):
        keys.press("ArrowRight")
        expect(page.get_by_role("tab", name=name, exact=True)).to_be_focused()
    expect(page.get_by_role("group", name="Answer")).to_contain_text("42")


def tab_to(page: Page, name: str, key: str = "Tab") -> None:
    """Tab until what has the focus goes by this name."""
    for _ in range(60):
        focused = page.evaluate(
            "() => { const e = document.activeElement; const own = e.getAttribute('aria-label');"
            " return own || (e.role === 'tabpanel' ? '' : e.textContent) || '' }"
        )
        if focused.strip().startswith(name):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} never came to “{name}”")
