"""Keeps access tokens fresh: one refresh per expiry for all processes, whatever dies in between.

The order of a refresh: the lease and the mark `in_doubt_at` are committed, the provider is asked, the new tokens are
committed, and only then used. Who finds a mark whose lease has run out knows that tokens may have been lost, and asks
again with the old ones: either the provider allows that, or a person is told to connect again.
"""

from __future__ import annotations

import logging
import time
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from connections import protocol, xml_session
from connections.delivery import deliver
from connections.models import Connection, ConnectionStatus
from connections.protocol import Grant, GrantRefusedError
from connections.services import clients, masks, vault
from connections.services.errors import ConnectionRuleError
from connections.services.opening import Opened, open_connection, with_client
from connections.services.states import answering, because, break_connection, ended_words, refuse_unusable
from integrations.auth import AuthMethod, ClientCredentials, JwtBearer, OAuth2Code, TokenAuth, XmlSession
from integrations.http import HttpRequest, HttpResponse
from integrations.outcomes import AuthExpired, Permanent, Retry, StepFailure, Uncertain

logger = logging.getLogger("headrace.connections")

#: Longer than a token call can take, so that a lease that has run out means a process that is gone.
LEASE_SECONDS = 30
PROACTIVE_SHARE = 0.8
#: A token is not used in its last seconds: the request takes time, too.
LEEWAY = timedelta(seconds=5)
REST_SECONDS = 5.0
LONGEST_REST_SECONDS = 300.0
CLIENT_REST_SECONDS = 60
_LOOK_SECONDS = 0.05
_COMMIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """A row as it was read, with the database's clock of that moment."""

    connection: Connection
    now: datetime


def obtain(
    *,
    company_id: UUID,
    connection_id: UUID,
    refused_grant: int | None = None,
    is_test: bool = False,
    within: float = 45.0,
) -> Opened:
    """The connection with a token that works, refreshed if need be. `refused_grant`: the one the provider refused.

    `is_test`: also where the connection is known to be broken; it may have been put right.

    Raises AuthExpired when a person has to act (`CONNECTION_<STATE>`), Retry when the provider cannot be reached, and
    Permanent for what cannot work.
    """
    until = time.monotonic() + within
    while True:
        seen = _look(company_id, connection_id)
        if not is_test or seen.connection.status == ConnectionStatus.DISCONNECTED:
            refuse_unusable(seen.connection)
        opened = _open(seen.connection)
        need = _need(opened, seen.now, refused_grant)
        if need == "none":
            return opened
        owner = _take_lease(seen.connection)
        if owner is not None:
            done = _refresh(opened, owner)
            if isinstance(done, StepFailure):
                if need == "soon" and not isinstance(done, AuthExpired):
                    return opened  # the old token is good for a while
                raise done
            continue
        if need == "soon":
            return opened
        if (rest := _rest_of(seen)) is not None:
            raise rest
        if time.monotonic() > until:
            raise Retry(
                f"The access of {seen.connection.name} is being renewed for longer than usual.",
                code="CONNECTION_BUSY",
                after_seconds=5,
            )
        time.sleep(_LOOK_SECONDS)


def refresh_if_due(connection: Connection) -> bool:
    """For the tick: renews ahead of time, and clears up after a process that died. Never raises; False on failure."""
    try:
        obtain(company_id=connection.company_id, connection_id=connection.id, within=0)
    except (StepFailure, Connection.DoesNotExist) as failure:
        logger.info("connection %s was not refreshed: %s", connection.id, failure)
        return False
    return True


def can_refresh(method: AuthMethod, secrets: Any) -> bool:
    if isinstance(method, OAuth2Code):
        return method.refreshes and bool(secrets.get("refresh_token"))
    return isinstance(method, ClientCredentials | JwtBearer | XmlSession)


# --- looking -----------------------------------------------------------------------------------------------


def _look(company_id: UUID, connection_id: UUID) -> _Seen:
    row = Connection.objects.filter(company_id=company_id, id=connection_id).annotate(db_now=Now()).first()
    if row is None:
        raise AuthExpired(
            "The connection of this step does not exist any more. Choose another one.",
            code="CONNECTION_MISSING",
        )
    return _Seen(row, row.db_now)


def _open(connection: Connection) -> Opened:
    try:
        return open_connection(connection)
    except ConnectionRuleError as error:
        raise Permanent(str(error), code="CONNECTION_ERROR") from None
    except vault.BrokenSealError:
        logger.warning("the secrets of connection %s do not open", connection.id)
        raise AuthExpired(
            f"The stored credentials of {connection.name} cannot be read. Connect it again.",
            code="CONNECTION_ERROR",
        ) from None


def _need(opened: Opened, now: datetime, refused_grant: int | None) -> str:
    """What has to happen before a request: a refresh "now", one "soon" while the token still works, or "none"."""
    connection = opened.connection
    if not isinstance(opened.method, TokenAuth | XmlSession):
        return "none"
    can = can_refresh(opened.method, opened.secrets)
    if refused_grant is not None and connection.grant <= refused_grant:
        return "now" if can else "none"
    if not opened.secrets.get("access_token"):
        return "now"
    if connection.expires_at is not None and connection.expires_at <= now + LEEWAY:
        return "now"
    if can and (
        connection.in_doubt_at is not None
        or (connection.refresh_at is not None and connection.refresh_at <= now)
    ):
        return "soon"
    return "none"


def _rest_of(seen: _Seen) -> StepFailure | None:
    """While a failed refresh rests, everybody else hears of the failure instead of asking again."""
    connection = seen.connection
    if connection.lease_owner or connection.lease_until is None or connection.lease_until <= seen.now:
        return None
    details = answering(connection.status_detail)
    if connection.status_code == "client_refused":
        return AuthExpired(connection.status_reason, code="CONNECTION_CLIENT", details=details)
    left = (connection.lease_until - seen.now).total_seconds()
    return Retry(
        connection.status_reason, code="CONNECTION_ERROR", details=details, after_seconds=max(1.0, left)
    )


# --- refreshing --------------------------------------------------------------------------------------------


def _take_lease(connection: Connection) -> str | None:
    """The lease and the mark in one statement, committed before the provider is asked; None when another has it."""
    owner = uuid.uuid4().hex
    taken = (
        Connection.objects.filter(id=connection.id, grant=connection.grant, status=connection.status)
        .filter(Q(lease_until=None) | Q(lease_until__lte=Now()))
        .update(
            lease_owner=owner,
            lease_until=Now() + timedelta(seconds=LEASE_SECONDS),
            in_doubt_at=Coalesce(F("in_doubt_at"), Now()),
        )
    )
    return owner if taken else None


def _refresh(opened: Opened, owner: str) -> StepFailure | None:
    """Ask the provider, commit. None when there are new tokens (ours or, if somebody was faster, theirs)."""
    client: clients.Client | None = None
    try:
        values, client = with_client(opened)
        request = _request(opened.method, values)
        grant = _granted(opened.method, deliver(request, opened.environment), request)
    except GrantRefusedError as refused:
        return _settle_refusal(opened, owner, refused, client)
    except ConnectionRuleError as missing:
        return _settle_client(opened, owner, str(missing), client)
    except Uncertain:
        words = (
            f"{opened.provider.name} did not answer while the access of {opened.connection.name} was renewed."
        )
        return _rest(opened, owner, words, is_in_doubt=True)
    except StepFailure as failure:
        words = f"The access of {opened.connection.name} could not be renewed: {failure.message}"
        return _rest(opened, owner, words)
    _commit(opened, grant)
    if client is not None:
        clients.note_accepted(client.row_id)
    return None


def first_grant(opened: Opened) -> Grant:
    """Tokens for credentials that stand in no row yet; nothing is stored.

    Raises GrantRefusedError, ConnectionRuleError and StepFailure.
    """
    values, _client = with_client(opened)
    request = _request(opened.method, values)
    return _granted(opened.method, deliver(request, opened.environment), request)


def _granted(method: AuthMethod, response: HttpResponse, request: HttpRequest) -> Grant:
    """Raises GrantRefusedError and StepFailure."""
    if isinstance(method, XmlSession):
        return xml_session.read_session(response, now=timezone.now())
    assert isinstance(method, TokenAuth)
    return protocol.read_grant(method, response, request)


def _request(method: AuthMethod, values: dict[str, Any]) -> HttpRequest:
    now = int(time.time())
    match method:
        case OAuth2Code():
            if not values.get("refresh_token"):
                raise GrantRefusedError("terminal", "no_refresh_token", "", cause="expired")
            return protocol.refresh_request(method, values)
        case ClientCredentials():
            return protocol.credentials_request(method, values, now=now)
        case JwtBearer():
            return protocol.jwt_request(method, values, now=now)
        case XmlSession():
            return xml_session.login_request(method, values)
    raise AssertionError(f"{method.id} has no token to renew")


def granted_fields(
    connection: Connection, secrets: dict[str, Any], grant: Grant, method: AuthMethod
) -> dict[str, Any]:
    """The columns of a connection that has just been granted tokens; `secrets` are those it had."""
    name = "session_id" if isinstance(method, XmlSession) else "access_token"
    kept = {**secrets, "access_token": grant.access_token, name: grant.access_token}
    if grant.refresh_token:
        kept["refresh_token"] = grant.refresh_token
    masks.learn(connection.company_id, masks.secret_texts(kept))
    vault.seal_row(connection, kept)
    life = None if grant.expires_in is None else timedelta(seconds=grant.expires_in)
    renews = can_refresh(method, kept)
    return {
        "sealed": connection.sealed,
        "key_version": connection.key_version,
        "values": {**connection.values, **grant.values},
        **({"scopes": list(grant.scopes)} if grant.scopes is not None else {}),
        "expires_at": None if life is None else Now() + life,
        "refresh_at": Now() + life * PROACTIVE_SHARE if life is not None and renews else None,
        "grant": F("grant") + 1,
        "lease_owner": "",
        "lease_until": None,
        "in_doubt_at": None,
    }


def _commit(opened: Opened, grant: Grant) -> None:
    """Store the new tokens. They exist nowhere else, so a database that is away is waited for.

    Only whoever finds the grant they started from writes: a slow process never overwrites what came after.
    """
    connection = opened.connection
    fields = granted_fields(connection, dict(opened.secrets), grant, opened.method)
    until, delay = time.monotonic() + _COMMIT_SECONDS, 0.1
    while True:
        try:
            rows = Connection.objects.filter(id=connection.id)
            if rows.filter(grant=connection.grant).update(**fields):
                # Of one that was found broken meanwhile the reason stays, until a test finds that it works.
                rows.filter(status=ConnectionStatus.ACTIVE).update(status_code="", **because())
            return
        except (OperationalError, InterfaceError):
            if time.monotonic() > until or transaction.get_connection().in_atomic_block:
                raise
            logger.warning("the new tokens of connection %s wait for the database", connection.id)
            transaction.get_connection().close()
            time.sleep(delay)
            delay = min(2.0, delay * 2)


# --- refusals ----------------------------------------------------------------------------------------------


def _settle_refusal(
    opened: Opened, owner: str, refused: GrantRefusedError, client: clients.Client | None
) -> StepFailure | None:
    connection = opened.connection
    if refused.fault == "client":
        words = (
            f"{opened.provider.name} does not accept the OAuth app that this installation uses. "
            "Whoever manages the app has to correct its client id or secret; nobody needs to connect again."
        )
        return _settle_client(opened, owner, words, client, detail=refused.answer)
    if refused.fault == "passing":
        words = (
            f"The access of {connection.name} could not be renewed just now. "
            f"{opened.provider.name} is asked again soon, without anybody doing anything."
        )
        return _rest(opened, owner, words, detail=refused.answer, after=refused.retry_after)
    words = ended_words(opened.provider.name, connection.name, opened.method, refused.cause)
    code = "token_ended"
    if connection.in_doubt_at is not None and isinstance(opened.method, OAuth2Code):
        at = f"{connection.in_doubt_at:%Y-%m-%d %H:%M} UTC"
        words = (
            f"{connection.name} has to be connected again: renewing its token was interrupted on {at}, and "
            f"{opened.provider.name} has ended the old one."
        )
        code = "refresh_interrupted"
    broken = break_connection(
        connection,
        status=ConnectionStatus.EXPIRED,
        code=code,
        reason=words,
        detail=refused.answer,
        grant=connection.grant,
    )
    given_back = Connection.objects.filter(id=connection.id, lease_owner=owner)
    in_doubt_at = None if broken else connection.in_doubt_at
    given_back.update(lease_owner="", lease_until=None, in_doubt_at=in_doubt_at)
    # Else it was broken already and is only being tested.
    if not broken and not Connection.objects.filter(id=connection.id, grant=connection.grant).exists():
        return None  # somebody was faster
    return AuthExpired(words, code="CONNECTION_EXPIRED", details=answering(refused.answer))


def _settle_client(
    opened: Opened, owner: str, words: str, client: clients.Client | None, *, detail: str = ""
) -> StepFailure:
    if client is not None:
        clients.note_refused(client.row_id)
    Connection.objects.filter(id=opened.connection.id, lease_owner=owner).update(
        lease_owner="",
        lease_until=Now() + timedelta(seconds=CLIENT_REST_SECONDS),
        in_doubt_at=opened.connection.in_doubt_at,
        status_code="client_refused",
        **because(words, detail),
    )
    return AuthExpired(words, code="CONNECTION_CLIENT", details=answering(detail))


def _rest(
    opened: Opened,
    owner: str,
    words: str,
    *,
    detail: str = "",
    after: float | None = None,
    is_in_doubt: bool = False,
) -> StepFailure:
    """Nothing was decided: the next try comes after a pause. Without an answer to a request that was sent the mark stays."""
    seconds = min(max(after or REST_SECONDS, 1.0), LONGEST_REST_SECONDS)
    Connection.objects.filter(id=opened.connection.id, lease_owner=owner).update(
        lease_owner="",
        lease_until=Now() + timedelta(seconds=seconds),
        in_doubt_at=F("in_doubt_at") if is_in_doubt else opened.connection.in_doubt_at,
        status_code="refresh_failed",
        **because(words, detail),
    )
    return Retry(words, code="CONNECTION_ERROR", details=answering(detail), after_seconds=seconds)
