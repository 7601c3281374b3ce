"""Sage Intacct's events are looked for: its XML interface sends none."""

from __future__ import annotations

from typing import Any

from integrations.polling import Poll
from integrations.providers.sage_intacct import changes
from integrations.triggers import EventSource, event_types


def sample(type: str) -> dict[str, Any]:
    noun = type.partition(".")[0]
    name = changes.OBJECTS.get(noun, noun.upper())
    return {
        "eventType": type,
        "object": name,
        "recordNo": "77",
        "occurredAt": "2026-01-31T00:00:00Z",
        "record": {
            "RECORDNO": "77",
            "RECORDID": "INV0077",
            "CUSTOMERID": "CUST-1",
            "STATE": "Posted",
            "TOTALENTERED": "1250.00",
            "WHENMODIFIED": "01/31/2026 00:00:00",
        },
    }


SOURCE = EventSource(
    events=event_types(*(f"{noun}.{word}" for noun in changes.OBJECTS for word in ("created", "updated"))),
    sample=sample,
    poll=Poll(
        events=(),
        is_open=True,
        start=changes.FOLLOW.start,
        read=changes.FOLLOW.read,
        refusal=changes.refusal,
    ),
)
