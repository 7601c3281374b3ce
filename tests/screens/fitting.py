"""What does not fit on a page: words cut off without a sign, things wider than the page, ids where a name belongs."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

SCRIPT = Path(__file__).with_suffix(".js").read_text()


def unfitting(page: Page) -> list[str]:
    """One line for each thing that does not fit."""
    found: list[str] = page.evaluate(SCRIPT)
    return found
