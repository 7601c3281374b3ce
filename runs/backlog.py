"""The bound on waiting runs: beyond it nothing more is accepted of a company, before anything is stored.

Counting every time would cost more than accepting. The runs that wait are counted now and then, the more often the nearer
the bound; in between stands what this process has accepted since. With several web processes the bound may be passed a little.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings

from accounts.api.errors import ApiError
from runs.sql import Statements, db_uuid

COUNT_SECONDS = 10.0
FULL_COUNT_SECONDS = 1.0
RETRY_AFTER_SECONDS = 5
# What Headrace starts by itself is bounded by what it comes from, a person who tries a draft out is not made to wait, and
# the inbox asks before it takes an event.
EXEMPT = frozenset({"subworkflow", "error", "schedule", "test", "webhook", "event", "app"})


@dataclass(slots=True)
class _Count:
    counted: int
    at: float
    since: int = 0


_lock = threading.Lock()
_counts: dict[UUID, _Count] = {}


def take(sql: Statements, company_id: UUID, *, uncommitted: int) -> None:
    """One more run of this company is to wait, after so many in the transaction under way. Raises ApiError 429 when as
    many as may be do already.
    """
    limit = settings.QUEUE_LIMIT
    if not limit:
        return
    with _lock:
        known = _counts.get(company_id)
        now = time.monotonic()
        if known is None or _is_due(known, limit, now):
            known = _counts[company_id] = _Count(_count(sql, company_id, limit) + uncommitted, now)
        if known.counted + known.since < limit:
            known.since += 1
            return
    raise ApiError(
        "RATE_LIMITED",
        429,
        f"{limit:,} runs of this company wait to start, its limit. Try again when some of them have.",
        headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
    )


def forget() -> None:
    """Count anew: for tests, whose rows are rolled back."""
    with _lock:
        _counts.clear()


def _is_due(known: _Count, limit: int, now: float) -> bool:
    left = limit - known.counted
    if known.since >= left:
        return known.since > left or now - known.at > FULL_COUNT_SECONDS
    return known.since > left // 4 or (known.since > 0 and now - known.at > COUNT_SECONDS)


def _count(sql: Statements, company_id: UUID, limit: int) -> int:
    company: Any = db_uuid(company_id)
    return sum(
        int(
            sql.all(
                f"SELECT COUNT(*) FROM (SELECT 1 FROM runs_run WHERE {state} AND company_id = ? LIMIT {int(limit)}) AS waiting",
                (company,),
            )[0][0]
        )
        for state in ("ready", "held")
    )
