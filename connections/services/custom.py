"""Providers that a company describes itself: a name, an address, a way in, a test."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from accounts.identity import Identity
from accounts.services import record_audit
from connections.models import Connection, CustomProvider, ProviderClient
from connections.providers import CUSTOM_PREFIX
from connections.services.errors import ConnectionRuleError, InvalidValueError
from integrations.filling import FillError, fill_url

MOST = 100
AUTHS = ("oauth2", "api_key", "basic")
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")


@transaction.atomic
def create_custom_provider(
    *,
    company_id: UUID,
    name: str,
    base_url: str,
    auth: str,
    options: Mapping[str, Any],
    actor: Identity,
    ip: str | None = None,
) -> CustomProvider:
    """Raises InvalidValueError and ConnectionRuleError."""
    checked = _checked(base_url, auth, options)
    slug = CUSTOM_PREFIX + (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50] or "provider")
    if CustomProvider.objects.filter(company_id=company_id, slug=slug).exists():
        raise ConnectionRuleError(f"There is a provider called {name} already. Give this one another name.")
    if CustomProvider.objects.filter(company_id=company_id).count() >= MOST:
        raise ConnectionRuleError(f"A company can describe {MOST} providers.")
    row = CustomProvider.objects.create(
        company_id=company_id, slug=slug, name=name, base_url=base_url.rstrip("/"), auth=auth, options=checked
    )
    _audit(row, "custom_provider.created", actor, ip)
    return row


@transaction.atomic
def update_custom_provider(
    *,
    company_id: UUID,
    provider_id: UUID,
    name: str,
    base_url: str,
    options: Mapping[str, Any],
    actor: Identity,
    ip: str | None = None,
) -> CustomProvider:
    """Its slug and way in stay. While connections exist its address stays too: their secrets were given for that one.

    Raises CustomProvider.DoesNotExist, InvalidValueError and ConnectionRuleError.
    """
    row = CustomProvider.objects.select_for_update(of=("self",)).get(company_id=company_id, id=provider_id)
    checked = _checked(base_url, row.auth, options)
    is_moved = base_url.rstrip("/") != row.base_url or any(
        checked.get(key) != row.options.get(key) for key in ("authorizeUrl", "tokenUrl", "testPath")
    )
    if is_moved and _connections(row).exists():
        raise ConnectionRuleError(
            f"{row.name} has connections, whose secrets were entered for {row.base_url}. Disconnect and delete them "
            "before its addresses change, or describe a new provider."
        )
    row.name, row.base_url, row.options = name, base_url.rstrip("/"), checked
    row.save()
    _audit(row, "custom_provider.updated", actor, ip)
    return row


@transaction.atomic
def delete_custom_provider(
    *, company_id: UUID, provider_id: UUID, actor: Identity, ip: str | None = None
) -> None:
    """Raises CustomProvider.DoesNotExist, and ConnectionRuleError while it has connections."""
    row = CustomProvider.objects.select_for_update(of=("self",)).get(company_id=company_id, id=provider_id)
    if count := _connections(row).count():
        raise ConnectionRuleError(
            f"{row.name} has {count} connections. Delete them first."
            if count > 1
            else f"{row.name} has a connection. Delete it first."
        )
    ProviderClient.objects.filter(company_id=company_id, provider=row.slug).delete()
    row.delete()
    _audit(row, "custom_provider.deleted", actor, ip)


def _connections(row: CustomProvider) -> Any:
    return Connection.objects.filter(company_id=row.company_id, provider=row.slug)


def _checked(base_url: str, auth: str, options: Mapping[str, Any]) -> dict[str, Any]:
    _check_url("baseUrl", base_url)
    kept = {key: value for key, value in options.items() if value not in (None, "", [])}
    if auth == "oauth2":
        for key, label in (("authorizeUrl", "address to sign in at"), ("tokenUrl", "token address")):
            if not kept.get(key):
                raise InvalidValueError(key, f"The {label} is missing.")
            _check_url(key, kept[key])
    if auth == "api_key" and not _HEADER.fullmatch(kept.get("keyName", "Authorization")):
        raise InvalidValueError(
            "keyName", "The header's or parameter's name has characters that it cannot have."
        )
    test = kept.get("testPath")
    if test and not str(test).startswith("/"):
        raise InvalidValueError("testPath", "The test request is a path that continues the address: /me.")
    return kept


def _check_url(path: str, url: str) -> None:
    if "{" in url or "#" in url:
        raise InvalidValueError(path, "An address has no braces and no fragment.")
    try:
        fill_url(url, {})
    except (FillError, ValueError):
        raise InvalidValueError(
            path, f"{url[:80]} is not an address that starts with https:// or http://."
        ) from None


def _audit(row: CustomProvider, action: str, actor: Identity, ip: str | None) -> None:
    record_audit(identity_or_label=actor, company_id=row.company_id, action=action, target=row.name, ip=ip)
