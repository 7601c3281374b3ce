"""The two databases' differences, for the statements of `runs/queue.py` and `runs/accept.py`.

Statements are written once with `?` marks. Hot rows go to the driver directly: Django's cursor wrappers cost more than
SQLite itself for a row of this size.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, cast

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db import Error as DjangoDatabaseError

from accounts.ids import dashed, uuid7, uuid7_hex
from accounts.sqlite import turns
from runs.prepared import Often, Plans

Row = Sequence[Any]
Question = tuple[str, Sequence[Any]]  # a statement that gives rows, and its parameters

# The driver of the database in use; the other one is not loaded. The statements here meet its own exceptions, the ORM wraps them.
DRIVER: Any = cast("Any", connection).Database
DATABASE_ERRORS: tuple[type[Exception], type[Exception]] = (DjangoDatabaseError, DRIVER.Error)

if connection.vendor == "sqlite":
    # The driver asks of every null and every yes or no whether it can be adapted, which takes longer than storing it, unless
    # it finds an adapter. A step's row has a dozen nulls.
    DRIVER.register_adapter(type(None), {}.get)
    DRIVER.register_adapter(bool, int)

# Of the two tables that both accepting and progressing write.
PAYLOAD_COLUMNS = ("id", "run_id", "size", "codec", "body")
EVENT_COLUMNS = ("run_id", "seq", "last_seq", "events")


@lru_cache(maxsize=1)
def is_postgres() -> bool:
    return connection.vendor == "postgresql"


def now_ms_sql() -> str:
    """The database's clock as Unix milliseconds."""
    if is_postgres():
        return "(extract(epoch from clock_timestamp()) * 1000)::bigint"
    return "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)"


def db_uuid(value: uuid.UUID) -> Any:
    """As the driver stores it: SQLite keeps 32 hex digits."""
    return value if is_postgres() else value.hex


def new_id() -> Any:
    """A new UUIDv7 as the driver stores it."""
    return uuid7() if is_postgres() else uuid7_hex()


def shown_id(value: Any) -> str:
    """An id as the driver gave it, in the usual form with dashes."""
    return dashed(value) if isinstance(value, str) else str(value)


def hex_id(value: Any) -> str:
    """An id as the driver gave it, in 32 hex digits."""
    return value if isinstance(value, str) else str(value.hex)


def read_uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


@lru_cache(maxsize=1024)
def familiar_uuid(value: Any) -> uuid.UUID:
    """The same for ids that come again and again: of companies, versions. Each time the same object, which is found quickest."""
    return read_uuid(value)


_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


@lru_cache(maxsize=4096)
def db_time(ms: int | None) -> Any:
    """A Unix time in ms as the driver stores a DateTimeField."""
    if ms is None:
        return None
    if is_postgres():
        return _EPOCH + datetime.timedelta(milliseconds=ms)
    # As Django writes it, without a fraction at a whole second: SQLite compares the texts.
    second, rest = divmod(ms, 1000)
    return f"{_second_text(second)}.{rest:03}000" if rest else _second_text(second)


@lru_cache(maxsize=64)
def _second_text(second: int) -> str:
    return (_EPOCH + datetime.timedelta(seconds=second)).replace(tzinfo=None).isoformat(" ")


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


#: Up to so many rows go to PostgreSQL with the next statement, one `EXECUTE` each; more go by COPY.
FEW_ROWS = 2
#: Times that one statement is sent in one message. Each may come with a few kilobytes of JSON.
ROWS_AT_ONCE = 100


class Statements:
    """Runs statements on this thread's connection, inside whatever transaction is open.

    On PostgreSQL every message is a way to the server and back, which costs a light run more than what it asks for. With
    `begins` the transaction is its own: what needs no answer (`BEGIN`, a few new rows) goes ahead of the next statement, in
    one message with it, and is refused there if it is.
    """

    def __init__(self, raw: Any, postgres: bool, *, begins: bool = False) -> None:
        self._raw = raw
        self.is_postgres = postgres
        self._is_own = begins
        self._ahead: list[Question] = [("BEGIN", ())] if begins else []
        self.has_begun = not begins

    def all(self, statement: str, params: Sequence[Any] = ()) -> list[Row]:
        return self.run(statement, params).fetchall()  # type: ignore[no-any-return]

    def run(self, statement: str, params: Sequence[Any] = ()) -> Any:
        """The driver's cursor after execution."""
        if not self.is_postgres:
            return self._raw.execute(statement, params)
        return self._send([(statement, params)])

    def all_of(self, questions: Sequence[Question]) -> list[list[Row]]:
        """The rows of each of several statements, which PostgreSQL is sent together. All of them have to give rows."""
        if not self.is_postgres:
            return [self.all(statement, params) for statement, params in questions]
        cursor = self._send(questions)
        found = [cursor.fetchall()]
        while cursor.nextset():
            found.append(cursor.fetchall())
        return found

    def _send(self, questions: Sequence[Question]) -> Any:
        """All in one message, after what waits to go ahead. The cursor is at the answer to the first one."""
        waiting, self._ahead = self._ahead, []
        if waiting:
            self.has_begun = True
            questions = [*waiting, *questions]
        plans, first = Plans.of(self._raw), list[str]()
        plans.begin(first)
        texts = [plans.text(statement, first) for statement, _ in questions]
        values = [value for _, params in questions for value in params]
        try:
            cursor = self._raw.execute("; ".join([*first, *texts]), values)
        except DRIVER.NotSupportedError as error:
            if not plans.are_stale(error):
                raise
            # No refusal: it can be tried again.
            Plans.forget(self._raw)
            raise DRIVER.OperationalError(str(error)) from error
        plans.taken()
        for _ in range(len(first) + len(waiting)):
            cursor.nextset()
        return cursor

    def _send_ahead(self) -> None:
        if self._ahead:
            self._send([self._ahead.pop()])

    def commit(self) -> None:
        """Of the transaction that it began, if it did."""
        if self.has_begun or len(self._ahead) > 1:
            self.run("COMMIT")

    def many(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """The statement, which gives no rows, with each of these parameters."""
        if not self.is_postgres:
            self._raw.executemany(statement, rows)
            return
        if self._is_own and len(rows) <= FEW_ROWS:
            self._ahead.extend((statement, row) for row in rows)
            return
        for place in range(0, len(rows), ROWS_AT_ONCE):
            self._send([(statement, row) for row in rows[place : place + ROWS_AT_ONCE]])

    def insert(
        self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]], *, are_large: bool = False
    ) -> None:
        """Insert rows that are known to be new. PostgreSQL takes many, and large ones, by COPY: one statement to parse and
        plan, at a third of the cost of an INSERT for each.
        """
        if not rows:
            return
        if not self.is_postgres:
            self._raw.executemany(_insertion(table, columns), rows)
        elif self._is_own and not are_large and len(rows) <= FEW_ROWS:
            insertion = _insertion(table, columns)
            self._ahead.extend((insertion, row) for row in rows)
        else:
            self._send_ahead()
            with (
                self._raw.cursor() as cursor,
                cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)

    def hits(
        self, statement: str, rows: Sequence[Sequence[Any]], question: Question | None = None
    ) -> tuple[list[bool], list[Row]]:
        """For each row, whether the statement (an UPDATE) changed anything; and what another question gave afterwards, which
        PostgreSQL hears in the same message.
        """
        if not self.is_postgres:
            execute = self._raw.execute
            found = [execute(statement, row).rowcount == 1 for row in rows]
            return found, [] if question is None else self.all(*question)
        found, said = list[bool](), list[Row]()
        for place in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[place : place + ROWS_AT_ONCE]
            is_last = question is not None and place + ROWS_AT_ONCE >= len(rows)
            cursor = self._send(
                [*((statement, row) for row in some), *([question] if question and is_last else [])]
            )
            for _ in some:
                found.append(cursor.rowcount == 1)
                cursor.nextset()
            if is_last:
                said = cursor.fetchall()
        return found, said


@lru_cache(maxsize=256)
def _insertion(table: str, columns: Sequence[str]) -> Often:
    return Often(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})")


def arrivals(count: int) -> Question:
    """What to ask for so many arrival numbers and the database's clock; `read_arrivals` reads the answer."""
    if is_postgres():
        ask = f"SELECT {now_ms_sql()}, nextval('runs_queuesequence_value') FROM generate_series(1, ?)"
    else:  # the counter's row is made anew where a flush took it
        ask = (
            "INSERT INTO runs_queuesequence (id, value) VALUES (1, ?)"
            f" ON CONFLICT (id) DO UPDATE SET value = value + excluded.value RETURNING {now_ms_sql()}, value"
        )
    return Often(ask), (count,)


def read_arrivals(rows: Sequence[Row], count: int) -> tuple[int, list[int]]:
    """The clock in Unix ms, and the numbers, rising; another process's may lie between them."""
    now_ms, last = int(rows[0][0]), int(rows[-1][1])
    if is_postgres():
        return now_ms, [int(row[1]) for row in rows]
    return now_ms, list(range(last - count + 1, last + 1))


def _own() -> Any:
    """This thread's connection, open. Asked for once: `django.db.connection` finds it anew for every word it is asked."""
    own = connections[DEFAULT_DB_ALIAS]
    if own.connection is None:
        own.ensure_connection()
    return own


def statements() -> Statements:
    """For reads outside a transaction."""
    return Statements(_own().connection, is_postgres())


@contextmanager
def write_transaction() -> Iterator[Statements]:
    """One transaction that writes; on SQLite it waits for its turn, as Django's own do. Inside a Django transaction (tests,
    services that do more) it simply joins.
    """
    own = _own()
    raw = own.connection
    if own.in_atomic_block:
        yield Statements(raw, is_postgres())
    elif is_postgres():
        sql = Statements(raw, True, begins=True)
        try:
            yield sql
            sql.commit()
        except BaseException:
            if sql.has_begun and not raw.closed:
                with suppress(
                    DRIVER.Error
                ):  # the session may have ended: what went wrong first is what to hear of
                    raw.execute("ROLLBACK")
            raise
    else:
        with turn():
            raw.execute("BEGIN IMMEDIATE")
            try:
                yield Statements(raw, False)
                raw.execute("COMMIT")
            except BaseException:
                if raw.in_transaction:  # SQLite ends it by itself when the disk is full
                    raw.execute("ROLLBACK")
                raise


@contextmanager
def turn() -> Iterator[None]:
    """This thread's turn to write, for several statements; on PostgreSQL everybody may at once."""
    if is_postgres():
        yield
    else:
        with turns.turn():
            yield


_REFUSALS = frozenset({"IntegrityError", "DataError", "ProgrammingError", "NotSupportedError"})


def is_refusal(error: BaseException) -> bool:
    """Whether the database understood and said no (a constraint, a bad value), rather than being away or busy."""
    # PostgreSQL's driver has a class of its own for each kind: a ForeignKeyViolation is an IntegrityError.
    return not _REFUSALS.isdisjoint(each.__name__ for each in type(error).__mro__)
