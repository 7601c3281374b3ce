"""Rillet's events: the object itself is the body, what happened stands in headers."""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.rillet import changes
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, moment
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

#: From a secondary source; the tolerance is ours.
SIGNATURE = HmacSignature(
    signed="{timestamp}.{x-rillet-id}.{x-rillet-entity}.{x-rillet-event}.{body}",
    headers=("X-Rillet-Signature",),
    timestamp=("X-Rillet-Timestamp",),
    layout="list",
    encoding="base64",
)


def events(request: InboundRequest) -> list[InboundEvent]:
    return [
        InboundEvent(
            id=request.header("X-Rillet-Id") or None,
            type=f"{request.header('X-Rillet-Entity')}.{request.header('X-Rillet-Event')}",
            occurred_at=moment(request.header("X-Rillet-Timestamp")),
            body=request.object(),
        )
    ]


def sample(type: str) -> dict[str, Any]:
    return {
        "id": "11111111-1111-1111-1111-111111111111",
        "status": "UNPAID",
        "updated_at": "2026-01-31T00:00:00Z",
    }


_CHANGES = {
    "INVOICE": "CREATED UPDATED DELETED PAYMENT_UPDATED", "CONTRACT": "CREATED UPDATED DELETED",
    "CREDIT_MEMO": "CREATED UPDATED DELETED PAYMENT_UPDATED", "CUSTOMER": "CREATED UPDATED DELETED",
    "BILL": "CREATED UPDATED DELETED", "VENDOR": "CREATED UPDATED DELETED",
    "JOURNAL_ENTRY": "CREATED UPDATED DELETED",
}  # fmt: skip

SOURCE = EventSource(
    events=event_types(*(f"{noun}.{word}" for noun, words in _CHANGES.items() for word in words.split())),
    sample=sample,
    poll=Poll(
        events=changes.EVENTS,
        start=changes.FOLLOW.start,
        read=changes.FOLLOW.read,
        note="Rillet does not say when a record was made, so looking finds new and changed records alike: both come as UPDATED. "
        "To tell them apart, choose CREATED events and let Rillet tell by webhook.",
    ),
    webhook=Webhook(
        scheme=SIGNATURE,
        has_time=True,
        events=events,
        secret=SigningSecret(
            label="Webhook token", help="Rillet > Organization settings > Webhooks: it is made there."
        ),
        set_up="In Rillet, under Organization settings > Webhooks, add the address {url} and choose the events. Paste the "
        "webhook token here.",
    ),
)
