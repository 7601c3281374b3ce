"""OAuth sign-ins: the way to the provider's consent page and back, with a state that works once and for one session."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from authlib.common.security import generate_token
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.identity import Identity
from connections import protocol
from connections.delivery import deliver, demo_url
from connections.models import Connection, EnvironmentName, SignIn
from connections.protocol import Grant, GrantRefusedError
from connections.services import clients, masks, opening, vault
from connections.services.errors import ConnectionRuleError, InvalidValueError
from connections.services.fields import split_fields
from connections.services.lifecycle import new_pending, resolve_method
from connections.services.settling import Finished, not_connected, settle
from integrations.auth import OAuth2Code
from integrations.filling import FillError
from integrations.outcomes import StepFailure

STATE_FOR = timedelta(minutes=10)
CALLBACK_PATH = "/api/v1/connections/oauth/callback"


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes now."""

    connection: Connection
    url: str


def callback_url() -> str:
    """The redirect URI to register at providers."""
    return f"{settings.PUBLIC_URL}{CALLBACK_PATH}"


@dataclass(frozen=True, slots=True)
class _Prepared:
    connection: Connection
    method: OAuth2Code
    client: clients.Client
    values: dict[str, str]
    optional_scopes: Sequence[str]


@transaction.atomic
def prepare_sign_in(
    *,
    identity: Identity,
    provider: str,
    method: str = "",
    environment: str = EnvironmentName.PRODUCTION,
    name: str = "",
    values: Mapping[str, Any] | None = None,
    connection_id: UUID | None = None,
    optional_scopes: Sequence[str] | None = None,
    ip: str | None = None,
) -> Connection:
    """The connection that a later `begin_sign_in` is for: a new pending one, or the one of `connection_id`.

    Raises InvalidValueError, ConnectionRuleError and Connection.DoesNotExist.
    """
    return _prepare(
        identity, provider, method, environment, name, values, connection_id, optional_scopes, ip
    ).connection


def begin_sign_in(
    *,
    identity: Identity,
    session_key: str,
    provider: str,
    method: str = "",
    environment: str = EnvironmentName.PRODUCTION,
    name: str = "",
    values: Mapping[str, Any] | None = None,
    connection_id: UUID | None = None,
    optional_scopes: Sequence[str] | None = None,
    return_to: str = "",
    ip: str | None = None,
) -> Begun:
    """Begins connecting, or (with `connection_id`) connecting again, which keeps the id. `optional_scopes` are asked for besides
    those that are always needed; None: those of them that the connection was granted before. Raises as `prepare_sign_in`.
    """
    if identity.user_id is None or not session_key:
        raise ConnectionRuleError("A sign-in begins and ends in one person's browser.")
    state, verifier = secrets.token_urlsafe(32), generate_token(64)
    with transaction.atomic():
        ready = _prepare(
            identity, provider, method, environment, name, values, connection_id, optional_scopes, ip
        )
        connection, chosen = ready.connection, ready.method
        row = SignIn(
            state_hash=_hash(state),
            connection=connection,
            company_id=identity.company_id,
            user_id=identity.user_id,
            session_hash=_hash(session_key),
            environment=connection.environment,
            values=ready.values,
            return_to=_safe_return(return_to),
        )
        vault.seal_row(row, {"verifier": verifier})
        row.expires_at = Now() + STATE_FOR
        row.save()
        known = {
            **opening.values_of(connection, chosen, {}),
            **ready.values,
            "client_id": ready.client.client_id,
        }
        try:
            url = protocol.authorize_url(
                chosen,
                known,
                client_id=ready.client.client_id,
                redirect_uri=callback_url(),
                state=state,
                verifier=verifier,
                optional_scopes=ready.optional_scopes,
            )
        except FillError as error:
            raise InvalidValueError(
                "values", f"The address to sign in at is not complete: {error}."
            ) from None
    return Begun(connection, demo_url(url) if connection.environment == EnvironmentName.DEMO else url)


def _prepare(
    identity: Identity,
    provider: str,
    method: str,
    environment: str,
    name: str,
    values: Mapping[str, Any] | None,
    connection_id: UUID | None,
    optional_scopes: Sequence[str] | None,
    ip: str | None,
) -> _Prepared:
    connection: Connection | None = None
    if connection_id is not None:
        connection = Connection.objects.get(company_id=identity.company_id, id=connection_id)
        provider, method, environment = connection.provider, connection.method, connection.environment
        values = connection.values if values is None else values
    found, access, chosen = resolve_method(identity.company_id, provider, method, environment)
    if not isinstance(chosen, OAuth2Code):
        raise InvalidValueError(
            "method", f"{found.name} is not signed in to this way: enter its credentials."
        )
    if unknown := set(optional_scopes or ()) - set(chosen.optional_scopes):
        known = ", ".join(chosen.optional_scopes) or "none"
        raise InvalidValueError(
            "optionalScopes",
            f"{found.name} is not asked for {', '.join(sorted(unknown))}. What can be asked for: {known}.",
        )
    if optional_scopes is None:
        optional_scopes = connection.scopes if connection else ()
    fields = {field.name for field in chosen.fields}
    shown, _none = split_fields(
        chosen, access, {name: value for name, value in (values or {}).items() if name in fields}
    )
    client = clients.require_client(company_id=identity.company_id, provider=found, environment=environment)
    if connection is None:
        connection = new_pending(
            company_id=identity.company_id,
            provider=found,
            method=chosen,
            environment=environment,
            name=name,
            values=shown,
            actor=identity,
            ip=ip,
        )
    asked = [scope for scope in chosen.optional_scopes if scope in optional_scopes]
    return _Prepared(connection, chosen, client, shown, asked)


def finish_sign_in(
    *, identity: Identity, session_key: str, query: Mapping[str, str], ip: str | None = None
) -> Finished:
    """What the provider's redirect brought. The state is used up by the first look at it, whatever comes of it."""
    row = _use_up(query.get("state", ""), identity, session_key)
    if row is None:
        return Finished(
            is_connected=False,
            code="state",
            words="This sign-in is not under way here: it was used already, is older than ten minutes, or was begun in "
            "another browser or company. Start again from Connections.",
        )
    connection = row.connection
    if query.get("error") or not query.get("code"):
        return not_connected(row, _denied_words(connection, query), "denied")
    try:
        _provider, access, method = opening.declaration_of(connection)
        assert isinstance(method, OAuth2Code)
        grant = _exchange(row, method, query)
    except (ConnectionRuleError, InvalidValueError) as error:
        return not_connected(row, str(error), "setup")
    except GrantRefusedError as refused:
        words = f"The sign-in was not completed. {_refused_words(connection, refused)}"
        return not_connected(row, words, refused.code or "refused", refused.answer)
    except StepFailure as failure:
        return not_connected(row, f"The sign-in was not completed: {failure.message}", "unreachable")
    return settle(row, access, method, grant, query, identity=identity, ip=ip)


# --- steps of the way back ---------------------------------------------------------------------------------


def _use_up(state: str, identity: Identity, session_key: str) -> SignIn | None:
    """The sign-in of this state, deleted: it works once, within ten minutes, for the session that began it."""
    with transaction.atomic():
        row = (
            SignIn.objects.select_for_update(of=("self",))
            .select_related("connection")
            .filter(state_hash=_hash(state), expires_at__gt=Now())
            .first()
        )
        if row is None:
            return None
        is_theirs = (
            row.session_hash == _hash(session_key)
            and row.company_id == identity.company_id
            and row.user_id == identity.user_id
        )
        if not is_theirs:
            return None  # whoever has only found the state cannot use it up either
        deleted, _models = SignIn.objects.filter(state_hash=row.state_hash).delete()
        return row if deleted else None


def _refused_words(connection: Connection, refused: GrantRefusedError) -> str:
    provider, _access, _method = opening.declaration_of(connection)
    match refused.fault:
        case "client":
            return (
                f"{provider.name} does not accept the OAuth app that this installation uses. "
                "Whoever manages the app has to correct its client id or secret."
            )
        case "terminal":
            return f"{provider.name} takes each sign-in once and for a few minutes only. Sign in again."
        case "passing":
            return f"{provider.name} could not answer just now. Sign in again in a minute."


def _exchange(row: SignIn, method: OAuth2Code, query: Mapping[str, str]) -> Grant:
    connection = row.connection
    provider, _access, _method = opening.declaration_of(connection)
    client = clients.require_client(company_id=row.company_id, provider=provider, environment=row.environment)
    masks.learn(row.company_id, [client.client_secret, query["code"]])
    values = {
        **opening.values_of(connection, method, {}),
        **row.values,
        "client_id": client.client_id,
        "client_secret": client.client_secret,
    }
    request = protocol.code_request(
        method,
        values,
        code=query["code"],
        redirect_uri=callback_url(),
        verifier=str(vault.open_row(row)["verifier"]),
    )
    grant = protocol.read_grant(method, deliver(request, row.environment), request)
    clients.note_accepted(client.row_id)
    return grant


# --- words -----------------------------------------------------------------------------------------------


def _denied_words(connection: Connection, query: Mapping[str, str]) -> str:
    if query.get("error") in ("access_denied", "user_denied", "consent_required"):
        return "Access was not allowed at the provider, so nothing was connected."
    told = query.get("error_description") or query.get("error") or "it sent no code"
    return f"The provider refused the sign-in: {told[:200]}."


def _safe_return(address: str) -> str:
    """Only a path of this installation."""
    parts = urlsplit(address)
    is_ours = (
        not parts.scheme
        and not parts.netloc
        and address.startswith("/")
        and not address.startswith(("//", "/\\"))
    )
    return address[:500] if is_ours else ""


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
