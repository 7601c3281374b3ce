"""What a provider can tell of: the events that start runs, and the ways they come. Data, for `providers/<slug>/triggers.py`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from integrations.polling import Poll
from integrations.subscribing import Subscription
from integrations.webhooks.events import InboundEvent
from integrations.webhooks.webhook import Webhook

#: Each event of the provider, whatever it is called.
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One kind of event. `aliases` are other names that a trigger may give it."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSource:
    """The events of a provider. `is_open`: it has more kinds than are listed, so a name that is not is no mistake.
    `webhook` and `poll` are the two ways they come; `subscription` says how the provider is told where to send its webhooks,
    without one a person enters the address there. `notices` are the types, or patterns of them, that speak of the
    registration itself and start nothing.

    `sample` gives a body of that type as it arrives, for the picker and for a first test run. `other_names` gives what
    an event of that type with that body is called besides.
    """

    events: tuple[EventType, ...]
    sample: Callable[[str], Any]
    webhook: Webhook | None = None
    poll: Poll | None = None
    other_names: Callable[[str, Any], tuple[str, ...]] = lambda _type, _body: ()
    is_open: bool = True
    poll_only: frozenset[str] = frozenset()  # types that no webhook brings
    subscription: Subscription | None = None
    notices: tuple[str, ...] = ()

    def event_type(self, name: str) -> EventType | None:
        """The listed type of that name or alias."""
        wanted = _plain(name)
        for event in self.events:
            if wanted in (_plain(event.id), *map(_plain, event.aliases)):
                return event
        return None


def is_notice(source: EventSource, type: str) -> bool:
    """Whether such an event speaks of the registration itself."""
    return any(_fits(_plain(type), _plain(pattern)) for pattern in source.notices)


def is_polled(source: EventSource, delivery: str | None, chosen: Iterable[str]) -> bool:
    """Whether a trigger's events are looked for: because it says so, or because they come in no other way."""
    if source.poll is None:
        return False
    if delivery == "poll" or source.webhook is None:
        return True
    names = [canonical(source, name) for name in chosen]
    return bool(names) and all(name in source.poll_only for name in names)


def canonical(source: EventSource, name: str) -> str:
    """The name by which a listed type is known; any other as it is."""
    known = source.event_type(name)
    return known.id if known else name.strip()


def event_types(*ids: str, names: dict[str, str] | None = None) -> tuple[EventType, ...]:
    """Types whose names say what they mean: `invoice.payment_failed` is “Invoice payment failed”. `names` are others."""
    return tuple(EventType(id=id, name=(names or {}).get(id) or _titled(id)) for id in ids)


def wants(source: EventSource, chosen: Iterable[str], event: InboundEvent) -> bool:
    """Whether a trigger with these events is meant. None chosen means all; `invoice.*` means all that begin so."""
    names = [_plain(name) for name in (event.type, *event.also)]
    listed = False
    for wish in chosen:
        listed = True
        known = source.event_type(wish)
        pattern = _plain(known.id if known else wish)
        if pattern == ANY or any(_fits(name, pattern) for name in names):
            return True
    return not listed


def _fits(name: str, pattern: str) -> bool:
    return name == pattern or (pattern.endswith("*") and fnmatchcase(name, pattern))


def _plain(name: str) -> str:
    return name.strip().casefold()


def _titled(id: str) -> str:
    words = re.sub(r"[._-]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", id)).strip().lower()
    return words[:1].upper() + words[1:]
