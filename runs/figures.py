"""What a company's runs came to over a time: how many ended how, how long they took, where they failed and what providers
refused. Test runs do not count.

Each part of the time is one range of an index, from the newest backwards, and reading stops where it would take too long: the
answer says from when on it counts.
"""

from __future__ import annotations

import datetime
import math
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.api.envelope import iso
from accounts.ids import public_id
from integrations.finding import provider_of
from runs.spans import Span, spans
from runs.sql import db_time, db_uuid, is_postgres, joined, ms_between, read_uuid, statements
from runs.start_facts import start_facts
from workflows.models import Workflow

RUNS_READ = 250_000
BLOCKS_SHOWN = 50
GROUPS = {"completed": "completed", "failed": "failed", "timed_out": "failed", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose runs are counted. The workflow is known to be the company's: its own index is the shorter way."""

    company_id: uuid.UUID
    workflow: Workflow | None = None

    def where(self, alias: str = "") -> tuple[str, Any]:
        if self.workflow is None:
            return f"{alias}company_id = ?", db_uuid(self.company_id)
        assert self.workflow.company_id == self.company_id
        return f"{alias}workflow_id = ?", db_uuid(self.workflow.id)


@dataclass(slots=True)
class Outcomes:
    """What became of the runs of one part of the time. Durations, sorted, are of those that completed, waits and all."""

    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    open: int = 0
    took_ms: Sequence[int] = ()

    @property
    def total(self) -> int:
        return self.completed + self.failed + self.cancelled + self.open


def figures(
    *, scope: Scope, period: str, zone: ZoneInfo, most: int = RUNS_READ, now: datetime.datetime | None = None
) -> dict[str, Any]:
    """The figures of a period of `runs.spans.PERIODS`, in parts of this zone's clock, from the newest `most` runs or a few more."""
    wanted = spans(period, now=now or timezone.now(), zone=zone)
    parts: list[tuple[Span, Outcomes]] = []
    read = 0
    for span in reversed(wanted):
        if read >= most:
            break
        outcomes = _outcomes(scope, span)
        read += outcomes.total
        parts.insert(0, (span, outcomes))
    since, until = parts[0][0][0], parts[-1][0][1]
    troubles = _troubles(scope, since, until)
    took = sorted(chain.from_iterable(found.took_ms for _, found in parts))
    return {
        "from": iso(since),
        "to": iso(until),
        "isWhole": len(parts) == len(wanted),
        "total": read,
        "p50Ms": share_of(took, 0.5),
        "p95Ms": share_of(took, 0.95),
        "parts": [
            {
                "from": iso(span[0]),
                "to": iso(span[1]),
                "completed": found.completed,
                "failed": found.failed,
                "cancelled": found.cancelled,
                "open": found.open,
                "p50Ms": share_of(found.took_ms, 0.5),
                "p95Ms": share_of(found.took_ms, 0.95),
            }
            for span, found in parts
        ],
        "failures": [one.as_json() for one in troubles[:BLOCKS_SHOWN]],
        "moreFailures": max(0, len(troubles) - BLOCKS_SHOWN),
        "providers": _by_provider(troubles),
        "retention": retention(scope, since=wanted[0][0], now=now or timezone.now()),
    }


def _outcomes(scope: Scope, span: Span) -> Outcomes:
    mine, owner = scope.where()
    took = joined(f"CASE WHEN status = 'completed' THEN {ms_between('started_at', 'finished_at')} END")
    rows = statements().all(
        f"SELECT status, COUNT(*), {took} FROM runs_run"
        f" WHERE {mine} AND created_at >= ? AND created_at < ? AND NOT test GROUP BY status",
        (owner, *map(_moment, span)),
    )
    found = Outcomes()
    for status, count, durations in rows:
        name = GROUPS.get(status, "open")
        setattr(found, name, getattr(found, name) + count)
        if durations:
            found.took_ms = sorted(map(int, durations.split(",")))
    return found


def share_of(took: Sequence[int], share: float) -> int | None:
    """The smallest of the sorted numbers that this share of them does not exceed."""
    return took[math.ceil(len(took) * share) - 1] if took else None


@dataclass(slots=True)
class Trouble:
    """A block whose steps failed: in how many steps and runs, with which codes. What a later block handled counts too."""

    workflow_id: uuid.UUID
    workflow_name: str
    block: str
    name: str
    type: str
    provider: str | None
    steps: int = 0
    runs: int = 0
    codes: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def as_json(self) -> dict[str, Any]:
        return {
            "workflowId": public_id("wf", self.workflow_id),
            "workflowName": self.workflow_name,
            "blockId": self.block,
            "blockName": self.name,
            "blockType": self.type,
            "provider": self.provider,
            "steps": self.steps,
            "runs": self.runs,
            "codes": _codes(self.codes),
        }


def _codes(codes: dict[str, int]) -> list[dict[str, Any]]:
    return [{"code": code, "steps": steps} for code, steps in sorted(codes.items(), key=lambda one: -one[1])]


def _troubles(scope: Scope, since: datetime.datetime, until: datetime.datetime) -> list[Trouble]:
    """The most failed runs first."""
    mine, owner = scope.where("r.")
    code = "s.error::json->>'code'" if is_postgres() else "json_extract(s.error, '$.code')"
    rows = statements().all(
        f"SELECT r.workflow_id, r.version_id, s.block, {code}, COUNT(*), COUNT(DISTINCT r.id), MAX(r.created_at)"
        " FROM runs_run r JOIN runs_step s ON s.run_id = r.id"
        f" WHERE {mine} AND r.created_at >= ? AND r.created_at < ? AND NOT r.test AND s.status = 'failed' AND NOT s.reused"
        " GROUP BY 1, 2, 3, 4 ORDER BY 7 DESC",
        (owner, _moment(since), _moment(until)),
    )
    names = dict(
        Workflow.objects.filter(id__in={read_uuid(row[0]) for row in rows}).values_list("id", "name")
    )
    found: dict[tuple[uuid.UUID, str], Trouble] = {}
    for workflow, version, block, code, steps, runs, _ in rows:
        workflow_id = read_uuid(workflow)
        one = found.get((workflow_id, block))
        if one is None:  # called as in the version that failed last
            name, kind = start_facts(read_uuid(version)).names.get(block, (block, ""))
            provider = kind if kind and provider_of(kind) else None
            one = Trouble(workflow_id, names.get(workflow_id, ""), block, name, kind, provider)
            found[workflow_id, block] = one
        one.steps += steps
        one.runs += runs
        one.codes[code or "UNKNOWN"] += steps
    return sorted(found.values(), key=lambda one: (-one.runs, -one.steps, one.name))


def _by_provider(troubles: Iterable[Trouble]) -> list[dict[str, Any]]:
    steps: dict[str, int] = defaultdict(int)
    codes: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in troubles:
        if one.provider:
            steps[one.provider] += one.steps
            for code, count in one.codes.items():
                codes[one.provider][code] += count
    names = {slug: found.name for slug in steps if (found := provider_of(slug))}
    return [
        {"provider": slug, "name": names[slug], "steps": count, "codes": _codes(codes[slug])}
        for slug, count in sorted(steps.items(), key=lambda one: (-one[1], one[0]))
    ]


def retention(scope: Scope, *, since: datetime.datetime, now: datetime.datetime) -> dict[str, Any]:
    """`{days, shorter}`: how long runs are kept where their workflow says nothing else (null: for ever), and how many of the
    workflows keep theirs for less than the time since `since`.
    """
    workflows = Workflow.objects.filter(company_id=scope.company_id)
    if scope.workflow is not None:
        workflows = workflows.filter(id=scope.workflow.id)
    usual = settings.RETENTION_DAYS or None
    wanted = now - since
    own = [
        (found or {}).get("retentionDays") or usual
        for found in workflows.values_list("published__settings", flat=True)
    ]
    shorter = sum(days is not None and datetime.timedelta(days=int(days)) < wanted for days in own)
    only = own[0] if scope.workflow is not None and own else usual
    return {"days": only, "shorter": shorter}


def stats(*, scope: Scope, hours: int) -> dict[str, Any]:
    """Outcomes of the last `hours`, by hour, and the typical duration."""
    end = timezone.now().replace(minute=0, second=0, microsecond=0) + datetime.timedelta(hours=1)
    begin = end - datetime.timedelta(hours=hours)
    mine, owner = scope.where()
    hour = "date_trunc('hour', created_at, 'UTC')" if is_postgres() else "substr(created_at, 1, 13) || ':00'"
    rows = statements().all(
        f"SELECT {hour}, status, COUNT(*) FROM runs_run"
        f" WHERE {mine} AND created_at >= ? AND created_at < ? AND NOT test GROUP BY 1, 2",
        (owner, _moment(begin), _moment(end)),
    )
    took = _outcomes(scope, (begin, end)).took_ms
    found: dict[datetime.datetime, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    totals: dict[str, int] = defaultdict(int)
    for at, status, count in rows:
        name = {"suspended": "waiting", "cancelled": "other"}.get(status) or GROUPS.get(status, "other")
        found[_read_hour(at)][name] += count
        totals[name] += count
    marks = (begin + datetime.timedelta(hours=place) for place in range(hours))
    names = ("completed", "failed", "waiting", "other")
    return {
        "total": sum(totals.values()),
        **{name: totals[name] for name in names[:3]},
        "medianMs": share_of(took, 0.5),
        "hours": [{"at": at, **{name: found[at][name] for name in names}} for at in marks],
    }


def _read_hour(value: Any) -> datetime.datetime:
    if isinstance(value, str):
        return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)
    return value.astimezone(datetime.UTC)  # type: ignore[no-any-return]


def _moment(at: datetime.datetime) -> Any:
    return db_time(int(at.timestamp() * 1000))
