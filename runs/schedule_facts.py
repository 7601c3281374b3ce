"""How the schedules stand: for health and for people."""

from __future__ import annotations

from dataclasses import dataclass

from runs.sql import now_ms_sql, read_time_ms, statements


@dataclass(frozen=True, slots=True)
class ScheduleFacts:
    """`look_ms` is the time since anybody looked for due schedules, None while nobody did; `overdue_ms` how long ago the
    oldest tick was due that is not settled, broken schedules left out.
    """

    look_ms: int | None
    overdue_ms: int
    broken: int


def read_schedule_facts() -> ScheduleFacts:
    [(now_ms, ran_ms, next_at, broken)] = statements().all(
        f"SELECT {now_ms_sql()}, (SELECT ran_at_ms FROM runs_chore WHERE name = 'schedules'),"
        " (SELECT MIN(next_at) FROM workflows_schedule WHERE error = ''),"
        " (SELECT COUNT(*) FROM workflows_schedule WHERE error <> '' AND next_at IS NOT NULL)"
    )
    next_ms = read_time_ms(next_at)
    return ScheduleFacts(
        look_ms=None if ran_ms is None else max(0, int(now_ms) - int(ran_ms)),
        overdue_ms=0 if next_ms is None else max(0, int(now_ms) - next_ms),
        broken=int(broken),
    )


def standing() -> dict[str, float | None]:
    """Under the names of the gauges in `runs/metrics.py`; times in seconds."""
    facts = read_schedule_facts()
    return {
        "schedule_last_look_seconds": None if facts.look_ms is None else facts.look_ms / 1000,
        "schedule_overdue_seconds": facts.overdue_ms / 1000,
        "schedules_broken": facts.broken,
    }
