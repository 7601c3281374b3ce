"""Every screen at once: axe finds nothing serious on it, in light and in dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import ROOT, Product
from tests.screens.screens import Screen, listed, open_screen, screens_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: Comes with eslint-plugin-jsx-a11y.
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
SERIOUS = {"serious", "critical"}


@pytest.fixture
def screens(ada_page: Page, product: Product) -> list[Screen]:
    return screens_of(product) + listed(ada_page)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(
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
            page.evaluate(AXE.read_text())
            answer = page.evaluate("(rules) => axe.run(document, rules)", RULES)
            found += [
                f"{screen.name}: {rule['id']}: {rule['help']}: {[node['html'][:140] for node in rule['nodes'][:3]]}"
                for rule in answer["violations"]
                if rule["impact"] in SERIOUS
            ]
        context.close()
    assert found == [], "\n".join(found)
