"""The states of a connection: what they mean for a step, and the way into and out of the broken ones."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone

from connections.models import Connection, ConnectionStatus
from connections.protocol import Cause
from connections.services import restoring
from integrations.auth import AuthMethod, OAuth2Code
from integrations.outcomes import AuthExpired, StepFailure

_WORDS = {
    ConnectionStatus.PENDING: "{name} has not been connected yet. Finish connecting it.",
    ConnectionStatus.DISCONNECTED: "{name} was disconnected. Connect it again, or choose another connection.",
    ConnectionStatus.EXPIRED: "{name} has expired. Connect it again.",
    ConnectionStatus.REVOKED: "{name} was revoked at the provider. Connect it again.",
    ConnectionStatus.ERROR: "{name} does not work. Test it to see why.",
}

_ENDED = {
    "": "it has expired or was revoked there",
    "expired": "it has expired",
    "revoked": "it was revoked there",
}

_BREAKABLE = (ConnectionStatus.ACTIVE, ConnectionStatus.ERROR, ConnectionStatus.PENDING)


def ended_words(provider: str, name: str, method: AuthMethod, cause: Cause = "") -> str:
    """That a provider does not let this connection in any more, why, and what to do."""
    if cause == "consent":
        return (
            f"{provider} asks for consent before it lets {name} in. Give it there, then test the connection."
        )
    if isinstance(method, OAuth2Code):
        return f"{provider} does not accept the access of {name} any more: {_ENDED[cause]}. Connect it again."
    return f"{provider} does not accept the credentials of {name}: they are wrong, or were revoked there. Enter them again."


def because(words: str = "", detail: str = "") -> dict[str, str]:
    """The columns that say why: `words` for people, `detail` as the provider put it."""
    return {"status_reason": words[:400], "status_detail": detail[:300]}


def said_in(failure: StepFailure) -> str:
    """What the provider answered, of a failure that was made `answering`."""
    return str(failure.details.get("answer", "")) if isinstance(failure.details, dict) else ""


def answering(detail: str) -> dict[str, str] | None:
    """The details of a failure: what the provider answered."""
    return {"answer": detail} if detail else None


def refuse_unusable(connection: Connection) -> None:
    """Raises AuthExpired (`CONNECTION_<STATE>`) unless the connection is active."""
    if connection.status == ConnectionStatus.ACTIVE:
        return
    words = connection.status_reason or _WORDS[ConnectionStatus(connection.status)].format(
        name=connection.name
    )
    raise AuthExpired(
        words, code=f"CONNECTION_{connection.status.upper()}", details=answering(connection.status_detail)
    )


@transaction.atomic
def break_connection(
    connection: Connection, *, status: str, code: str, reason: str, detail: str = "", grant: int | None = None
) -> bool:
    """The connection needs a person from now on; those who watch an active one are told, once.

    False, and nothing changes: it was broken already, or has newer tokens than `grant`. Whoever is renewing them keeps the
    lease: a second renewal beside it would use the same refresh token twice, which ends it at many providers.
    """
    rows = Connection.objects.filter(id=connection.id, status__in=_BREAKABLE)
    if grant is not None:
        rows = rows.filter(grant=grant)
    before = connection.status
    changed = rows.exclude(status=status, status_code=code).update(
        status=status,
        status_code=code,
        **because(reason, detail),
        refresh_at=None,
        updated_at=timezone.now(),
    )
    if not changed:
        return False
    connection.status, connection.status_code, connection.status_reason = status, code, reason[:400]
    connection.status_detail = detail[:300]
    if before == ConnectionStatus.ACTIVE:
        restoring.connection_broken(connection)
    return True


def mend_connection(connection: Connection, **fields: Any) -> None:
    """The connection works (again); runs that wait for it go on. In the caller's transaction."""
    was_active = connection.status == ConnectionStatus.ACTIVE
    Connection.objects.filter(id=connection.id).update(
        status=ConnectionStatus.ACTIVE,
        status_code="",
        **because(),
        failed_checks=0,
        updated_at=timezone.now(),
        **fields,
    )
    connection.refresh_from_db()
    if not was_active:
        restoring.connection_restored(connection)


def note_used(connection: Connection, account_label: str | None = None) -> None:
    """At most once a minute for each connection."""
    now = timezone.now()
    if connection.last_used_at is None or (now - connection.last_used_at).total_seconds() > 60:
        Connection.objects.filter(id=connection.id).update(last_used_at=now)
        connection.last_used_at = now
