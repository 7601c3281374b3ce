"""Agents by the hand of a person: one made in the settings, chosen in a block, its model from the live list, run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from provider_sandbox.server import Server
from tests.e2e.api import call
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio, status

pytestmark = pytest.mark.once


@pytest.fixture
def models(product: Product, pretended: Server) -> Iterator[Any]:
    """A connection to the pretended models, gone after the test."""
    wanted = {
        "provider": "openai",
        "method": "api_key",
        "environment": "demo",
        "name": "Models",
        "values": {"api_key": "sk-demo-0123456789"},
    }
    made = call(product, "POST", "/connections", wanted)
    yield made
    pretended.authority.behaviour.api_mode = ""
    while not call(product, "DELETE", f"/connections/{made['id']}")["deleted"]:
        pass  # the first one disconnects


def drawing(**config: Any) -> dict[str, Any]:
    return {
        "name": "Asks a model",
        "blocks": [
            {"id": "start", "type": "trigger.api", "name": "Start", "config": {}},
            {"id": "ask", "type": "agent", "name": "Ask", "config": config},
        ],
        "edges": [{"source": "start", "sourcePort": "out", "target": "ask"}],
    }


def open_block(page: Page, product: Product, **config: Any) -> Studio:
    workflow = call(product, "POST", "/workflows", drawing(**config))["id"]
    page.goto(f"/workflows/{workflow}?block=ask")
    studio = Studio(page)
    expect(studio.inspector).to_be_visible()
    return studio


def combobox(studio: Studio, label: str) -> Locator:
    return studio.inspector.get_by_role("combobox", name=re.compile(f"^{label}"))


def test_an_agent_is_made_chosen_and_asked(ada_page: Page, product: Product, models: Any) -> None:
    page = ada_page
    page.goto("/settings/agents")
    expect(page.locator('tr[data-agent="agent_extraction"]')).to_contain_text("Built in")
    page.get_by_role("button", name="New agent").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Save agent").click()
    expect(dialog.get_by_text("Write its system prompt.")).to_be_visible()
    dialog.get_by_label("Name", exact=True).fill("Reader of invoices")
    dialog.get_by_label("Provider").select_option("openai")
    model = dialog.get_by_role("combobox", name="Model", exact=True)
    model.click()
    model.press_sequentially("mini")
    expect(page.get_by_role("option", name="gpt-demo-mini")).to_be_visible()
    page.keyboard.press("Enter")
    expect(model).to_have_value("gpt-demo-mini")
    dialog.get_by_label("System prompt").fill("You read invoices.")
    dialog.get_by_label("Output schema").fill('{"type": "object", "properties": {"total": ')
    dialog.get_by_role("button", name="Save agent").click()
    expect(dialog.get_by_text("This is no JSON")).to_be_visible()
    dialog.get_by_label("Output schema").fill(
        '{"type": "object", "properties": {"total": {"type": "number"}}}'
    )
    dialog.get_by_role("button", name="Save agent").click()
    expect(dialog).to_be_hidden()
    row = page.locator("tr[data-agent]").filter(has_text="Reader of invoices")
    expect(row).to_contain_text("gpt-demo-mini")

    # Chosen in a block by keyboard: what it says is shown where the block says nothing.
    studio = open_block(page, product, userPrompt="total: {{input.amount}}")
    field = combobox(studio, "Agent")
    field.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("of invoices")
    expect(page.get_by_role("option", name=re.compile("Reader of invoices"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(field).to_have_value("Reader of invoices")
    expect(combobox(studio, "Model")).to_have_attribute("placeholder", "gpt-demo-mini")
    expect(studio.inspector.get_by_label("Provider")).to_have_value("")
    studio.wait_until_saved()
    expect(page.get_by_role("button", name=re.compile("problem"))).to_have_count(0)
    studio.run_with('{"amount": 12.5}')
    status(studio, "ask", "completed")
    studio.timeline("ask").click()
    expect(page.get_by_role("group", name="Output")).to_contain_text("12.5")
    expect(page.get_by_role("group", name="Output")).to_contain_text("gpt-demo-mini")

    expect(page.get_by_role("region", name="Step Ask")).to_contain_text(
        re.compile(r"gpt-demo-mini · \d+ tokens in, \d+ out · 1 turn · no known price")
    )

    # What it took stands below the agents; it is used now, so it is not deleted; the refusal names the workflow.
    page.goto("/settings/agents")
    costs = page.get_by_role("region", name="What models cost")
    expect(costs.get_by_role("row", name=re.compile("OpenAI gpt-demo-mini"))).to_contain_text("no price")
    expect(costs.get_by_role("link", name="Asks a model").first).to_be_visible()
    costs.get_by_role("button", name="Last 30 days").click()
    expect(costs.get_by_text("without a known price")).to_be_visible()
    row.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").or_(page.get_by_role("dialog")).get_by_role(
        "button", name="Delete"
    ).click()
    expect(page.get_by_text("is used by “Asks a model”")).to_be_visible()


def test_the_live_list_says_what_keeps_it_from_coming(
    ada_page: Page, product: Product, pretended: Server, models: Any
) -> None:
    page = ada_page
    studio = open_block(page, product, provider="anthropic", userPrompt="Hello")
    field = combobox(studio, "Model")
    field.click()
    expect(page.get_by_role("alert").filter(has_text="Anthropic")).to_be_visible()
    page.keyboard.press("Escape")

    studio.inspector.get_by_label("Provider").select_option(label="OpenAI or compatible")
    pretended.authority.behaviour.api_mode = "503"
    field.click()
    expect(page.get_by_role("alert").filter(has_text="OpenAI")).to_be_visible()
    pretended.authority.behaviour.api_mode = ""
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("option", name="gpt-demo demo", exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value(re.compile("gpt-demo"))
