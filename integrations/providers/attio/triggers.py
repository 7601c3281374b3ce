"""Attio's events, with ids only. https://docs.attio.com/rest-api/guides/webhooks"""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.attio import changes
from integrations.providers.attio.subscription import SUBSCRIPTION
from integrations.triggers import EventSource, event_types
from integrations.webhooks.events import InboundEvent, event_key, text_of
from integrations.webhooks.request import InboundRequest, objects, part
from integrations.webhooks.signatures import HmacSignature
from integrations.webhooks.webhook import SigningSecret, Webhook

SIGNATURE = HmacSignature(headers=("Attio-Signature", "X-Attio-Signature"))


def events(request: InboundRequest) -> list[InboundEvent]:
    """The key of the delivery stays the same when it is repeated."""
    delivery = request.header("Idempotency-Key")
    found = []
    for index, item in enumerate(objects(request.object().get("events"))):
        found.append(
            InboundEvent(
                id=event_key(delivery, index) if delivery else None,
                type=text_of(item.get("event_type")),
                account=text_of(part(item, "id").get("workspace_id")),
                body=item,
            )
        )
    return found


def sample(type: str) -> dict[str, Any]:
    workspace = "14beef7a-99f7-4534-a87e-70b564330a4c"
    noun = type.partition(".")[0].replace("-", "_")
    ids = {"workspace_id": workspace, f"{noun}_id": "bf071e1f-6035-429d-b874-d83ea64ea13b"}
    if noun == "record":
        ids["object_id"] = "97052eb9-e65e-443f-a297-f2d9a4a7f795"
    return {"event_type": type, "id": ids, "actor": {"type": "workspace-member", "id": workspace}}


SOURCE = EventSource(
    events=event_types(
        "record.created", "record.updated", "record.deleted", "record.merged", "list-entry.created",
        "list-entry.updated", "list-entry.deleted", "list.created", "list.updated", "list.deleted", "note.created",
        "note.updated", "note-content.updated", "note.deleted", "task.created", "task.updated", "task.deleted",
        "comment.created", "comment.resolved", "comment.unresolved", "comment.deleted", "workspace-member.created",
        "object-attribute.created", "object-attribute.updated",
    ),
    sample=sample,
    poll=Poll(
        events=(changes.CREATED,),
        is_open=True,
        start=changes.FOLLOW.start,
        read=changes.FOLLOW.read,
        refusal=changes.refusal,
    ),
    subscription=SUBSCRIPTION,
    webhook=Webhook(
        scheme=SIGNATURE,
        events=events,
        secret=SigningSecret(
            label="Signing secret", help="It is shown once, when the webhook is made (Developers > the app > Webhooks)."
        ),
        set_up="Make a webhook in Attio with the target address {url} and the events you need, then paste its secret here.",
    ),
)  # fmt: skip
