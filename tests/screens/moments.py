"""What pressing alone does not lead to: moments of a screen that need somebody else, a pointer or a broken network."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

#: The other tab: reads the draft, renames a block and saves it under the newest revision.
_OTHER_TAB = """async () => {
    const path = `/api/v1/workflows/${location.pathname.split("/")[2]}`;
    const token = document.cookie.match(/csrftoken[^=]*=([^;]+)/)[1];
    const draft = (await (await fetch(path)).json()).data;
    const { name, description, edges, revision } = draft;
    const rename = (block) =>
        block.id === "large" ? { ...block, name: `Over 100 (${revision})?` } : block.id === "pay" ? { ...block, name: `Pay it back ${revision}` } : block;
    const answer = await fetch(path, {
        method: "PUT",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ name, description, edges, revision, blocks: draft.blocks.map(rename) }),
    });
    if (!answer.ok) throw new Error(await answer.text());
}"""
_RUN = """async () => {
    const id = location.pathname.split("/")[2];
    const token = document.cookie.match(/csrftoken[^=]*=([^;]+)/)[1];
    const answer = await fetch(`/api/v1/workflows/${id}/run`, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ input: { number: "INV-2041", customer: "Northwind Traders", amount: 12480 } }),
    });
    return (await answer.json()).data.runId;
}"""


def _select(page: Page, block: str) -> None:
    page.locator(f'.react-flow__node[data-id="{block}"]').click(position={"x": 20, "y": 20})
    page.get_by_role("complementary", name="Inspector").wait_for()
    page.keyboard.press("Escape")


def _rename(page: Page, block: str, name: str) -> None:
    _select(page, block)
    page.keyboard.press("F2")
    page.wait_for_function("() => document.activeElement instanceof HTMLInputElement")
    page.keyboard.press("Control+A")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def two_tabs(page: Page) -> None:
    page.locator(".react-flow__node").first.wait_for()
    page.evaluate(_OTHER_TAB)
    _rename(page, "large", "More than a hundred?")
    page.get_by_role("dialog").wait_for()


def offline(page: Page) -> None:
    page.locator(".react-flow__node").first.wait_for()
    page.context.set_offline(True)
    # The name that an earlier picture gave may have been saved while its page was left.
    was = page.locator('.react-flow__node[data-id="large"]').inner_text()
    _rename(page, "large", "Over a hundred?" if "More than a hundred?" in was else "More than a hundred?")
    page.get_by_text("Headrace does not answer.", exact=True).wait_for()
    page.get_by_text("Not saved", exact=True).wait_for()


def context_menu(page: Page) -> None:
    page.locator('.react-flow__node[data-id="large"]').click(button="right", position={"x": 20, "y": 20})
    page.get_by_role("menu").wait_for()


def picker(page: Page) -> None:
    _select(page, "large")
    page.keyboard.press("a")
    page.get_by_placeholder("What comes next?").wait_for()


def several(page: Page) -> None:
    """Two rows are chosen, and the bar says what can be done with them."""
    for box in page.locator("tbody input[type=checkbox]").all()[:2]:
        box.check()


def under_way(page: Page) -> None:
    run = page.evaluate(_RUN)
    page.goto(f"/runs/{run}")
    for state in ("running", "retrying", "waiting", "completed"):
        page.locator(f'button[data-status="{state}"]').first.wait_for()


MOMENTS: dict[str, Callable[[Page], None]] = {
    made.__name__: made for made in (two_tabs, offline, context_menu, picker, several, under_way)
}
