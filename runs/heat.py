"""How the blocks of a workflow fared over a time: how often each ran, how often it failed, how long it took.

Worked out from the newest runs of the time, so many at most: what a person looks for is what it is like, and that does not
change between two thousand runs and a hundred thousand. The answer says how many were looked at.
"""

from __future__ import annotations

import datetime
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from runs.models import Run
from runs.sql import db_uuid, is_postgres, joined, ms_between, statements

RUNS_READ = 2_000
STEPS_READ = 60_000
IDS_AT_ONCE = 500


@dataclass(slots=True)
class BlockHeat:
    completed: int = 0
    failed: int = 0
    skipped: int = 0
    other: int = 0
    ports: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    took_ms: list[int] = field(default_factory=list)

    def as_json(self, block: str) -> dict[str, Any]:
        took = sorted(self.took_ms)
        return {
            "id": block,
            "completed": self.completed,
            "failed": self.failed,
            "skipped": self.skipped,
            "other": self.other,
            "ports": dict(self.ports),
            "p50Ms": share_of(took, 0.5),
            "p95Ms": share_of(took, 0.95),
        }


def share_of(took: Sequence[int], share: float) -> int | None:
    """The value that this share of the sorted ones does not exceed."""
    return took[min(len(took) - 1, int(len(took) * share))] if took else None


def heat(
    *,
    company_id: uuid.UUID,
    workflow_id: uuid.UUID,
    hours: int,
    version: int | None = None,
    most_runs: int = RUNS_READ,
) -> dict[str, Any]:
    """`{runs, runsRead, isWhole, blocks}` of the last `hours`, of one version where it is named, from the newest `most_runs`.
    Test runs do not count.
    """
    since = timezone.now() - datetime.timedelta(hours=hours)
    runs = Run.objects.filter(
        company_id=company_id, workflow_id=workflow_id, created_at__gte=since, test=False
    )
    if version is not None:
        runs = runs.filter(version__number=version)
    newest = list(runs.order_by("-created_at", "-queued_seq").values_list("id", flat=True)[: most_runs + 1])
    is_whole = len(newest) <= most_runs
    newest = newest[:most_runs]
    blocks: dict[str, BlockHeat] = defaultdict(BlockHeat)
    steps_read = runs_read = 0
    for first in range(0, len(newest), IDS_AT_ONCE):
        part = newest[first : first + IDS_AT_ONCE]
        steps_read += _read(blocks, part, STEPS_READ - steps_read + 1)
        runs_read += len(part)
        if steps_read > STEPS_READ:
            is_whole = False
            break
    return {
        "runs": len(newest) if is_whole else runs.count(),
        "runsRead": runs_read,
        "isWhole": is_whole,
        "blocks": [found.as_json(block) for block, found in blocks.items()],
    }


def _read(blocks: dict[str, BlockHeat], run_ids: Sequence[uuid.UUID], most: int) -> int:
    """Count the steps of these runs, at most so many; answers how many there were.

    The database groups them: to read the times of ten thousand steps one by one takes longer than to find them.
    """
    ids = [db_uuid(one) for one in run_ids]
    is_theirs = "run_id = ANY(?)" if is_postgres() else f"run_id IN ({', '.join('?' * len(ids))})"
    rows = statements().all(
        f"SELECT block, status, port, COUNT(*), {joined('took')} FROM ("
        f"SELECT block, status, port, {ms_between('started_at', 'finished_at')} AS took FROM runs_step"
        f" WHERE {is_theirs} AND NOT reused LIMIT ?) AS steps GROUP BY block, status, port",
        (ids, most) if is_postgres() else (*ids, most),
    )
    for block, status, port, count, took in rows:
        _count(blocks[block], status, port, count, took)
    return sum(row[3] for row in rows)


def _count(found: BlockHeat, status: str, port: str | None, count: int, took: str | None) -> None:
    if status in ("completed", "failed", "skipped"):
        setattr(found, status, getattr(found, status) + count)
    else:
        found.other += count
    # A step that waits holds already where it leaves if nobody answers.
    if port and status in ("completed", "failed"):
        found.ports[port] += count
    if took and status in ("completed", "failed"):
        found.took_ms += map(int, took.split(","))
