"""What changed in QuickBooks since a time: its change data capture, which goes back 30 days."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from integrations.outcomes import Permanent
from integrations.polling import Page, Polling, get_json
from integrations.webhooks.events import InboundEvent, event_key, moment, text_of

#: Entities by their names in events.
ENTITIES = {
    "customer": "Customer", "invoice": "Invoice", "payment": "Payment", "bill": "Bill", "vendor": "Vendor",
    "estimate": "Estimate", "item": "Item", "salesreceipt": "SalesReceipt", "creditmemo": "CreditMemo",
    "journalentry": "JournalEntry", "purchase": "Purchase", "account": "Account",
}  # fmt: skip
_OLDEST = timedelta(days=29)


def start(poll: Polling) -> dict[str, Any]:
    return {"since": poll.now.isoformat(timespec="milliseconds")}


def read(poll: Polling, cursor: dict[str, Any]) -> Page:
    since, note = moment(cursor["since"]), ""
    if since is None or poll.now - since > _OLDEST:
        since, note = poll.now - _OLDEST, "QuickBooks goes back 30 days. What changed before is lost."
    query = {"entities": ",".join(_entities(poll)), "changedSince": since.isoformat(timespec="milliseconds")}
    answer = get_json(poll, "/cdc", query)
    events, latest = [], since
    for group in (answer.get("CDCResponse") or [{}])[0].get("QueryResponse") or []:
        for name, records in group.items():
            if not isinstance(records, list):
                continue
            for record in records:
                changed = moment((record.get("MetaData") or {}).get("LastUpdatedTime"))
                if changed is None or changed <= since:
                    continue
                latest = max(latest, changed)
                events.append(_event(name, record))
    events.sort(key=lambda event: event.occurred_at or since)
    return Page(events, {"since": latest.isoformat(timespec="milliseconds")}, note=note)


def _entities(poll: Polling) -> list[str]:
    nouns = dict.fromkeys(
        name.split(".")[1] if name.startswith("qbo.") else name.partition(".")[0] for name in poll.events
    )
    unknown = [noun for noun in nouns if noun not in ENTITIES and noun != "*"]
    if unknown:
        raise Permanent(f"QuickBooks’ changes know no {unknown[0]}.")
    return list(ENTITIES.values()) if not nouns or "*" in nouns else [ENTITIES[noun] for noun in nouns]


def _event(entity: str, record: dict[str, Any]) -> InboundEvent:
    """In the form of a webhook's event, with the record as its data."""
    times = record.get("MetaData") or {}
    created, changed = text_of(times.get("CreateTime")), text_of(times.get("LastUpdatedTime"))
    word = "deleted" if record.get("status") == "Deleted" else "created" if created == changed else "updated"
    type, id = f"qbo.{entity.lower()}.{word}.v1", event_key(entity, record.get("Id"), changed, word)
    return InboundEvent(
        id=id,
        type=type,
        also=(f"{entity.lower()}.{word}", entity.lower()),
        occurred_at=moment(changed),
        body={
            "specversion": "1.0",
            "id": id,
            "type": type,
            "time": changed,
            "intuitentityid": text_of(record.get("Id")),
            "data": record,
        },
    )
