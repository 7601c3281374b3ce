"""Envelopes whose status changed. DocuSign asks not to be asked for the same more often than every 15 minutes.

https://developers.docusign.com/docs/esign-rest-api/reference/envelopes/envelopes/liststatuschanges/
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from integrations.following import Batch, Change, Follow
from integrations.outcomes import Retry
from integrations.polling import Polling, get_json, listed
from integrations.webhooks.events import InboundEvent, moment, text_of

_PAGE = 1_000
EVERY_MS = 900_000
EVENTS = tuple(
    f"envelope-{word}" for word in ("created", "sent", "delivered", "completed", "declined", "voided")
)
#: The list is in another order than that of the status, and its pages are counted: a whole hour is read again.
_LAG = timedelta(hours=1)


def _fetch(poll: Polling, _name: str, since: datetime, following: Any) -> Batch:
    start = int(following or 0)
    query = {
        "from_date": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "from_to_status": "changed",
        "order_by": "last_modified",
        "order": "asc",
        "count": _PAGE,
        "start_position": start,
    }
    envelopes = listed(get_json(poll, "/envelopes", query), "envelopes")
    more = start + len(envelopes) if len(envelopes) >= _PAGE else None
    return Batch([_change(poll, envelope) for envelope in envelopes], more)


def _change(poll: Polling, envelope: dict[str, Any]) -> Change:
    at = moment(envelope.get("statusChangedDateTime"))
    if at is None:
        raise Retry("DocuSign gave an envelope without the time of its last status.")
    id = f"{text_of(envelope.get('envelopeId'))}:{text_of(envelope.get('status'))}"
    return Change(id=id, changed_at=at, event=partial(_event, poll, envelope, at))


def _event(poll: Polling, envelope: dict[str, Any], at: datetime, _is_new: bool, id: str) -> InboundEvent:
    """In the form of Connect's message, with the envelope as its summary."""
    account, envelope_id = poll.account.values.get("account_id", ""), text_of(envelope.get("envelopeId"))
    type = f"envelope-{text_of(envelope.get('status')).lower()}"
    return InboundEvent(
        id=id,
        type=type,
        account=account,
        occurred_at=at,
        body={
            "event": type,
            "apiVersion": "v2.1",
            "uri": f"/restapi/v2.1/accounts/{account}/envelopes/{envelope_id}",
            "generatedDateTime": text_of(envelope.get("statusChangedDateTime")),
            "data": {"accountId": account, "envelopeId": envelope_id, "envelopeSummary": envelope},
        },
    )


FOLLOW = Follow(names=lambda _poll: ("envelopes",), fetch=_fetch, lag=_LAG)
