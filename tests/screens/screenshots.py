"""`make screenshots`: a picture of every screen in light and dark, at 1280 px, and at 390 px of what is served to phones.

`SCREENS=billing|table` takes those alone whose names begin so.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.conftest import (
    LOG,
    ROOT,
    START_SECONDS,
    Product,
    bootstrap,
    free_port,
    product_environment,
    sign_in,
    start,
    stop,
    wait_until_ready,
)
from tests.screens.screens import EMPTY, Screen, admin_screens, also_of, listed, open_screen, screens_of

FOLDER = ROOT / "screenshots"
SIGN_UP = Screen("sign-up", "/sign-up", is_for_phones=True, is_signed_out=True)
DESK, PHONE = (1280, 800), (390, 844)


@dataclass(frozen=True)
class Look:
    chrome: Browser
    theme: Any
    size: tuple[int, int]

    def take(self, url: str, state: Any, screens: list[Screen]) -> None:
        context = self.chrome.new_context(
            base_url=url,
            viewport={"width": self.size[0], "height": self.size[1]},
            color_scheme=self.theme,
            reduced_motion="reduce",
            storage_state=state,
        )
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())  # "Leave the page?", where something is unsaved
        for screen in screens:
            open_screen(page, screen)
            page.screenshot(path=FOLDER / f"{screen.name}-{self.size[0]}-{self.theme}.png")
        context.close()


@pytest.fixture
def before_anybody(tmp_path: Path) -> Iterator[str]:
    """The address of an installation that nobody has signed up at."""
    port = free_port()
    environment = {**product_environment(tmp_path, port), "DEMO": "false"}
    process = start(environment)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_ready(url, process, tmp_path / LOG, seconds=START_SECONDS)
        yield url
    finally:
        stop(process)


def _bare(chrome: Browser, product: Product) -> Any:
    """The cookies of somebody whose company has nothing yet."""
    bootstrap(product.environment, email="new@northfold.example", company="Northfold")
    page = chrome.new_page(base_url=product.url)
    sign_in(page, "new@northfold.example")
    state = page.context.storage_state()
    page.context.close()
    return state


def test_take_them(chrome: Browser, ada_page: Page, product: Product, before_anybody: str) -> None:
    FOLDER.mkdir(exist_ok=True)
    only = os.environ.get("SCREENS", "")
    screens = [
        screen
        for screen in [*screens_of(product), *also_of(product), *listed(ada_page), *admin_screens()]
        if re.match(only, screen.name)
    ]
    state = ada_page.context.storage_state()
    bare = _bare(chrome, product)
    for theme in ("light", "dark"):
        for size in (DESK, PHONE):
            fitting = [screen for screen in screens if size is DESK or screen.is_for_phones]
            look = Look(chrome, theme, size)
            look.take(product.url, state, [screen for screen in fitting if not screen.is_signed_out])
            look.take(product.url, None, [screen for screen in fitting if screen.is_signed_out])
            if size is DESK:
                look.take(product.url, bare, [screen for screen in EMPTY if re.match(only, screen.name)])
            if re.match(only, SIGN_UP.name):
                look.take(before_anybody, None, [SIGN_UP])
    if not list(FOLDER.glob("*.png")):
        pytest.fail("No picture was taken.")
