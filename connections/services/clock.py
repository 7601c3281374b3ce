"""The database's clock: leases and budgets of several machines are compared by it."""

from __future__ import annotations

from django.db import connection


def now_ms() -> int:
    """Unix milliseconds."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT (extract(epoch from clock_timestamp()) * 1000)::bigint")
        else:
            cursor.execute("SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)")
        return int(cursor.fetchone()[0])
