"""The bell: wakes whoever should look at the run table. It carries no work, and may ring twice, late or never.

On one host a ring is a datagram to a socket under `BELL_DIR`: `drain-*` for workers, `hub-*` for web processes,
`broker-*` for the django-q2 cluster. With PostgreSQL the same words also go out as NOTIFY, for other hosts. When no
worker listens, the ring becomes a django-q2 task (`runs.worker.drain.drain`, without arguments).
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import orjson
from django.conf import settings
from django.db import connection

from runs.sql import DATABASE_ERRORS

logger = logging.getLogger("headrace.worker")

RING = b"ring"
LOOK = b"look"
CHANNEL = "headrace_bell"
HUB_CHANNEL = "headrace_hub"
_DATAGRAM_ROWS = 400  # stays below the kernel's default datagram size

RESPONDED = "responded"  # in place of "running": the run's answer for its caller is there
# (run id, workflow id, last event number, run status), ids as 32 hex digits
Announcement = tuple[str, str, int, str]

# A file system's times move in steps of some ms: a folder read right after a change may change again unseen.
_TICK_NS = 50_000_000
# When the folder of the bell had last changed as it was read, and its sockets by role.
_listed: tuple[int, dict[str, list[str]]] = (0, {})

_numbers = itertools.count()
_sender = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
_sender.setblocking(False)
atexit.register(_sender.close)


class Listener:
    """A bound datagram socket of this process, and a way to wait for it."""

    def __init__(self, role: str) -> None:
        self.path = Path(settings.BELL_DIR) / f"{role}-{os.getpid()}-{next(_numbers)}.sock"
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()
        self.socket.bind(str(self.path))
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def wait(self, seconds: float) -> bytes | None:
        """The next message, or None when none came in time."""
        self.socket.settimeout(max(0.0005, seconds))
        try:
            return self.socket.recv(1 << 18)
        except (TimeoutError, BlockingIOError):
            return None

    def close(self) -> None:
        self.socket.close()
        with contextlib.suppress(FileNotFoundError):
            self.path.unlink()


def _sockets(role: str) -> list[str]:
    """The sockets of a role, by name. The folder is read again when it has changed, or may have within the tick of the
    file system's clock in which it was read.
    """
    global _listed
    folder = Path(settings.BELL_DIR)
    changed = folder.stat().st_mtime_ns
    if _listed[0] != changed:
        by_role: dict[str, list[str]] = {}
        for path in sorted(folder.iterdir()):
            by_role.setdefault(path.name.partition("-")[0], []).append(str(path))
        is_settled = time.time_ns() - changed > _TICK_NS
        _listed = (changed if is_settled else 0, by_role)
    return _listed[1].get(role, [])


def _send(path: str, message: bytes) -> bool:
    try:
        _sender.sendto(message, path)
    except BlockingIOError:
        return True  # its buffer is full: it has been rung
    except (ConnectionRefusedError, FileNotFoundError):
        _clear(path)  # left behind by a process that was killed
        return False
    return True


def ring(*, everyone: bool = False) -> None:
    """Say that the run table has something to claim: to one worker of this host (it passes the word on when it has its
    hands full), or to `everyone`; with none listening, by a django-q2 task.
    """
    rung = False
    for path in _sockets("drain"):
        if _send(path, RING):
            rung = True
            if not everyone:
                break
    if not rung:
        enqueue_drain()
    if _others_listen():
        _notify(CHANNEL, "")


def call() -> None:
    """Say that something came for a run, which may be waiting in the queue or be on board of any worker: all look."""
    rung = [_send(path, LOOK) for path in _sockets("drain")]
    if not any(rung):
        enqueue_drain()
    if connection.vendor == "postgresql":
        _notify(CHANNEL, LOOK.decode())


def enqueue_drain() -> None:
    """Queue one drain in django-q2 and wake its cluster; harmless when one is queued already, and while nothing can be
    queued: the broker rings again.
    """
    from django_q.models import OrmQ
    from django_q.tasks import async_task

    try:
        if not OrmQ.objects.exists():
            async_task("runs.worker.drain.drain")
    except DATABASE_ERRORS as error:
        logger.warning("no drain could be queued: %s", error)
    for path in _sockets("broker"):
        _send(path, RING)


def listening(role: str) -> int:
    """How many of a role listen on this host. What a killed process left behind is cleared away: counted, it would keep
    its place from a successor.
    """
    return sum(_is_heard(path) for path in list(_sockets(role)))


def _is_heard(path: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(path)
        except (ConnectionRefusedError, FileNotFoundError):
            _clear(path)
            return False
        except OSError:
            return True
    return True


def _clear(path: str) -> None:
    with contextlib.suppress(FileNotFoundError):
        Path(path).unlink()


def announce(rows: Iterable[Announcement]) -> None:
    """Tell the hubs of the web processes which runs have new events."""
    batch = list(rows)
    hubs = _sockets("hub")
    for start in range(0, len(batch), _DATAGRAM_ROWS):
        message = orjson.dumps(batch[start : start + _DATAGRAM_ROWS])
        for path in hubs:
            _send(path, message)
    if batch and _others_listen():
        # NOTIFY takes 8,000 bytes.
        for start in range(0, len(batch), 60):
            _notify(HUB_CHANNEL, orjson.dumps(batch[start : start + 60]).decode())


_origin = f"{socket.gethostname()}"
_LISTENER = "headrace bell "
_LOOK_SECONDS = 5.0
_heard_of_others: tuple[float, bool] = (0.0, False)


def _others_listen() -> bool:
    """Whether another host listens on this database, looked up every 5 s. Committing a NOTIFY takes a lock that all
    commits of the database queue at, so none is sent where nobody hears it; a host that has just come polls meanwhile.
    """
    global _heard_of_others
    if connection.vendor != "postgresql":
        return False
    until, found = _heard_of_others
    if time.monotonic() >= until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name LIKE %s AND application_name <> %s)",
                [f"{_LISTENER}%", _listener_name()],
            )
            found = bool(cursor.fetchone()[0])
        _heard_of_others = (time.monotonic() + _LOOK_SECONDS, found)
    return found


def _listener_name() -> str:
    """PostgreSQL cuts such names at 63 bytes."""
    return f"{_LISTENER}{_origin}"[:63]


def _notify(channel: str, payload: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [channel, f"{_origin}|{payload}"])


def listen_to_other_hosts(channel: str, heard: Callable[[bytes], None], stopped: threading.Event) -> None:
    """On PostgreSQL: call `heard` with what other hosts say, until `stopped`. Returns at once on SQLite.

    Words of this host are left out: they came by datagram already.
    """
    if connection.vendor != "postgresql":
        return
    import psycopg

    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context", "pool"):
        parameters.pop(name, None)
    parameters["application_name"] = _listener_name()
    while not stopped.is_set():
        try:
            with psycopg.connect(**parameters, autocommit=True) as listener:
                listener.execute(f"LISTEN {channel}")
                while not stopped.is_set():
                    for notice in listener.notifies(timeout=1.0):
                        origin, _, payload = notice.payload.partition("|")
                        if origin != _origin:
                            heard(payload.encode())
        except psycopg.Error:
            stopped.wait(1.0)  # the database is away; polling goes on meanwhile
