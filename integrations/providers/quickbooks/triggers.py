"""QuickBooks' events: CloudEvents, several in one request; the form before them is turned into it.

https://developer.intuit.com/app/developer/qbo/docs/develop/webhooks
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from integrations.polling import Poll
from integrations.providers.quickbooks import changes
from integrations.triggers import EventSource, EventType
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of
from integrations.webhooks.request import BodyError, InboundRequest, objects
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.verdicts import EMPTY
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(headers=("intuit-signature",), encoding="base64")
#: The older form's words for what happened, where CloudEvents has others.
OPERATIONS = {
    "create": "created", "update": "updated", "delete": "deleted", "merge": "merged", "void": "voided",
    "emailed": "emailed",
}  # fmt: skip


def events(request: InboundRequest) -> list[InboundEvent]:
    body = request.json()
    items = body if isinstance(body, list) else list(_from_notifications(body))
    found = []
    for item in objects(items):
        type = text_of(item.get("type"))
        found.append(
            InboundEvent(
                id=text_of(item.get("id")) or None,
                type=type,
                also=_short(type),
                account=text_of(item.get("intuitaccountid")),
                occurred_at=moment(item.get("time")),
                body=item,
            )
        )
    return found


def _short(type: str) -> tuple[str, ...]:
    """`qbo.invoice.created.v1` answers to `invoice.created` and `invoice` too."""
    parts = type.split(".")
    if len(parts) < 3 or parts[0] != "qbo":
        return ()
    return (".".join(parts[1:3]), parts[1])


def _from_notifications(body: Any) -> Iterator[dict[str, Any]]:
    """The form that ended in July 2026."""
    if not isinstance(body, dict) or "eventNotifications" not in body:
        raise BodyError("The body is neither a list of CloudEvents nor QuickBooks’ older notifications.")
    for notification in objects(body["eventNotifications"]):
        change = notification.get("dataChangeEvent")
        for entity in objects(change.get("entities") if isinstance(change, dict) else None):
            yield _as_cloud_event(text_of(notification.get("realmId")), entity)


def _as_cloud_event(realm: str, entity: dict[str, Any]) -> dict[str, Any]:
    name, operation = text_of(entity.get("name")).lower(), text_of(entity.get("operation")).lower()
    deleted = entity.get("deletedId")
    return {
        "specversion": "1.0",
        "id": event_key(realm, name, entity.get("id"), operation, entity.get("lastUpdated")),
        "type": f"qbo.{name}.{OPERATIONS.get(operation, operation)}.v1",
        "time": entity.get("lastUpdated"),
        "intuitentityid": text_of(entity.get("id")),
        "intuitaccountid": realm,
        "data": {"deletedid": deleted} if deleted else {},
    }


def sample(type: str) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "id": "88cd52aa-33b6-4351-9aa4-47572edbd068",
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": type,
        "datacontenttype": "application/json",
        "time": "2026-01-31T00:00:00Z",
        "intuitentityid": "1234",
        "intuitaccountid": "310687",
        "data": {},
    }


def _types(**operations: str) -> tuple[EventType, ...]:
    names = {"salesreceipt": "Sales receipt", "creditmemo": "Credit memo", "journalentry": "Journal entry"}
    return tuple(
        EventType(
            id=f"qbo.{entity}.{operation}.v1",
            name=f"{names.get(entity, entity.capitalize())} {operation}",
            aliases=(f"{entity}.{operation}",),
        )
        for entity, words in operations.items()
        for operation in words.split()
    )


SOURCE = EventSource(
    events=_types(
        customer="created updated merged",
        invoice="created updated deleted voided emailed",
        payment="created updated voided",
        bill="created updated",
        vendor="created updated",
        estimate="created updated",
        item="updated",
        salesreceipt="created updated",
        creditmemo="created",
        journalentry="created",
        purchase="created",
        account="created",
    ),
    sample=sample,
    poll=Poll(events=(), is_open=True, start=changes.start, read=changes.read),
    webhook=Webhook(
        scheme=SIGNATURE,
        is_shared=True,
        events=events,
        reply=EMPTY,
        secret=SigningSecret(
            label="Verifier token",
            help="developer.intuit.com > the app > Webhooks > Show verifier token. Development and production have their own.",
        ),
        set_up="At developer.intuit.com, open the app, then Webhooks: enter the endpoint {url}, choose entities and "
        "operations, and paste the verifier token here.",
    ),
)
