"""What becomes of the ticks that are due: those of the last minute are fired, older ones follow the schedule's policy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile, islice, takewhile
from typing import Literal

from workflows.schedules.firing import SECOND, Fire, fires, next_fire
from workflows.schedules.schedule import Schedule

Policy = Literal["latest", "skip", "all"]

#: A tick that is not older than this is fired whatever the policy: somebody was restarting.
GRACE = timedelta(seconds=60)
#: `all` fires so many at most, and so many of the others are written down one by one; those before them in one entry.
MOST = 100
# Beyond it nobody counts any more how many there were.
_COUNTED = 10_000
_WINDOW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Ticks that are not told apart: the first, the last and how many, None for more than ten thousand."""

    first: datetime
    last: datetime
    count: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """`fired` and `missed` by time; `before` are missed ones, too, older than all of those. `following` is the next tick."""

    fired: tuple[Fire, ...]
    missed: tuple[Fire, ...]
    before: Stretch | None
    following: Fire | None


def settle(
    schedule: Schedule, first: datetime, now: datetime, policy: Policy, *, anchor: datetime | None = None
) -> Due:
    """Of the ticks from `first`, which is one, to `now`."""
    due, before = _due(schedule, first, now, anchor)
    late = [fire for fire in due if fire.at < now - GRACE]
    punctual = due[len(late) :]
    keeps = 0
    if policy == "all":
        keeps = MOST - len(punctual)
    elif policy == "latest" and not punctual:
        keeps = 1
    missed, kept = (late[:-keeps], late[-keeps:]) if keeps > 0 else (late, [])
    return Due((*kept, *punctual), tuple(missed), before, next_fire(schedule, now, anchor=anchor))


def _due(
    schedule: Schedule, first: datetime, now: datetime, anchor: datetime | None
) -> tuple[list[Fire], Stretch | None]:
    """The newest ones, by time, and what was before them."""
    since = takewhile(lambda fire: fire.at <= now, fires(schedule, first - SECOND, anchor=anchor))
    found = list(islice(since, _COUNTED + MOST + 1))
    if len(found) <= MOST:
        return found, None
    if len(found) <= _COUNTED + MOST:
        old = found[:-MOST]
        return found[-MOST:], Stretch(old[0].at, old[-1].at, len(old))
    window = _WINDOW
    newest: list[Fire] = []
    while len(newest) <= MOST:
        window *= 2
        recent = fires(schedule, now - window, anchor=anchor)
        newest = list(takewhile(lambda fire: fire.at <= now, dropwhile(lambda fire: fire.at < first, recent)))
    return newest[-MOST:], Stretch(first, newest[-MOST - 1].at, None)
