"""What axe finds on a page, or in a part of it."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.conftest import ROOT

#: Comes with eslint-plugin-jsx-a11y.
SCRIPT = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
SERIOUS = {"serious", "critical"}


def serious(page: Page, part: str = "html") -> list[str]:
    """One line for each rule that is broken there."""
    page.evaluate(SCRIPT.read_text())
    answer = page.evaluate("([part, rules]) => axe.run(part, rules)", [part, RULES])
    return [
        f"{rule['id']}: {rule['help']}: {[node['html'][:140] for node in rule['nodes'][:3]]}"
        for rule in answer["violations"]
        if rule["impact"] in SERIOUS
    ]
