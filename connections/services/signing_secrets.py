"""The secrets by which a provider's webhooks are known: a company's own, and those of the operator's app for all.

Stored ones are a company's. The operator's stand in the environment (`PROVIDER_<SLUG>_SIGNING_SECRET`), or are those of the
OAuth app where the provider signs with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction

from accounts.identity import Identity
from accounts.services import record_audit
from connections.models import Connection, ConnectionStatus, ProviderClient, SigningSecret
from connections.services import masks, vault
from connections.services.environment_secrets import check_secret_value
from connections.services.errors import ConnectionRuleError, InvalidValueError
from integrations.finding import event_source, provider_of
from integrations.webhooks.webhook import Webhook

#: More than a rotation ever needs.
MOST = 20
_BROKEN = (ConnectionStatus.DISCONNECTED, ConnectionStatus.REVOKED, ConnectionStatus.PENDING)


@dataclass(frozen=True, slots=True)
class Known:
    """The valid secrets, the newest first: `own` prove a request for this company alone, `shared` one for any."""

    own: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        return self.own + self.shared


def webhook_of(provider: str) -> Webhook | None:
    """How the provider's webhooks are judged; None where it sends none."""
    source = event_source(provider)
    return source.webhook if source else None


def known_secrets(*, company_id: UUID | None, provider: str) -> Known:
    """All that may prove a request of the provider; None: on the address that belongs to no company."""
    webhook = webhook_of(provider)
    if webhook is None:
        return Known()
    own = () if company_id is None else tuple(_own(company_id, provider, webhook))
    return Known(own, tuple(_shared(provider, webhook)) if webhook.is_shared else ())


def is_set(*, company_id: UUID, provider: str) -> bool:
    """Whether anything could be proven at all."""
    return bool(known_secrets(company_id=company_id, provider=provider).all)


def count_own(*, company_id: UUID, provider: str) -> int:
    """Those that a person entered."""
    return SigningSecret.objects.filter(company_id=company_id, provider=provider, registration="").count()


def _own(company_id: UUID, provider: str, webhook: Webhook) -> list[str]:
    rows = SigningSecret.objects.filter(company_id=company_id, provider=provider).order_by("-created_at")
    found = [str(vault.open_row(row)["value"]) for row in rows]
    if webhook.secret.from_client:
        clients = ProviderClient.objects.filter(company_id=company_id, provider=provider)
        found += [str(vault.open_row(row).get("client_secret", "")) for row in clients]
    if webhook.secret.from_connection:
        field = webhook.secret.from_connection
        connections = Connection.objects.filter(
            company_id=company_id, provider=provider, sealed__isnull=False
        )
        found += [
            str(vault.open_row(row).get(field) or "") for row in connections.exclude(status__in=_BROKEN)
        ]
    return [secret for secret in found if secret]


def _shared(provider: str, webhook: Webhook) -> list[str]:
    found = list(settings.PROVIDER_SIGNING_SECRETS.get(provider, ()))
    if webhook.secret.from_client:
        rows = ProviderClient.objects.filter(company__isnull=True, provider=provider)
        found += [str(vault.open_row(row).get("client_secret", "")) for row in rows]
        found += [given[1] for (slug, _), given in settings.PROVIDER_CLIENTS.items() if slug == provider]
    return [secret for secret in found if secret]


@transaction.atomic
def add_signing_secret(
    *,
    company_id: UUID,
    provider: str,
    value: str,
    actor: Identity | str,
    name: str = "",
    registration: str = "",
    ip: str | None = None,
) -> SigningSecret:
    """One more valid secret; those before it stay valid until they are deleted. Raises InvalidValueError."""
    webhook = webhook_of(provider)
    if webhook is None:
        raise InvalidValueError("provider", f"{provider} sends no webhooks.")
    value = value.strip()
    check_secret_value(value)
    if not webhook.secret.is_secret and "@" not in value:
        raise InvalidValueError(
            "value", f"Enter the {webhook.secret.label.lower()}, which looks like a mail address."
        )
    if count_own(company_id=company_id, provider=provider) >= MOST:
        raise ConnectionRuleError(
            f"There are {MOST} secrets of {provider} already. Delete those that are no longer used."
        )
    row = SigningSecret(
        company_id=company_id,
        provider=provider,
        name=name.strip(),
        registration=registration,
        created_by_id=actor.user_id if isinstance(actor, Identity) else None,
    )
    vault.seal_row(row, {"value": value})
    row.save()
    if webhook.secret.is_secret:
        masks.learn(company_id, [value])
    _audit(row, "added", actor, ip)
    return row


@transaction.atomic
def delete_signing_secret(
    *, company_id: UUID, secret_id: UUID, actor: Identity | str, ip: str | None = None
) -> None:
    """What is signed with it is refused from now on. Raises SigningSecret.DoesNotExist."""
    row = SigningSecret.objects.get(company_id=company_id, id=secret_id)
    _audit(row, "deleted", actor, ip)
    row.delete()


# --- of registrations that are made from here -----------------------------------------------------------


def registered_secret(*, company_id: UUID, registration: str) -> str:
    """The newest one of that registration; "" where there is none that can be opened."""
    rows = SigningSecret.objects.filter(company_id=company_id, registration=registration)
    row = rows.order_by("-created_at", "-id").first()
    if row is None:
        return ""
    try:
        return str(vault.open_row(row)["value"])
    except vault.BrokenSealError:
        return ""


def keep_registered_secret(*, company_id: UUID, provider: str, registration: str, value: str) -> None:
    """The only valid one of that registration from now on. In the caller's transaction."""
    rows = SigningSecret.objects.filter(company_id=company_id, registration=registration)
    rows.delete()
    row = SigningSecret(company_id=company_id, provider=provider, registration=registration)
    vault.seal_row(row, {"value": value})
    row.save()
    masks.learn(company_id, [value])


def forget_registered_secret(*, company_id: UUID, registration: str) -> None:
    """What is signed with it is refused from now on. In the caller's transaction."""
    SigningSecret.objects.filter(company_id=company_id, registration=registration).delete()


def _audit(row: SigningSecret, what: str, actor: Identity | str, ip: str | None) -> None:
    provider = provider_of(row.provider)
    record_audit(
        identity_or_label=actor,
        company_id=row.company_id,
        action=f"signing_secret.{what}",
        target=provider.name if provider else row.provider,
        data={"provider": row.provider, "name": row.name},
        ip=ip,
    )
