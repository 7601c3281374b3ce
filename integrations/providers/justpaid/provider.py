"""JustPaid, which only tells: it is chosen in event triggers, and there is nothing to connect to."""

from __future__ import annotations

from integrations.provider import Provider

PROVIDER = Provider(
    slug="justpaid",
    name="JustPaid",
    description="Invoices, payments, customers, contracts and credit memos that changed in JustPaid.",
    color="#1F2A44",
    icon="receipt",
    order=15,
    group="Payments",
    docs="https://docs.justpaid.io",
)
