"""Objects of Rillet that changed, by `updated.gt`. It does not tell when one was made, so a new one is a change too.

The lists come with the newest first and in pages whose mark is good for two hours.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from integrations.following import Batch, Change, Follow, nouns
from integrations.outcomes import Retry
from integrations.polling import Polling, get_json, listed
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.request import part

_PAGE = 100
#: By the entity of events: the path, and what the list is called in the answer. Contracts tell no time of change.
LISTS = {
    "INVOICE": ("/invoices", "invoices"),
    "CREDIT_MEMO": ("/credit-memos", "credit_memos"),
    "CUSTOMER": ("/customers", "customers"),
    "BILL": ("/bills", "bills"),
    "VENDOR": ("/vendors", "vendors"),
    "JOURNAL_ENTRY": ("/journal-entries", "journal_entries"),
}
EVENTS = tuple(f"{entity}.UPDATED" for entity in LISTS)


def _fetch(poll: Polling, entity: str, since: datetime, following: Any) -> Batch:
    path, name = LISTS[entity]
    after = (since - timedelta(milliseconds=1)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    query = {"updated.gt": after, "limit": _PAGE, **({"cursor": following} if following else {})}
    answer = get_json(poll, path, query)
    changes = [_change(entity, record) for record in listed(answer, name)]
    mark = text_of(part(answer, "pagination").get("next_cursor"))
    return Batch(changes, mark if mark and changes else None)


def _change(entity: str, record: dict[str, Any]) -> Change:
    at = moment(record.get("updated_at"))
    if at is None:
        raise Retry("Rillet gave an object without the time of its last change.")
    return Change(id=text_of(record.get("id")), changed_at=at, event=partial(_event, entity, record, at))


def _event(entity: str, record: dict[str, Any], at: datetime, _is_new: bool, id: str) -> InboundEvent:
    """As the webhook sends it: the object itself."""
    return InboundEvent(id=id, type=f"{entity}.UPDATED", occurred_at=at, body=record)


FOLLOW = Follow(names=lambda poll: nouns(poll, tuple(LISTS)), fetch=_fetch)
