"""What the pages that count runs cost with a long history, in ms. Run: `python -m benchmarks.figures <runs>` with an empty
DATA_DIR or DATABASE_URL of its own; the second time it measures what stands there.

Printed and not asserted, like the other benchmarks of parts.
"""

from __future__ import annotations

import datetime
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

WORKFLOWS = 5
BLOCKS = ("paid", "check", "post", "note", "tell")
DAYS = 30
REPEATS = 5
RUN_COLUMNS = (
    *("id", "company_id", "workflow_id", "version_id", "number", "status", "trigger_type", "trigger_block"),
    *("started_by", "test", "ready", "priority", "queued_seq", "ready_at_ms", "lease_owner", "epoch", "idem_hash"),
    *("input", "output", "error", "next_event", "next_step", "rescues", "cancel_requested_by", "ran_ms"),
    *("created_at", "started_at", "finished_at"),
)  # fmt: skip
STEP_COLUMNS = (
    *("id", "run_id", "seq", "block", "iteration", "generation", "status", "reason", "port", "attempt"),
    *("input", "output", "error", "started_at", "finished_at", "reused"),
)


def drawing(number: int) -> dict[str, Any]:
    kinds = {"paid": "trigger.api", "check": "condition", "post": "http", "note": "transform", "tell": "echo"}
    configs: dict[str, dict[str, Any]] = {
        "check": {"expression": "input.amount > 0"},
        "post": {"method": "GET", "url": "https://echo.headrace/"},
        "note": {"mapping": {"n": 1}},
        "tell": {"operation": "reply", "value": "paid"},
    }
    ports = ("out", "true", "out", "out")
    return {
        "name": f"Generated {number}",
        "blocks": [{"id": id, "type": kinds[id], "name": id.title(), "config": configs.get(id, {})} for id in BLOCKS],
        "edges": [
            {"source": source, "sourcePort": port, "target": target}
            for source, port, target in zip(BLOCKS, ports, BLOCKS[1:], strict=False)
        ],
    }  # fmt: skip


def fill(runs: int) -> Any:
    """The company, new or as an earlier call left it."""
    from django.db import connection
    from django.utils import timezone

    from accounts.models import Company
    from runs.models import Run
    from runs.sql import write_transaction
    from workflows import services
    from workflows.definition import parse_definition

    company, is_new = Company.objects.get_or_create(name="Generated")
    if not is_new:
        return company
    versions = []
    for number in range(WORKFLOWS):
        made = services.create_workflow(
            company_id=company.id, definition=parse_definition(drawing(number)), by="benchmark"
        )
        services.publish(workflow=made, by="benchmark")
        made.refresh_from_db()
        versions.append((made.id, made.published_id))
    begin = timezone.now() - datetime.timedelta(days=DAYS)
    rows, steps = [], []
    for run, of_run in histories(runs, company.id, versions, begin):
        rows.append(run)
        steps += of_run
        if len(rows) == 5_000 or run[4] == runs:
            with write_transaction() as sql:
                sql.insert("runs_run", RUN_COLUMNS, rows)
                sql.insert("runs_step", STEP_COLUMNS, steps)
            rows, steps = [], []
    with connection.cursor() as cursor:
        cursor.execute(
            "ANALYZE" if connection.vendor == "postgresql" else "SELECT 1"
        )  # as its autovacuum would have
    print(f"{Run.objects.count()} runs made", flush=True)
    return company


def histories(
    count: int, company: Any, versions: Any, begin: datetime.datetime
) -> Iterator[tuple[Any, list[Any]]]:
    """Rows of runs with their steps, the oldest first: 3 % fail, by Slack or a refusal, 1 % is stopped."""
    from runs.sql import db_time, db_uuid, new_id

    dice = random.Random(7)
    body = json.dumps({"invoice": "INV-1", "lines": ["x" * 60] * 5})
    begin_ms = int(begin.timestamp() * 1000)
    for number in range(1, count + 1):
        created = begin_ms + int(number / count * DAYS * 86_400_000)
        workflow, version = dice.choice(versions)
        took = int(dice.lognormvariate(6, 1.2))
        luck = dice.random()
        status = "failed" if luck < 0.03 else "cancelled" if luck < 0.04 else "completed"
        at = dice.choice(("post", "tell")) if status == "failed" else ""
        error = (
            json.dumps(
                {
                    "code": dice.choice(("HTTP_400", "RATE_LIMITED", "TIMEOUT")),
                    "message": "It was refused",
                    "step": at,
                }
            )
            if at
            else None
        )
        run = new_id()
        yield (
            (
                *(run, db_uuid(company), db_uuid(workflow), db_uuid(version), number, status, "api", "paid"),
                *("", False, False, 0, number, 0, "", 1, "", body, body, error, 12, 6, 0, "", took),
                *(db_time(created), db_time(created + 5), db_time(created + 5 + took)),
            ),
            [
                (
                    *(new_id(), run, seq, block, "", 0),
                    "skipped" if at == "post" and seq > 3 else "failed" if block == at else "completed",
                    *("", "out", 1, body, body, error if block == at else None),
                    *(db_time(created + 5), db_time(created + 5 + took // 5), False),
                )
                for seq, block in enumerate(BLOCKS, 1)
            ],
        )  # fmt: skip


def measure(name: str, ask: Callable[[], Any]) -> None:
    """The first call and the best of the following."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        ask()
        times.append((time.perf_counter() - began) * 1000)
    print(f"{name:48} {times[0]:8.0f} {min(times[1:]):8.0f}", flush=True)


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    from runs import selectors
    from runs.figures import Scope, figures, stats
    from runs.heat import heat
    from runs.selectors import RunFilter
    from workflows.models import Workflow

    company = fill(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    workflow = Workflow.objects.filter(company=company).first()
    assert workflow is not None
    print(f"{connection.vendor:48} {'first':>8} {'best':>8}")
    scope, utc = Scope(company.id), ZoneInfo("UTC")
    for period in ("24h", "7d", "30d"):
        measure(f"figures, {period}", partial(figures, scope=scope, period=period, zone=utc))
        measure(
            f"figures of one workflow, {period}",
            partial(figures, scope=Scope(company.id, workflow), period=period, zone=utc),
        )
    for hours in (24, 168, 720):
        measure(f"stats, {hours} h", partial(stats, scope=scope, hours=hours))
        measure(
            f"heat, {hours} h",
            partial(heat, company_id=company.id, workflow_id=workflow.id, hours=hours),
        )
    measure(f"activity of {WORKFLOWS}", lambda: selectors.activity(Workflow.objects.filter(company=company)))
    failed = RunFilter(workflow_id=workflow.id, block="tell", block_status="failed")
    measure(
        "runs that failed at a block",
        lambda: selectors.list_runs(company_id=company.id, wanted=failed, limit=50),
    )
    measure("their number", lambda: selectors.count_runs(company_id=company.id, wanted=failed))


if __name__ == "__main__":
    main()
