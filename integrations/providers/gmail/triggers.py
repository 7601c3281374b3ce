"""Gmail: a push by Pub/Sub says that a mailbox changed; what changed is read from its history.

https://developers.google.com/workspace/gmail/api/guides/push
"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from integrations.polling import Poll
from integrations.providers.gmail import changes
from integrations.providers.gmail.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, EventType, event_types
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
    if type == CHANGED:
        return {"emailAddress": "billing@example.com", "historyId": 9876543210}
    return {
        "id": "18d5c0ffee00aa11",
        "threadId": "18d5c0ffee00aa11",
        "labelIds": ["INBOX", "UNREAD"],
        "historyId": "9876543210",
        "changedLabelIds": [],
        "snippet": "Hello, attached is our invoice for January",
        "headers": {
            "from": "Ada <ada@example.com>",
            "to": "billing@example.com",
            "subject": "Invoice ACME-0042",
        },
    }


SOURCE = EventSource(
    is_open=False,
    events=(
        *event_types(*changes.TYPES),
        EventType(id=CHANGED, name="Mailbox changed (push)"),
    ),
    sample=sample,
    subscription=SUBSCRIPTION,
    poll=Poll(events=changes.TYPES, start=changes.start, read=changes.read),
    poll_only=frozenset(changes.TYPES),
    webhook=Webhook(
        scheme=GooglePush(),
        events=events,
        secret=SigningSecret(
            label="Service account of the push",
            help="The service account chosen under Authentication in the push subscription: …@….iam.gserviceaccount.com.",
            is_secret=False,
        ),
        set_up="In Google Cloud, make a Pub/Sub topic that gmail-api-push@system.gserviceaccount.com may publish to, and a "
        "push subscription to the address {url} with authentication turned on and the audience left empty. Enter its service account here.",
    ),
)
