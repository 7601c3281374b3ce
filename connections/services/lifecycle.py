"""From a first set of credentials to the end of a connection. Calls to providers are made outside transactions."""

from __future__ import annotations

import copy
import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.identity import Identity
from accounts.services import record_audit
from connections import protocol
from connections.delivery import deliver
from connections.models import Connection, ConnectionStatus, EnvironmentName
from connections.protocol import Grant, GrantRefusedError
from connections.providers import find_provider
from connections.services import broker, health, masks, vault
from connections.services.discovery import discover, take
from connections.services.errors import ConnectionRuleError, InvalidValueError
from connections.services.fields import needs_no_browser, split_fields
from connections.services.opening import declaration_of, open_connection, with_client
from connections.services.proving import ENTERED, NotTheSameError, prove_same
from connections.services.states import break_connection, ended_words, mend_connection
from integrations.auth import Access, AuthMethod, OAuth2Code, TokenAuth, XmlSession
from integrations.filling import FillError
from integrations.outcomes import StepFailure
from integrations.provider import Provider

logger = logging.getLogger("headrace.connections")

MOST = 1000
#: The columns of credentials that are used as they are.
_NO_TOKEN: dict[str, Any] = {
    "grant": F("grant") + 1,
    "expires_at": None,
    "refresh_at": None,
    "in_doubt_at": None,
    "lease_owner": "",
    "lease_until": None,
}


def resolve_method(
    company_id: UUID, provider: str, method: str, environment: str
) -> tuple[Provider, Access, AuthMethod]:
    """The declaration for what somebody wants to connect. `method` "" means the first. Raises InvalidValueError."""
    found = find_provider(company_id, provider)
    access = found.access if found else None
    if found is None or access is None:
        raise InvalidValueError("provider", f"There is no provider {provider[:64]} to connect to.")
    chosen = access.method(method) if method else access.methods[0]
    if chosen is None:
        ways = ", ".join(each.id for each in access.methods)
        raise InvalidValueError("method", f"{found.name} is connected by {ways}, not by {method[:40]}.")
    offered = {each.id for each in chosen.environments} | {EnvironmentName.DEMO.value}
    if environment not in offered:
        raise InvalidValueError(
            "environment", f"{found.name} has no {environment[:20]} environment for this way in."
        )
    return found, access, chosen


def create_connection(
    *,
    company_id: UUID,
    provider: str,
    method: str,
    environment: str,
    name: str,
    values: Mapping[str, Any],
    actor: Identity,
    ip: str | None = None,
) -> Connection:
    """A connection from fields a person entered, tested at once: `active`, or in words what is wrong.

    Raises InvalidValueError; for a sign-in in the browser use `sign_in.begin_sign_in`.
    """
    found, access, chosen = resolve_method(company_id, provider, method, environment)
    if not needs_no_browser(chosen):
        raise InvalidValueError(
            "method", f"{found.name} is connected by signing in there. Ask for the address with auth-url."
        )
    shown, sealed = split_fields(chosen, access, values)
    with transaction.atomic():
        connection = _new(company_id, found, chosen, environment, name, shown, actor)
        vault.seal_row(connection, sealed)
        masks.learn(company_id, sealed.values())
        connection.save()
        _audit(connection, "connection.created", actor, ip)
    health.check(connection)
    _find_account(connection)
    return connection


def new_pending(
    *,
    company_id: UUID,
    provider: Provider,
    method: AuthMethod,
    environment: str,
    name: str,
    values: dict[str, str],
    actor: Identity,
    ip: str | None,
) -> Connection:
    """A connection that waits for its sign-in. In the caller's transaction."""
    connection = _new(company_id, provider, method, environment, name, values, actor)
    connection.save()
    _audit(connection, "connection.begun", actor, ip)
    return connection


def replace_credentials(
    *,
    company_id: UUID,
    connection_id: UUID,
    values: Mapping[str, Any],
    actor: Identity,
    ip: str | None = None,
) -> Connection:
    """New fields for an existing connection, which keeps its id. All fields are given anew: who changes the address of a
    connection must know its secret. They are tried first, and stored only where they work; where the connection has an
    account, only if they are that account's.

    Raises Connection.DoesNotExist, InvalidValueError, ConnectionRuleError; then nothing has changed.
    """
    connection = Connection.objects.get(company_id=company_id, id=connection_id)
    found, access, method = declaration_of(connection)
    if not needs_no_browser(method):
        raise ConnectionRuleError(f"{found.name} is connected by signing in there: use Reconnect.")
    shown, sealed = split_fields(method, access, values)
    tried = copy.copy(connection)
    tried.values = shown
    vault.seal_row(tried, sealed)
    masks.learn(company_id, sealed.values())
    finding, fields = _tried(tried, access, method, sealed)
    with transaction.atomic():
        connection = _locked(company_id, connection_id)
        if connection.status == ConnectionStatus.DISCONNECTED:
            Connection.objects.filter(id=connection.id).update(status=ConnectionStatus.PENDING)
        Connection.objects.filter(id=connection.id).update(**fields)
        _audit(connection, "connection.credentials_replaced", actor, ip)
    connection.refresh_from_db()
    health.note(connection, finding)
    if not connection.account_id:
        _find_account(connection)
    return connection


def _tried(
    tried: Connection, access: Access, method: AuthMethod, sealed: dict[str, str]
) -> tuple[health.Finding, dict[str, Any]]:
    """What a test of a copy with new credentials found, and the columns to store. Raises ConnectionRuleError."""
    fields: dict[str, Any] = _NO_TOKEN
    grant = Grant("", None, None, None)
    try:
        if isinstance(method, TokenAuth | XmlSession):
            grant = broker.first_grant(open_connection(tried))
            fields = broker.granted_fields(tried, sealed, grant, method)
            tried.values = fields["values"]
        if tried.account_id:
            finding = prove_same(tried, access, method, grant, ENTERED)
        else:
            finding = health.examine_opened(open_connection(tried), may_renew=False)
    except NotTheSameError as refused:
        raise ConnectionRuleError(refused.words) from None
    except GrantRefusedError as refused:
        is_certain = refused.fault != "passing"
        provider = declaration_of(tried)[0].name
        reason = (
            ended_words(provider, tried.name, method, refused.cause)
            if is_certain
            else f"{provider} could not be asked whether {tried.name} works."
        )
        finding = health.Finding(works=False, reason=reason, detail=refused.answer, is_certain=is_certain)
    except StepFailure as failure:
        finding = health.Finding(works=False, reason=failure.message, is_certain=False)
    if not finding.works and (finding.is_certain or tried.account_id):
        raise ConnectionRuleError(f"{finding.reason} Nothing was changed. Try again.")
    kept = {"values": tried.values, "sealed": tried.sealed, "key_version": tried.key_version}
    return finding, {**fields, **kept, "account_label": tried.account_label}


def _find_account(connection: Connection) -> None:
    """Where the provider tells only to a token whose account it is for, and at which address that is: ask it now."""
    _, access, method = declaration_of(connection)
    if method.discovery is None or connection.status != ConnectionStatus.ACTIVE:
        return
    try:
        opened = broker.obtain(
            company_id=connection.company_id, connection_id=connection.id, is_test=True, within=20
        )
        grant = Grant(str(opened.values.get("access_token") or ""), None, None, None)
        choices = discover(opened.connection, access, method, grant)
    except (StepFailure, FillError) as failure:
        words = f"The account could not be read: {getattr(failure, 'message', failure)}"
        break_connection(connection, status=ConnectionStatus.ERROR, code="discovery", reason=words)
        connection.refresh_from_db()
        return
    take(connection, choices)


@transaction.atomic
def update_connection(
    *,
    company_id: UUID,
    connection_id: UUID,
    actor: Identity,
    name: str | None = None,
    is_default: bool | None = None,
    ip: str | None = None,
) -> Connection:
    """Renames it, or makes it the company's choice for its provider. Raises Connection.DoesNotExist."""
    connection = _locked(company_id, connection_id)
    if name is not None:
        connection.name = name
    if is_default:
        Connection.objects.filter(
            company_id=company_id, provider=connection.provider, is_default=True
        ).exclude(id=connection.id).update(is_default=False)
    if is_default is not None:
        connection.is_default = is_default
    connection.save(update_fields=["name", "is_default", "updated_at"])
    _audit(connection, "connection.updated", actor, ip, {"isDefault": connection.is_default})
    return connection


def check_connection(*, company_id: UUID, connection_id: UUID) -> tuple[Connection, health.Finding]:
    """Tests it now. Raises Connection.DoesNotExist, and ConnectionRuleError while there is nothing to test."""
    connection = Connection.objects.get(company_id=company_id, id=connection_id)
    if connection.status == ConnectionStatus.DISCONNECTED or connection.sealed is None:
        raise ConnectionRuleError(f"{connection.name} is not connected, so there is nothing to test.")
    finding = health.check(connection)
    connection.refresh_from_db()
    if not connection.account_id:
        _find_account(connection)
    return connection, finding


@transaction.atomic
def choose_account(
    *, company_id: UUID, connection_id: UUID, account_id: str, actor: Identity, ip: str | None = None
) -> Connection:
    """Of several accounts that the sign-in found, this one. Raises Connection.DoesNotExist and InvalidValueError."""
    connection = _locked(company_id, connection_id)
    chosen = next((each for each in connection.account_choices if each["id"] == account_id), None)
    if chosen is None:
        raise InvalidValueError("accountId", f"{connection.name} has no account with this id to choose.")
    mend_connection(
        connection,
        account_id=chosen["id"],
        account_label=chosen["label"],
        values={**connection.values, **chosen["values"]},
        account_choices=[],
        check_at=timezone.now(),
    )
    _audit(connection, "connection.account_chosen", actor, ip, {"account": chosen["label"]})
    return connection


def disconnect(*, company_id: UUID, connection_id: UUID, actor: Identity, ip: str | None = None) -> bool:
    """Gives the token back where the provider takes it and forgets every secret. The entry stays, so that it can be
    connected again under its id; a disconnected or never finished one is deleted (True).

    Raises Connection.DoesNotExist.
    """
    connection = Connection.objects.get(company_id=company_id, id=connection_id)
    if connection.status in (ConnectionStatus.DISCONNECTED, ConnectionStatus.PENDING):
        with transaction.atomic():
            connection.delete()
            _audit(connection, "connection.deleted", actor, ip)
        return True
    _revoke(connection)
    with transaction.atomic():
        connection = _locked(company_id, connection_id)
        vault.seal_row(connection, {})
        connection.status = ConnectionStatus.DISCONNECTED
        connection.status_code = ""
        connection.status_reason = f"Disconnected by {actor.label}."
        connection.status_detail = ""
        connection.grant += 1
        connection.is_default = False
        connection.expires_at = connection.refresh_at = connection.check_at = None
        connection.in_doubt_at = connection.lease_until = None
        connection.save()
        _audit(connection, "connection.disconnected", actor, ip)
    return False


def _revoke(connection: Connection) -> None:
    """A courtesy: our copy is forgotten whatever the provider says."""
    try:
        opened = open_connection(connection)
        if not isinstance(opened.method, OAuth2Code) or opened.method.revocation is None:
            return
        values, _client = with_client(opened)
        deliver(
            protocol.revocation_request(opened.method.revocation, opened.method, values),
            connection.environment,
        )
    except (ConnectionRuleError, StepFailure, FillError, vault.BrokenSealError) as error:
        logger.info("the token of connection %s was not given back: %s", connection.id, type(error).__name__)


def _new(
    company_id: UUID,
    provider: Provider,
    method: AuthMethod,
    environment: str,
    name: str,
    values: dict[str, str],
    actor: Identity,
) -> Connection:
    if Connection.objects.filter(company_id=company_id).count() >= MOST:
        raise ConnectionRuleError(f"A company can have {MOST} connections. Delete some that nobody uses.")
    return Connection(
        company_id=company_id,
        provider=provider.slug,
        method=method.id,
        environment=environment,
        name=name.strip() or provider.name,
        values=values,
        owner_id=actor.user_id,
    )


def _locked(company_id: UUID, connection_id: UUID) -> Connection:
    return Connection.objects.select_for_update(of=("self",)).get(company_id=company_id, id=connection_id)


def _audit(
    connection: Connection,
    action: str,
    actor: Identity,
    ip: str | None,
    data: Mapping[str, Any] | None = None,
) -> None:
    record_audit(
        identity_or_label=actor,
        company_id=connection.company_id,
        action=action,
        target=connection.name,
        data={"id": f"conn_{connection.id}", "provider": connection.provider, **(data or {})},
        ip=ip,
    )
