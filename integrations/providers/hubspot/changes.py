"""Records of HubSpot that changed, found by its search. https://developers.hubspot.com/docs/api-reference/search/guide

A search does not say which property changed, and knows nothing of what was deleted or merged.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from integrations.following import Change, Follow, ascending, nouns
from integrations.outcomes import Retry
from integrations.polling import Polling, listed, post_json
from integrations.providers.hubspot.provider import VERSION
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.request import part

_PAGE = 200
#: By the noun of events: what the address calls them, when they changed, and what else is read of them.
_OBJECTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "contact": (
        "contacts",
        "lastmodifieddate",
        ("email", "firstname", "lastname", "phone", "jobtitle", "company", "lifecyclestage", "hs_lead_status",
         "hubspot_owner_id"),
    ),
    "company": (
        "companies",
        "hs_lastmodifieddate",
        ("name", "domain", "phone", "industry", "city", "country", "lifecyclestage", "hubspot_owner_id"),
    ),
    "deal": (
        "deals",
        "hs_lastmodifieddate",
        ("dealname", "amount", "deal_currency_code", "dealstage", "pipeline", "closedate", "dealtype",
         "hs_is_closed_won", "hubspot_owner_id"),
    ),
    "ticket": (
        "tickets",
        "hs_lastmodifieddate",
        ("subject", "content", "hs_pipeline", "hs_pipeline_stage", "hs_ticket_priority", "hubspot_owner_id"),
    ),
    "line_item": (
        "line_items",
        "hs_lastmodifieddate",
        ("name", "quantity", "price", "amount", "hs_product_id"),
    ),
}  # fmt: skip
EVENTS = tuple(f"{noun}.{word}" for noun in _OBJECTS for word in ("creation", "propertyChange"))


def _page(poll: Polling, noun: str, since: datetime, skip: int) -> tuple[Sequence[Change], bool]:
    path, changed, properties = _OBJECTS[noun]
    since_ms = int(since.timestamp() * 1000)
    body = {
        "filterGroups": [{"filters": [{"propertyName": changed, "operator": "GTE", "value": str(since_ms)}]}],
        "sorts": [{"propertyName": changed, "direction": "ASCENDING"}],
        "properties": [*properties, "createdate", changed],
        "limit": _PAGE,
        **({"after": str(skip)} if skip else {}),
    }
    answer = post_json(poll, f"/crm/objects/{VERSION}/{path}/search", body)
    records = listed(answer, "results")
    more = part(part(answer, "paging"), "next").get("after")
    return [_change(poll, noun, changed, record) for record in records], bool(more)


def _change(poll: Polling, noun: str, changed: str, record: dict[str, Any]) -> Change:
    at = moment(part(record, "properties").get(changed)) or moment(record.get("updatedAt"))
    if at is None:
        raise Retry("HubSpot gave a record without the time of its last change.")
    return Change(
        id=text_of(record.get("id")),
        changed_at=at,
        created_at=moment(record.get("createdAt")),
        event=partial(_event, poll, noun, record, at),
    )


def _event(
    poll: Polling, noun: str, record: dict[str, Any], at: datetime, is_new: bool, id: str
) -> InboundEvent:
    """In the form of a webhook's event, with the record beside it."""
    type = f"{noun}.{'creation' if is_new else 'propertyChange'}"
    number = text_of(record.get("id"))
    portal = poll.account.values.get("hub_id", "")
    return InboundEvent(
        id=id,
        type=type,
        account=portal,
        occurred_at=at,
        body={
            "subscriptionType": type,
            "objectId": int(number) if number.isdecimal() else number,
            "portalId": int(portal) if portal.isdecimal() else None,
            "occurredAt": int(at.timestamp() * 1000),
            **({"changeFlag": "NEW"} if is_new else {}),
            "record": record,
        },
    )


FOLLOW = Follow(names=lambda poll: nouns(poll, tuple(_OBJECTS)), fetch=ascending(_page))
