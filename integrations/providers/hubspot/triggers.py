"""HubSpot's events: up to a hundred in one request, with ids only. https://developers.hubspot.com/docs/api/webhooks"""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from integrations.polling import Poll
from integrations.providers.hubspot import changes
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import InboundRequest, objects
from integrations.webhooks.signatures import FirstThatApplies, HmacSignature
from integrations.webhooks.verdicts import Keys, Refused, Verified, mismatch, no_secret
from integrations.webhooks.webhook import SigningSecret, Webhook

_DECODED = {
    "3A": ":", "2F": "/", "3F": "?", "40": "@", "21": "!", "24": "$", "27": "'", "28": "(", "29": ")", "2A": "*",
    "2C": ",", "3B": ";",
}  # fmt: skip
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")


def signed_url(url: str) -> str:
    """The address as HubSpot signs it: these escapes, and only these, are resolved."""
    return _ESCAPE.sub(lambda found: _DECODED.get(found[1].upper(), found[0]), url)


@dataclass(frozen=True, slots=True)
class OldSignature:
    """Versions 1 and 2: a hash of secret and text. The time is that of the events, which the judge of the webhook looks at."""

    def verify(self, request: InboundRequest, keys: Keys, now: datetime) -> Verified | Refused:
        if not keys.secrets:
            return no_secret()
        given = request.header("X-HubSpot-Signature").encode("latin-1", "replace")
        if not given:
            return Refused(
                "unsigned", "The request is not signed: the header X-HubSpot-Signature-v3 is missing."
            )
        text = request.body
        if request.header("X-HubSpot-Signature-Version").lower() == "v2":
            text = f"{request.method.upper()}{request.url}".encode() + text
        for place, secret in enumerate(keys.secrets):
            if hmac.compare_digest(sha256(secret.encode() + text).hexdigest().encode(), given):
                return Verified(place)
        return mismatch(keys)


V3 = HmacSignature(
    signed="{method}{url}{body}{timestamp}",
    headers=("X-HubSpot-Signature-v3",),
    timestamp=("X-HubSpot-Request-Timestamp",),
    encoding="base64",
    url=signed_url,
)
SIGNATURE = FirstThatApplies(((V3.headers[0], V3), ("X-HubSpot-Signature", OldSignature())))


def events(request: InboundRequest) -> list[InboundEvent]:
    """`eventId` is not unique by itself."""
    body = request.json()
    return [
        InboundEvent(
            id=event_key(
                item.get("portalId"), item.get("subscriptionId"), item.get("eventId"), item.get("occurredAt")
            ),
            type=text_of(item.get("subscriptionType")),
            account=text_of(item.get("portalId")),
            occurred_at=moment(item.get("occurredAt")),
            body=item,
        )
        for item in objects(body if isinstance(body, list) else [body])
    ]


def sample(type: str) -> dict[str, Any]:
    body: dict[str, Any] = {
        "eventId": 3816279340,
        "subscriptionId": 25,
        "portalId": 62515,
        "appId": 1160452,
        "occurredAt": 1769817600000,
        "subscriptionType": type,
        "attemptNumber": 0,
        "objectId": 1246965,
        "changeSource": "CRM",
    }
    if type.endswith(".propertyChange"):
        return {**body, "propertyName": "dealstage", "propertyValue": "closedwon"}
    return {**body, "changeFlag": "DELETED" if type.endswith(".deletion") else "NEW"}


SOURCE = EventSource(
    events=event_types(
        "contact.creation", "contact.deletion", "contact.propertyChange", "contact.merge",
        "contact.associationChange", "contact.privacyDeletion", "company.creation", "company.deletion",
        "company.propertyChange", "deal.creation", "deal.deletion", "deal.propertyChange", "deal.associationChange",
        "ticket.creation", "ticket.deletion", "ticket.propertyChange", "line_item.creation",
        "line_item.propertyChange", "object.creation", "object.propertyChange", "object.deletion",
    ),
    sample=sample,
    poll=Poll(events=changes.EVENTS, start=changes.FOLLOW.start, read=changes.FOLLOW.read),
    webhook=Webhook(
        scheme=SIGNATURE,
        is_shared=True,
        events=events,
        secret=SigningSecret(
            label="Client secret of the app",
            help="HubSpot > the app > Auth > Client secret. Where the app is set up for signing in, its secret is used already.",
            from_client=True,
        ),
        set_up="In the settings of your HubSpot app, set the target address {url} for webhooks and subscribe to the events "
        "you need. The signature covers the address, so it has to be exactly this one.",
    ),
)  # fmt: skip
