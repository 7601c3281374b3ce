"""What others may know of connections: rows of one company, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from connections.models import (
    Connection,
    ConnectionStatus,
    CustomProvider,
    ProviderClient,
    Secret,
    SigningSecret,
    Subscription,
)


def connections_of(
    company_id: UUID,
    *,
    limit: int,
    after: tuple[object, object] | None = None,
    provider: str = "",
    status: str = "",
    search: str = "",
) -> list[Connection]:
    """The company's connections, the newest first; `after` is the (created_at, id) of the last one seen."""
    found: QuerySet[Connection] = Connection.objects.filter(company_id=company_id).select_related("owner")
    if provider:
        found = found.filter(provider=provider)
    if status:
        found = found.filter(status=status)
    if search:
        found = found.filter(Q(name__icontains=search) | Q(account_label__icontains=search))
    if after:
        found = found.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], id__lt=after[1]))
    return list(found.order_by("-created_at", "-id")[:limit])


def get_connection(company_id: UUID, connection_id: UUID) -> Connection:
    """Raises Connection.DoesNotExist, for another company's as for unknown ones."""
    return Connection.objects.select_related("owner").get(company_id=company_id, id=connection_id)


def usable_connections(company_id: UUID, provider: str) -> list[Connection]:
    """The company's active connections of a provider, its default first."""
    return list(
        Connection.objects.filter(
            company_id=company_id, provider=provider, status=ConnectionStatus.ACTIVE
        ).order_by("-is_default", "created_at", "id")
    )


def same_account(connection: Connection) -> list[Connection]:
    """Other connections of the company that lead to the same account: probably one too many."""
    if not connection.account_id:
        return []
    return list(
        Connection.objects.filter(
            company_id=connection.company_id,
            provider=connection.provider,
            environment=connection.environment,
            account_id=connection.account_id,
        )
        .exclude(id=connection.id)
        .exclude(status=ConnectionStatus.DISCONNECTED)
        .order_by("created_at")
    )


@dataclass(frozen=True, slots=True)
class ConnectionFacts:
    """What checks of a drawing look at."""

    id: UUID
    provider: str
    name: str
    status: str
    is_default: bool
    reason: str
    scopes: list[str]


def connection_facts(company_id: UUID) -> list[ConnectionFacts]:
    """All the company's connections, in one read."""
    rows = Connection.objects.filter(company_id=company_id)
    fields = ("id", "provider", "name", "status", "is_default", "status_reason", "scopes")
    return [ConnectionFacts(*row) for row in rows.values_list(*fields)]


def secrets_of(company_id: UUID) -> list[Secret]:
    """Names and dates, by name."""
    return list(Secret.objects.filter(company_id=company_id).select_related("created_by").order_by("name"))


def secret_names(company_id: UUID) -> frozenset[str]:
    return frozenset(Secret.objects.filter(company_id=company_id).values_list("name", flat=True))


def signing_secrets_of(company_id: UUID, provider: str = "") -> list[SigningSecret]:
    """The company's, the newest first."""
    found = SigningSecret.objects.filter(company_id=company_id).select_related("created_by")
    if provider:
        found = found.filter(provider=provider)
    return list(found.order_by("-created_at", "-id"))


def subscriptions_of(
    company_id: UUID,
    *,
    limit: int,
    after: tuple[object, object] | None = None,
    provider: str = "",
    status: str = "",
    connection_id: UUID | None = None,
) -> list[Subscription]:
    """What is ordered at providers, the newest first; `after` is the (created_at, id) of the last one seen."""
    found = Subscription.objects.filter(company_id=company_id).select_related("connection")
    if provider:
        found = found.filter(provider=provider)
    if status:
        found = found.filter(status=status)
    if connection_id:
        found = found.filter(connection_id=connection_id)
    if after:
        found = found.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], id__lt=after[1]))
    return list(found.order_by("-created_at", "-id")[:limit])


def get_subscription(company_id: UUID, subscription_id: UUID) -> Subscription:
    """Raises Subscription.DoesNotExist, for another company's as for unknown ones."""
    return Subscription.objects.select_related("connection").get(company_id=company_id, id=subscription_id)


def clients_of(company_id: UUID) -> list[ProviderClient]:
    """The company's own OAuth apps."""
    return list(ProviderClient.objects.filter(company_id=company_id).order_by("provider", "environment"))


def custom_providers_of(company_id: UUID) -> list[CustomProvider]:
    return list(CustomProvider.objects.filter(company_id=company_id).order_by("name", "id"))
