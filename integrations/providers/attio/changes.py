"""Records that were made in Attio. It does not tell when a record was changed: for that there are webhooks.

https://docs.attio.com/rest-api/guides/filtering-and-sorting
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any

from integrations.following import Change, Follow, ascending
from integrations.outcomes import Retry
from integrations.polling import Polling, get_json, listed, post_json
from integrations.webhooks.events import InboundEvent, moment, text_of
from integrations.webhooks.request import part

_PAGE = 500
CREATED = "record.created"
_OF_OBJECT = re.compile(r"[a-z][a-z0-9_-]{0,99}\.(created|\*)")
#: What Attio's webhooks have `created` events of besides.
_NO_OBJECTS = ("list.", "list-entry.", "note.", "task.", "comment.", "object-attribute.", "workspace-member.")


def refusal(event: str) -> str:
    """Why an event cannot be looked for."""
    name = event.casefold()
    if name == "*" or (_OF_OBJECT.fullmatch(name) and not name.startswith(_NO_OBJECTS)):
        return ""
    return (
        "Of Attio only new records can be looked for: record.created, or those of one object, such as people.created. "
        "The rest comes by webhook."
    )


def _names(poll: Polling) -> list[str]:
    """The objects that the events name, by their slugs; all of the workspace for `record.created`."""
    wanted = {name.partition(".")[0].casefold() for name in poll.events}
    if not wanted or wanted & {"record", "*"}:
        found = [text_of(item.get("api_slug")) for item in listed(get_json(poll, "/objects"), "data")]
        return [slug for slug in found if slug]
    return sorted(wanted)


def _page(poll: Polling, slug: str, since: datetime, skip: int) -> tuple[Sequence[Change], bool]:
    body = {
        "filter": {"created_at": {"$gte": since.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}},
        "sorts": [{"attribute": "created_at", "direction": "asc"}],
        "limit": _PAGE,
        "offset": skip,
    }
    records = listed(post_json(poll, f"/objects/{slug}/records/query", body), "data")
    return [_change(slug, record) for record in records], len(records) >= _PAGE


def _change(slug: str, record: dict[str, Any]) -> Change:
    at = moment(record.get("created_at"))
    if at is None:
        raise Retry("Attio gave a record without the time of its creation.")
    id = text_of(part(record, "id").get("record_id"))
    return Change(id=id, changed_at=at, created_at=at, event=partial(_event, slug, record, at))


def _event(slug: str, record: dict[str, Any], at: datetime, _is_new: bool, id: str) -> InboundEvent:
    """In the form of a webhook's event, with the record beside it."""
    ids = part(record, "id")
    return InboundEvent(
        id=id,
        type=CREATED,
        also=(f"{slug}.created",),
        account=text_of(ids.get("workspace_id")),
        occurred_at=at,
        body={"event_type": CREATED, "id": ids, "object": slug, "record": record},
    )


FOLLOW = Follow(names=_names, fetch=ascending(_page))
