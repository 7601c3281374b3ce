"""What is ordered at providers, as rows: whether it can be ordered from here at all, and what live triggers wish for.

The orders themselves are placed by `connections/subscribing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from accounts.ids import public_id
from connections.models import Connection, EnvironmentName, Subscription, SubscriptionStatus
from connections.services.choosing import choose_connection
from integrations.finding import event_source, provider_of
from integrations.outcomes import AuthExpired
from integrations.triggers import EventSource

#: Names that mean this machine or this network to whoever asks.
_LOCAL_ENDINGS = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".test", ".invalid")


@dataclass(frozen=True, slots=True)
class Way:
    """How webhooks of a provider come to be sent here. `by_hand` says why a person has to enter the address there; empty:
    they are registered from here, with `connection`.
    """

    connection: Connection | None
    by_hand: str = ""

    @property
    def is_automatic(self) -> bool:
        return not self.by_hand


def way_of(*, company_id: UUID, provider: str, connection_id: UUID | None = None) -> Way:
    """With the connection that a trigger names, else with the company's choice for the provider."""
    source, name = event_source(provider), name_of(provider)
    if source is None or source.webhook is None or source.subscription is None:
        return Way(None, _no_way(name))
    try:
        chosen = choose_connection(
            company_id=company_id,
            provider=provider,
            provider_name=name,
            run_wants=None,
            block_wants=connection_id,
        )
    except AuthExpired as missing:
        return Way(None, missing.message)
    connection = Connection.objects.get(id=chosen.connection_id)
    return Way(connection, by_hand_because(connection, source))


def by_hand_because(connection: Connection, source: EventSource) -> str:
    """Why webhooks cannot be registered from here with this connection; "" when they can be."""
    name, declared = name_of(connection.provider), source.subscription
    if declared is None:
        return _no_way(name)
    if declared.methods and connection.method not in declared.methods:
        return f"{connection.name} is connected in a way that cannot register webhooks at {name}."
    if (
        source.webhook
        and source.webhook.is_shared
        and settings.PROVIDER_SIGNING_SECRETS.get(connection.provider)
    ):
        return f"Events of {name} come through the app that whoever runs this installation has set up there."
    if declared.option and not option(declared.option[0]):
        return f"{declared.option[0]} is not set: {declared.option[1]}. Whoever runs this installation can set it."
    if connection.environment != EnvironmentName.DEMO and not is_public(settings.PUBLIC_URL):
        return f"{name} has to reach {settings.PUBLIC_URL} from the internet, by https. Set PUBLIC_URL to such an address."
    return ""


def _no_way(name: str) -> str:
    return f"{name} offers no way to register webhooks from here, so the address is entered there by hand."


def is_public(url: str) -> bool:
    """Whether an address looks like one that a provider can call: https, and no name or number of a local network."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        return parts.scheme == "https" and ip_address(host).is_global
    except ValueError:
        return parts.scheme == "https" and "." in host and not host.endswith(_LOCAL_ENDINGS)


def option(name: str) -> str:
    """An operator's setting that a declaration names."""
    return str(getattr(settings, name, "") or "")


def name_of(provider: str) -> str:
    found = provider_of(provider)
    return found.name if found else provider


def company_address(provider: str, company_id: UUID) -> str:
    """The one that people enter by hand."""
    return f"{settings.PUBLIC_URL}/webhooks/{provider}/{company_id}"


def address_of(row: Subscription, source: EventSource) -> str:
    """Each subscription's own, so that it is found again whatever else stands at the provider."""
    address = company_address(row.provider, row.company_id)
    is_own = source.subscription is not None and source.subscription.find is not None
    return f"{address}/{public_id('sub', row.id)}" if is_own else address


# --- wishes ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wish:
    """What live triggers ask of one connection, in the provider's names."""

    company_id: UUID
    provider: str
    events: Sequence[str]


def note_wishes(wishes: Mapping[tuple[UUID, str], Wish]) -> int:
    """Make the rows say what is wished for, by connection and part: new ones, wider and narrower ones, and those that nobody
    wishes for any more. All of them become due at once. Returns how many.
    """
    changed = 0
    fields = ("id", "connection_id", "part", "wanted")
    known = {(row[1], row[2]): (row[0], row[3]) for row in Subscription.objects.values_list(*fields)}
    fresh = [
        Subscription(
            company_id=wish.company_id,
            connection_id=connection_id,
            provider=wish.provider,
            part=part,
            wanted=list(wish.events),
            due_at=Now(),
        )
        for (connection_id, part), wish in wishes.items()
        if (connection_id, part) not in known
    ]
    for row in fresh:
        Subscription.objects.bulk_create([row], ignore_conflicts=True)
    changed += len(fresh)
    for key, (id, before) in known.items():
        wish = wishes.get(key)
        wanted = list(wish.events) if wish else []
        if sorted(before) != sorted(wanted):
            changed += _touch(Subscription.objects.filter(id=id), wanted=wanted)
    return changed


def _touch(rows: QuerySet[Subscription], **fields: object) -> int:
    return rows.update(**fields, due_at=Now(), revision=F("revision") + 1)


def check_now(*, company_id: UUID, subscription_id: UUID) -> Subscription:
    """It is looked after within seconds, whatever pause it was in. Raises Subscription.DoesNotExist."""
    rows = Subscription.objects.filter(company_id=company_id, id=subscription_id)
    if not _touch(rows, note=""):
        raise Subscription.DoesNotExist
    return rows.select_related("connection").get()


def wake(connection_id: UUID) -> int:
    """The connection works again: what failed with it is tried at once."""
    waiting = Q(status=SubscriptionStatus.FAILING) | Q(status=SubscriptionStatus.BY_HAND)
    return _touch(Subscription.objects.filter(waiting, connection_id=connection_id))
