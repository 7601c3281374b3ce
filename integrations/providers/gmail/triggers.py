"""Gmail: a push by Pub/Sub says that a mailbox changed; what changed is read from its history.

https://developers.google.com/workspace/gmail/api/guides/push
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from integrations.triggers import EventSource, EventType
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.google_push import GooglePush
from integrations.webhooks.request import BodyError, InboundRequest, json_field
from integrations.webhooks.webhook import SigningSecret, Webhook

CHANGED = "gmail.history"


def events(request: InboundRequest) -> list[InboundEvent]:
    message = request.object().get("message")
    if not isinstance(message, dict):
        raise BodyError("The body is no message of Pub/Sub.")
    try:
        text = base64.b64decode(text_of(message.get("data")), altchars=b"-_").decode()
    except (ValueError, binascii.Error):
        raise BodyError("The message of Pub/Sub holds no data of Gmail.") from None
    body = json_field(text)
    return [
        InboundEvent(
            id=text_of(message.get("messageId")) or None,
            type=CHANGED,
            account=text_of(body.get("emailAddress")),
            occurred_at=moment(message.get("publishTime")),
            body=body,
        )
    ]


def sample(type: str) -> dict[str, Any]:
    return {"emailAddress": "billing@example.com", "historyId": 9876543210}


SOURCE = EventSource(
    is_open=False,
    events=(EventType(id=CHANGED, name="Mailbox changed (push)"),),
    sample=sample,
    webhook=Webhook(
        scheme=GooglePush(),
        events=events,
        secret=SigningSecret(
            label="Service account of the push",
            help="The service account chosen under Authentication in the push subscription: …@….iam.gserviceaccount.com.",
            is_secret=False,
        ),
        set_up="In Google Cloud, make a Pub/Sub topic that gmail-api-push@system.gserviceaccount.com may publish to, and a "
        "push subscription to {url} with authentication turned on and the audience left empty. Enter its service account here.",
    ),
)
