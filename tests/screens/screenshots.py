"""`make screenshots`: a picture of every screen in light and dark, at 1280 px, and at 390 px of what is served to phones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import ROOT, Product
from tests.screens.screens import listed, open_screen, screens_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FOLDER = ROOT / "screenshots"
DESK, PHONE = (1280, 800), (390, 844)


def test_take_them(chrome: Browser, ada_page: Page, product: Product) -> None:
    FOLDER.mkdir(exist_ok=True)
    screens = screens_of(product) + listed(ada_page)
    state = ada_page.context.storage_state()
    for theme in ("light", "dark"):
        for size in (DESK, PHONE):
            for signed_out in (False, True):
                context = chrome.new_context(
                    base_url=product.url,
                    viewport={"width": size[0], "height": size[1]},
                    color_scheme=theme,
                    reduced_motion="reduce",
                    storage_state=None if signed_out else state,
                )
                page = context.new_page()
                for screen in screens:
                    if screen.is_signed_out is signed_out and (size is DESK or screen.is_for_phones):
                        open_screen(page, screen)
                        page.screenshot(path=FOLDER / f"{screen.name}-{size[0]}-{theme}.png")
                context.close()
    if not list(FOLDER.glob("*.png")):
        pytest.fail("No picture was taken.")
