"""Providers one can connect to: those of this build, found by folder, and those a company described itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from connections.models import CustomProvider
from integrations.auth import (
    BEARER,
    Access,
    ApiKeyAuth,
    AuthMethod,
    BasicAuth,
    ConnectionTest,
    CredentialField,
    OAuth2Code,
    Placement,
)
from integrations.finding import provider_of, provider_slugs
from integrations.provider import Provider

CUSTOM_PREFIX = "custom-"


def find_provider(company_id: UUID, slug: str) -> Provider | None:
    """A provider that can be connected to by this company, its own included; None for any other slug."""
    if slug.startswith(CUSTOM_PREFIX):
        row = CustomProvider.objects.filter(company_id=company_id, slug=slug).first()
        return described(row) if row else None
    found = provider_of(slug)
    return found if found and found.access else None


def list_providers(company_id: UUID) -> list[Provider]:
    """All that this company can connect to, in the palette's order, its own last."""
    built_in = [provider_of(slug) for slug in provider_slugs()]
    shown = [provider for provider in built_in if provider and provider.access]
    custom = CustomProvider.objects.filter(company_id=company_id).order_by("name", "id")
    return sorted(shown, key=lambda provider: (provider.order, provider.name)) + [
        described(row) for row in custom
    ]


def described(row: CustomProvider) -> Provider:
    """A company's own provider as a declaration like the others."""
    test = row.options.get("testPath")
    return Provider(
        slug=row.slug,
        name=row.name,
        description=row.base_url,
        color="#5b6472",
        icon="plug",
        order=900,
        access=Access(
            methods=(_method(row),),
            base_url=row.base_url,
            test=ConnectionTest(url=test) if test else None,
        ),
    )


def _method(row: CustomProvider) -> AuthMethod:
    options: dict[str, Any] = row.options
    if row.auth == "basic":
        return BasicAuth(
            id="basic",
            label="User name and password",
            fields=(
                CredentialField(name="username", label="User name"),
                CredentialField(name="password", label="Password", secret=True, required=False),
            ),
        )
    if row.auth == "api_key":
        where = options.get("keyName") or "Authorization"
        value = f"{options.get('keyPrefix', '')}{{api_key}}"
        is_query = options.get("keyIn") == "query"
        return ApiKeyAuth(
            id="api_key",
            label="API key",
            fields=(CredentialField(name="api_key", label="API key", secret=True),),
            placement=Placement(query={where: value}) if is_query else Placement(headers={where: value}),
        )
    return OAuth2Code(
        id="oauth2",
        label="Sign in",
        authorize_url=options["authorizeUrl"],
        token_url=options["tokenUrl"],
        scopes=tuple(options.get("scopes", ())),
        scope_separator=options.get("scopeSeparator", " "),
        client_auth=options.get("clientAuth", "body"),
        pkce=bool(options.get("pkce", True)),
        rotates=True,  # nobody said, so the careful assumption
        placement=BEARER,
    )
