"""Outlook by Microsoft Graph: change notifications with ids only, proven by the `clientState` that was given with the order.

https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
"""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.outlook import changes
from integrations.providers.outlook.subscription import LIFECYCLE, SUBSCRIPTION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, text_of
from integrations.webhooks.request import InboundRequest, objects, part
from integrations.webhooks.tokens import TokensInBody
from integrations.webhooks.verdicts import Reply
from integrations.webhooks.webhook import SigningSecret, Webhook

_LONGEST_TOKEN = 4000
#: Kinds of things by the word in the type that Graph gives them.
_NOUNS = {"#microsoft.graph.message": "message", "#microsoft.graph.event": "event"}


def hello(request: InboundRequest) -> Reply | None:
    """While a subscription is made, Graph asks whether the address is ours: the token comes back as it is, as text."""
    token = request.query("validationToken")
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    return Reply(body=token.encode(), content_type="text/plain; charset=utf-8")


def client_states(request: InboundRequest) -> list[str]:
    return [text_of(item.get("clientState")) for item in objects(request.object().get("value"))]


def events(request: InboundRequest) -> list[InboundEvent]:
    """Words of the subscription's life are notices."""
    found = []
    for item in objects(request.object().get("value")):
        data = part(item, "resourceData")
        change, life = text_of(item.get("changeType")), text_of(item.get("lifecycleEvent"))
        noun = _NOUNS.get(text_of(data.get("@odata.type")).lower()) or _noun_of(text_of(item.get("resource")))
        found.append(
            InboundEvent(
                id=text_of(item.get("id"))
                or event_key(
                    item.get("subscriptionId"),
                    data.get("id") or life,
                    change,
                    data.get("@odata.etag") or item.get("subscriptionExpirationDateTime"),
                ),
                type=f"{LIFECYCLE}{life}" if life else f"{noun}.{change}",
                body={name: value for name, value in item.items() if name != "clientState"},
                is_notice=bool(life),
            )
        )
    return found


def _noun_of(resource: str) -> str:
    return "event" if "/events" in resource.lower() else "message"


def sample(type: str) -> dict[str, Any]:
    noun, _, change = type.partition(".")
    return {
        "subscriptionId": "7f105c7d-2dc5-4530-97cd-4e7ae6534c07",
        "subscriptionExpirationDateTime": "2026-02-03T00:00:00Z",
        "changeType": change,
        "resource": f"Users/0c3b9c2f/{noun.capitalize()}s/AAMkAGUw",
        "resourceData": {
            "@odata.type": f"#Microsoft.Graph.{noun.capitalize()}",
            "@odata.id": f"Users/0c3b9c2f/{noun.capitalize()}s/AAMkAGUw",
            "@odata.etag": 'W/"CQAAABYAAADkrWGo7bouTKlsgTZMr9KwAAAUWRHf"',
            "id": "AAMkAGUw",
        },
        "tenantId": "84bd8158-6d4d-4958-8b9f-9d6445542f95",
    }


SOURCE = EventSource(
    is_open=False,
    events=event_types(
        "message.created", "message.updated", "message.deleted", "event.created", "event.updated", "event.deleted",
        names={
            "event.created": "Calendar event created", "event.updated": "Calendar event updated",
            "event.deleted": "Calendar event deleted",
        },
    ),
    sample=sample,
    subscription=SUBSCRIPTION,
    notices=(f"{LIFECYCLE}*",),
    poll=Poll(events=(changes.CREATED,), start=changes.start, read=changes.read),
    webhook=Webhook(
        scheme=TokensInBody(tokens=client_states, name="clientState"),
        events=events,
        hello=hello,
        reply=Reply(status=202),
        secret=SigningSecret(
            label="Client state",
            help="Make one up (32 characters or more) and give the same one as clientState when the subscription is made.",
            is_ours=True,
        ),
        set_up="Make a subscription by POST /subscriptions at Microsoft Graph with the notificationUrl {url} and the "
        "client state that is saved here.",
    ),
)  # fmt: skip
