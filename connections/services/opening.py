"""A connection with everything that is needed to act as it: its declaration and its opened secrets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from connections.models import Connection
from connections.providers import find_provider
from connections.services import clients, masks, vault
from connections.services.errors import ConnectionRuleError
from integrations.auth import Access, AuthMethod, OAuth2Code
from integrations.provider import Provider


@dataclass(frozen=True, slots=True)
class Opened:
    """`secrets` are never logged, returned or stored anywhere else. `values` are all that templates may use."""

    connection: Connection
    provider: Provider
    access: Access
    method: AuthMethod
    secrets: Mapping[str, Any] = field(repr=False)
    values: Mapping[str, Any] = field(repr=False)

    @property
    def environment(self) -> str:
        return self.connection.environment


def declaration_of(connection: Connection) -> tuple[Provider, Access, AuthMethod]:
    """Raises ConnectionRuleError when this build no longer knows the provider or the way in."""
    provider = find_provider(connection.company_id, connection.provider)
    access = provider.access if provider else None
    method = access.method(connection.method) if access else None
    if provider is None or access is None or method is None:
        raise ConnectionRuleError(
            f"{connection.name} is a connection to {connection.provider}, which is not available here any more."
        )
    return provider, access, method


def open_connection(connection: Connection) -> Opened:
    """Raises ConnectionRuleError, and what the vault raises. The secrets are hidden from then on wherever data are
    written.
    """
    provider, access, method = declaration_of(connection)
    secrets = vault.open_row(connection)
    masks.learn(connection.company_id, masks.secret_texts(secrets))
    return Opened(connection, provider, access, method, secrets, values_of(connection, method, secrets))


def values_of(connection: Connection, method: AuthMethod, secrets: Mapping[str, Any]) -> dict[str, Any]:
    """What templates may use: the environment's values, the fields, and what the sign-in gave."""
    # The demo plays the provider's production.
    wanted = "production" if connection.environment == "demo" else connection.environment
    environment = next((each for each in method.environments if each.id == wanted), None)
    given = {name: value for name, value in connection.values.items() if value not in (None, "")}
    defaults = {each.name: each.default for each in method.fields if each.default is not None}
    return {**defaults, **(environment.values if environment else {}), **given, **secrets}


def with_client(opened: Opened) -> tuple[dict[str, Any], clients.Client | None]:
    """The values and, for sign-ins, those of the OAuth app. Raises ConnectionRuleError when nobody has set one."""
    if not isinstance(opened.method, OAuth2Code):
        return dict(opened.values), None
    client = clients.require_client(
        company_id=opened.connection.company_id,
        provider=opened.provider,
        environment=opened.environment,
    )
    masks.learn(opened.connection.company_id, [client.client_secret])
    return {**opened.values, "client_id": client.client_id, "client_secret": client.client_secret}, client
