"""JustPaid's webhooks: eleven events, signed with a time. https://docs.justpaid.io/api-reference/api/webhooks"""

from __future__ import annotations

from typing import Any

from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import InboundRequest
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(
    signed="{timestamp}.{body}",
    headers=("X-JustPaid-Signature",),
    timestamp=("X-JustPaid-Timestamp",),
    prefix="v1=",
)


def events(request: InboundRequest) -> list[InboundEvent]:
    """The events have no id of their own: the signed time and signature stay the same when a delivery is repeated."""
    body = request.object()
    stamp = request.header("X-JustPaid-Timestamp")
    return [
        InboundEvent(
            id=event_key(stamp, request.header("X-JustPaid-Signature")),
            type=text_of(body.get("webhook_type")),
            occurred_at=moment(stamp),
            body=body,
        )
    ]


def sample(type: str) -> dict[str, Any]:
    key = {
        "INVOICE_PAYMENT_STATUS_CHANGE": "invoice_payment_uuid",
        "CUSTOMER_CONTRACT_CREATED": "contract_uuid",
    }.get(type, f"{type.lower().rpartition('_')[0].removesuffix('_status')}_uuid")
    data = {key: "0b9f3a52-7a5c-4d3e-9a3e-3f1d8f2f6b10"}
    return {"webhook_type": type, "data": {**data, "status": "COMPLETED"} if "STATUS" in type else data}


SOURCE = EventSource(
    events=event_types(
        "INVOICE_PAYMENT_STATUS_CHANGE", "INVOICE_STATUS_CHANGE", "CUSTOMER_CREATED", "CUSTOMER_CONTRACT_CREATED",
        "PRODUCT_CREATED", "PRODUCT_UPDATED", "INVOICE_CREATED", "INVOICE_UPDATED", "CREDIT_MEMO_CREATED",
        "CREDIT_MEMO_UPDATED", "CREDIT_MEMO_STATUS_CHANGE",
        names={
            "INVOICE_PAYMENT_STATUS_CHANGE": "Invoice payment status changed",
            "INVOICE_STATUS_CHANGE": "Invoice status changed",
            "CUSTOMER_CONTRACT_CREATED": "Contract created",
            "CREDIT_MEMO_STATUS_CHANGE": "Credit memo status changed",
        },
    ),
    sample=sample,
    webhook=Webhook(
        scheme=SIGNATURE,
        has_time=True,
        is_shared=True,
        events=events,
        secret=SigningSecret(
            label="Signing secret",
            help="JustPaid > Settings > Developer > Webhooks: each webhook has its own.",
        ),
        set_up="In JustPaid, under Settings > Developer > Webhooks, add the address {url} and choose the events. Paste the "
        "webhook’s signing secret here.",
    ),
)  # fmt: skip
