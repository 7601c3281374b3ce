"""Attio's webhooks: the secret comes once, with the answer to the creation. https://docs.attio.com/rest-api/guides/webhooks"""

from __future__ import annotations

from typing import Any

from integrations.subscribing import (
    MOST_PAGES,
    Standing,
    Subscribing,
    Subscription,
    ask_json,
    gone,
    id_in,
    one_part,
    rows,
)

PATH, PAGE = "/webhooks", 100


def find(sub: Subscribing) -> list[Standing]:
    found: list[Standing] = []
    for number in range(MOST_PAGES):
        items = rows(ask_json(sub, "GET", PATH, query={"limit": PAGE, "offset": number * PAGE}).get("data"))
        found += map(_standing, items)
        if len(items) < PAGE:
            break
    return found


def create(sub: Subscribing) -> Standing:
    return _standing(_data(ask_json(sub, "POST", PATH, json=_wanted(sub))))


def update(sub: Subscribing, id: str) -> Standing:
    return _standing(_data(ask_json(sub, "PATCH", f"{PATH}/{id}", json=_wanted(sub))))


def delete(sub: Subscribing, id: str) -> None:
    gone(sub, f"{PATH}/{id}")


def _wanted(sub: Subscribing) -> dict[str, Any]:
    events = [{"event_type": event, "filter": None} for event in sub.events]
    return {"data": {"target_url": sub.address, "subscriptions": events}}


def _data(answer: dict[str, Any]) -> dict[str, Any]:
    data = answer.get("data")
    return data if isinstance(data, dict) else {}


def _standing(item: dict[str, Any]) -> Standing:
    id = item.get("id")
    return Standing(
        id=id_in(id.get("webhook_id") if isinstance(id, dict) else None),
        address=str(item.get("target_url") or ""),
        events=tuple(str(each.get("event_type")) for each in rows(item.get("subscriptions"))),
        is_on=item.get("status") != "inactive",
        secret=str(item.get("secret") or ""),
    )


SUBSCRIPTION = Subscription(names=one_part, find=find, create=create, update=update, delete=delete)
