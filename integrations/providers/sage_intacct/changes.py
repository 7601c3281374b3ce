"""Objects of Sage Intacct that changed, by WHENMODIFIED (to the second, in UTC). Its XML interface tells of nothing by itself.

A query finds which ones, a second request reads them whole: fields differ from object to object, and a query has to name its.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any
from uuid import uuid4

from integrations.blocktype import Operation
from integrations.encoding import from_xml, to_xml
from integrations.following import Change, Follow, ascending
from integrations.http import HttpRequest
from integrations.outcomes import Retry
from integrations.polling import ANSWER_SECONDS, Polling, ask
from integrations.providers.sage_intacct.operations.queries import QUERY, READ
from integrations.providers.sage_intacct.provider import ENVELOPE, PROVIDER
from integrations.refusals import failure_of, is_refusal
from integrations.webhooks.events import InboundEvent, text_of

_PAGE = 100  # as many as one read takes
#: Nouns of events where they differ from the object's own name.
OBJECTS = {
    "customer": "CUSTOMER", "vendor": "VENDOR", "invoice": "ARINVOICE", "bill": "APBILL", "payment": "ARPYMT",
    "bill_payment": "APPYMT", "journal_entry": "GLBATCH", "project": "PROJECT", "item": "ITEM",
}  # fmt: skip
_NAME = re.compile(r"([A-Za-z][A-Za-z0-9_]{0,79})\.(created|updated|\*)")
_STAMP = "%m/%d/%Y %H:%M:%S"


def refusal(event: str) -> str:
    """Why an event cannot be looked for."""
    if event == "*" or _NAME.fullmatch(event):
        return ""
    return (
        "Sage Intacct’s changes are named by object: invoice.created, customer.updated, sodocument.updated."
    )


def _names(poll: Polling) -> list[str]:
    wanted = dict.fromkeys(name.partition(".")[0].casefold() for name in poll.events)
    return list(OBJECTS) if not wanted or "*" in wanted else list(wanted)


def _page(poll: Polling, noun: str, since: datetime, skip: int) -> tuple[Sequence[Change], bool]:
    name = OBJECTS.get(noun, noun.upper())
    query = {
        "object": name,
        "select": {"field": ["RECORDNO", "WHENMODIFIED"]},
        "filter": {"greaterthanorequalto": {"field": "WHENMODIFIED", "value": since.strftime(_STAMP)}},
        "orderby": {"order": {"field": "WHENMODIFIED", "ascending": None}},
        "pagesize": _PAGE,
        "offset": skip,
    }
    data = _call(poll, QUERY, {"query": query})
    rows = _rows(data, name)
    if not rows:
        return [], False
    keys = [text_of(row.get("RECORDNO")) for row in rows]
    read = _call(poll, READ, {"read": {"object": name, "keys": ",".join(keys), "fields": "*"}})
    whole = {text_of(record.get("RECORDNO")): record for record in _rows(read, name)}
    changes = [_change(noun, name, row, whole.get(key, row)) for key, row in zip(keys, rows, strict=True)]
    return changes, text_of(data.get("@numremaining")) not in ("", "0")


def _call(poll: Polling, operation: Operation, function: Mapping[str, Any]) -> dict[str, Any]:
    """The `data` of the answer. Errors come with status 200; raises what a block with the same operation would."""
    body = f'<function controlid="{uuid4()}">{to_xml(function)}</function>'
    request = HttpRequest(
        "POST",
        poll.account.base_url,
        content=ENVELOPE.replace("{function}", body),
        headers={"Content-Type": "application/xml"},
        timeout_seconds=ANSWER_SECONDS,
        effect="read",
    )
    response = ask(poll, request)
    try:
        payload = from_xml(response.content)
        if is_refusal(PROVIDER, (200,), response, payload):
            now_ms = int(poll.now.timestamp() * 1000)
            raise failure_of(PROVIDER, operation, response, payload, is_repeatable=True, now_ms=now_ms)
        data = payload["response"]["operation"]["result"]["data"]
    except (ValueError, KeyError, TypeError):
        raise Retry("Sage Intacct answered with something else than a result.") from None
    return data if isinstance(data, dict) else {}


def _rows(data: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name) or data.get(name.lower()) or []
    return [row for row in (found if isinstance(found, list) else [found]) if isinstance(row, dict)]


def _change(noun: str, name: str, row: Mapping[str, Any], record: dict[str, Any]) -> Change:
    at = _moment(row.get("WHENMODIFIED"))
    if at is None:
        raise Retry("Sage Intacct gave a record without the time of its last change.")
    return Change(
        id=text_of(row.get("RECORDNO")),
        changed_at=at,
        # WHENCREATED of a document is its date; of others the time they were made.
        created_at=_moment(record.get("AUWHENCREATED")) or _moment(record.get("WHENCREATED")),
        event=partial(_event, noun, name, record, at),
    )


def _event(noun: str, name: str, record: dict[str, Any], at: datetime, is_new: bool, id: str) -> InboundEvent:
    type = f"{noun}.{'created' if is_new else 'updated'}"
    return InboundEvent(
        id=id,
        type=type,
        occurred_at=at,
        body={
            "eventType": type,
            "object": name,
            "recordNo": text_of(record.get("RECORDNO")),
            "occurredAt": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "record": record,
        },
    )


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.strptime(value, _STAMP).replace(tzinfo=UTC) if isinstance(value, str) else None
    except ValueError:
        return None


FOLLOW = Follow(names=_names, fetch=ascending(_page))
