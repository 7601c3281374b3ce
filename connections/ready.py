"""Opened connections, ready for steps in many threads: the database is asked by few of them at a time, and waited for.

While another process renews a token, one thread of this one looks whether it is done and the others wait for that thread,
so that fifty steps of one account do not hold fifty database connections.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError
from django.db import connection as database
from django.utils import timezone

from connections.services import broker
from connections.services.opening import Opened
from connections.services.states import note_used
from integrations.outcomes import Retry

logger = logging.getLogger("headrace.connections")

T = TypeVar("T")
Key = tuple[UUID, UUID]

#: Threads of one process that use the database at the same time for this: the I/O pool is larger than a server's limit.
_SLOTS = threading.BoundedSemaphore(8)
#: How long a database that is away is waited for, and how long a token that somebody else renews.
_DATABASE_SECONDS = 60.0
_RENEWAL_SECONDS = 45.0
_LOOK_SECONDS = 0.05
#: How long an opened connection is used without another look: so late is a disconnect noticed.
_READY_SECONDS = 2.0
_MOST = 1000
_ready: dict[Key, tuple[float, Opened]] = {}
_looking: dict[Key, threading.Lock] = {}


def obtain(company_id: UUID, connection_id: UUID) -> Opened:
    """The connection with a token that works. Raises as `broker.obtain`, and Retry when the database stays away."""
    key = (company_id, connection_id)
    found = _held(key)
    if found is not None:
        return found

    def look() -> Opened:
        opened = broker.obtain(company_id=company_id, connection_id=connection_id, within=0)
        note_used(opened.connection)
        return opened

    opened = _patiently(key, look, lambda: _held(key))
    expires_at = opened.connection.expires_at
    if expires_at is None or (expires_at - timezone.now()).total_seconds() > _READY_SECONDS + 5:
        if len(_ready) > _MOST:
            _ready.clear()
        _ready[key] = (time.monotonic() + _READY_SECONDS, opened)
    return opened


def renewed(refused: Opened) -> Opened:
    """The same after the provider has refused its token: with a newer one where there can be one. Raises as `obtain`."""
    key = (refused.connection.company_id, refused.connection.id)
    _ready.pop(key, None)

    def look() -> Opened:
        return broker.obtain(
            company_id=key[0], connection_id=key[1], refused_grant=refused.connection.grant, within=0
        )

    return _patiently(key, look, lambda: None)


def briefly(work: Callable[[], T]) -> T:
    """What `work` returns that needs the database for a moment; asked again while the database is away, so `work` must
    be safe to repeat. Raises what `work` raises, and Retry (STEP_TIMEOUT) when the database stays away for a minute.
    """
    give_up_at, delay = time.monotonic() + _DATABASE_SECONDS, 0.05
    while True:
        try:
            with _slot():
                return work()
        except (OperationalError, InterfaceError) as error:
            if database.in_atomic_block:
                raise
            logger.warning("the database did not answer a step, trying again: %s", error)
            database.close()
        if time.monotonic() > give_up_at:
            raise Retry("The database did not answer in time.", code="STEP_TIMEOUT")
        time.sleep(delay)
        delay = min(1.0, delay * 2)


def forget() -> None:
    """As in a new process."""
    _ready.clear()


def _held(key: Key) -> Opened | None:
    found = _ready.get(key)
    return found[1] if found is not None and found[0] > time.monotonic() else None


def _patiently(key: Key, look: Callable[[], Opened], held: Callable[[], Opened | None]) -> Opened:
    """What `look` finds, asked again while somebody else renews the token: by one thread of this process."""
    until = time.monotonic() + _RENEWAL_SECONDS
    try:
        return briefly(look)
    except Retry as busy:
        if busy.code != "CONNECTION_BUSY":
            raise
    if len(_looking) > _MOST:
        _looking.clear()
    with _looking.setdefault(key, threading.Lock()):
        while True:
            if (found := held()) is not None:
                return found
            try:
                return briefly(look)
            except Retry as busy:
                if busy.code != "CONNECTION_BUSY" or time.monotonic() > until:
                    raise
            time.sleep(_LOOK_SECONDS)


@contextmanager
def _slot() -> Iterator[None]:
    """On PostgreSQL the thread's connection is closed afterwards: there are many threads."""
    if database.in_atomic_block:
        yield
        return
    with _SLOTS:
        try:
            yield
        finally:
            if database.vendor == "postgresql":
                database.close()
