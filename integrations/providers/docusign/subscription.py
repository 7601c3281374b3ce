"""DocuSign Connect's configurations, for all users of the account. They sign with the account's own HMAC keys, which are
made in its settings. https://developers.docusign.com/docs/esign-rest-api/reference/connect/connectconfigurations/
"""

from __future__ import annotations

from typing import Any

from integrations.subscribing import (
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

PATH = "/connect"


def find(sub: Subscribing) -> list[Standing]:
    return [_standing(item) for item in rows(ask_json(sub, "GET", PATH).get("configurations"))]


def create(sub: Subscribing) -> Standing:
    return _made(sub, ask_json(sub, "POST", PATH, json=_wanted(sub)))


def update(sub: Subscribing, id: str) -> Standing:
    return _made(sub, ask_json(sub, "PUT", PATH, json={**_wanted(sub), "connectId": id}))


def delete(sub: Subscribing, id: str) -> None:
    gone(sub, f"{PATH}/{id}")


def _wanted(sub: Subscribing) -> dict[str, Any]:
    return {
        "name": "Headrace",
        "configurationType": "custom",
        "urlToPublishTo": sub.address,
        "allowEnvelopePublish": "true",
        "allUsers": "true",
        "deliveryMode": "SIM",
        "requiresAcknowledgement": "true",
        "includeHMAC": "true",
        "events": list(sub.events),
        "eventData": {"version": "restv2.1", "format": "json", "includeData": []},
    }


def _made(sub: Subscribing, item: dict[str, Any]) -> Standing:
    return Standing(id=id_in(item.get("connectId")), address=sub.address, events=tuple(sub.events))


def _standing(item: dict[str, Any]) -> Standing:
    return Standing(
        id=id_in(item.get("connectId")),
        address=str(item.get("urlToPublishTo") or ""),
        events=texts(item.get("events")),
        is_on=str(item.get("allowEnvelopePublish", "true")).lower() == "true",
    )


SUBSCRIPTION = Subscription(
    names=one_part,
    find=find,
    create=create,
    update=update,
    delete=delete,
    proof="other",
)
