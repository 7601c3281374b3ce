"""OAuth sign-ins: the way to the provider's consent page and back, with a state that works once and for one session."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
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
from accounts.services import record_audit
from connections import protocol
from connections.delivery import deliver, demo_url
from connections.models import Connection, EnvironmentName, SignIn
from connections.protocol import Grant, GrantRefusedError
from connections.services import broker, clients, health, masks, opening, vault
from connections.services.discovery import discover
from connections.services.errors import ConnectionRuleError, InvalidValueError
from connections.services.fields import split_fields
from connections.services.lifecycle import new_pending, resolve_method
from connections.services.states import mend_connection
from integrations.auth import Access, OAuth2Code
from integrations.filling import FillError
from integrations.outcomes import StepFailure

STATE_FOR = timedelta(minutes=10)
CALLBACK_PATH = "/api/v1/connections/oauth/callback"
_LONGEST_CALLBACK_VALUE = 500


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes now."""

    connection: Connection
    url: str


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a sign-in, in words. `connection` is None when nobody knows which it was."""

    is_connected: bool
    words: str
    connection: Connection | None = None
    return_to: str = ""
    code: str = ""


def callback_url() -> str:
    """The redirect URI to register at providers."""
    return f"{settings.PUBLIC_URL}{CALLBACK_PATH}"


@dataclass(frozen=True, slots=True)
class _Prepared:
    connection: Connection
    method: OAuth2Code
    client: clients.Client
    values: dict[str, str]


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
    ip: str | None = None,
) -> Connection:
    """The connection that a later `begin_sign_in` is for: a new pending one, or the one of `connection_id`.

    Raises InvalidValueError, ConnectionRuleError and Connection.DoesNotExist.
    """
    return _prepare(identity, provider, method, environment, name, values, connection_id, ip).connection


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
    return_to: str = "",
    ip: str | None = None,
) -> Begun:
    """Begins connecting, or (with `connection_id`) connecting again, which keeps the id. Raises as `prepare_sign_in`."""
    if identity.user_id is None or not session_key:
        raise ConnectionRuleError("A sign-in begins and ends in one person's browser.")
    state, verifier = secrets.token_urlsafe(32), generate_token(64)
    with transaction.atomic():
        ready = _prepare(identity, provider, method, environment, name, values, connection_id, ip)
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
                scopes=chosen.scopes,
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
    return _Prepared(connection, chosen, client, shown)


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
        return _not_connected(row, _denied_words(connection, query), "denied")
    try:
        _provider, access, method = opening.declaration_of(connection)
        assert isinstance(method, OAuth2Code)
        grant = _exchange(row, method, query)
    except (ConnectionRuleError, InvalidValueError) as error:
        return _not_connected(row, str(error), "setup")
    except GrantRefusedError as refused:
        return _not_connected(
            row, f"The sign-in was not completed: {refused.words}.", refused.code or "refused"
        )
    except StepFailure as failure:
        return _not_connected(row, f"The sign-in was not completed: {failure.message}", "unreachable")
    missing = _missing_scopes(method, grant)
    return _store(row, access, method, grant, query, missing, identity, ip)


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
    grant = protocol.read_grant(method, deliver(request, row.environment))
    clients.note_accepted(client.row_id)
    return grant


def _store(
    row: SignIn,
    access: Access,
    method: OAuth2Code,
    grant: Grant,
    query: Mapping[str, str],
    missing: list[str],
    identity: Identity,
    ip: str | None,
) -> Finished:
    """The tokens first, then whose they are: a discovery that fails loses nothing."""
    connection = row.connection
    kept = {
        name: query[parameter][:_LONGEST_CALLBACK_VALUE]
        for name, parameter in method.callback_fields.items()
        if query.get(parameter)
    }
    connection.values = {**row.values, **kept}
    fields = broker.granted_fields(connection, {}, grant, method)
    Connection.objects.filter(id=connection.id).update(**fields)
    connection.refresh_from_db()
    if missing:
        words = f"These permissions were not granted: {', '.join(missing[:10])}. Connect again and allow everything."
        Connection.objects.filter(id=connection.id).update(
            status="error", status_code="missing_scope", status_reason=words[:400]
        )
        return _not_connected(row, words, "missing_scope")
    try:
        choices = discover(connection, access, method, grant)
    except (StepFailure, FillError) as failure:
        words = f"Signed in, but the account could not be read: {getattr(failure, 'message', failure)}"
        return _not_connected(row, words, "discovery")
    if len(choices) > 1:
        Connection.objects.filter(id=connection.id).update(
            account_choices=choices,
            status="pending",
            status_reason="Choose which account this connection is for.",
        )
        connection.refresh_from_db()
        return Finished(
            is_connected=True,
            code="choose_account",
            words="Signed in. Now choose which account this connection is for.",
            connection=connection,
            return_to=row.return_to,
        )
    if choices:
        [only] = choices
        if connection.account_id and connection.account_id != only["id"]:
            return _wrong_account(row, only["label"])
        connection.values = {**connection.values, **only["values"]}
        connection.account_id, connection.account_label = only["id"], only["label"]
        connection.save(update_fields=["values", "account_id", "account_label"])
    finding = health.check(connection)
    if not finding.works and finding.is_certain:
        return _not_connected(row, finding.reason, finding.code)
    if not finding.works:
        mend_connection(connection)
    record_audit(
        identity_or_label=identity,
        company_id=connection.company_id,
        action="connection.connected",
        target=connection.name,
        data={"id": f"conn_{connection.id}", "provider": connection.provider},
        ip=ip,
    )
    connection.refresh_from_db()
    account = f" as {connection.account_label}" if connection.account_label else ""
    return Finished(
        is_connected=True,
        words=f"{connection.name} is connected{account}.",
        connection=connection,
        return_to=row.return_to,
    )


def _missing_scopes(method: OAuth2Code, grant: Grant) -> list[str]:
    """What was asked for and not given, where the provider says what it gave in the same words."""
    if grant.scopes is None:
        return []
    given = set(grant.scopes)
    if not given & set(method.scopes):
        return []
    return [scope for scope in method.scopes if scope not in given and scope not in _SILENT]


#: Scopes that ask for a token rather than for a permission; providers leave them out of the answer.
_SILENT = frozenset({"openid", "profile", "email", "offline_access", "refresh_token", "extended"})


# --- words -----------------------------------------------------------------------------------------------


def _wrong_account(row: SignIn, label: str) -> Finished:
    connection = row.connection
    words = (
        f"You signed in to {label}, but {connection.name} is for {connection.account_label or connection.account_id}. "
        "Sign in with that account, or make a new connection."
    )
    Connection.objects.filter(id=connection.id).update(
        status="error", status_code="wrong_account", status_reason=words[:400]
    )
    return _not_connected(row, words, "wrong_account")


def _not_connected(row: SignIn, words: str, code: str) -> Finished:
    Connection.objects.filter(id=row.connection_id, status="pending").update(status_reason=words[:400])
    return Finished(
        is_connected=False, words=words, connection=row.connection, return_to=row.return_to, code=code
    )


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
