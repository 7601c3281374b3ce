"""What the queue looks like from outside: for health, the watchdog and people."""

from __future__ import annotations

from dataclasses import dataclass

from runs.sql import now_ms_sql, statements


def clock_ms() -> int:
    """The database's clock."""
    return int(statements().all(f"SELECT {now_ms_sql()}")[0][0])


def oldest_ready_ms() -> int | None:
    """How long the oldest claimable run has been waiting, for health and the watchdog; None when there is none."""
    rows = statements().all(f"SELECT {now_ms_sql()} - MIN(ready_at_ms) FROM runs_run WHERE ready")
    return None if rows[0][0] is None else max(0, int(rows[0][0]))


def oldest_event_ms() -> int | None:
    """The same of the runs that an inbound event started: an event is stored with its runs, so it waits where they do."""
    rows = statements().all(
        f"SELECT {now_ms_sql()} - MIN(ready_at_ms) FROM runs_run WHERE ready AND event_id IS NOT NULL AND started_at IS NULL"
    )
    return None if rows[0][0] is None else max(0, int(rows[0][0]))


ALIVE_MS = 15_000
CAPACITY = 128  # runs on board of one worker


def standing() -> dict[str, float | None]:
    """The queue as it stands, under the names of the gauges in `runs/metrics.py`; times in seconds."""
    now = now_ms_sql()
    ready, oldest, parked, due, leased = statements().all(
        "SELECT (SELECT COUNT(*) FROM runs_run WHERE ready),"
        f" (SELECT {now} - MIN(ready_at_ms) FROM runs_run WHERE ready),"
        " (SELECT COUNT(*) FROM runs_run WHERE wake_at_ms IS NOT NULL),"
        f" (SELECT {now} - MIN(wake_at_ms) FROM runs_run WHERE wake_at_ms IS NOT NULL),"
        " (SELECT COUNT(*) FROM runs_run WHERE lease_until_ms IS NOT NULL)"
    )[0]
    alive, beat = statements().all(
        f"SELECT COUNT(CASE WHEN beat_at_ms > {now} - {ALIVE_MS} THEN 1 END), {now} - MAX(beat_at_ms) FROM runs_drainer"
    )[0]
    return {
        "queue_ready_runs": ready,
        "queue_oldest_ready_seconds": max(0, oldest or 0) / 1000,
        "queue_oldest_due_seconds": max(0, due or 0) / 1000,
        "runs_leased": leased,
        "runs_parked": parked,
        "drains_alive": alive,
        "last_beat_seconds": None if beat is None else max(0, beat) / 1000,
    }


def overdue_ms() -> int:
    """How long ago the oldest parked run was due that nobody has woken; 0 when none is."""
    rows = statements().all(
        f"SELECT {now_ms_sql()} - MIN(wake_at_ms) FROM runs_run WHERE wake_at_ms IS NOT NULL"
    )
    return max(0, int(rows[0][0] or 0))


@dataclass(frozen=True, slots=True)
class Workers:
    """Of those that gave a sign of life within 15 s: whether one has room. Of all: the last beat, the last claim."""

    beat_ms: int | None
    claim_ms: int | None
    has_room: bool


def workers() -> Workers:
    now = now_ms_sql()
    beat, claim, roomy = statements().all(
        f"SELECT {now} - MAX(beat_at_ms), {now} - MAX(claimed_at_ms),"
        f" COUNT(CASE WHEN beat_at_ms > {now} - {ALIVE_MS} AND runs_on_board < {CAPACITY} THEN 1 END) FROM runs_drainer"
    )[0]
    return Workers(
        None if beat is None else max(0, int(beat)), None if claim is None else max(0, int(claim)), roomy > 0
    )


def last_beat_ms(host: str = "") -> int | None:
    """How long ago any worker (of that host) last said that it lives; None when none did."""
    rows = statements().all(
        f"SELECT {now_ms_sql()} - MAX(beat_at_ms) FROM runs_drainer WHERE host = ? OR ? = ''", (host, host)
    )
    return None if rows[0][0] is None else max(0, int(rows[0][0]))
