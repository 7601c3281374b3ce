"""What a person meets where the server refuses or is away while they send something: words, and nothing typed is lost."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.api import call
from tests.e2e.conftest import PASSWORD, Product

LONG = "Get the customer record from billing"
DRAWING = {
    "name": "Refused at first",
    "blocks": [
        {
            "id": "start",
            "type": "trigger.api",
            "name": "Invoice paid",
            "position": {"x": 0, "y": 0},
            "config": {},
        },
        {
            "id": "get",
            "type": "http",
            "name": LONG,
            "position": {"x": 0, "y": 140},
            "config": {"method": "GET", "url": "https://echo.headrace/customer"},
        },
    ],
    "edges": [{"source": "start", "sourcePort": "out", "target": "get"}],
}


def test_the_input_of_a_run_is_there_again_after_signing_in_anew(ada_page: Page, product: Product) -> None:
    page = ada_page
    workflow = call(product, "POST", "/workflows", DRAWING)["id"]
    page.goto(f"/workflows/{workflow}")
    page.get_by_test_id("run-button").click()
    dialog = page.get_by_role("dialog", name="Run")
    typed = dialog.get_by_role("textbox", name="Input")
    typed.press("Control+a")
    page.keyboard.insert_text('{"number": "INV-9"}')
    page.context.clear_cookies()
    typed.press("Control+Enter")
    page.wait_for_url("**/sign-in?next=*")
    page.get_by_label("Email").fill(product.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()

    # The dialog is open again as it was left, and the run it starts has that input.
    expect(typed).to_have_text('{"number": "INV-9"}')
    typed.press("Control+Enter")
    page.wait_for_url("**?run=run_*")
    run = page.url.partition("run=")[2]
    assert call(product, "GET", f"/runs/{run}")["input"] == {"number": "INV-9"}
    page.reload()
    expect(page.get_by_test_id("block-get")).to_be_visible()
    expect(dialog).to_have_count(0)

    # On a phone its timeline has room for the names.
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"/workflows/{workflow}/runs/{run}")
    page.get_by_role("tab", name="Timeline").click()
    name = page.get_by_role("list", name="Timeline").get_by_text(LONG)
    expect(name).to_be_visible()
    assert name.evaluate("one => one.scrollWidth <= one.clientWidth")
