"""The OAuth apps that Headrace signs in as: a company's own, else the operator's, else that of the environment."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.identity import Identity
from accounts.services import record_audit
from connections.models import Connection, EnvironmentName, ProviderClient
from connections.providers import find_provider
from connections.services import masks, restoring, vault
from connections.services.errors import ConnectionRuleError, InvalidValueError
from integrations.auth import OAuth2Code
from integrations.provider import Provider


@dataclass(frozen=True, slots=True)
class Client:
    """`row_id` is None for one from the environment. `is_refused`: the provider does not know it any more."""

    client_id: str
    client_secret: str
    row_id: UUID | None
    is_refused: bool = False


def find_client(*, company_id: UUID, provider: str, environment: str) -> Client | None:
    """The app to use for this company, or None while nobody has set one."""
    own = _rows(company_id, provider, environment).first()
    row = own or _rows(None, provider, environment).first()
    if row is not None:
        secret = str(vault.open_row(row).get("client_secret", ""))
        return Client(row.client_id, secret, row.id, row.refused_at is not None)
    given = settings.PROVIDER_CLIENTS.get((provider, environment))
    return Client(*given, row_id=None) if given and given[0] else None


def require_client(*, company_id: UUID, provider: Provider, environment: str) -> Client:
    """Raises ConnectionRuleError with what to set and where."""
    found = find_client(company_id=company_id, provider=provider.slug, environment=environment)
    if found is not None:
        return found
    if environment == EnvironmentName.DEMO:
        return Client("demo-client", "demo-client-secret", None)  # the pretended providers take any
    name = provider.slug.upper().replace("-", "_")
    raise ConnectionRuleError(
        f"Nobody has set up the OAuth app for {provider.name} ({environment}) yet. An owner or admin enters its client id "
        f"and secret in the settings; an operator can set PROVIDER_{name}_CLIENT_ID and PROVIDER_{name}_CLIENT_SECRET."
    )


def configured_environments(company_id: UUID) -> dict[str, set[str]]:
    """For each provider, the environments in which sign-ins are possible."""
    rows = ProviderClient.objects.filter(Q(company_id=company_id) | Q(company_id__isnull=True))
    found: dict[str, set[str]] = {}
    for provider, environment in (*rows.values_list("provider", "environment"), *settings.PROVIDER_CLIENTS):
        found.setdefault(provider, set()).add(environment)
    return found


@transaction.atomic
def set_client(
    *,
    company_id: UUID | None,
    provider: str,
    environment: str,
    client_id: str,
    client_secret: str,
    actor: Identity | str,
    ip: str | None = None,
) -> ProviderClient:
    """Stores the app of a company (None: of the installation). What waited because the one before was refused goes on.

    Raises InvalidValueError for a provider without sign-in.
    """
    _check_provider(company_id, provider)
    if environment not in EnvironmentName.values:
        raise InvalidValueError("environment", "The environment is production or sandbox.")
    row = _rows(company_id, provider, environment).select_for_update(of=("self",)).first()
    if row is None:
        row = ProviderClient(company_id=company_id, provider=provider, environment=environment)
    was_refused = row.refused_at is not None
    row.client_id, row.refused_at = client_id.strip(), None
    row.updated_by = (actor if isinstance(actor, str) else actor.label)[:200]
    vault.seal_row(row, {"client_secret": client_secret})
    row.save()
    if company_id:
        masks.learn(company_id, [client_secret])
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="provider_client.set",
        target=provider,
        data={"environment": environment, "clientId": row.client_id},
        ip=ip,
    )
    if was_refused:
        _let_go_on(row)
    return row


@transaction.atomic
def delete_client(
    *, company_id: UUID | None, provider: str, environment: str, actor: Identity | str, ip: str | None = None
) -> None:
    """Raises ProviderClient.DoesNotExist."""
    _rows(company_id, provider, environment).get().delete()
    record_audit(
        identity_or_label=actor,
        company_id=company_id,
        action="provider_client.deleted",
        target=provider,
        data={"environment": environment},
        ip=ip,
    )


def note_refused(row_id: UUID | None) -> None:
    """The provider does not accept this app. Nothing expires: what uses it waits until an operator has put it right."""
    if row_id is not None:
        ProviderClient.objects.filter(id=row_id, refused_at=None).update(refused_at=timezone.now())


def note_accepted(row_id: UUID | None) -> None:
    if row_id is not None:
        ProviderClient.objects.filter(id=row_id).exclude(refused_at=None).update(refused_at=None)


def _rows(company_id: UUID | None, provider: str, environment: str) -> QuerySet[ProviderClient]:
    owner = Q(company_id__isnull=True) if company_id is None else Q(company_id=company_id)
    return ProviderClient.objects.filter(owner, provider=provider, environment=environment)


def _let_go_on(row: ProviderClient) -> None:
    found = Connection.objects.filter(
        provider=row.provider, environment=row.environment, status_code="client_refused"
    )
    if row.company_id:
        found = found.filter(company_id=row.company_id)
    for connection in found:
        restoring.connection_restored(connection)
    found.update(status_code="", status_reason="", status_detail="", lease_owner="", lease_until=None)


def _check_provider(company_id: UUID | None, slug: str) -> None:
    provider = find_provider(company_id or UUID(int=0), slug)
    access = provider.access if provider else None
    if access is None or not any(isinstance(method, OAuth2Code) for method in access.methods):
        raise InvalidValueError("provider", f"{slug} is not a provider that people sign in to.")
