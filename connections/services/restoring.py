"""Telling the apps on the left what became of a connection, by rows of the outbox."""

from __future__ import annotations

from accounts.models import Outbox
from connections.models import Connection

RESTORED = "connection.restored"
BROKEN = "connection.error"


def connection_restored(connection: Connection) -> None:
    """Runs that wait for this connection may go on. In the caller's transaction."""
    Outbox.objects.create(
        company_id=connection.company_id, topic=RESTORED, data={"connectionId": str(connection.id)}
    )


def connection_broken(connection: Connection) -> None:
    """A person has to do something about this connection. In the caller's transaction."""
    Outbox.objects.create(
        company_id=connection.company_id,
        topic=BROKEN,
        data={
            "connectionId": str(connection.id),
            "provider": connection.provider,
            "name": connection.name,
            "status": connection.status,
            "reason": connection.status_reason,
        },
    )
