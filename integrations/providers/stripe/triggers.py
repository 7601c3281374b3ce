"""Stripe's events, as snapshots (`object: event`). https://docs.stripe.com/webhooks"""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.stripe import changes
from integrations.providers.stripe.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, EventType, event_types
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(
    signed="{timestamp}.{body}", headers=("Stripe-Signature",), layout="pairs", prefix="v1="
)


def events(request: InboundRequest) -> list[InboundEvent]:
    """One a request. Of a thin event (v2) only ids come; it has the same fields at the top."""
    body = request.object()
    return [
        InboundEvent(
            id=text_of(body.get("id")) or None,
            type=text_of(body.get("type")),
            account=text_of(body.get("account")),
            occurred_at=moment(body.get("created")),
            body=body,
        )
    ]


_OBJECTS: dict[str, dict[str, Any]] = {
    "invoice": {
        "id": "in_1QrStuVwXyZ0123",
        "object": "invoice",
        "number": "ACME-0042",
        "customer": "cus_R1s2T3u4V5w6X7",
        "customer_email": "billing@example.com",
        "customer_name": "Example Ltd",
        "status": "paid",
        "currency": "usd",
        "amount_due": 125000,
        "amount_paid": 125000,
        "total": 125000,
        "hosted_invoice_url": "https://invoice.stripe.com/i/acct_1/test",
        "due_date": 1769817600,
        "metadata": {},
    },
    "customer": {
        "id": "cus_R1s2T3u4V5w6X7",
        "object": "customer",
        "name": "Example Ltd",
        "email": "billing@example.com",
        "metadata": {},
    },
    "subscription": {
        "id": "sub_1QrStuVwXyZ0123",
        "object": "subscription",
        "customer": "cus_R1s2T3u4V5w6X7",
        "status": "active",
        "items": {
            "object": "list",
            "data": [{"id": "si_1", "price": {"id": "price_1", "unit_amount": 4900}}],
        },
        "metadata": {},
    },
    "payment": {
        "id": "pi_3QrStuVwXyZ0123",
        "object": "payment_intent",
        "amount": 125000,
        "currency": "usd",
        "customer": "cus_R1s2T3u4V5w6X7",
        "status": "succeeded",
        "metadata": {},
    },
}


def sample(type: str) -> dict[str, Any]:
    noun = "subscription" if ".subscription." in type else type.partition(".")[0].partition("_")[0]
    return {
        "id": "evt_1QrStuVwXyZ0123",
        "object": "event",
        "api_version": "2026-08-26.dahlia",
        "created": 1769817600,
        "livemode": False,
        "type": type,
        "data": {"object": _OBJECTS.get(noun, _OBJECTS["payment"])},
    }


SOURCE = EventSource(
    events=(
        *event_types(
            "invoice.created", "invoice.finalized", "invoice.sent", "invoice.paid", "invoice.payment_failed",
            "invoice.payment_action_required", "invoice.overdue", "invoice.voided", "invoice.updated",
            "customer.created", "customer.updated", "customer.deleted",
        ),
        EventType(
            id="customer.subscription.created",
            name="Customer subscription created",
            aliases=("subscription.created",),
        ),
        EventType(
            id="customer.subscription.updated",
            name="Customer subscription updated",
            aliases=("subscription.updated",),
        ),
        EventType(
            id="customer.subscription.deleted",
            name="Customer subscription canceled",
            aliases=("subscription.canceled", "subscription.deleted"),
        ),
        *event_types(
            "customer.subscription.trial_will_end", "customer.subscription.paused", "customer.subscription.resumed",
            "payment_intent.created", "payment_intent.succeeded", "payment_intent.payment_failed",
            "payment_intent.canceled", "charge.succeeded", "charge.failed", "charge.refunded",
            "charge.dispute.created", "refund.created", "refund.updated", "checkout.session.completed",
            "payout.paid", "payout.failed", "credit_note.created",
        ),
    ),
    sample=sample,
    subscription=SUBSCRIPTION,
    poll=Poll(events=(), is_open=True, start=changes.start, read=changes.read),
    webhook=Webhook(
        scheme=SIGNATURE,
        has_time=True,
        is_shared=True,
        events=events,
        secret=SigningSecret(label="Signing secret", help="Dashboard > Developers > Webhooks > the endpoint > Signing secret (whsec_…)."),
        set_up="In the Stripe dashboard, add a webhook endpoint with the address {url} and the events you need (snapshot "
        "payloads). Then paste its signing secret here.",
    ),
)  # fmt: skip
