"""Resend's events about mail that was sent or came in. https://resend.com/docs/dashboard/webhooks/introduction"""

from __future__ import annotations

from typing import Any

from integrations.providers.email.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.standard import SVIX
from integrations.webhooks.webhook import SigningSecret, Webhook


def events(request: InboundRequest) -> list[InboundEvent]:
    body = request.object()
    return [
        InboundEvent(
            id=request.header("svix-id") or None,
            type=text_of(body.get("type")),
            occurred_at=moment(body.get("created_at")),
            body=body,
        )
    ]


def sample(type: str) -> dict[str, Any]:
    return {
        "type": type,
        "created_at": "2026-01-31T00:00:00.000Z",
        "data": {
            "email_id": "56761188-7520-42d8-8898-ff6fc54ce618",
            "from": "Acme Billing <billing@example.com>",
            "to": ["ada@example.com"],
            "subject": "Invoice ACME-0042",
        },
    }


SOURCE = EventSource(
    events=event_types(
        "email.sent", "email.delivered", "email.delivery_delayed", "email.bounced", "email.complained", "email.opened",
        "email.clicked", "email.failed", "email.scheduled", "email.suppressed", "email.received", "contact.created",
        "contact.updated", "contact.deleted", "domain.created", "domain.updated", "domain.deleted",
    ),
    sample=sample,
    subscription=SUBSCRIPTION,
    webhook=Webhook(
        scheme=SVIX,
        has_time=True,
        events=events,
        secret=SigningSecret(label="Signing secret", help="Resend > Webhooks > the webhook > Signing secret (whsec_…)."),
        set_up="In Resend, under Webhooks, add the address {url} and choose the events. Paste its signing secret here.",
    ),
)  # fmt: skip
