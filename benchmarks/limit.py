"""The machine's own limit for W1: bare durable writes of runs with ten step records each, group-committed, no engine.

The yardstick the product is held against: no product on this disk and database can be faster than its writes.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
import time
import uuid
from pathlib import Path

GROUP = 64
OUTPUT = json.dumps(
    {
        "result": {"vendor": "ACME GMBH", "tax": 234.56, "summary": "ACME GMBH owes 1469.06 EUR"},
        "pad": "x" * 90,
    }
)


def sqlite_limit(seconds: float = 5.0) -> float:
    """Runs per second: accept, ten steps each durable before the next, finish; WAL, synchronous NORMAL."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "limit.sqlite3", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=NORMAL")
        database.execute("CREATE TABLE run (id TEXT PRIMARY KEY, status INTEGER, input TEXT, finished REAL)")
        database.execute(
            "CREATE TABLE step (run TEXT, seq INTEGER, status INTEGER, output TEXT, PRIMARY KEY (run, seq))"
        )

        def write(statement: str, rows: list[tuple[object, ...]]) -> None:
            database.execute("BEGIN IMMEDIATE")
            database.executemany(statement, rows)
            database.execute("COMMIT")

        began, done = time.monotonic(), 0
        while time.monotonic() < began + seconds:
            ids = [str(uuid.uuid4()) for _ in range(GROUP)]
            write("INSERT INTO run VALUES (?, 0, ?, NULL)", [(i, OUTPUT) for i in ids])
            for seq in range(10):
                write("INSERT INTO step VALUES (?, ?, 1, ?)", [(i, seq, OUTPUT) for i in ids])
            write("UPDATE run SET status = 1, finished = 1 WHERE id = ?", [(i,) for i in ids])
            done += GROUP
        rate = done / (time.monotonic() - began)
        database.close()
    return rate


def postgres_limit(url: str, seconds: float = 5.0) -> float:
    """The same on the PostgreSQL at `url`, in tables made and dropped here."""
    import psycopg

    with psycopg.connect(url) as database, database.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS limit_run, limit_step")
        cursor.execute(
            "CREATE TABLE limit_run (id TEXT PRIMARY KEY, status INTEGER, input TEXT, finished REAL)"
        )
        cursor.execute(
            "CREATE TABLE limit_step (run TEXT, seq INTEGER, status INTEGER, output TEXT, PRIMARY KEY (run, seq))"
        )
        database.commit()

        began, done = time.monotonic(), 0
        while time.monotonic() < began + seconds:
            ids = [str(uuid.uuid4()) for _ in range(GROUP)]
            cursor.executemany("INSERT INTO limit_run VALUES (%s, 0, %s, NULL)", [(i, OUTPUT) for i in ids])
            database.commit()
            for seq in range(10):
                cursor.executemany(
                    "INSERT INTO limit_step VALUES (%s, %s, 1, %s)", [(i, seq, OUTPUT) for i in ids]
                )
                database.commit()
            cursor.executemany(
                "UPDATE limit_run SET status = 1, finished = 1 WHERE id = %s", [(i,) for i in ids]
            )
            database.commit()
            done += GROUP
        rate = done / (time.monotonic() - began)
        cursor.execute("DROP TABLE limit_run, limit_step")
        database.commit()
    return rate
