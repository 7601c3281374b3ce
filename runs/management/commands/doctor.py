"""`manage.py doctor`: checks what an installation needs; non-zero exit when something is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from runs import bell, health, queue_facts
from runs.sql import DATABASE_ERRORS, write_transaction

CLOCK_TOLERANCE_MS = 2_000


class Command(BaseCommand):
    help = "Check database, migrations, workers, broker, keys, clock and settings."

    def handle(self, *args: Any, **options: Any) -> None:
        checks: list[tuple[str, Callable[[], str]]] = [
            ("Settings", _settings),
            ("Database", _database),
            ("Migrations", _migrations),
            ("Clock", _clock),
            ("Keys", _keys),
            ("Redis", _redis),
            ("Bell", _bell),
            ("Workers", _workers),
        ]
        failed = 0
        for name, check in checks:
            try:
                self.stdout.write(f"ok    {name:<11} {check()}")
            except _Wrong as wrong:
                failed += 1
                self.stdout.write(f"WRONG {name:<11} {wrong}")
            except DATABASE_ERRORS as error:
                failed += 1
                self.stdout.write(
                    f"WRONG {name:<11} The database does not answer: {str(error).splitlines()[0]}"
                )
        if failed:
            raise CommandError(f"{failed} of {len(checks)} checks found something wrong.")


class _Wrong(Exception):
    """What is wrong, and what to do."""


def _settings() -> str:
    errors = [message for message in run_checks(tags=[Tags.security, "headrace"]) if message.is_serious()]
    if errors:
        raise _Wrong(" ".join(str(message.msg) for message in errors))
    return f"{settings.ENVIRONMENT} mode, {settings.PUBLIC_URL}"


def _database() -> str:
    with write_transaction() as sql:
        sql.run("CREATE TEMPORARY TABLE IF NOT EXISTS doctor_probe (id INTEGER)")
        sql.run("INSERT INTO doctor_probe VALUES (1)")
        sql.run("DROP TABLE doctor_probe")
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    return f"{name} takes writes"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        raise _Wrong(f"{len(plan)} migrations are not applied. Run: manage.py migrate")
    return "all applied"


def _clock() -> str:
    off = abs(queue_facts.clock_ms() - int(time.time() * 1000))
    if off > CLOCK_TOLERANCE_MS:
        raise _Wrong(
            f"This machine's clock is {off / 1000:.1f} s away from the database's. Set up time synchronisation."
        )
    return f"{off} ms from the database's"


def _keys() -> str:
    folder = Path(settings.DATA_DIR) / "keys"
    loose = [path.name for path in folder.glob("*") if path.stat().st_mode & 0o077]
    if loose:
        raise _Wrong(f"Others can read {', '.join(loose)} in {folder}. Run: chmod 600 {folder}/*")
    return "readable by this user only"


def _redis() -> str:
    if not settings.REDIS_URL:
        return "not used"
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2).ping()
    except redis.RedisError as error:
        raise _Wrong(
            f"Redis does not answer ({error}). Rate limits are counted per process meanwhile."
        ) from None
    return "answers"


def _bell() -> str:
    if not os.access(settings.BELL_DIR, os.W_OK):
        raise _Wrong(f"{settings.BELL_DIR} cannot be written; workers would be rung only by the poll of 1 s.")
    return f"{bell.listening('drain')} drains and {bell.listening('hub')} hubs listen on this host"


def _workers() -> str:
    progress = health.read_progress()
    if progress.beat_ms is None or progress.beat_ms > health.STUCK_MS:
        raise _Wrong(
            "No worker gives a sign of life. Start Headrace (make run), or a worker: manage.py worker"
        )
    if not progress.is_ready:
        raise _Wrong(
            f"The oldest run has waited for {(progress.oldest_ready_ms or 0) / 1000:.0f} s untouched."
        )
    return f"last sign of life {progress.beat_ms / 1000:.1f} s ago"
