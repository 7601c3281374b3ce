"""Data tables by the hand of a person: made, filled in the grid and from a file, looked through, exported, deleted."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.api import call
from tests.e2e.conftest import Product


def rows_of(product: Product, table: str) -> list[dict[str, Any]]:
    return [row["data"] for row in call(product, "GET", f"/tables/{table}/rows")]


def cell(page: Page, row: int, column: int) -> Locator:
    return page.locator(f'[data-cell="{row}:{column}"]')


def test_make_fill_and_look_through(ada_page: Page, product: Product) -> None:
    page = ada_page
    page.get_by_role("link", name="Tables").click()
    page.get_by_role("button", name="New table").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Create table").click()
    expect(dialog.get_by_text("Give the table a name.")).to_be_visible()
    dialog.get_by_label("Name", exact=True).fill("Seen invoices")
    dialog.get_by_label("Name of column 1").fill("number")
    dialog.get_by_role("button", name="Add column").click()
    dialog.get_by_label("Name of column 2").fill("amount")
    dialog.get_by_label("Type of amount").select_option("number")
    dialog.get_by_role("button", name="Add column").click()
    dialog.get_by_label("Name of column 3").fill("state")
    dialog.get_by_label("Type of state").select_option("select")
    dialog.get_by_label("Options of state").fill("open, paid")
    dialog.get_by_role("button", name="Create table").click()
    expect(page.get_by_role("heading", name="Seen invoices")).to_be_visible()
    table = page.url.rsplit("/", 1)[1]

    # By keyboard: type to begin, Tab to go on, Enter to go down; what does not fit is kept and marked.
    page.get_by_role("button", name="Add row").click()
    expect(cell(page, 0, 0)).to_be_focused()
    page.keyboard.type("INV-1")
    page.keyboard.press("Tab")
    page.keyboard.type("twelve")
    page.keyboard.press("Enter")
    expect(cell(page, 0, 1)).to_have_attribute("title", "amount should be a number.")
    page.keyboard.press("F2")
    page.keyboard.press("Control+A")
    page.keyboard.type("12.5")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_role("combobox", name="state").select_option("paid")
    expect(cell(page, 0, 2)).to_have_text("paid")
    cell(page, 0, 0).dblclick()
    page.keyboard.type("not kept")
    page.keyboard.press("Escape")
    expect(cell(page, 0, 0)).to_have_text("INV-1")
    page.reload()
    expect(cell(page, 0, 1)).to_have_text("12.5")
    assert rows_of(product, table) == [{"number": "INV-1", "amount": 12.5, "state": "paid"}]

    # From a file: what cannot be a row is named before anything is changed, and may be left out.
    page.get_by_role("button", name="More for this table").click()
    page.get_by_role("menuitem", name="Import CSV").click()
    dialog = page.get_by_role("dialog")
    content = (
        "number,amount,state,due\nINV-2,20,open,2026-03-01\nINV-3,1,open,2026-03-02,extra\nINV-4,x,open,\n"
    )
    dialog.locator("input[type=file]").set_input_files(
        {"name": "more.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    expect(dialog.get_by_text("2 rows to import")).to_be_visible()
    expect(dialog.get_by_text("New columns: due.")).to_be_visible()
    expect(dialog.get_by_text("It has 5 values for 4 columns.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Import 2 rows")).to_be_disabled()
    dialog.get_by_label("Leave these lines out and import the others").check()
    dialog.get_by_role("button", name="Import 2 rows").click()
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-row]")).to_have_count(3)

    # Filter, search, sort.
    page.get_by_role("button", name="Filter").click()
    filters = page.get_by_role("dialog", name="Show rows where")
    filters.get_by_label("Column").select_option("amount")
    filters.get_by_label("Operator").select_option("gte")
    filters.get_by_label("Value").fill("20")
    filters.get_by_role("button", name="Apply").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(cell(page, 0, 0)).to_have_text("INV-2")
    page.get_by_role("button", name="Filter 1").click()
    filters.get_by_role("button", name="Show all").click()
    page.get_by_role("searchbox", name="Search rows").fill("inv-4")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("button", name="Empty the search").click()
    page.get_by_role("columnheader", name="number").get_by_role("button").click()
    expect(cell(page, 0, 0)).to_have_text("INV-1")
    page.get_by_role("columnheader", name="number").get_by_role("button").click()
    expect(cell(page, 0, 0)).to_have_text("INV-4")

    # Out again, and rows away and back.
    page.get_by_role("button", name="More for this table").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Export as CSV").click()
    assert download.value.suggested_filename == "Seen invoices.csv"
    assert "INV-1,12.5,paid," in download.value.path().read_text()
    page.get_by_role("checkbox", name="Select row 1").check()
    page.get_by_role("checkbox", name="Select row 2").check()
    page.get_by_role("region", name="2 rows selected").get_by_role("button", name="Delete").click()
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-row]")).to_have_count(3)
    assert len(rows_of(product, table)) == 3

    # A column that is renamed takes its values along; the table goes for good.
    page.get_by_role("button", name="More for this table").click()
    page.get_by_role("menuitem", name="Columns and settings").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name of column 1").fill("invoice")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_role("columnheader", name="invoice")).to_be_visible()
    assert {"invoice": "INV-1", "amount": 12.5, "state": "paid"} in rows_of(product, table)
    page.get_by_role("button", name="More for this table").click()
    page.get_by_role("menuitem", name="Delete table").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete table").click()
    page.wait_for_url("**/tables")
    expect(page.get_by_role("link", name="Seen invoices")).to_have_count(0)


def test_a_long_table_is_read_as_one_scrolls(ada_page: Page, product: Product) -> None:
    page = ada_page
    made = call(product, "POST", "/tables", {"name": "Long", "columns": [{"name": "n", "type": "number"}]})
    rows = [{"n": n} for n in range(1_000)]
    call(product, "POST", f"/tables/{made['id']}/rows/bulk", {"rows": rows})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/rows?" in request.url else None)
    page.goto(f"/tables/{made['id']}?sort=createdAt")
    expect(cell(page, 0, 0)).to_have_text("0")
    first = len(asked)
    assert first <= 2, asked
    page.wait_for_function(
        """() => {
            const scroller = document.querySelector("[role=grid]").parentElement;
            scroller.scrollTop = scroller.scrollHeight;
            return document.querySelector('[data-cell="999:0"]');
        }"""
    )
    expect(cell(page, 999, 0)).to_have_text("999")
    assert page.locator("[data-row]").count() < 80, "only the rows in sight are drawn"
    assert len(asked) == 10
    call(product, "DELETE", f"/tables/{made['id']}")


def test_tables_that_are_not_there(ada_page: Page) -> None:
    ada_page.goto("/tables/tbl_0197a1b2-0000-7000-8000-000000000001")
    expect(ada_page.get_by_role("heading", name="There is no table at this address")).to_be_visible()
    ada_page.get_by_role("link", name="All tables").click()
    expect(ada_page.get_by_role("heading", name="Tables")).to_be_visible()
