"""PandaDoc's events: a list in each request, signed in the address. https://developers.pandadoc.com/docs/webhooks-overview"""

from __future__ import annotations

from typing import Any

from integrations.providers.pandadoc.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import InboundRequest, objects, part
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(headers=("X-PandaDoc-Signature",), query="signature")
CHANGED = "document_state_changed"


def events(request: InboundRequest) -> list[InboundEvent]:
    """A change of state answers to the new state too: `document.completed`."""
    delivery = request.header("X-PandaDoc-Webhook-Event-Id")
    body = request.json()
    found = []
    for index, item in enumerate(objects(body if isinstance(body, list) else [body])):
        data = part(item, "data")
        type, status = text_of(item.get("event")), text_of(data.get("status"))
        known = event_key(data.get("id"), type, data.get("date_modified"), status)
        found.append(
            InboundEvent(
                id=event_key(delivery, index) if delivery else known if data.get("date_modified") else None,
                type=type,
                also=other_names(type, item),
                occurred_at=moment(data.get("date_modified")) if type == CHANGED else None,
                body=item,
            )
        )
    return found


def other_names(type: str, body: Any) -> tuple[str, ...]:
    """A change of state by the state."""
    status = text_of(part(body, "data").get("status"))
    return (status,) if type == CHANGED and status else ()


def sample(type: str) -> dict[str, Any]:
    is_state = type.startswith("document.")
    return {
        "event": CHANGED if is_state else type,
        "data": {
            "id": "nPh2PfhuZkPpYPsWiSGQEz",
            "name": "Order form",
            "status": type if is_state else "document.completed",
            "date_created": "2026-01-30T00:00:00.000000Z",
            "date_modified": "2026-01-31T00:00:00.000000Z",
            "grand_total": {"amount": "1250.00", "currency": "USD"},
            "recipients": [{"email": "ada@example.com", "first_name": "Ada", "has_completed": True}],
            "metadata": {},
        },
    }


SOURCE = EventSource(
    events=(
        *event_types(
            "document.completed", "document.sent", "document.viewed", "document.paid", "document.voided",
            "document.declined",
        ),
        *event_types(
            CHANGED, "document_updated", "document_deleted", "recipient_completed", "document_creation_failed",
            "document_completed_pdf_ready", "document_section_added", "quote_updated", "template_created",
            "template_updated", "template_deleted",
            names={"document_completed_pdf_ready": "Document completed, PDF ready"},
        ),
    ),
    sample=sample,
    other_names=other_names,
    subscription=SUBSCRIPTION,
    webhook=Webhook(
        scheme=SIGNATURE,
        events=events,
        secret=SigningSecret(label="Shared key", help="PandaDoc > Developer dashboard > Webhooks: the key of the subscription."),
        set_up="In PandaDoc’s developer dashboard, under Webhooks, make a subscription with the address {url} and the events you "
        "need. Paste its shared key here.",
    ),
)  # fmt: skip
