"""What changed in a mailbox, read from its history. https://developers.google.com/workspace/gmail/api/guides/sync"""

from __future__ import annotations

from typing import Any

from integrations.outcomes import Retry
from integrations.polling import Page, Polling, get, get_json
from integrations.webhooks.events import InboundEvent, event_key, text_of

_PAGE = 50
RECEIVED, SENT, DELETED = "message.received", "message.sent", "message.deleted"
LABELED, UNLABELED = "label.added", "label.removed"
TYPES = (RECEIVED, SENT, LABELED, UNLABELED, DELETED)
_HEADERS = ["From", "To", "Cc", "Subject", "Date", "Message-ID"]


def start(poll: Polling) -> dict[str, Any]:
    return {"since": text_of(get_json(poll, "/users/me/profile").get("historyId"))}


def read(poll: Polling, cursor: dict[str, Any]) -> Page:
    query: dict[str, Any] = {"startHistoryId": cursor["since"], "maxResults": _PAGE}
    if cursor.get("page"):
        query["pageToken"] = cursor["page"]
    response = get(poll, "/users/me/history", query, allow=(404,))
    if response.status == 404:
        note = "Gmail keeps about a week of history. What happened before its beginning is lost; this goes on from now."
        return Page((), start(poll), note=note)
    try:
        answer = response.json()
    except ValueError:
        raise Retry("Gmail answered with something else than JSON.") from None
    events = [event for item in answer.get("history") or [] for event in _events(poll, item)]
    following = text_of(answer.get("nextPageToken"))
    if following:
        return Page(events, {**cursor, "page": following}, has_more=True)
    return Page(events, {"since": text_of(answer.get("historyId")) or cursor["since"]})


def _events(poll: Polling, item: dict[str, Any]) -> list[InboundEvent]:
    found = []
    for field, type_of in (
        ("messagesAdded", _added),
        ("messagesDeleted", lambda _labels: DELETED),
        ("labelsAdded", lambda _labels: LABELED),
        ("labelsRemoved", lambda _labels: UNLABELED),
    ):
        for entry in item.get(field) or []:
            message = entry.get("message") or {}
            type = type_of(message.get("labelIds") or [])
            if type is None or (poll.events and type not in poll.events):
                continue
            body = {**message, "historyId": item.get("id"), "changedLabelIds": entry.get("labelIds") or []}
            if type in (RECEIVED, SENT):
                body |= _message(poll, text_of(message.get("id")))
            found.append(
                InboundEvent(
                    id=event_key(item.get("id"), message.get("id"), type),
                    type=type,
                    account=poll.account.values.get("email", ""),
                    body=body,
                )
            )
    return found


def _added(labels: list[str]) -> str | None:
    return RECEIVED if "INBOX" in labels else SENT if "SENT" in labels else None


def _message(poll: Polling, id: str) -> dict[str, Any]:
    """Who wrote what to whom, without the text; nothing where it is deleted already."""
    query = {"format": "metadata", "metadataHeaders": _HEADERS}
    response = get(poll, f"/users/me/messages/{id}", query, allow=(404,))
    message = response.json() if response.status == 200 else {}
    headers = {
        entry["name"].lower(): entry["value"] for entry in (message.get("payload") or {}).get("headers") or []
    }
    kept = {
        name: message[name] for name in ("threadId", "labelIds", "snippet", "internalDate") if name in message
    }
    return {**kept, "headers": headers}
