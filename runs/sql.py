"""The two databases' differences, for the statements of `runs/queue.py` and `runs/accept.py`.

Statements are written once with `?` marks. Hot rows go to the driver directly: Django's cursor wrappers cost more than
SQLite itself for a row of this size.
"""

from __future__ import annotations

import datetime
import fcntl
import os
import sqlite3
import threading
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error as DjangoDatabaseError
from django.db import OperationalError, connection

from accounts.ids import dashed, uuid7, uuid7_hex

Row = Sequence[Any]

# The statements here meet the drivers' own exceptions, the ORM wraps them.
DATABASE_ERRORS = (DjangoDatabaseError, sqlite3.Error, psycopg.Error)

# Of the two tables that both accepting and progressing write.
PAYLOAD_COLUMNS = ("id", "run_id", "size", "codec", "body")
EVENT_COLUMNS = ("run_id", "seq", "last_seq", "events")

_local = threading.local()


@lru_cache(maxsize=1)
def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def now_ms_sql() -> str:
    """The database's clock as Unix milliseconds."""
    if is_postgres():
        return "(extract(epoch from clock_timestamp()) * 1000)::bigint"
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


@lru_cache(maxsize=512)
def _marks(statement: str) -> str:
    return statement.replace("?", "%s")


def db_uuid(value: uuid.UUID) -> Any:
    """As the driver stores it: SQLite keeps 32 hex digits."""
    return value if is_postgres() else value.hex


def new_id() -> Any:
    """A new UUIDv7 as the driver stores it."""
    return uuid7() if is_postgres() else uuid7_hex()


def shown_id(value: Any) -> str:
    """An id as the driver gave it, in the usual form with dashes."""
    return dashed(value) if isinstance(value, str) else str(value)


def read_uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@lru_cache(maxsize=4096)
def db_time(ms: int | None) -> Any:
    """A Unix time in ms as the driver stores a DateTimeField."""
    if ms is None:
        return None
    moment = _EPOCH + datetime.timedelta(milliseconds=ms)
    if is_postgres():
        return moment
    # As Django writes it, without a fraction at a whole second: SQLite compares the texts.
    return moment.replace(tzinfo=None).isoformat(" ")


def read_time_ms(value: Any) -> int | None:
    """The Unix ms of a DateTimeField read by the driver."""
    if value is None:
        return None
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    if value.tzinfo is None:  # SQLite keeps UTC without saying so
        value = value.replace(tzinfo=datetime.UTC)
    return int((value - _EPOCH).total_seconds() * 1000)


def ms_between(begin: str, end: str) -> str:
    """The whole ms between two columns of times."""
    if is_postgres():
        return f"floor(extract(epoch from {end} - {begin}) * 1000)::bigint"
    return f"CAST((julianday({end}) - julianday({begin})) * 86400000 + 0.5 AS INTEGER)"


def joined(number: str) -> str:
    """The numbers of a group as one text with commas, without NULLs: the cheapest way out for many of them."""
    return f"string_agg(({number})::text, ',')" if is_postgres() else f"group_concat({number})"


def rows_in_order(where: str, *, skip: bool) -> str:
    """The same condition on runs, their rows locked in the order of ids, like all others lock them; with `skip`, those
    that somebody is writing right now are left out: whoever asks will look again.
    """
    if not is_postgres():
        return where
    return f"id IN (SELECT id FROM runs_run WHERE {where} ORDER BY id FOR UPDATE{' SKIP LOCKED' if skip else ''})"


class Statements:
    """Runs statements on this thread's connection, inside whatever transaction is open."""

    def __init__(self, raw: Any, postgres: bool) -> None:
        self._raw = raw
        self.is_postgres = postgres

    def all(self, statement: str, params: Sequence[Any] = ()) -> list[Row]:
        return self.run(statement, params).fetchall()  # type: ignore[no-any-return]

    def run(self, statement: str, params: Sequence[Any] = ()) -> Any:
        """The driver's cursor after execution."""
        return self._raw.execute(_marks(statement) if self.is_postgres else statement, params)

    def many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        if self.is_postgres:
            with self._raw.cursor() as cursor:
                cursor.executemany(_marks(statement), rows)
        else:
            self._raw.executemany(statement, rows)

    def insert(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows that are known to be new. PostgreSQL takes them by COPY: one statement to parse and plan, however
        many rows, at a third of the cost of an INSERT for each.
        """
        names = ", ".join(columns)
        if not self.is_postgres:
            marks = ", ".join("?" * len(columns))
            self._raw.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
            return
        with self._raw.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def hits(self, statement: str, rows: Sequence[Sequence[Any]]) -> list[bool]:
        """For each row, whether the statement (an UPDATE) changed anything."""
        if not self.is_postgres:
            execute = self._raw.execute
            return [execute(statement, row).rowcount == 1 for row in rows]
        found: list[bool] = []
        with self._raw.cursor() as cursor:
            cursor.executemany(_marks(statement + " RETURNING 1"), rows, returning=True)
            for _ in rows:
                found.append(cursor.fetchone() is not None)
                cursor.nextset()
        return found


def take_sequence(sql: Statements, count: int) -> list[int]:
    """So many arrival numbers, rising; another process's may lie between them."""
    if is_postgres():
        rows = sql.all("SELECT nextval('runs_queuesequence_value') FROM generate_series(1, ?)", (count,))
        return [int(row[0]) for row in rows]
    # The counter's row is made anew where a flush took it.
    rows = sql.all(
        "INSERT INTO runs_queuesequence (id, value) VALUES (1, ?)"
        " ON CONFLICT (id) DO UPDATE SET value = value + excluded.value RETURNING value",
        (count,),
    )
    last = int(rows[0][0])
    return list(range(last - count + 1, last + 1))


def statements() -> Statements:
    """For reads outside a transaction."""
    connection.ensure_connection()
    return Statements(connection.connection, is_postgres())


@contextmanager
def write_transaction() -> Iterator[Statements]:
    """One transaction that writes. On SQLite hot writers queue at a lock file first.

    SQLite's own busy wait is unfair: a writer was seen to starve for 5 s; behind a blocking flock the worst wait is
    a fraction of a second. Inside a Django transaction (tests, services that do more) it simply joins.
    """
    connection.ensure_connection()
    raw = connection.connection
    if connection.in_atomic_block:
        yield Statements(raw, is_postgres())
    elif is_postgres():
        with raw.transaction():
            yield Statements(raw, True)
    else:
        with turn():
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield Statements(raw, False)
            except BaseException:
                raw.execute("ROLLBACK")
                raise
            raw.execute("COMMIT")


class _LockFile:
    """One open file per thread: flock excludes open files, not threads. A forked child must not share its parent's. Closed
    with its thread: a worker starts some with every drain, for weeks.
    """

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.descriptor = os.open(Path(settings.DATA_DIR) / "write.lock", os.O_RDWR | os.O_CREAT, 0o600)

    def __del__(self) -> None:
        os.close(self.descriptor)


@contextmanager
def turn() -> Iterator[None]:
    """Waits for this thread's turn to write; on PostgreSQL everybody may at once. Around a transaction, not within one."""
    if is_postgres():
        yield
        return
    lock = getattr(_local, "lock", None)
    if lock is None or lock.pid != os.getpid():
        lock = _local.lock = _LockFile()
    descriptor = lock.descriptor
    patience, pid = getattr(_local, "patience", (0.0, 0))
    if pid == os.getpid():
        _try_for(descriptor, patience)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def be_patient(seconds: float) -> None:
    """From now on this thread waits at most so long for its turn to write, then meets an OperationalError. It is not served
    in order then: for those who would rather go on without. A forked child waits like everybody.
    """
    _local.patience = seconds, os.getpid()


def _try_for(descriptor: int, seconds: float) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                raise OperationalError(f"Nobody let this process write for {seconds:g} s.") from None
            time.sleep(0.005)
        else:
            return


def is_refusal(error: BaseException) -> bool:
    """Whether the database understood and said no (a constraint, a bad value), rather than being away or busy."""
    name = type(error).__name__
    return name in ("IntegrityError", "DataError", "ProgrammingError", "NotSupportedError")
