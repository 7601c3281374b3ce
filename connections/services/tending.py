"""What connections need by themselves, as one chore for the workers' tick."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.models import Outbox
from connections.models import Connection, ConnectionStatus, SignIn
from connections.services import broker, health, restoring

logger = logging.getLogger("headrace.connections")

#: A connection that nobody finished making is forgotten after this.
PENDING_FOR = timedelta(days=1)
#: Words on broken connections that nobody took up.
UNREAD_FOR = timedelta(days=7)
_CLAIM = timedelta(minutes=5)


def tend_connections(*, most: int = 20, until: Callable[[], bool] = lambda: False) -> int:
    """Renews tokens at 80 % of their life, settles refreshes whose process died (within a minute if called every few
    seconds), tests connections now and then, clears abandoned sign-ins away. Returns how much there was to do.

    Any number of processes may call it at once; idle, it only reads. It calls providers, so it belongs on a thread of
    its own. `until()` ends it early.
    """
    done = 0
    for connection in _due_for_refresh(most):
        if until():
            return done
        done += broker.refresh_if_due(connection)
    for connection in _due_for_check(most):
        if until():
            return done
        done += _check(connection)
    return done + _forget_abandoned()


def _due_for_refresh(most: int) -> list[Connection]:
    free = Q(lease_until=None) | Q(lease_until__lte=Now())
    due = Q(refresh_at__lte=Now()) | Q(in_doubt_at__isnull=False)
    return list(
        Connection.objects.filter(free, due, status=ConnectionStatus.ACTIVE).order_by("refresh_at", "id")[
            :most
        ]
    )


def _due_for_check(most: int) -> list[Connection]:
    return list(
        Connection.objects.filter(
            check_at__lte=Now(), status__in=(ConnectionStatus.ACTIVE, ConnectionStatus.ERROR)
        ).order_by("check_at")[:most]
    )


def _check(connection: Connection) -> int:
    """One of those who see that it is due does it."""
    claimed = Connection.objects.filter(id=connection.id, check_at=connection.check_at).update(
        check_at=F("check_at") + _CLAIM
    )
    if not claimed:
        return 0
    connection.refresh_from_db()
    finding = health.check(connection)
    if not finding.works:
        logger.info("connection %s: %s", connection.id, finding.code)
    return 1


def _forget_abandoned() -> int:
    ended = SignIn.objects.filter(expires_at__lt=Now())
    left = Connection.objects.filter(
        status=ConnectionStatus.PENDING, sealed=None, created_at__lt=Now() - PENDING_FOR
    )
    unread = Outbox.objects.filter(topic=restoring.BROKEN, created_at__lt=Now() - UNREAD_FOR)
    count = 0
    for rows in (ended, left, unread):
        if rows.exists():
            count += rows.delete()[0]
    return count
