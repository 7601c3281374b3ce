"""What becomes of the tokens that a sign-in brought.

For a new connection they are stored first, then asked whose they are: a question that fails loses nothing. A connection
that has an account keeps what it has until the new tokens are proven to be that account's; until then, and whenever they
are not, nothing of it changes.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from accounts.identity import Identity
from accounts.services import record_audit
from connections.models import Connection, ConnectionStatus, SignIn
from connections.protocol import Grant
from connections.services import broker, health
from connections.services.discovery import discover, take
from connections.services.proving import SIGNED_IN, NotTheSameError, prove_same, unread_words
from connections.services.states import because, mend_connection
from integrations.auth import Access, OAuth2Code
from integrations.filling import FillError
from integrations.outcomes import StepFailure

_LONGEST_CALLBACK_VALUE = 500
#: Scopes that ask for a token rather than for a permission; providers leave them out of the answer.
_SILENT = frozenset({"openid", "profile", "email", "offline_access", "refresh_token", "extended"})


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of a sign-in, in words. `connection` is None when nobody knows which it was."""

    is_connected: bool
    words: str
    connection: Connection | None = None
    return_to: str = ""
    code: str = ""


def settle(
    row: SignIn,
    access: Access,
    method: OAuth2Code,
    grant: Grant,
    query: Mapping[str, str],
    *,
    identity: Identity,
    ip: str | None,
) -> Finished:
    """Stores the grant where it may be stored, tests the connection, and says what came of it."""
    connection = row.connection
    kept = {
        name: query[parameter][:_LONGEST_CALLBACK_VALUE]
        for name, parameter in method.callback_fields.items()
        if query.get(parameter)
    }
    missing = _missing_scopes(method, grant)
    if connection.account_id:
        try:
            finding = _take_for_the_same(row, access, method, grant, kept, missing)
        except NotTheSameError as refused:
            return not_connected(row, refused.words, refused.code)
    else:
        stopped = _take_first(row, access, method, grant, kept, missing)
        if stopped is not None:
            return stopped
        finding = health.check(connection)
    if not finding.works and finding.is_certain:
        return not_connected(row, finding.reason, finding.code)
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


def not_connected(row: SignIn, words: str, code: str, detail: str = "") -> Finished:
    """The answer for a sign-in that came to nothing; a connection that waits for its first one remembers why."""
    Connection.objects.filter(id=row.connection_id, status=ConnectionStatus.PENDING).update(
        **because(words, detail)
    )
    return Finished(
        is_connected=False, words=words, connection=row.connection, return_to=row.return_to, code=code
    )


# --- the first account ----------------------------------------------------------------------------------


def _take_first(
    row: SignIn, access: Access, method: OAuth2Code, grant: Grant, kept: dict[str, str], missing: list[str]
) -> Finished | None:
    """Stores the tokens and finds out whose they are. What ends the sign-in here, or None: a test comes next."""
    connection = row.connection
    connection.values = {**row.values, **kept}
    Connection.objects.filter(id=connection.id).update(**broker.granted_fields(connection, {}, grant, method))
    connection.refresh_from_db()
    if missing:
        words = _missing_words(missing)
        Connection.objects.filter(id=connection.id).update(
            status="error", status_code="missing_scope", **because(words)
        )
        return not_connected(row, words, "missing_scope")
    try:
        choices = discover(connection, access, method, grant)
    except (StepFailure, FillError) as failure:
        return not_connected(row, unread_words(SIGNED_IN, failure), "discovery")
    if not take(connection, choices):
        return Finished(
            is_connected=True,
            code="choose_account",
            words="Signed in. Now choose which account this connection is for.",
            connection=connection,
            return_to=row.return_to,
        )
    return None


# --- the same account again -----------------------------------------------------------------------------


def _take_for_the_same(
    row: SignIn, access: Access, method: OAuth2Code, grant: Grant, kept: dict[str, str], missing: list[str]
) -> health.Finding:
    """Stores the tokens once they are proven to be the account's. Raises NotTheSameError; then nothing has changed."""
    connection = row.connection
    if missing:
        raise NotTheSameError(f"{_missing_words(missing)} Nothing was changed.", "missing_scope")
    tried = copy.copy(connection)
    tried.values = {**row.values, **kept}
    fields = broker.granted_fields(tried, {}, grant, method)
    tried.values = fields["values"]
    finding = prove_same(tried, access, method, grant, SIGNED_IN)
    fields |= {"values": tried.values, "account_label": tried.account_label}
    Connection.objects.filter(id=connection.id).update(**fields)
    connection.refresh_from_db()
    health.note(connection, finding)
    return finding


# --- words and scopes -----------------------------------------------------------------------------------


def _missing_scopes(method: OAuth2Code, grant: Grant) -> list[str]:
    """What was asked for and not given, where the provider says what it gave in the same words."""
    if grant.scopes is None:
        return []
    given = set(grant.scopes)
    if not given & set(method.scopes):
        return []
    return [scope for scope in method.scopes if scope not in given and scope not in _SILENT]


def _missing_words(missing: list[str]) -> str:
    return (
        f"These permissions were not granted: {', '.join(missing[:10])}. Connect again and allow everything."
    )
