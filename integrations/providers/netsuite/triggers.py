"""NetSuite has no webhooks of its own: a SuiteScript that we describe sends them, signed (docs/how-to/provider-events.md)."""

from __future__ import annotations

from typing import Any

from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(headers=("X-NetSuite-Signature",))


def events(request: InboundRequest) -> list[InboundEvent]:
    body = request.object()
    return [
        InboundEvent(
            id=text_of(body.get("event_id")) or None,
            type=text_of(body.get("event_type")),
            account=text_of(body.get("account_id")),
            occurred_at=moment(body.get("timestamp")),
            body=body,
        )
    ]


def sample(type: str) -> dict[str, Any]:
    return {
        "event_id": "invoice-77-create-1769817600",
        "event_type": type,
        "record_type": type.partition(".")[0],
        "record_id": "77",
        "account_id": "1234567_SB1",
        "timestamp": "2026-01-31T00:00:00Z",
        "fields": {"tranid": "INV0077", "total": "1250.00", "entity": "42"},
    }


SOURCE = EventSource(
    events=event_types(
        "customer.create", "customer.edit", "invoice.create", "invoice.edit", "customerPayment.create",
        "vendorBill.create", "vendorBill.edit", "salesOrder.create", "journalEntry.create",
    ),
    sample=sample,
    webhook=Webhook(
        scheme=SIGNATURE,
        events=events,
        secret=SigningSecret(
            label="Script secret",
            help="Make one up (32 characters or more) and store the same one in NetSuite as a secret for the script.",
            is_ours=True,
        ),
        set_up="Install the user event script from the guide in NetSuite with the address {url} and the script secret.",
    ),
)  # fmt: skip
