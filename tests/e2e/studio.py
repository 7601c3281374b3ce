"""Moves of a person in the studio, so that the tests read as what they do."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect


class Studio:
    """The open canvas of one workflow."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.canvas = page.locator(".react-flow")
        self.inspector = page.get_by_role("complementary", name="Inspector")

    # --- mouse ----------------------------------------------------------------------------------

    def drag_in(self, name: str, x: float, y: float) -> str:
        """Drag a block from the palette to a point of the canvas; the new block's id."""
        before = self.block_ids()
        row = self.page.get_by_role("listbox", name="Blocks", exact=True).get_by_role(
            "option", name=name, exact=True
        )
        row.last.hover()  # the list moves while suggestions come and go; this waits until it rests
        box = self.canvas.bounding_box()
        assert box
        self.drag(row.last, box["x"] + x, box["y"] + y)
        expect(self.cards()).to_have_count(len(before) + 1)
        [made] = set(self.block_ids()) - set(before)
        return made

    def connect(self, source: str, port: str, target: str) -> None:
        """Drag from a block's port to another block."""
        card = self.card(target).bounding_box()
        assert card
        self.drag(self.port(source, port), card["x"] + card["width"] / 2, card["y"] + 8)

    def drag(self, start: Locator, x: float, y: float) -> None:
        box = start.bounding_box()
        assert box
        mouse = self.page.mouse
        mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        mouse.down()
        mouse.move(x - 30, y - 20, steps=6)
        mouse.move(x, y, steps=6)
        mouse.up()

    def select(self, block: str) -> None:
        self.card(block).click(position={"x": 110, "y": 20})
        expect(self.inspector).to_be_visible()

    # --- what is there --------------------------------------------------------------------------

    def cards(self) -> Locator:
        return self.page.locator(".react-flow__node:not(.react-flow__node-note)")

    def block_ids(self) -> list[str]:
        return [card.get_attribute("data-id") or "" for card in self.cards().all()]

    def card(self, block: str) -> Locator:
        return self.page.locator(f'.react-flow__node[data-id="{block}"]')

    def cover(self, block: str) -> Locator:
        """What has the focus when a card has it."""
        return self.page.locator(f'[data-cover="{block}"]')

    def port(self, block: str, port: str) -> Locator:
        return self.page.get_by_test_id(f"port-{block}-{port}")

    def edges(self) -> Locator:
        return self.page.locator(".react-flow__edge")

    # --- inspector and running -------------------------------------------------------------------

    def fill(self, label: str, value: str) -> None:
        """Type into a text field of the inspector, over what stands in it."""
        field = self.inspector.get_by_role("textbox", name=label, exact=True)
        field.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(value)
        self.page.keyboard.press("Escape")  # closes the data menu where one opened

    def rename(self, name: str) -> None:
        self.inspector.get_by_role("button", name="Rename:").click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(name)
        self.page.keyboard.press("Enter")

    def wait_until_saved(self) -> None:
        expect(self.page.get_by_text("Saved", exact=False).first).to_be_visible()

    def run_with(self, text: str) -> None:
        """Run from the dialog with this JSON."""
        self.page.get_by_role("button", name="Run", exact=False).filter(has_text="Ctrl").click()
        dialog = self.page.get_by_role("dialog", name="Run")
        field = dialog.get_by_role("textbox", name="Input")
        field.click()
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)
        dialog.get_by_role("button", name="Run").last.click()
        expect(dialog).to_be_hidden()

    def timeline(self, block: str) -> Locator:
        return self.page.locator(f'button[data-block="{block}"]')


def status(studio: Studio, block: str, wanted: str, **more: Any) -> None:
    expect(studio.timeline(block)).to_have_attribute("data-status", wanted, **more)
