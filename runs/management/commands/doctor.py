"""`manage.py doctor`: checks what an installation needs; non-zero exit when something is wrong."""

from __future__ import annotations

import datetime
import os
import re
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from django_q.models import OrmQ

from connections.services.vault import WrongKeyError, check_keys
from runs import bell, health, queue_facts
from runs.sandbox import calls
from runs.sql import DATABASE_ERRORS, write_transaction

CLOCK_TOLERANCE_MS = 2_000
LEAST_FREE_BYTES = 500 * 2**20
RING_LIFE = datetime.timedelta(minutes=1)


class Command(BaseCommand):
    help = "Check settings, database, migrations, clock, keys, Redis, broker, workers, disk, outbound rules and sandboxes."

    def handle(self, *args: Any, **options: Any) -> None:
        checks: list[tuple[str, Callable[[], str]]] = [
            ("Settings", _settings),
            ("Database", _database),
            ("Migrations", _migrations),
            ("Clock", _clock),
            ("Keys", _keys),
            ("Encryption", _encryption),
            ("Redis", _redis),
            ("Bell", _bell),
            ("Cluster", _cluster),
            ("Workers", _workers),
            ("Disk", _disk),
            ("Outbound", _outbound),
            ("Sandbox", _sandbox),
            ("Watching", _watching),
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
            except OSError as error:
                failed += 1
                self.stdout.write(
                    f"WRONG {name:<11} {error}. Check who owns the files under {settings.DATA_DIR}."
                )
        if failed:
            raise CommandError(f"Checks that found something wrong: {failed} of {len(checks)}.")


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


def _encryption() -> str:
    try:
        return check_keys()
    except WrongKeyError as error:
        raise _Wrong(str(error)) from None


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


def _cluster() -> str:
    """django-q2's table holds at most one ring, and only for a moment."""
    rings = OrmQ.objects.count()
    old = OrmQ.objects.filter(lock__lt=timezone.now() - RING_LIFE).count()
    if old:
        raise _Wrong(
            f"{old} rings have waited for over a minute: no django-q2 cluster takes them. "
            "Restart Headrace, or the worker: manage.py worker"
        )
    return f"{rings} rings wait, {bell.listening('broker')} clusters listen on this host"


def _workers() -> str:
    progress = health.read_progress()
    if progress.beat_ms is None or progress.beat_ms > health.STUCK_MS:
        raise _Wrong(
            "No worker gives a sign of life. Start Headrace (make run), or a worker: manage.py worker"
        )
    if progress.trouble:
        raise _Wrong(
            f"{progress.trouble} The oldest has waited for {(progress.oldest_ready_ms or 0) / 1000:.0f} s. "
            "Restart the worker (manage.py worker); its log says why it stopped."
        )
    words = f"last sign of life {progress.beat_ms / 1000:.1f} s ago"
    if (progress.oldest_ready_ms or 0) > health.STUCK_MS:
        words += (
            f"; the oldest run has waited for {(progress.oldest_ready_ms or 0) / 1000:.0f} s: raise WORKERS"
        )
    return words


def _disk() -> str:
    free = shutil.disk_usage(settings.DATA_DIR).free
    if free < LEAST_FREE_BYTES:
        raise _Wrong(
            f"{free / 2**20:.0f} MB are left at {settings.DATA_DIR}. Make room, or move DATA_DIR: a full disk stops runs."
        )
    return f"{free / 2**30:.1f} GB free"


def _outbound() -> str:
    wrong = [entry for entry in settings.OUTBOUND_ALLOW if not re.fullmatch(r"\S+:\d{1,5}", entry.strip())]
    if wrong:
        raise _Wrong(
            f"OUTBOUND_ALLOW has entries that open nothing: {', '.join(wrong)}. Write each as host:port."
        )
    opened = [entry.strip() for entry in settings.OUTBOUND_ALLOW]
    return f"public addresses and {', '.join(opened)}" if opened else "public addresses only"


def _sandbox() -> str:
    """Each language is asked what is wrong with a source that is: only a sandbox that works can tell."""
    languages = ("javascript", "python")
    try:
        silent = [language for language in languages if calls.check_source(language, "(") is None]
    finally:
        calls.close()
    if silent:
        raise _Wrong(
            f"No {' and no '.join(silent)} sandbox starts here, so code blocks in it fail. "
            "The log above says why; install the packages of requirements.lock again if one is missing."
        )
    return f"{' and '.join(languages)} answer"


def _watching() -> str:
    metrics = "with METRICS_TOKEN" if settings.METRICS_TOKEN else "from this machine only"
    if settings.ENVIRONMENT == "production" and not settings.METRICS_TOKEN:
        metrics = "closed (METRICS_TOKEN is not set)"
    return f"/metrics {metrics}, logs as {settings.LOG_FORMAT}"
