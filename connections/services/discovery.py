"""After a sign-in, or where a key was entered: which account is the token for? Xero's tenants, DocuSign's accounts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from connections import credentials
from connections.delivery import deliver
from connections.models import Connection, ConnectionStatus
from connections.protocol import Grant, jwt_claims
from connections.services import opening
from connections.services.states import because
from integrations.auth import Access, AuthMethod, Discovery
from integrations.filling import FillError, fill_if_given, fill_url, read_path
from integrations.http import HttpRequest

_SECONDS = 15.0


def discover(
    connection: Connection, access: Access, method: AuthMethod, grant: Grant
) -> list[dict[str, Any]]:
    """The accounts that the token is for: one that is meant, or several to choose from; none where nobody needs to ask.
    A connection that has an account gets that one alone, where the token is for it too.

    Raises StepFailure, and FillError when the provider names no account.
    """
    discovery = method.discovery
    if discovery is None:
        return []
    opened = opening.open_connection(connection)
    request = HttpRequest(
        "GET",
        fill_url(discovery.url, opened.values),
        headers={"Accept": "application/json"},
        timeout_seconds=_SECONDS,
        max_response_bytes=1024 * 1024,
    )
    sent = credentials.with_credentials(
        request,
        access=_reaching(access, discovery.url),
        method=method,
        environment=connection.environment,
        values=opened.values,
    )
    response = deliver(sent, connection.environment)
    try:
        data = response.json() if response.status < 400 else None
    except ValueError:
        data = None
    found = [data] if discovery.items is None else read_path(data, discovery.items)
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    if not items:
        raise FillError("the provider named none")
    preferred = [item for item in items if _is_preferred(discovery, item, opened.values, grant)]
    chosen = preferred if len(preferred) == 1 else items
    if connection.account_id:
        same = [item for item in items if str(read_path(item, discovery.id)) == connection.account_id]
        chosen = same or chosen
    return [_choice(discovery, item) for item in chosen[:200]]


def take(connection: Connection, choices: list[dict[str, Any]]) -> bool:
    """The only account becomes the connection's. Several wait for a person to choose one (False)."""
    if len(choices) > 1:
        Connection.objects.filter(id=connection.id).update(
            account_choices=choices,
            status=ConnectionStatus.PENDING,
            **because("Choose which account this connection is for."),
        )
        connection.refresh_from_db()
        return False
    for only in choices:
        connection.values = {**connection.values, **only["values"]}
        connection.account_id, connection.account_label = only["id"], only["label"]
        connection.save(update_fields=["values", "account_id", "account_label"])
    return True


def _reaching(access: Access, url: str) -> Access:
    """The discovery's own address counts as the provider's: it is part of the declaration."""
    return dataclasses.replace(access, origins=(*access.origins, url))


def _is_preferred(
    discovery: Discovery, item: Mapping[str, Any], values: Mapping[str, Any], grant: Grant
) -> bool:
    if not discovery.prefer:
        return False
    known = {**values, "token": jwt_claims(grant.access_token)}
    for path, wanted in discovery.prefer.items():
        expected = fill_if_given(wanted, known) if isinstance(wanted, str) else wanted
        if expected is None or read_path(item, path) != expected:
            return False
    return True


def _choice(discovery: Discovery, item: Mapping[str, Any]) -> dict[str, Any]:
    id = str(read_path(item, discovery.id) or "")
    return {
        "id": id[:200],
        "label": str(read_path(item, discovery.label) or id)[:200],
        "values": {
            name: str(found)
            for name, path in discovery.store.items()
            if (found := read_path(item, path)) not in (None, "")
        },
    }
