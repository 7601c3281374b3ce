"""New messages in the inbox, by the time they were received."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from integrations.polling import Page, Polling, get_json
from integrations.webhooks.events import InboundEvent, moment, text_of

_PAGE = 50
CREATED = "message.created"
#: The text itself may be large; a block reads it where it is needed.
_FIELDS = (
    "id,receivedDateTime,subject,bodyPreview,from,toRecipients,ccRecipients,conversationId,internetMessageId,hasAttachments,"
    "importance,isRead,webLink,categories,parentFolderId"
)


def start(poll: Polling) -> dict[str, Any]:
    return {"at": _stamp(poll.now), "seen": []}


def read(poll: Polling, cursor: dict[str, Any]) -> Page:
    """Several may have come within a second: those of the cursor's own second are remembered by id."""
    query = {
        "$filter": f"receivedDateTime ge {cursor['at']}",
        "$orderby": "receivedDateTime asc",
        "$top": _PAGE,
        "$select": _FIELDS,
    }
    url = cursor.get("next")
    answer = get_json(poll, url, None) if url else get_json(poll, "/me/mailFolders/inbox/messages", query)
    items = answer.get("value") or []
    known = set(cursor["seen"])
    events = [
        InboundEvent(
            id=text_of(item.get("id")) or None,
            type=CREATED,
            occurred_at=moment(item.get("receivedDateTime")),
            body=item,
        )
        for item in items
        if item.get("id") not in known
    ]
    at, seen = cursor["at"], list(cursor["seen"])
    for item in items:
        stamp, id = text_of(item.get("receivedDateTime")), text_of(item.get("id"))
        if stamp > at:
            at, seen = stamp, []
        if stamp == at and id not in seen:
            seen.append(id)
    following = text_of(answer.get("@odata.nextLink"))
    return Page(
        events,
        {"at": at, "seen": seen, **({"next": following} if following else {})},
        has_more=bool(following),
    )


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
