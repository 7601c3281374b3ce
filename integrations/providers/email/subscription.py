"""Resend's webhooks. The signing secret comes with the creation and can be read again. https://resend.com/docs/api-reference/webhooks"""

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
    texts,
)

PATH = "/webhooks"


def find(sub: Subscribing) -> list[Standing]:
    """Of ours with its secret, which the list leaves out."""
    found: list[Standing] = []
    query: dict[str, Any] = {"limit": 100}
    for _ in range(MOST_PAGES):
        page = ask_json(sub, "GET", PATH, query=query)
        items = rows(page.get("data"))
        found += [
            _whole(sub, item) if item.get("endpoint") == sub.address else _standing(item) for item in items
        ]
        if not page.get("has_more") or not items:
            break
        query["after"] = items[-1].get("id")
    return found


def create(sub: Subscribing) -> Standing:
    made = ask_json(sub, "POST", PATH, json={"endpoint": sub.address, "events": list(sub.events)})
    return Standing(
        id=id_in(made.get("id")),
        address=sub.address,
        events=tuple(sub.events),
        secret=str(made.get("signing_secret") or ""),
    )


def update(sub: Subscribing, id: str) -> Standing:
    wanted = {"endpoint": sub.address, "events": list(sub.events), "status": "enabled"}
    ask_json(sub, "PATCH", f"{PATH}/{id}", json=wanted)
    return Standing(id=id, address=sub.address, events=tuple(sub.events))


def delete(sub: Subscribing, id: str) -> None:
    gone(sub, f"{PATH}/{id}")


def _whole(sub: Subscribing, item: dict[str, Any]) -> Standing:
    return _standing({**item, **ask_json(sub, "GET", f"{PATH}/{id_in(item.get('id'))}")})


def _standing(item: dict[str, Any]) -> Standing:
    return Standing(
        id=id_in(item.get("id")),
        address=str(item.get("endpoint") or ""),
        events=texts(item.get("events")),
        is_on=item.get("status") != "disabled",
        secret=str(item.get("signing_secret") or ""),
    )


SUBSCRIPTION = Subscription(
    names=one_part,
    find=find,
    create=create,
    update=update,
    delete=delete,
    methods=frozenset({"resend_api_key"}),
)
