"""Every screen at once: axe finds nothing serious on it, in light and in dark, and everything fits, on phones too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import Product
from tests.screens.axe import serious
from tests.screens.fitting import unfitting
from tests.screens.screens import Screen, listed, open_screen, screens_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def screens(ada_page: Page, product: Product) -> list[Screen]:
    return screens_of(product) + listed(ada_page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_everything_fits(
    theme: Any, screens: list[Screen], chrome: Browser, ada_page: Page, product: Product
) -> None:
    found: list[str] = []
    state = ada_page.context.storage_state()
    for signed_out in (False, True):
        context = chrome.new_context(
            base_url=product.url,
            viewport={"width": 1280, "height": 800},
            color_scheme=theme,
            reduced_motion="reduce",
            storage_state=None if signed_out else state,
        )
        page = context.new_page()
        for screen in screens:
            if screen.is_signed_out is not signed_out:
                continue
            open_screen(page, screen)
            found += [f"{screen.name}: {each}" for each in serious(page) + unfitting(page)]
        context.close()
    assert found == [], "\n".join(found)


def test_everything_fits_on_a_phone(
    screens: list[Screen], chrome: Browser, ada_page: Page, product: Product
) -> None:
    found: list[str] = []
    state = ada_page.context.storage_state()
    for signed_out in (False, True):
        context = chrome.new_context(
            base_url=product.url,
            viewport={"width": 390, "height": 844},
            reduced_motion="reduce",
            storage_state=None if signed_out else state,
        )
        page = context.new_page()
        for screen in screens:
            if not screen.is_for_phones or screen.is_signed_out is not signed_out:
                continue
            open_screen(page, screen)
            found += [f"{screen.name}: {each}" for each in unfitting(page)]
        context.close()
    assert found == [], "\n".join(found)
