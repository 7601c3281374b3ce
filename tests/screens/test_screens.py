"""Every screen at once: axe finds nothing serious on it, in light and in dark, and everything fits, on phones too."""

from __future__ import annotations

from collections.abc import Callable
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


@pytest.fixture
def faults(chrome: Browser, ada_page: Page, product: Product) -> Callable[..., list[str]]:
    """`faults(screens, look, width=…, height=…)`: what `look` finds on each of them, in Ada's session or signed out."""

    def find(
        screens: list[Screen],
        look: Callable[[Page], list[str]],
        *,
        width: int,
        height: int,
        theme: Any = None,
    ) -> list[str]:
        found: list[str] = []
        state = ada_page.context.storage_state()
        for signed_out in (False, True):
            context = chrome.new_context(
                base_url=product.url,
                viewport={"width": width, "height": height},
                color_scheme=theme,
                reduced_motion="reduce",
                storage_state=None if signed_out else state,
            )
            page = context.new_page()
            for screen in screens:
                if screen.is_signed_out is signed_out:
                    open_screen(page, screen)
                    found += [f"{screen.name}: {each}" for each in look(page)]
            context.close()
        return found

    return find


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_everything_fits(
    theme: str, screens: list[Screen], faults: Callable[..., list[str]]
) -> None:
    found = faults(screens, lambda page: serious(page) + unfitting(page), width=1280, height=800, theme=theme)
    assert found == [], "\n".join(found)


def test_everything_fits_on_a_phone(screens: list[Screen], faults: Callable[..., list[str]]) -> None:
    for_phones = [screen for screen in screens if screen.is_for_phones]
    found = faults(for_phones, unfitting, width=390, height=844)
    assert found == [], "\n".join(found)
