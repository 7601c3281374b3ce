"""Stripe's list of events, for installations that Stripe cannot call. It goes back 30 days.

https://docs.stripe.com/api/events/list
"""

from __future__ import annotations

from typing import Any

from integrations.polling import Page, Polling, get_json
from integrations.webhooks.events import InboundEvent, moment, text_of

_PAGE = 100
_MOST = 5_000
#: The list takes no more names than this; with more, all are read and the trigger sorts out.
_MOST_TYPES = 20


def start(poll: Polling) -> dict[str, Any]:
    """The newest event, or the time where there is none yet."""
    found = get_json(poll, "/events", {"limit": 1}).get("data") or []
    return {"after": text_of(found[0].get("id")) if found else "", "since": int(poll.now.timestamp())}


def read(poll: Polling, cursor: dict[str, Any]) -> Page:
    query: dict[str, Any] = {"limit": _PAGE}
    if 0 < len(poll.events) <= _MOST_TYPES and not any("*" in name for name in poll.events):
        query["types[]"] = list(poll.events)
    if cursor["after"]:
        query["ending_before"] = cursor["after"]
    else:
        query["created[gte]"] = cursor["since"]
    answer = get_json(poll, "/events", query)
    items = list(answer.get("data") or [])
    while items and answer.get("has_more") and not cursor["after"] and len(items) < _MOST:
        # Nothing to go on from yet: the newest come first, and the oldest stand on the last page.
        answer = get_json(poll, "/events", {**query, "starting_after": items[-1].get("id")})
        items += answer.get("data") or []
    items.reverse()
    found = [
        InboundEvent(
            id=text_of(item.get("id")) or None,
            type=text_of(item.get("type")),
            account=text_of(item.get("account")),
            occurred_at=moment(item.get("created")),
            body=item,
        )
        for item in items
    ]
    after = text_of(items[-1].get("id")) if items else cursor["after"]
    return Page(found, {**cursor, "after": after}, has_more=bool(answer.get("has_more")) and bool(items))
