"""Microsoft Graph's subscriptions: one for each kind of thing, good for less than three days, proven by a `clientState` of ours.

The address is asked whether it is ours during the call. https://learn.microsoft.com/graph/api/resources/subscription
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from integrations.subscribing import (
    MOST_PAGES,
    Standing,
    Subscribing,
    Subscription,
    Word,
    ask_json,
    gone,
    id_in,
    listed,
    rows,
)
from integrations.webhooks.events import InboundEvent, moment, text_of

PATH = "/subscriptions"
#: What is safe for mail and calendars everywhere; newer pages of Microsoft's allow seven days.
LIFE = timedelta(minutes=4230)
RESOURCES = {"message": "me/mailFolders('inbox')/messages", "event": "me/events"}
#: Prefix of the types under which words about the subscription itself arrive.
LIFECYCLE = "subscription."
_WORDS: dict[str, Any] = {
    "reauthorizationRequired": "renew",
    "subscriptionRemoved": "gone",
    "missed": "missed",
}


def names(chosen: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """By kind of thing. `message.created` is the change `created` of messages."""
    found: dict[str, list[str]] = {}
    for name in listed(chosen, known):
        noun, _, change = name.partition(".")
        if noun in RESOURCES and change not in found.setdefault(noun, []):
            found[noun].append(change)
    return found


def find(sub: Subscribing) -> list[Standing]:
    found: list[Standing] = []
    address = PATH
    for _ in range(MOST_PAGES):
        page = ask_json(sub, "GET", address)
        found += map(_standing, rows(page.get("value")))
        address = str(page.get("@odata.nextLink") or "")
        if not address:
            break
    return found


def create(sub: Subscribing) -> Standing:
    wanted = {
        "changeType": ",".join(sub.events),
        "notificationUrl": sub.address,
        "lifecycleNotificationUrl": sub.address,
        "resource": RESOURCES[sub.part],
        "expirationDateTime": _end(sub),
        "clientState": sub.secret,
    }
    return _standing(ask_json(sub, "POST", PATH, json=wanted))


def renew(sub: Subscribing, id: str) -> Standing:
    """Also what Graph asks for by `reauthorizationRequired`."""
    return _standing(ask_json(sub, "PATCH", f"{PATH}/{id}", json={"expirationDateTime": _end(sub)}))


def delete(sub: Subscribing, id: str) -> None:
    gone(sub, f"{PATH}/{id}")


def heard(event: InboundEvent) -> Word | None:
    kind = _WORDS.get(event.type.removeprefix(LIFECYCLE)) if event.is_notice else None
    id = text_of(event.body.get("subscriptionId")) if kind else ""
    return Word(id, kind) if kind and id else None


def _end(sub: Subscribing) -> str:
    return (sub.now + LIFE).strftime("%Y-%m-%dT%H:%M:%SZ")


def _standing(item: dict[str, Any]) -> Standing:
    changes = str(item.get("changeType") or "")
    return Standing(
        id=id_in(item.get("id")),
        address=str(item.get("notificationUrl") or ""),
        events=tuple(part.strip() for part in changes.split(",") if part.strip()),
        expires_at=moment(item.get("expirationDateTime")),
    )


SUBSCRIPTION = Subscription(
    names=names,
    find=find,
    create=create,
    renew=renew,
    delete=delete,
    proof="ours",
    heard=heard,
)
