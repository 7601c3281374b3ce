"""Salesforce records that changed, by the time of their last change (`SystemModstamp`).

A record of a transaction that takes long shows up with a time in the past, so the last half minute is left for the next look.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from integrations.outcomes import Permanent
from integrations.polling import Page, Polling, get_json
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of

_PAGE = 200  # as many as FIELDS(ALL) allows
_LAG = timedelta(seconds=30)
_OBJECT = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")


#: Which records to look for, in the name of the event.
_NAMES_OBJECT = re.compile(r"(?!record\.|\*)[A-Za-z]\w*\.")


def refusal(event: str) -> str:
    """Why an event cannot be looked for: it says of no object that it is about it."""
    return (
        ""
        if _NAMES_OBJECT.match(event)
        else ("To look for changes, name the objects: opportunity.updated, invoice__c.created.")
    )


def start(poll: Polling) -> dict[str, Any]:
    return {name: {"at": _stamp(poll.now - _LAG), "id": ""} for name in _objects(poll)}


def read(
    poll: Polling, cursor: dict[str, Any], *, version: str, names_of: Callable[..., tuple[str, ...]]
) -> Page:
    events: list[InboundEvent] = []
    places, has_more = {**start(poll), **cursor}, False
    for name in _objects(poll):
        place = places[name]
        records = (
            get_json(poll, f"/services/data/v{version}/query", {"q": _query(name, place, poll.now)}).get(
                "records"
            )
            or []
        )
        events += [_event(name, record, names_of) for record in records]
        if records:
            last = records[-1]
            places[name] = {"at": _stamp(_moment(last)), "id": text_of(last.get("Id"))}
        has_more = has_more or len(records) == _PAGE
    return Page(events, places, has_more)


def _objects(poll: Polling) -> list[str]:
    """Which objects the chosen events are about: `opportunity.updated` is about Opportunity."""
    found = list(dict.fromkeys(name.partition(".")[0] for name in poll.events))
    if not found or "record" in found or "*" in found or not all(map(_OBJECT.fullmatch, found)):
        raise Permanent(
            "Name the objects to look at in the events, such as opportunity.updated or invoice__c.created."
        )
    return found


def _query(name: str, place: dict[str, str], now: datetime) -> str:
    at, until = place["at"], _stamp(now - _LAG)
    behind = (
        f"(SystemModstamp > {at} OR (SystemModstamp = {at} AND Id > '{place['id']}'))"
        if place["id"]
        else f"SystemModstamp > {at}"
    )
    # Names fit _OBJECT, ids are those of Salesforce's own answers.
    return (
        f"SELECT FIELDS(ALL) FROM {name} WHERE {behind} AND SystemModstamp <= {until} "  # noqa: S608
        f"ORDER BY SystemModstamp ASC, Id ASC LIMIT {_PAGE}"
    )


def _event(name: str, record: dict[str, Any], names_of: Callable[..., tuple[str, ...]]) -> InboundEvent:
    names = names_of(name, record)
    return InboundEvent(
        id=event_key(name.lower(), record.get("Id"), record.get("SystemModstamp")),
        type=names[0],
        also=names[1:],
        occurred_at=moment(record.get("SystemModstamp")),
        body=record,
    )


def _moment(record: dict[str, Any]) -> datetime:
    found = moment(record.get("SystemModstamp"))
    if found is None:
        raise Permanent("Salesforce gave a record without the time of its last change.")
    return found


def _stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
