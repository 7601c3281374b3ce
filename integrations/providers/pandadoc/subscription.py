"""PandaDoc's webhook subscriptions: the shared key can be read again. https://developers.pandadoc.com/reference/create-webhook-subscription"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from integrations.subscribing import (
    ALL,
    Standing,
    Subscribing,
    Subscription,
    ask_json,
    gone,
    id_in,
    listed,
    rows,
    texts,
)

PATH = "/webhook-subscriptions"
CHANGED = "document_state_changed"


def names(chosen: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """States (`document.completed`) are told by one event; which of them a trigger wants is looked at here."""
    found = listed(chosen or [ALL], known)
    own = [CHANGED if name.startswith("document.") else name for name in found]
    return {"": list(dict.fromkeys(own))}


def find(sub: Subscribing) -> list[Standing]:
    answer = ask_json(sub, "GET", PATH)
    return [_standing(item) for item in rows(answer.get("items") or answer.get("results"))]


def create(sub: Subscribing) -> Standing:
    return _standing(ask_json(sub, "POST", PATH, json=_wanted(sub)))


def update(sub: Subscribing, id: str) -> Standing:
    return _standing(ask_json(sub, "PATCH", f"{PATH}/{id}", json=_wanted(sub)))


def delete(sub: Subscribing, id: str) -> None:
    gone(sub, f"{PATH}/{id}")


def _wanted(sub: Subscribing) -> dict[str, Any]:
    return {
        "name": "Headrace",
        "url": sub.address,
        "active": True,
        "payload": ["fields", "products", "metadata", "tokens", "pricing"],
        "triggers": list(sub.events),
    }


def _standing(item: dict[str, Any]) -> Standing:
    return Standing(
        id=id_in(item.get("uuid")),
        address=str(item.get("url") or ""),
        events=texts(item.get("triggers")),
        is_on=item.get("active") is not False,
        secret=str(item.get("shared_key") or ""),
    )


SUBSCRIPTION = Subscription(names=names, find=find, create=create, update=update, delete=delete)
