"""Stripe's webhook endpoints: the secret comes once, with the answer to the creation. https://docs.stripe.com/api/webhook_endpoints"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from integrations.providers.stripe.provider import VERSION
from integrations.subscribing import (
    ALL,
    MOST_PAGES,
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

PATH = "/webhook_endpoints"


def names(chosen: Sequence[str], known: Sequence[str]) -> dict[str, list[str]]:
    """More kinds exist than are listed, so a pattern means all: what a trigger does not want is left out here."""
    is_open = not chosen or any("*" in name for name in chosen)
    return {"": [ALL] if is_open else listed(chosen, known)}


def find(sub: Subscribing) -> list[Standing]:
    found: list[Standing] = []
    query: dict[str, Any] = {"limit": 100}
    for _ in range(MOST_PAGES):
        page = ask_json(sub, "GET", PATH, query=query)
        items = rows(page.get("data"))
        found += map(_standing, items)
        if not page.get("has_more") or not items:
            break
        query["starting_after"] = items[-1].get("id")
    return found


def create(sub: Subscribing) -> Standing:
    """With the version of the API that the samples are of, whatever the account's own is."""
    form = {**_wanted(sub), "api_version": VERSION, "description": "Headrace"}
    return _standing(ask_json(sub, "POST", PATH, form=form))


def update(sub: Subscribing, id: str) -> Standing:
    form = {**_wanted(sub), "disabled": "false"}
    return _standing(ask_json(sub, "POST", f"{PATH}/{id}", form=form))


def delete(sub: Subscribing, id: str) -> None:
    gone(sub, f"{PATH}/{id}")


def _wanted(sub: Subscribing) -> dict[str, str]:
    events = {f"enabled_events[{place}]": event for place, event in enumerate(sub.events)}
    return {"url": sub.address, **events}


def _standing(item: dict[str, Any]) -> Standing:
    return Standing(
        id=id_in(item.get("id")),
        address=str(item.get("url") or ""),
        events=texts(item.get("enabled_events")),
        is_on=item.get("status") != "disabled",
        secret=str(item.get("secret") or ""),
    )


SUBSCRIPTION = Subscription(names=names, find=find, create=create, update=update, delete=delete)
