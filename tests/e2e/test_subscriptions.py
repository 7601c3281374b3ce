"""A trigger's events are registered at the provider by themselves, and the trigger says so."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from provider_sandbox.server import Server
from tests.e2e.conftest import Product
from tests.e2e.studio import Studio
from tests.e2e.test_webhooks_and_alerts import call

pytestmark = pytest.mark.once


def drawn(product: Product, connection: str, event: str) -> str:
    config = {"provider": "stripe", "events": [event], "connectionId": connection}
    drawing = {
        "name": "Paid at Stripe",
        "blocks": [
            {"id": "told", "type": "trigger.event", "name": "Told", "position": {"x": 0, "y": 0}, "config": config},
            {"id": "keep", "type": "transform", "name": "Keep", "position": {"x": 0, "y": 140},
             "config": {"mapping": {"kept": "{{input.id}}"}}},
        ],
        "edges": [{"source": "told", "sourcePort": "out", "target": "keep"}],
    }  # fmt: skip
    return str(call(product, "POST", "/workflows", drawing)["id"])


def test_it_is_registered_after_publishing_and_made_anew_when_it_is_gone(
    ada_page: Page, product: Product, pretended: Server
) -> None:
    page, studio = ada_page, Studio(ada_page)
    given = {"provider": "stripe", "method": "api_key", "environment": "demo", "name": "Events of Stripe"}
    values = {"api_key": "rk_test_0123456789abcdef"}
    connection = call(product, "POST", "/connections", {**given, "values": values})["id"]
    workflow = drawn(product, connection, "invoice.paid")

    page.goto(f"/workflows/{workflow}")
    studio.select("told")
    panel = page.get_by_role("region", name="Set-up at the provider")
    expect(panel.get_by_text("Nothing to do at Stripe")).to_be_visible()
    expect(panel.get_by_label("Signing secret")).to_have_count(0)

    call(product, "POST", f"/workflows/{workflow}/activate", {})
    page.reload()
    studio.select("told")
    expect(panel.get_by_text("Registered at Stripe", exact=True)).to_be_visible(timeout=20_000)
    expect(panel.get_by_text("invoice.paid")).to_be_visible()
    there = pretended.world.records("registrations", 1, "api.stripe.com")
    [endpoint] = there.values()
    assert endpoint["url"].startswith(f"{product.url}/webhooks/stripe/")

    # It was deleted there by hand: one look finds out and makes it anew.
    there.clear()
    panel.get_by_role("button", name="Check now").click()
    expect(panel.get_by_text("It was gone at Stripe and has been registered again.")).to_be_visible(
        timeout=20_000
    )
    assert len(there) == 1

    # Disconnecting removes it. Then nothing of this stays for others to find.
    call(product, "DELETE", f"/connections/{connection}")
    assert there == {}
    call(product, "POST", f"/workflows/{workflow}/archive", {})
    call(product, "DELETE", f"/connections/{connection}")
