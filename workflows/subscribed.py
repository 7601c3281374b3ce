"""What live event triggers ask of providers: for each connection the events of all of them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, Q

from accounts.ids import parse_public_id
from connections.models import Connection, SigningSecret, Subscription
from connections.services.subscriptions import Way, Wish, note_wishes, way_of
from integrations.finding import event_source, event_sources
from integrations.triggers import EventSource, canonical, is_polled
from workflows.models import Trigger
from workflows.triggers import EVENT, source_of


def told_by_webhook(config: Mapping[str, Any]) -> EventSource | None:
    """The source of a trigger whose events come by webhooks that can be registered from here; None for all others."""
    source = event_source(str(config.get("provider") or ""))
    if source is None or source.webhook is None or source.subscription is None:
        return None
    return None if is_polled(source, config.get("delivery"), config.get("events") or []) else source


def connection_asked(config: Mapping[str, Any]) -> tuple[str, UUID | None] | None:
    """The provider, and the connection that is named, of a trigger that hears by a connection; None for others."""
    source = event_source(str(config.get("provider") or ""))
    if source is None:
        return None
    looks = is_polled(source, config.get("delivery"), config.get("events") or [])
    if not looks and told_by_webhook(config) is None:
        return None
    return str(config["provider"]), named_connection(config)


def names_asked(source: EventSource, config: Mapping[str, Any]) -> dict[str, list[str]]:
    """A trigger's events in the provider's names, by part."""
    assert source.subscription is not None
    chosen = [canonical(source, name) for name in config.get("events") or []]
    known = [event.id for event in source.events if event.id not in source.poll_only]
    return {part: list(names) for part, names in source.subscription.names(chosen, known).items()}


def named_connection(config: Mapping[str, Any]) -> UUID | None:
    return parse_public_id("conn", str(config.get("connectionId") or ""))


def way_of_trigger(company_id: UUID, config: Mapping[str, Any]) -> Way:
    """How its webhooks come to be sent here."""
    provider = str(config.get("provider") or "")
    return way_of(company_id=company_id, provider=provider, connection_id=named_connection(config))


def subscriptions_for(company_id: UUID, config: Mapping[str, Any]) -> tuple[Way, list[Subscription]]:
    """The way, and the rows that a trigger with this config hears by."""
    way, source = way_of_trigger(company_id, config), told_by_webhook(config)
    if source is None or way.connection is None:
        return way, []
    rows = Subscription.objects.filter(
        connection=way.connection, part__in=list(names_asked(source, config))
    ).select_related("connection")
    return way, list(rows.order_by("part"))


@dataclass(slots=True)
class _Seen:
    """What the rows were made from, in this process: while it stays, there is nothing to do."""

    fingerprint: tuple[Any, ...] = ()
    rounds: int = 0


#: A full look at least this often: a change that leaves no trace in the fingerprint is seen then.
FULL_EVERY = 12
_seen = _Seen()


def note_wanted(*, is_full: bool = False) -> int:
    """Make the subscriptions' rows say what live and paused triggers ask for. Idle it asks a few counts. Returns how many
    rows have something to do.
    """
    fingerprint = _fingerprint()
    _seen.rounds += 1
    if not is_full and fingerprint == _seen.fingerprint and _seen.rounds % FULL_EVERY:
        return 0
    changed = note_wishes(_wishes())
    _seen.fingerprint = fingerprint
    return changed


def _triggers() -> Any:
    sources = [
        source_of(EVENT, {"provider": slug})
        for slug, source in event_sources().items()
        if source.subscription is not None
    ]
    return Trigger.objects.filter(Q(live=True) | Q(paused=True), type=EVENT, source__in=sources)


def _fingerprint() -> tuple[Any, ...]:
    return (
        settings.PUBLIC_URL,
        _triggers().aggregate(Max("updated_at"), Count("id")),
        Connection.objects.aggregate(Max("updated_at"), Count("id")),
        SigningSecret.objects.aggregate(Max("created_at"), Count("id")),
    )


@dataclass(slots=True)
class _Gathering:
    company_id: UUID
    provider: str
    events: dict[str, None] = field(default_factory=dict)  # in the order they came


def _wishes() -> dict[tuple[UUID, str], Wish]:
    gathered: dict[tuple[UUID, str], _Gathering] = {}
    ways: dict[tuple[UUID, str, UUID | None], Way] = {}
    for company_id, config in _triggers().values_list("company_id", "config").order_by("id"):
        source = told_by_webhook(config)
        if source is None:
            continue
        provider = str(config["provider"])
        key = (company_id, provider, named_connection(config))
        if key not in ways:
            ways[key] = way_of(company_id=company_id, provider=provider, connection_id=key[2])
        connection = ways[key].connection
        if connection is None:
            continue
        for part, names in names_asked(source, config).items():
            place = gathered.setdefault((connection.id, part), _Gathering(company_id, provider))
            place.events.update(dict.fromkeys(names))
    return {
        key: Wish(one.company_id, one.provider, _without_the_rest(list(one.events)))
        for key, one in gathered.items()
    }


def _without_the_rest(events: list[str]) -> list[str]:
    """All is all: beside it nothing else needs to be named."""
    return ["*"] if "*" in events else events
