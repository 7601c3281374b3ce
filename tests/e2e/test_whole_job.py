"""The whole job from an empty canvas to a rolled-back version, once by mouse and once without touching it.

Six blocks, a loop and an approval among them; data mapped with the menu; a step tested; run, approved, looked into; broken,
understood, mended in the draft and gone on with; published, compared, rolled back.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.studio import Studio, status
from tests.e2e.test_main_job import tab_to

INPUT = '{"number": "INV-7", "lines": [{"sku": "PRO", "amount": 900}, {"sku": "SEAT", "amount": 40}]}'
ADDRESS = "https://echo.headrace/lines/"


def running(page: Page) -> Locator:
    return page.get_by_role("region", name="Run", exact=True)


def data(page: Page, name: str) -> Locator:
    """The rows of the data menu that go by this name."""
    rows = page.get_by_role("listbox", name="Data").get_by_role("option")
    return rows.filter(has=page.get_by_text(name, exact=True))


def test_by_mouse(ada_page: Page) -> None:
    page, keys, studio = ada_page, ada_page.keyboard, Studio(ada_page)
    page.get_by_role("button", name="New workflow").click()
    page.wait_for_url(re.compile(r"/workflows/wf_"))

    def pick(name: str) -> str:
        """From the list that is open at a port; the new block's id."""
        before = set(studio.block_ids())
        picker = page.get_by_role("dialog", name=re.compile("What comes next|Place a block inside"))
        picker.get_by_role("option", name=name, exact=True).first.click()
        expect(studio.cards()).to_have_count(len(before) + 1)
        [made] = set(studio.block_ids()) - before
        return made

    def after(block: str, port: str) -> None:
        """The `+` under a block."""
        studio.cover(block).hover()
        page.get_by_test_id(f"add-{block}-{port}").click()

    def map_data(field: str, name: str) -> None:
        studio.inspector.get_by_role("button", name=f"Insert data: {field}").click()
        data(page, name).first.click()

    # The first block, and a run of it, so that there is data to map.
    page.get_by_role("button", name="API call").click()
    expect(studio.cards()).to_have_count(1)
    [start] = studio.block_ids()
    page.keyboard.press("Escape")
    studio.wait_until_saved()
    studio.run_with(INPUT)
    status(studio, start, "completed")
    page.get_by_role("button", name="Close the run").click()

    # By the `+`, by right-click, into the frame; renamed by a click on the name.
    after(start, "out")
    ask = pick("Approval")
    studio.fill("Question", "Book ")
    map_data("Question", "Number")
    after(ask, "approved")
    shape = pick("Transform")
    studio.rename("Shape it")
    studio.inspector.get_by_role("button", name="Add a field").click()
    studio.fill("Fields: field 1", "lines")
    map_data("Fields: value of lines", "Lines")
    studio.card(shape).click(button="right", position={"x": 110, "y": 20})
    page.get_by_role("menuitem", name="Add a block after").click()
    loop = pick("Loop")

    # The step is tested; what comes out is there to be mapped.
    studio.select(shape)
    studio.inspector.get_by_role("tab", name="Test").click()
    studio.inspector.get_by_role("button", name="Test step").click()
    expect(studio.inspector.get_by_test_id("test-output")).to_contain_text("2 items")
    studio.select(loop)
    studio.inspector.get_by_role("button", name="Insert data: List").click()
    page.get_by_role("combobox", name=re.compile("Search data")).fill("lines")
    data(page, "Lines").last.click()
    page.get_by_test_id(f"inside-{loop}").click()
    post = pick("HTTP request")
    studio.fill("URL", ADDRESS)
    map_data("URL", "SKU")
    page.keyboard.press("Escape")
    after(loop, "done")
    pick("Answer")
    expect(studio.cards()).to_have_count(6)
    studio.wait_until_saved()
    expect(page.get_by_role("button", name=re.compile("problem"))).to_have_count(0)

    def run_and_approve() -> None:
        studio.run_with(INPUT)
        status(studio, ask, "waiting")
        studio.card(ask).click(position={"x": 60, "y": 14})
        expect(running(page).get_by_role("heading", name="Book INV-7")).to_be_visible()
        page.get_by_role("button", name="Approve", exact=True).click()

    run_and_approve()
    status(studio, post, "completed")
    expect(page.get_by_text(re.compile("Completed in")).first).to_be_visible()
    studio.card(post).click(position={"x": 60, "y": 14})
    expect(page.get_by_role("group", name="Output")).to_contain_text("/lines/")

    # Broken: the address answers 422 now. The panel says where, why and from what.
    page.get_by_role("button", name="Close the run").click()
    studio.select(post)
    studio.inspector.get_by_role("textbox", name="URL", exact=True).click()
    keys.press("Control+End")
    keys.type("?status=422")
    keys.press("Escape")
    studio.wait_until_saved()
    run_and_approve()
    expect(page.get_by_role("heading", name=re.compile("^Stopped at"))).to_be_visible()
    expect(running(page)).to_contain_text("422")

    # Mended in the draft, then gone on with: what was approved is not asked again.
    page.get_by_role("button", name="Open in the draft").click()
    url = studio.inspector.get_by_role("textbox", name="URL", exact=True)
    expect(url).to_be_visible()
    url.click()
    keys.press("Control+End")
    for _ in "?status=422":
        keys.press("Backspace")
    expect(url).not_to_contain_text("422")
    studio.wait_until_saved()
    page.get_by_role("link", name="Runs", exact=True).last.click()
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_role("button", name="Resume from here").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Version").select_option("draft")
    expect(dialog).to_contain_text("Reused")
    dialog.get_by_role("button", name="Start the new run").click()
    status(studio, post, "completed")
    expect(studio.timeline(ask)).to_contain_text("reused")

    # Published, changed, compared, rolled back.
    page.get_by_role("link", name="Build").click()
    page.get_by_test_id("publish-button").click()
    page.get_by_test_id("publish-confirm").click()
    expect(page.get_by_text("v1 live")).to_be_visible()
    studio.select(shape)
    studio.rename("Shape the lines")
    studio.wait_until_saved()
    page.get_by_test_id("publish-button").click()
    publishing = page.get_by_role("dialog", name="Publish as version 2")
    expect(publishing.get_by_test_id(f"block-{shape}")).to_have_attribute("data-status", "changed")
    publishing.get_by_test_id("publish-confirm").click()
    expect(page.get_by_text("Version 2 is live.")).to_be_visible()
    page.get_by_role("link", name="Versions").click()
    page.get_by_test_id("version-1").click()
    page.get_by_test_id("roll-back").click()
    expect(page.get_by_text("Version 1 is live again.")).to_be_visible()


@pytest.mark.once
def test_by_keyboard(ada_page: Page) -> None:
    page, keys, studio = ada_page, ada_page.keyboard, Studio(ada_page)
    page.get_by_role("button", name="New workflow").focus()
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/workflows/wf_"))
    expect(studio.canvas).to_be_visible()

    def add(key: str, name: str) -> str:
        """`A` leads on from the selected block, `/` finds one by name; the new block's id."""
        before = set(studio.block_ids())
        keys.press(key)
        keys.type(name)
        keys.press("Enter")
        expect(studio.cards()).to_have_count(len(before) + 1)
        [made] = set(studio.block_ids()) - before
        expect(studio.cover(made)).to_be_focused()
        return made

    def open_it() -> None:
        """Enter opens the selected block and goes to its first field."""
        keys.press("Enter")
        expect(studio.inspector.locator(":focus")).to_have_count(1)

    def map_data(query: str, name: str) -> None:
        """`{{` opens the menu, the search narrows it, Enter takes the first row."""
        keys.type("{{" + query)
        expect(data(page, name).first).to_have_attribute("aria-selected", "true")
        keys.press("Enter")
        expect(page.get_by_role("listbox", name="Data")).to_have_count(0)

    def run(text: str) -> None:
        keys.press("Control+Enter")
        dialog = page.get_by_role("dialog", name="Run")
        expect(dialog).to_be_visible()
        tab_to(page, "Input")
        keys.press("Control+A")
        keys.insert_text(text)
        keys.press("Control+Enter")
        expect(dialog).to_be_hidden()

    def close_run() -> None:
        tab_to(page, "Close the run")
        keys.press("Enter")
        expect(running(page)).to_have_count(0)

    # One block and a run of it, so that there is data to map.
    start = add("/", "API call")
    studio.wait_until_saved()
    run(INPUT)
    status(studio, start, "completed")
    close_run()

    tab_to(page, "API call.")
    ask = add("a", "Approval")
    open_it()
    tab_to(page, "Question")
    keys.type("Book ")
    map_data("number", "Number")
    keys.press("Escape")
    expect(studio.cover(ask)).to_be_focused()

    # Mapped, renamed and tested from the inspector.
    shape = add("a", "Transform")
    open_it()
    tab_to(page, "Add a field")
    keys.press("Enter")
    tab_to(page, "Fields: field 1")
    keys.type("lines")
    tab_to(page, "Fields: value of lines")
    map_data("lines", "Lines")
    keys.press("Escape")
    expect(studio.cover(shape)).to_be_focused()
    open_it()
    tab_back_to(page, "Rename:")
    keys.press("Enter")
    keys.press("Control+A")
    keys.type("Shape it")
    keys.press("Enter")
    expect(studio.card(shape)).to_contain_text("Shape it")
    tab_to(page, "Config")
    keys.press("ArrowRight")
    tab_to(page, "Test step")
    keys.press("Enter")
    expect(studio.inspector.get_by_test_id("test-output")).to_contain_text("2 items")
    keys.press("Escape")
    expect(studio.cover(shape)).to_be_focused()

    # With the loop selected, what is found goes into it; from there up, and on after it.
    loop = add("a", "Loop")
    open_it()
    tab_to(page, "List")
    map_data("lines", "Lines")
    keys.press("Escape")
    expect(studio.cover(loop)).to_be_focused()
    post = add("/", "HTTP request")
    open_it()
    tab_to(page, "URL")
    keys.type(ADDRESS)
    map_data("sku", "SKU")
    keys.press("Escape")
    expect(studio.cover(post)).to_be_focused()
    keys.press("ArrowUp")
    expect(studio.cover(loop)).to_be_focused()
    add("a", "Answer")
    expect(studio.cards()).to_have_count(6)
    expect(studio.edges()).to_have_count(4)
    studio.wait_until_saved()
    expect(page.get_by_role("button", name=re.compile("problem"))).to_have_count(0)

    def run_and_approve() -> None:
        run(INPUT)
        status(studio, ask, "waiting")
        tab_to(page, "Timeline")
        tab_to(page, "Approval")
        keys.press("Enter")
        tab_to(page, "Approve")
        keys.press("Enter")

    run_and_approve()
    status(studio, post, "completed")
    expect(page.get_by_text(re.compile("Completed in")).first).to_be_visible()
    tab_to(page, "HTTP request")
    keys.press("Enter")
    expect(page.get_by_role("group", name="Output")).to_contain_text("/lines/")
    close_run()

    # Broken, understood, mended in the draft.
    tab_to(page, "HTTP request.")
    open_it()
    tab_to(page, "URL")
    keys.press("Control+End")
    keys.type("?status=422")
    keys.press("Escape")
    studio.wait_until_saved()
    run_and_approve()
    expect(page.get_by_role("heading", name=re.compile("^Stopped at"))).to_be_visible()
    expect(running(page)).to_contain_text("422")
    tab_to(page, "Open in the draft")
    keys.press("Enter")
    expect(studio.inspector.get_by_role("textbox", name="URL", exact=True)).to_be_visible()
    tab_to(page, "URL")
    keys.press("Control+End")
    for _ in "?status=422":
        keys.press("Backspace")
    keys.press("Escape")
    studio.wait_until_saved()

    # Gone on with from the list of runs, on the mended draft.
    tab_to(page, "Build")
    tab_to(page, "Runs")
    keys.press("Enter")
    expect(page.get_by_role("table")).to_be_visible()
    tab_to(page, "INV-7")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Resume from here")).to_be_visible()
    tab_to(page, "Resume from here")
    keys.press("Enter")
    dialog = page.get_by_role("dialog")
    version = dialog.get_by_role("combobox", name="Version")
    expect(version).to_be_focused()
    keys.press("ArrowDown")
    expect(version).to_have_value("draft")
    expect(dialog).to_contain_text("Reused")
    tab_to(page, "Start the new run")
    keys.press("Enter")
    status(studio, post, "completed")
    expect(studio.timeline(ask)).to_contain_text("reused")

    # Published, changed, compared, rolled back.
    tab_to(page, "Build")
    keys.press("Enter")
    tab_to(page, "Publish")
    keys.press("Enter")
    publishing = page.get_by_role("dialog")
    tab_to(page, "Publish")
    keys.press("Enter")
    expect(page.get_by_text("v1 live")).to_be_visible()
    tab_to(page, "API call.")
    keys.press("ArrowDown")  # nothing was selected: now the first block is
    for block in (ask, shape):
        keys.press("ArrowDown")
        expect(studio.cover(block)).to_be_focused()
    open_it()
    tab_back_to(page, "Rename:")
    keys.press("Enter")
    keys.press("Control+A")
    keys.type("Shape the lines")
    keys.press("Enter")
    studio.wait_until_saved()
    tab_back_to(page, "Publish")
    keys.press("Enter")
    expect(publishing.get_by_test_id(f"block-{shape}")).to_have_attribute("data-status", "changed")
    tab_to(page, "Publish")
    keys.press("Enter")
    expect(page.get_by_text("Version 2 is live.")).to_be_visible()
    tab_to(page, "Versions")
    keys.press("Enter")
    tab_to(page, "v1")
    keys.press("Enter")
    tab_to(page, "Make it live again")
    keys.press("Enter")
    expect(page.get_by_text("Version 1 is live again.")).to_be_visible()


def tab_back_to(page: Page, name: str) -> None:
    tab_to(page, name, key="Shift+Tab")
