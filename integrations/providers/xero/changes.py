"""Records of Xero that changed, by `If-Modified-Since`. Xero does not tell when a record was made, so a new one is a change too.

https://developer.xero.com/documentation/api/accounting/requests-and-responses
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from integrations.following import Change, Follow, ascending, nouns
from integrations.outcomes import Retry
from integrations.polling import Polling, get, listed
from integrations.webhooks.events import InboundEvent, text_of

_PAGE = 100
#: By the category of events: the list in addresses and answers, and the name of its records' id.
LISTS = {
    "CONTACT": ("Contacts", "ContactID"),
    "INVOICE": ("Invoices", "InvoiceID"),
    "CREDITNOTE": ("CreditNotes", "CreditNoteID"),
    "PAYMENT": ("Payments", "PaymentID"),
    "BANKTRANSACTION": ("BankTransactions", "BankTransactionID"),
}
EVENTS = tuple(f"{category}.UPDATE" for category in LISTS)
#: Xero counts the requests of a day, 1,000 to 5,000 for an organisation: five lists at this pace are 1,440.
EVERY_MS = 300_000
_DATE = re.compile(r"/Date\((\d+)([+-]\d{4})?\)/")


def _page(poll: Polling, category: str, since: datetime, skip: int) -> tuple[Sequence[Change], bool]:
    """The header knows whole seconds, and whether it means that second too is not written anywhere: one is taken off."""
    path, id_name = LISTS[category]
    query = {"page": skip // _PAGE + 1, "pageSize": _PAGE, "order": "UpdatedDateUTC ASC"}
    if category == "CONTACT":
        query["includeArchived"] = "true"
    after = (since - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S")
    response = get(poll, f"/{path}", query, headers={"If-Modified-Since": after}, allow=(304,))
    if response.status == 304:
        return [], False
    try:
        answer = response.json()
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Retry("Xero answered with something else than a JSON object.")
    records = listed(answer, path)
    changes = [_change(poll, category, text_of(record.get(id_name)), record) for record in records]
    return changes, len(records) >= _PAGE


def _change(poll: Polling, category: str, id: str, record: dict[str, Any]) -> Change:
    at = _moment(record.get("UpdatedDateUTC"))
    return Change(id=id, changed_at=at, event=partial(_event, poll, category, id, record, at))


def _event(
    poll: Polling, category: str, record_id: str, record: dict[str, Any], at: datetime, _is_new: bool, id: str
) -> InboundEvent:
    """In the form of a webhook's event, with the record beside it."""
    path, _ = LISTS[category]
    tenant = poll.account.values.get("tenant_id", "")
    return InboundEvent(
        id=id,
        type=f"{category}.UPDATE",
        account=tenant,
        occurred_at=at,
        body={
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/{path}/{record_id}",
            "resourceId": record_id,
            "eventDateUtc": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}",
            "eventType": "UPDATE",
            "eventCategory": category,
            "tenantId": tenant,
            "tenantType": "ORGANISATION",
            "record": record,
        },
    )


def _moment(value: Any) -> datetime:
    found = _DATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise Retry("Xero gave a record without the time of its last change.")
    return datetime.fromtimestamp(int(found[1]) / 1000, UTC)


FOLLOW = Follow(names=lambda poll: nouns(poll, tuple(LISTS)), fetch=ascending(_page))
