"""DocuSign Connect, in JSON. https://developers.docusign.com/platform/webhooks/connect/"""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.docusign import changes
from integrations.providers.docusign.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import InboundRequest, part
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

#: One header for each active key of the account.
SIGNATURE = HmacSignature(headers=("X-DocuSign-Signature",), numbered=True, encoding="base64")


def events(request: InboundRequest) -> list[InboundEvent]:
    body = request.object()
    data = part(body, "data")
    return [
        InboundEvent(
            id=event_key(
                body.get("configurationId"),
                data.get("envelopeId"),
                body.get("event"),
                body.get("generatedDateTime"),
                data.get("recipientId"),
            ),
            type=text_of(body.get("event")),
            account=text_of(data.get("accountId")),
            occurred_at=moment(body.get("generatedDateTime")),
            body=body,
        )
    ]


def sample(type: str) -> dict[str, Any]:
    data = {
        "accountId": "6d1b2f8e-4f3d-4f0e-9b0a-6b1b8f6e7c11",
        "userId": "9b3c0f4e-7b55-4c33-8a0e-1f4f1c4f1d22",
        "envelopeId": "5b8c0f0e-1a2b-4c3d-9e8f-7a6b5c4d3e2f",
    }
    if type.startswith("recipient-"):
        data["recipientId"] = "1"
    return {
        "event": type,
        "apiVersion": "v2.1",
        "uri": f"/restapi/v2.1/accounts/{data['accountId']}/envelopes/{data['envelopeId']}",
        "retryCount": 0,
        "configurationId": 10501,
        "generatedDateTime": "2026-01-31T00:00:00.0000000Z",
        "data": data,
    }


SOURCE = EventSource(
    events=event_types(
        "envelope-created", "envelope-sent", "envelope-resent", "envelope-delivered", "envelope-completed",
        "envelope-declined", "envelope-voided", "envelope-corrected", "envelope-deleted", "recipient-sent",
        "recipient-delivered", "recipient-completed", "recipient-declined", "recipient-authenticationfailed",
        "recipient-autoresponded", "template-created", "template-modified",
        names={"recipient-authenticationfailed": "Recipient authentication failed"},
    ),
    sample=sample,
    poll=Poll(
        events=changes.EVENTS,
        start=changes.FOLLOW.start,
        read=changes.FOLLOW.read,
        every_ms=changes.EVERY_MS,
    ),
    subscription=SUBSCRIPTION,
    webhook=Webhook(
        scheme=SIGNATURE,
        events=events,
        secret=SigningSecret(label="Connect HMAC key", help="DocuSign Admin > Connect > Connect keys: add a secret key and copy it."),
        set_up="In DocuSign Admin, under Connect, add a custom configuration: the address {url}, format JSON (REST v2.1), the "
        "events you need, and “Include HMAC signature”. Paste the key here.",
    ),
)  # fmt: skip
